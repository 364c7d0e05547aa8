// The search index of one SQLite file: FTS5 holds the words and no text, and everything else that narrows a search, as words too.
import { RANKED, type Doc, type Query, type Term } from '@sallyport/core/store';
import type { Driver, Value } from './driver.js';
import { indexDamage } from './failure.js';

const PUT_DOC = 'INSERT INTO docs (seq, at) VALUES (?, ?) ON CONFLICT (seq) DO UPDATE SET at = excluded.at';
const PUT_WORDS = 'REPLACE INTO history (rowid, words, facts) VALUES (?, ?, ?)';
const PUT_MONTH = 'INSERT OR IGNORE INTO months (month) VALUES (?)';
const PARTICIPANT = 'SELECT id FROM participants WHERE name = ?';
const PUT_PARTICIPANT = 'INSERT INTO participants (name) VALUES (?) RETURNING id';
const FORGET_DOC = 'DELETE FROM docs WHERE seq = ?';
const FORGET_WORDS = 'DELETE FROM history WHERE rowid = ?';
/** Writes the index anew without what was forgotten: until then only its row number is crossed out. */
const OVERWRITE = "INSERT INTO history (history) VALUES ('optimize')";
const EMPTY = "INSERT INTO history (history) VALUES ('delete-all')";
const MONTHS = 'SELECT month FROM months ORDER BY month';

const NEWEST = 'SELECT seq FROM docs WHERE seq < ? AND at >= ? AND at < ? ORDER BY seq DESC LIMIT ?';
const MATCHING = 'SELECT rowid AS seq FROM history WHERE history MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?';
// CROSS JOIN: the words lead, newest first, and the time is looked up
const MATCHING_AT = `SELECT history.rowid AS seq FROM history CROSS JOIN docs ON docs.seq = history.rowid
  WHERE history MATCH ? AND history.rowid < ? AND at >= ? AND at < ? ORDER BY history.rowid DESC LIMIT ?`;
const BY_RANK = 'ORDER BY bm25(history, 1.0, 0.0), rowid DESC LIMIT ?';
const BEST = `SELECT rowid AS seq FROM history WHERE history MATCH ? AND rowid BETWEEN ? AND ? ${BY_RANK}`;
// +rowid: the words lead here too, and each hit is looked for among those that fit
const BEST_OF = `SELECT rowid AS seq FROM history
  WHERE history MATCH ? AND rowid BETWEEN ? AND ? AND +rowid IN (SELECT value FROM json_each(?)) ${BY_RANK}`;

const NAMES_KEPT = 10_000;

export class DocIndex {
  readonly #driver: Driver;
  readonly #ids = new Map<string, number>();
  #isDamaged = false;

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  /**
   * Inside a write transaction. Nothing of the index keeps anybody from writing to the journal: one that is damaged is
   * emptied, and `reindex()` fills it again.
   */
  write(docs: readonly (Doc | { readonly seq: number; readonly tokens?: undefined })[]): void {
    if (docs.length === 0) return;
    if (this.#isDamaged) this.#clear();
    try {
      this.#write(docs);
    } catch (error) {
      if (indexDamage(error) === undefined) throw error;
      this.#clear();
      this.#write(docs);
    }
  }

  /** What was written was undone: numbers that were given to names are free again. */
  undone(): void {
    this.#ids.clear();
  }

  search(query: Query): readonly number[] {
    try {
      return query.limit === 0 ? [] : this.#search(query);
    } catch (error) {
      const damage = indexDamage(error);
      this.#isDamaged ||= damage !== undefined;
      throw damage ?? error;
    }
  }

  #write(docs: Parameters<DocIndex['write']>[0]): void {
    const months = new Set<number>();
    let forgotten = 0;
    for (const doc of docs) {
      if (doc.tokens === undefined) {
        const found = this.#driver.run(FORGET_DOC, doc.seq);
        if (found > 0) this.#driver.run(FORGET_WORDS, doc.seq);
        forgotten += found;
        continue;
      }
      const month = monthOf(doc.at);
      months.add(month);
      const who = doc.who.map((name) => `p${this.#idOf(name)}`);
      this.#driver.run(PUT_DOC, doc.seq, doc.at);
      this.#driver.run(PUT_WORDS, doc.seq, doc.tokens, [`k${doc.kind}`, `m${month}`, ...who].join(' '));
    }
    for (const month of months) this.#driver.run(PUT_MONTH, month);
    if (forgotten > 0) this.#driver.run(OVERWRITE);
  }

  #clear(): void {
    this.#driver.run(EMPTY);
    this.#driver.run('DELETE FROM docs');
    this.#isDamaged = false;
  }

  #idOf(name: string): number {
    const id = this.#known(name) ?? this.#driver.get<{ id: number }>(PUT_PARTICIPANT, name)!.id;
    if (this.#ids.size >= NAMES_KEPT) this.#ids.clear();
    this.#ids.set(name, id);
    return id;
  }
  #known(name: string): number | undefined {
    return this.#ids.get(name) ?? this.#driver.get<{ id: number }>(PARTICIPANT, name)?.id;
  }

  #search(query: Query): readonly number[] {
    const { terms, limit, order } = query;
    if (order === 'newest' || terms.length === 0) return this.#newest(query, limit);
    const hits = this.#newest(query, RANKED);
    if (hits.length < 2) return hits.slice(0, limit);
    // ranked by its words alone: what else narrows a search is in every hit alike, and counting it costs the most
    const words = wordsFor(terms);
    const range = [words, hits.at(-1)!, hits[0]!] as const;
    const isNarrowed = this.#matchOf(query) !== words || query.from !== undefined || query.until !== undefined;
    return isNarrowed
      ? this.#seqs(BEST_OF, ...range, JSON.stringify(hits), most(limit))
      : this.#seqs(BEST, ...range, most(limit));
  }

  #newest(query: Query, limit: number): readonly number[] {
    const { from = 0, until = Number.MAX_SAFE_INTEGER, before = Number.MAX_SAFE_INTEGER } = query;
    const match = this.#matchOf(query);
    if (match === undefined) return [];
    if (match === '') return this.#seqs(NEWEST, before, from, until, most(limit));
    if (query.from === undefined && query.until === undefined) return this.#seqs(MATCHING, match, before, most(limit));
    return this.#seqs(MATCHING_AT, match, before, from, until, most(limit));
  }

  /** What FTS5 is asked for: '' for everything, `undefined` where nothing can be found. */
  #matchOf({ terms, kinds, who, with: other, from, until }: Query): string | undefined {
    const facts = [
      kinds?.map((kind) => `k${kind}`),
      who && this.#participants(who),
      other === undefined ? undefined : this.#participants([other]),
      from === undefined && until === undefined ? undefined : this.#months(from, until),
    ].filter((some) => some !== undefined);
    if (facts.some((some) => some.length === 0)) return undefined;
    const narrowed = facts.map((some) => `facts : (${some.join(' OR ')})`);
    return [...(terms.length === 0 ? [] : [wordsFor(terms)]), ...narrowed].join(' AND ');
  }

  #participants(names: readonly string[]): readonly string[] {
    const ids = names.map((name) => this.#known(name));
    return ids.filter((id) => id !== undefined).map((id) => `p${id}`);
  }

  /** The months in which something can be found; `undefined` when none is ruled out. */
  #months(from = 0, until = Number.MAX_SAFE_INTEGER): readonly string[] | undefined {
    const all = this.#driver.all<{ month: number }>(MONTHS);
    const [first, last] = [monthOf(from), monthOf(until)];
    const some = all.filter(({ month }) => month >= first && month <= last);
    return some.length === all.length ? undefined : some.map(({ month }) => `m${month}`);
  }

  #seqs(sql: string, ...values: readonly Value[]): readonly number[] {
    return this.#driver.all<{ seq: number }>(sql, ...values).map(({ seq }) => seq);
  }
}

const wordsFor = (terms: readonly Term[]): string => `words : (${terms.map(phraseOf).join(' AND ')})`;
/** No token holds a quote. */
const phraseOf = ({ tokens, prefix }: Term): string => `"${tokens.join(' ')}"${prefix ? ' *' : ''}`;

const LAST_DATE = 8.64e15;
/** Months since 1970, in UTC. */
function monthOf(at: number): number {
  const date = new Date(Math.min(at, LAST_DATE));
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
}

/** SQLite knows no infinity. */
const most = (limit: number): number => Math.min(limit, Number.MAX_SAFE_INTEGER);
