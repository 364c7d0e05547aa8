// Names that are not what they look like: letters of several scripts in one name, and names that pass for a known one.
import { skeleton } from './confusables.js';
import { Domains, type Passing } from './domains.js';
import { codePoint, quoted, render } from './escape.js';
import { Values } from './near-miss.js';

const SCRIPTS = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Armenian',
  'Georgian',
  'Hebrew',
  'Arabic',
  'Cherokee',
  'Coptic',
  'Lisu',
  'Han',
  'Hiragana',
  'Katakana',
  'Bopomofo',
  'Hangul',
  'Devanagari',
  'Bengali',
  'Tamil',
  'Telugu',
  'Thai',
  'Ethiopic',
] as const;
type Script = (typeof SCRIPTS)[number] | 'another script';

const MATCHERS = SCRIPTS.map((name) => [name, new RegExp(`\\p{Script=${name}}`, 'u')] as const);
const ASCII = /^\p{ASCII}*$/u;
const LETTER = /\p{L}/u;
const NEUTRAL = /[\p{Script=Common}\p{Script=Inherited}]/u;
/** The blocks of letters that are written from right to left, as a regular expression has them in brackets. */
export const RIGHT_TO_LEFT = String.raw`\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}`;
const ANY_RIGHT_TO_LEFT = new RegExp(`[${RIGHT_TO_LEFT}]`, 'u');

/** Scripts that are written together every day (the "highly restrictive" profile of Unicode TR39). */
const TOGETHER: readonly (readonly Script[])[] = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Bopomofo'],
  ['Latin', 'Han', 'Hangul'],
];

/** The scripts of the letters of a text, in the order in which they come. */
export function scriptsOf(text: string): Script[] {
  const found = new Set<Script>();
  for (const c of text) {
    const script = scriptOf(c);
    if (script !== undefined) found.add(script);
  }
  return [...found];
}

/** Says which scripts a name mixes and where; undefined when it mixes none that do not belong together. Must not throw. */
export function mixedScripts(name: string): string | undefined {
  if (ASCII.test(name)) return undefined;
  const scripts = scriptsOf(name);
  const fine = scripts.length <= 1 || TOGETHER.some((set) => scripts.every((script) => set.includes(script)));
  if (fine) return undefined;
  return `mixes letters of ${scripts.join(' and ')}: ${oddLetters(name)}`;
}

/** Are there letters that a screen may draw from right to left, so that what stands around them may change places? */
export const isRightToLeft = (text: string): boolean => ANY_RIGHT_TO_LEFT.test(text);

/** Names and addresses that a person knows, ready to be compared with. */
export class KnownNames {
  readonly #names: ReadonlySet<string>;
  readonly #looks = new Map<string, string[]>();
  readonly #values: Values;
  readonly #domains: Domains;

  constructor(names: Iterable<string>) {
    this.#names = new Set(names);
    this.#domains = new Domains(this.#names);
    this.#values = new Values(this.#names);
    for (const name of this.#names) {
      const look = skeleton(name);
      this.#looks.set(look, [...(this.#looks.get(look) ?? []), name]);
    }
  }

  get size(): number {
    return this.#names.size;
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** Another known name that this one passes for; undefined when there is none. */
  twin(name: string): string | undefined {
    return this.#looks.get(skeleton(name))?.find((other) => other !== name);
  }

  /** The known name that an unknown one is nearly: a letter or two off, and no twin of it. */
  near(name: string): string | undefined {
    return this.twin(name) === undefined ? this.#values.near(name) : undefined;
  }

  /** The known domain that an unknown name passes for, where the name itself passes for none; undefined when there is none. */
  passing(name: string): Passing | undefined {
    return this.#names.has(name) || this.twin(name) !== undefined ? undefined : this.#domains.passing(name);
  }

  /** The known name that an unknown one passes for; undefined when it is known, or looks like none. */
  lookedLike(name: string): string | undefined {
    return this.#names.has(name) ? undefined : this.twin(name);
  }
}

/** Says that a name passes for another and where it differs. Must not throw. */
export function lookAlike(name: string, other: string): string {
  return `looks like ${quoted(other)}, is not: ${difference(name, other)}`;
}

/** The letters that are not ASCII, each with its code point and its script. */
function oddLetters(name: string): string {
  const odd = [...new Set(name)].filter((c) => c > '\u007f');
  return odd.map((c) => `${named(c)}${scriptOf(c) === undefined ? '' : ` (${scriptOf(c)})`}`).join(', ');
}

/** Where a name differs from another. Must not throw. */
export function difference(name: string, known: string): string {
  const odd = oddLetters(name);
  if (odd !== '') return `it holds ${odd}`;
  const [ours, theirs] = [[...name], [...known]];
  const at = ours.findIndex((c, i) => c !== theirs[i]);
  if (at < 0) return `it ends before ${named(theirs[ours.length] ?? '')}`;
  const other = theirs[at];
  return `character ${at + 1} is ${named(ours[at] ?? '')}, ${other === undefined ? 'one more' : `not ${named(other)}`}`;
}

/** A character as it looks, and what it is. */
function named(c: string): string {
  const shown = render(c);
  return shown.startsWith('\\u') ? codePoint(c) : `${shown} ${codePoint(c)}`;
}

/** The script of a letter; undefined for what is no letter, or belongs to all scripts. */
function scriptOf(c: string): Script | undefined {
  if (!LETTER.test(c) || NEUTRAL.test(c)) return undefined;
  return MATCHERS.find(([, matcher]) => matcher.test(c))?.[0] ?? 'another script';
}
