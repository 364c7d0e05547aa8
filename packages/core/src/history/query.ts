// What somebody searches for: a line of text, or the same said in fields, becomes a query that every store answers alike.
import type { Id } from '../canonical.js';
import { printable, quote, SallyportError } from '../errors.js';
import { ownOptions } from '../options.js';
import { DOC_KINDS, type DocKind, type Query, type Term } from '../record/store.js';
import { markOf, termOf } from '../record/words.js';

/** What is searched for, in fields. `text` is written as a search in one line is, and the fields count beside it. */
export interface HistoryQuery {
  readonly text?: string;
  /** Who wrote, asked or decided it. */
  readonly from?: Id;
  /** Whom it went to: the addressee, the executor. */
  readonly to?: Id;
  /** Who took part in it, on either side. */
  readonly with?: Id;
  readonly tool?: string;
  readonly kinds?: readonly DocKind[];
  /** Milliseconds since 1970, in [since, until). */
  readonly since?: number;
  readonly until?: number;
}

/** A query without its page. */
export type Asked = Omit<Query, 'limit' | 'order' | 'before'>;

const LONGEST = 1_000;
const MOST_TERMS = 50;
const KEYS = ['from', 'to', 'with', 'tool', 'kind', 'before', 'after'] as const;
type Key = (typeof KEYS)[number];
const FIELDS = ['text', 'from', 'to', 'with', 'tool', 'kinds', 'since', 'until'];

/** A part of the line: `key:` or not, in quotes or not, with a star behind it or not. */
const PART = /\s*(?:([A-Za-z]+):)?(?:"([^"]*)"(\*?)|([^\s"]+))/y;
const OPERATORS = new Set(['AND', 'OR', 'NOT']);
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Reads a search. In one line: words, `"an exact phrase"`, `begin*`, and `from:`, `to:`, `with:`, `tool:` with a name,
 * `kind:` with one of {@link DOC_KINDS}, `after:2026-01-01` (that day and later, UTC) and `before:2026-02-01` (earlier).
 * All of it has to hold. Throws `BAD_INPUT` with what to write instead.
 */
export function readQuery(search: string | HistoryQuery): Asked {
  if (typeof search === 'string') return compile(parse(search));
  // `as`: the keys are checked to be the interface's own
  const { text, ...fields } = ownOptions(search, FIELDS, 'a search') as HistoryQuery;
  const parsed = text === undefined ? { terms: [] } : parse(text);
  for (const [name, value] of Object.entries(fields)) checkField(name, value);
  return compile({ ...parsed, ...fields });
}

interface Parsed extends Omit<HistoryQuery, 'text'> {
  readonly terms: readonly Term[];
}

function compile({ terms, from, to, tool, with: other, kinds, since, until }: Parsed): Asked {
  const marks = Object.entries({ from, to, tool }).flatMap(([what, name]) =>
    // `as`: the keys of the object in this line
    name === undefined ? [] : [markOf(what as 'from' | 'to' | 'tool', name)],
  );
  return {
    terms: [...marks.map((mark): Term => ({ tokens: [mark], prefix: false })), ...terms],
    ...(other !== undefined && { with: other }),
    ...(kinds !== undefined && { kinds }),
    ...(since !== undefined && { from: since }),
    ...(until !== undefined && { until }),
  };
}

function parse(line: string): Parsed {
  if (typeof line !== 'string' || !line.isWellFormed() || line.length > LONGEST)
    throw bad(`it is well-formed text of at most ${LONGEST} characters`);
  const text = line.replace(/[“”„]/g, '"').trim();
  const terms: Term[] = [];
  const fields: Record<string, unknown> = {};
  PART.lastIndex = 0;
  while (PART.lastIndex < text.length) {
    const start = PART.lastIndex;
    const [, key, quoted, star, plain] =
      PART.exec(text) ?? throws(`a quotation mark is not closed: ${rest(text, start)}`);
    if (key === undefined) terms.push(quoted === undefined ? readWord(plain!) : readPhrase(quoted, star === '*'));
    else setField(fields, key, quoted ?? plain!);
  }
  if (terms.length > MOST_TERMS) throw bad(`it holds ${terms.length} words and phrases, and ${MOST_TERMS} are taken`);
  // `as`: setField() wrote nothing else
  return { terms, ...(fields as Omit<HistoryQuery, 'text'>) };
}

function readWord(word: string): Term {
  if (OPERATORS.has(word))
    throw bad(`there is no ${word}: all words have to hold; to look for the word itself, write ${quoted(word)}`);
  if (/^-./.test(word))
    throw bad(`nothing can be left out: take off ${quote(word)}, or write ${quoted(word.slice(1))} to look for it`);
  if (/[()]/.test(word))
    throw bad(`there are no brackets: all words have to hold; write ${quote(word)} in quotation marks to look for it`);
  const stem = word.replace(/\*$/, '');
  if (stem.includes('*')) throw bad(`a * stands at the end of a word, and nowhere else: ${quote(word)}`);
  return readPhrase(stem, stem !== word);
}

function readPhrase(phrase: string, prefix: boolean): Term {
  const term = termOf(phrase, prefix);
  if (term === undefined)
    throw bad(`${quote(phrase)} holds no letter and no digit: nothing is found by it, leave it out`);
  return term;
}

function setField(fields: Record<string, unknown>, key: string, value: string): void {
  const name = KEYS.find((known): known is Key => known === key.toLowerCase());
  if (name === undefined)
    throw bad(
      `${quote(key)} is nothing to search by: there is ${KEYS.join(', ')}; to look for these words, put them in quotation marks`,
    );
  if (value === '') throw bad(`nothing stands behind ${name}:`);
  if (name === 'kind') {
    fields['kinds'] = [...((fields['kinds'] as readonly DocKind[] | undefined) ?? []), readKind(value)];
    return;
  }
  const field = name === 'before' ? 'until' : name === 'after' ? 'since' : name;
  if (field in fields) throw bad(`${name}: is said twice: say it once`);
  fields[field] = field === 'until' || field === 'since' ? readDay(name, value) : value;
}

function readKind(value: string): DocKind {
  const kind = DOC_KINDS.find((known) => known === value.toLowerCase());
  return kind ?? throws(`${quote(value)} is no kind: there is ${DOC_KINDS.join(', ')}`);
}

function readDay(name: string, value: string): number {
  const time = DATE.test(value) ? Date.parse(`${value}T00:00:00Z`) : NaN;
  // 2026-02-31 would otherwise be a day in March
  if (!Number.isFinite(time) || new Date(time).toISOString().slice(0, 10) !== value)
    throw bad(`${name}: takes a day as 2026-01-31, and not ${quote(value)}`);
  return time;
}

function checkField(name: string, value: unknown): void {
  if (value === undefined) return;
  const isTime = name === 'since' || name === 'until';
  const fits = isTime
    ? Number.isSafeInteger(value)
    : name === 'kinds'
      ? Array.isArray(value) && value.every((kind) => DOC_KINDS.includes(kind))
      : typeof value === 'string' && value !== '';
  if (!fits)
    throw bad(
      `${name} is ${isTime ? 'a time in milliseconds' : name === 'kinds' ? `of ${DOC_KINDS.join(', ')}` : 'a name'}`,
    );
}

const quoted = (text: string): string => `"${printable(text)}"`;
const rest = (text: string, at: number): string => quote(text.slice(at, at + 40));
const bad = (why: string): SallyportError => new SallyportError('BAD_INPUT', `this search is not understood: ${why}`);
function throws(why: string): never {
  throw bad(why);
}
