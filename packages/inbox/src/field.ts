// One argument as a reviewer reads it: whole, with its sources, what is odd about it, and what an edit changed.
import type { Json, ReviewPart, TrustLevel } from '@sallyport/core';
import { block } from './block.js';
import { quoted } from './escape.js';
import { type Flag, flagsOf, flagsOfTwins, type Place } from './flags.js';
import { type Passage, passage } from './fold.js';
import { entriesOf, jsonLines } from './json-lines.js';
import { KnownNames } from './scripts.js';
import { counted, type Trust, trustWords } from './words.js';

/** How core names a source that nobody knows: no participant's name holds a colon. */
const NOBODY = ':unknown';
/** What core's names for no source in particular stand for. */
const NAMELESS: ReadonlyMap<string, string> = new Map([
  [NOBODY, 'nobody knows who'],
  [':many', 'more sources than a label lists'],
]);

/** A source as a screen names it: quoted and escaped. */
export const sourceName = (name: string): string => NAMELESS.get(name) ?? quoted(name);

/** Who wrote a value, and how far they are trusted. `name` is quoted and escaped. */
export interface Source extends Trust {
  readonly name: string;
  readonly private: boolean;
}

/** A value as lines. Text is drawn as it is, everything else as JSON; `kind` says which, and how much there is. */
export interface Value extends Passage {
  readonly kind: string;
  readonly sources: readonly Source[];
  readonly trust: Trust;
}

/** What an edit did to an argument: the lines that went and those that came, and the whole of what it was. */
export interface Change {
  readonly what: 'changed' | 'added' | 'removed';
  /** The number of the first line that differs, counted from 1. */
  readonly line: number;
  readonly went: Passage;
  readonly came: Passage;
  readonly was?: Value;
}

/** One argument. `name` is quoted and escaped; `value` is missing where an edit removed the argument. */
export interface Field {
  readonly name: string;
  readonly control: boolean;
  readonly value?: Value;
  readonly change?: Change;
  readonly flags: readonly Flag[];
}

/** The arguments of a proposal, in their order, then those that an edit removed. */
export function fieldsOf(
  parts: readonly ReviewPart[],
  before: readonly ReviewPart[] | undefined,
  place: Omit<Place, 'control'>,
): Field[] {
  const names = new KnownNames(parts.map(({ name }) => name));
  const old = before && new Map(before.map((part) => [part.name, part]));
  const fields = parts.map((part) => {
    const value = valueOf(part);
    const was = old?.get(part.name);
    const change = old && changeOf(value, was && valueOf(was));
    return {
      name: quoted(part.name),
      control: part.control,
      value,
      ...(change && { change }),
      flags: [
        ...flagsOfTwins(part.name, names, 'the name'),
        ...flagsOf(part.value, { ...place, control: part.control }),
      ],
    };
  });
  const still = new Set(parts.map(({ name }) => name));
  return [...fields, ...(before ?? []).filter(({ name }) => !still.has(name)).map(removed)];
}

function removed(part: ReviewPart): Field {
  const was = valueOf(part);
  const change: Change = { what: 'removed', line: 1, went: passage(was.lines), came: { lines: [] }, was };
  return { name: quoted(part.name), control: part.control, change, flags: [] };
}

function valueOf({ value, label, trust }: ReviewPart): Value {
  const lines = typeof value === 'string' ? block(value) : jsonLines(value);
  return { ...passage(lines), kind: kindOf(value), sources: sourcesOf(label), trust: trustWords(trust) };
}

/** The sources of a label. One that is only said to be private is trusted as one that nobody knows. */
function sourcesOf({ from, private: secret }: ReviewPart['label']): Source[] {
  const unsaid = secret.filter((name) => !Object.hasOwn(from, name));
  const all: [string, TrustLevel][] = [
    ...Object.entries(from),
    ...unsaid.map((name): [string, TrustLevel] => [name, 'zero']),
  ];
  if (all.length === 0) all.push([NOBODY, 'zero']);
  return all.map(([name, trust]) => ({
    ...trustWords(trust),
    name: sourceName(name),
    private: secret.includes(name),
  }));
}

function changeOf(value: Value, was: Value | undefined): Change | undefined {
  if (was === undefined) return { what: 'added', line: 1, went: { lines: [] }, came: passage(value.lines) };
  const [before, after] = [was.lines, value.lines];
  if (before.length === after.length && before.every((line, i) => line === after[i])) {
    // The text "5" and the number 5 have the same lines.
    return value.kind === was.kind
      ? undefined
      : { what: 'changed', line: 1, went: passage(before), came: passage(after), was };
  }
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  const went = passage(before.slice(start, before.length - end));
  return { what: 'changed', line: start + 1, went, came: passage(after.slice(start, after.length - end)), was };
}

function kindOf(value: Json): string {
  if (typeof value === 'string') return textKind(value);
  if (Array.isArray(value)) return `list of ${counted(value.length, 'entry', 'entries')}`;
  if (typeof value === 'object' && value !== null) return `object with ${counted(entriesOf(value).length, 'field')}`;
  return value === null ? 'nothing' : typeof value === 'number' ? 'number' : 'yes or no';
}

function textKind(text: string): string {
  if (text === '') return 'text, empty';
  const lines = text.split('\n').length;
  const characters = counted([...text].length, 'character');
  return lines === 1 ? `text, ${characters}` : `text, ${counted(lines, 'line')}, ${characters}`;
}
