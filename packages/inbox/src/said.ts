// What a person has said in the order that is being handled: the values in it, for arguments to be compared with. It only adds marks.
import type { ReviewItem } from '@sallyport/core';
import { Values } from './near-miss.js';

/** A person's words, as values. `by`: who signed them. */
export interface Said {
  readonly by: string;
  readonly values: Values;
}

/** So much of an order, and so many values of an argument, are compared. */
const LONGEST_ORDER = 50_000;
const MOST_WORDS = 4_000;
const MOST_VALUES = 200;

/** Words may be set apart by these, and values written in groups of at most so many characters, so many groups together. */
const AROUND = /^[^\p{L}\p{N}+@]+|[^\p{L}\p{N}]+$/gu;
const BETWEEN = /[:=,;|/<>()[\]{}"'`]+/u;
const GROUP = /^[\p{L}\p{N}+-]{1,6}$/u;
const MOST_GROUPS = 12;
const HOLDS_VALUE = /\p{N}|@|[\p{L}\p{N}]\.[\p{L}\p{N}]/u;

/** What the person who signed the message behind a proposal has said in it; undefined where nobody signed one. */
export function saidIn({ message }: ReviewItem): Said | undefined {
  if (message?.signer === undefined) return undefined;
  const words = wordsOf(message.letter.text.slice(0, LONGEST_ORDER));
  return { by: message.signer, values: new Values([...words.flatMap(partsOf), ...groupsOf(words)]) };
}

/** What in an argument may be an address, a number or a name: the longest first. */
export function valuesIn(text: string): readonly string[] {
  const words = wordsOf(text.slice(0, LONGEST_ORDER));
  const single = words.length === 1 ? words : [];
  const found = [text.trim(), ...words.flatMap(partsOf), ...groupsOf(words)].filter((part) => HOLDS_VALUE.test(part));
  return [...new Set([...single, ...found])].sort((a, b) => b.length - a.length).slice(0, MOST_VALUES);
}

const wordsOf = (text: string): readonly string[] => text.split(/\s+/u, MOST_WORDS).filter((word) => word !== '');

/** A word as it stands, without what stands around it, and what is set apart in it. */
function partsOf(word: string): string[] {
  const parts = [word, ...word.split(BETWEEN)].map((part) => part.replaceAll(AROUND, ''));
  return [word, ...parts].filter((part) => part !== '');
}

/** Values that are written in groups: `GB29 NWBK 6016 1331 9268 19`. */
function groupsOf(words: readonly string[]): string[] {
  const plain = words.map((word) => word.replaceAll(AROUND, ''));
  return plain.flatMap((_, start) => {
    const runs: string[] = [];
    for (let end = start; end < start + MOST_GROUPS && GROUP.test(plain[end] ?? ''); end++) {
      const run = plain.slice(start, end + 1).join(' ');
      if (end > start && /\p{N}/u.test(run)) runs.push(run);
    }
    return runs;
  });
}
