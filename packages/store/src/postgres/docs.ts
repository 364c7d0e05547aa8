// Docs in PostgreSQL: an index of words finds who may fit, and the text decides, so that the answer is exact however long it is.
import { createHash } from 'node:crypto';
import { RANKED, type Doc, type Query, type Term } from '@sallyport/core/store';
import type { Driver, Statement, Value } from './driver.js';

/** All words of a doc together are at most 1 MiB of bytes in their index; what goes beyond is found by its text alone. */
const MOST_WORDS = 900_000;
/** Of one query, so that what is asked does not grow without bound; more of them would not leave out more. */
const MOST_ASKED = 64;
/** So many of the newest are looked at first: what is common is among them, and what is rare costs no more for it. */
const NEWEST = 200;

/**
 * A doc as the columns of its row. Its words are put down as they are, never through `to_tsvector`: they were made by one
 * rule for all stores. They carry no positions. Those of PostgreSQL end at 16,383 and at 256 for one word, so that phrases
 * are compared with the text instead. Who may find a doc, and its kind, are words too, of a spelling that no token has.
 */
export function docLine({ seq, kind, at, who, tokens }: Doc): readonly (string | number | boolean)[] {
  const words = [kindWord(kind), ...who.map(nameWord), ...new Set(tokens.split(' ').filter(Boolean))];
  let bytes = 0;
  const fitting = words.filter((word) => (bytes += Buffer.byteLength(word) + 8) <= MOST_WORDS);
  return [seq, kind, at, JSON.stringify(who), tokens, fitting.map(quoted).join(' '), fitting.length === words.length];
}

export async function search(driver: Driver, schema: string, query: Query): Promise<readonly number[]> {
  if (query.limit === 0 || query.who?.length === 0 || query.kinds?.length === 0) return [];
  const ask = async (statement: Statement): Promise<readonly number[]> =>
    (await driver.ask<{ seq: string }>(statement)).rows.map(({ seq }) => Number(seq));
  if (query.order === 'best' && query.terms.length > 0) return ask(best(`ONLY "${schema}".docs`, query));
  const newest = await ask(among(`ONLY "${schema}".docs`, query));
  return newest.length === query.limit ? newest : ask(all(`ONLY "${schema}".docs`, query));
}

/** The newest few, walked through by their number. */
function among(docs: string, query: Query): Statement {
  const { bind, values } = binder();
  const text = `SELECT seq FROM (SELECT * FROM ${docs} WHERE seq < ${bind(query.before ?? Number.MAX_SAFE_INTEGER)}::bigint ORDER BY seq DESC LIMIT ${NEWEST}) d
    WHERE ${fitting(query, bind)} ORDER BY seq DESC LIMIT ${bind(query.limit)}::bigint`;
  return { text, values };
}

/**
 * Those that the index finds, first of all and by themselves: left to itself, the planner walks through all docs from the
 * newest on, hoping to meet a rare word soon.
 */
function all(docs: string, query: Query): Statement {
  const { bind, values } = binder();
  const text = `WITH found AS MATERIALIZED (SELECT seq FROM ${docs} d WHERE ${indexed(query, bind)} AND ${fitting(query, bind)})
    SELECT seq FROM found ORDER BY seq DESC LIMIT ${bind(query.limit)}::bigint`;
  return { text, values };
}

/** The newest that fit, ranked after BM25 as the store in memory does it. */
function best(docs: string, query: Query): Statement {
  const { bind, values } = binder();
  const damp = '1.2 * (0.25 + 0.75 * length / mean)';
  // Each word with blanks of its own, so that one that ends where the next begins counts beside it.
  const counts = query.terms.map((term) => {
    const phrase = bind(phraseOf(term, '  '));
    return `(length(padded) - length(replace(padded, ${phrase}::text, '')))::float8 / length(${phrase}::text)`;
  });
  const text = `WITH found AS MATERIALIZED (SELECT seq FROM ${docs} d WHERE ${indexed(query, bind)} AND ${fitting(query, bind)}),
    newest AS MATERIALIZED (SELECT seq, ' ' || replace(tokens, ' ', '  ') || ' ' AS padded, length(tokens) AS length FROM ${docs} d JOIN
      (SELECT seq FROM found ORDER BY seq DESC LIMIT ${RANKED}) f USING (seq)),
    counted AS (SELECT seq, ${damp} AS damp, ARRAY[${counts.join(', ')}] AS counts
      FROM newest, (SELECT greatest(avg(length), 1)::float8 AS mean FROM newest) m)
    SELECT seq FROM counted ORDER BY (SELECT sum(n * 2.2 / (n + damp)) FROM unnest(counts) n) DESC, seq DESC LIMIT ${bind(query.limit)}::bigint`;
  return { text, values };
}

type Bind = (value: Value) => string;

function binder(): { readonly bind: Bind; readonly values: Value[] } {
  const values: Value[] = [];
  return { values, bind: (value) => `$${values.push(value)}` };
}

/** Everything that is asked of a doc, to the letter. */
function fitting({ terms, who, kinds, from, until, before, with: other }: Query, bind: Bind): string {
  const all = [
    before !== undefined && `d.seq < ${bind(before)}::bigint`,
    from !== undefined && `d.at >= ${bind(from)}::bigint`,
    until !== undefined && `d.at < ${bind(until)}::bigint`,
    kinds !== undefined && `d.kind = ANY (${bind([...kinds])}::text[])`,
    who !== undefined && `d.who && ${bind([...who])}::text[]`,
    other !== undefined && `d.who @> ${bind([other])}::text[]`,
    ...terms.map((term) => `strpos(' ' || d.tokens || ' ', ${bind(phraseOf(term))}::text) > 0`),
  ];
  return all.filter((one) => one !== false).join(' AND ') || 'true';
}

/** Leaves out most of what does not fit, and nothing that does. */
function indexed(query: Query, bind: Bind): string {
  const words = wordsOf(query);
  return words === '' ? 'true' : `(d.words @@ ${bind(words)}::tsquery OR NOT d.whole)`;
}

function wordsOf({ terms, who, kinds, with: other }: Query): string {
  const asked = terms.flatMap(termWords).slice(0, MOST_ASKED);
  const any = (names: readonly string[]): string => `(${[...new Set(names)].map(quoted).join(' | ')})`;
  return [
    ...new Set(asked),
    ...(who === undefined ? [] : [any(who.map(nameWord))]),
    ...(kinds === undefined ? [] : [any(kinds.map(kindWord))]),
    ...(other === undefined ? [] : [quoted(nameWord(other))]),
  ].join(' & ');
}

const termWords = ({ tokens, prefix }: Term): readonly string[] =>
  tokens.map((token, at) => (prefix && at === tokens.length - 1 ? `${quoted(token)}:*` : quoted(token)));

/** As it stands in a text: the first word begins there, and the last one ends there or goes on. */
const phraseOf = ({ tokens, prefix }: Term, blank = ' '): string => ` ${tokens.join(blank)}${prefix ? '' : ' '}`;

/** No token has punctuation in it. A name may be longer than an index takes. */
const nameWord = (name: string): string => `@${createHash('sha256').update(name).digest('base64url')}`;
const kindWord = (kind: string): string => `#${kind}`;
const quoted = (word: string): string => `'${word.replace(/['\\]/g, '$&$&')}'`;
