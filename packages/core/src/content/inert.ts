// Makes the links in a text inert. It only takes away: nothing is ever allowed because of what is found here.
import type { Json } from '../canonical.js';
import { findLinks, isEnd, type Found } from './link-finder.js';

/** Stands where a link was. */
const REMOVED = '[link removed]';
/** An ordinary text is at rest after one or two. What is not after so many is taken away whole. */
const ROUNDS = 4;
/** Most strings hold nothing that a link is made of. */
const PLAIN = /^[\n !"'()*+,;=?A-Za-z0-9_-]*$/;
/**
 * An inline link, an image or the definition of a reference, in Markdown. A space in between makes words of it; the
 * brackets of an IPv6 address are left to the finder.
 */
const MARKDOWN = /(?<!\[(?=[0-9a-f:.]{0,45}::)[0-9a-f:.]{2,45})\](?=\p{Default_Ignorable_Code_Point}*[(:])/giu;
/** What may stand around a link in prose. Little of it: a client may count it as a part of the address. */
const BEFORE = /^[([{'*_~]{1,3}/;
const AFTER = /[.,;:!?)\]}'*_~]{1,3}$/;
const AROUND = 6;

/** The links in somebody's own words. The very same ones may stand in other texts too. */
export class OwnLinks {
  readonly #text: string;
  #words: ReadonlySet<string> | undefined;
  #longest = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Says of each thing found in a text, asked in the order of the text, whether it is one of them. */
  in(text: string): (found: Found) => boolean {
    let wordAt: WordAt | undefined;
    return (found) => {
      const words = (this.#words ??= this.#read());
      if (words.size === 0) return false;
      wordAt ??= wordsOf(text, this.#longest + AROUND);
      const word = found.value ?? wordAt(found);
      return word !== undefined && words.has(word);
    };
  }

  /** Not before it is needed: most texts hold no link. */
  #read(): ReadonlySet<string> {
    const apart = withoutMarkdown(this.#text);
    const wordAt = wordsOf(apart, Infinity);
    const words = new Set<string>();
    for (const found of findLinks(apart)) {
      const word = wordAt(found) ?? '';
      words.add(word);
      this.#longest = Math.max(this.#longest, word.length);
    }
    return words;
  }
}

type WordAt = (found: Found) => string | undefined;

/** The word in which something stands, without what is around it; `undefined` for one that is longer than `most`. */
function wordsOf(text: string, most: number): WordAt {
  let start = 0;
  let end = 0;
  return (found) => {
    // found in order, each word is walked through once
    if (found.start >= end) {
      [start, end] = [found.start, found.end];
      while (start > 0 && !isEnd(text.charAt(start - 1))) start -= 1;
      while (end < text.length && !isEnd(text.charAt(end))) end += 1;
    }
    return end - start > most ? undefined : text.slice(start, end).replace(BEFORE, '').replace(AFTER, '');
  };
}

/** Spares nothing. */
export const NO_LINKS = new OwnLinks('');

/**
 * The text with no link left in it but those in `own`: `[link removed]` in place of an address, `evil[.]example` for a
 * bare name. Done again, it changes nothing. Takes time linear in the text. Must not throw.
 */
export function inertText(text: string, own: OwnLinks = NO_LINKS): string {
  if (PLAIN.test(text)) return text;
  let before = text;
  for (let round = 0; round < ROUNDS; round += 1) {
    const after = withoutFound(withoutMarkdown(before), own);
    if (after === before) return before;
    before = after;
  }
  return REMOVED;
}

function withoutMarkdown(text: string): string {
  return text.replaceAll(MARKDOWN, '] ');
}

function withoutFound(text: string, own: OwnLinks): string {
  const isOwn = own.in(text);
  const parts: string[] = [];
  let at = 0;
  for (const found of findLinks(text)) {
    if (isOwn(found)) continue;
    const inert = found.kind === 'dot' ? `[${text.slice(found.start, found.end)}]` : REMOVED;
    parts.push(text.slice(at, found.start), inert);
    at = found.end;
  }
  parts.push(text.slice(at));
  return parts.join('');
}

/** What becomes of a text in a value, and of a key. */
export interface Change {
  text(text: string): string;
  key(key: string): string;
}

/** A value with every string in it changed, however deep. What nothing changes in comes back as it is. */
export function changed(value: Json, change: Change): Json {
  if (typeof value === 'string') return change.text(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item: Json) => changed(item, change));
    return items.every((item, i) => item === value[i]) ? value : items;
  }
  // `as`: Array.isArray does not tell a readonly array from an object
  const fields = value as { readonly [key: string]: Json };
  return changedFields(fields, ({ key, item }) => ({ key: change.key(key), item: changed(item, change) }));
}

interface Field {
  readonly key: string;
  readonly item: Json;
}

/** The fields of an object, in their order, each as `change` has it. Where two get the same key, the later is numbered. */
export function changedFields<T extends { readonly [key: string]: Json }>(
  value: T,
  change: (field: Field) => Field,
): T {
  const before = Object.entries(value).map(([key, item]) => ({ key, item }));
  const after = before.map(change);
  if (after.every(({ key, item }, i) => key === before[i]!.key && item === before[i]!.item)) return value;
  const fields = new Map<string, Json>();
  const times = new Map<string, number>();
  for (const { key, item } of after) fields.set(free(key, fields, times), item);
  // `as`: the same fields, under other names where those held a link
  return Object.fromEntries(fields) as T;
}

function free(key: string, fields: ReadonlyMap<string, Json>, times: Map<string, number>): string {
  let name = key;
  while (fields.has(name)) {
    const time = (times.get(key) ?? 1) + 1;
    times.set(key, time);
    name = `${key} ${time}`;
  }
  return name;
}
