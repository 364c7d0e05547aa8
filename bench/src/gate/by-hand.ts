/** The limit: what a round trip writes, written by hand, in as few transactions and as durable; signed as often, or not at all. */
import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from '@photostructure/sqlite';
import type { Change, Store } from '@sallyport/core/store';
import { Hand, type Count } from './signatures.js';

/** What one round trip writes: its transactions, in their order. Without the index of the history, which nobody would keep by hand. */
export type Script = readonly Required<Pick<Change, 'entries' | 'rows'>>[];

/** Passes everything on, and writes down what is committed. */
export function recording(store: Store): {
  readonly store: Store;
  readonly script: Required<Pick<Change, 'entries' | 'rows'>>[];
} {
  const script: Required<Pick<Change, 'entries' | 'rows'>>[] = [];
  const commit: Store['commit'] = (after, build) =>
    store.commit(after, (tail) => {
      const change = build(tail);
      if (change !== undefined) script.push({ entries: change.entries ?? [], rows: change.rows ?? [] });
      return change;
    });
  return { store: passing(store, { commit }), script };
}

/** A store that keeps no index of the history. */
export function withoutIndex(store: Store): Store {
  const commit: Store['commit'] = (after, build) =>
    store.commit(after, (tail) => {
      const change = build(tail);
      return change && { ...change, docs: [] };
    });
  return passing(store, { commit });
}

/** A store that passes everything on, save what is said here. */
export function passing(store: Store, own: Partial<Store>): Store {
  return new Proxy(store, {
    get(target, name) {
      if (name in own) return Reflect.get(own, name) as unknown;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

const TABLES = `
  CREATE TABLE entries (seq INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
  CREATE TABLE rows (kind TEXT NOT NULL, id TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, id)) STRICT`;
const PUT =
  'INSERT INTO rows (kind, id, value) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET value = excluded.value';

/** A file with FULL durability, and the statements of whoever writes to it by hand. */
export class ByHand {
  readonly #database: DatabaseSyncInstance;
  readonly #script: Script;
  readonly #count: Count | undefined;
  readonly #hand = new Hand();
  readonly #statements: Readonly<Record<'begin' | 'commit' | 'add' | 'put' | 'remove' | 'tail', StatementSyncInstance>>;
  #seq = 0;
  #trips = 0;

  /** `count`: how many signatures a round trip makes and checks; unsaid, none. */
  constructor(file: string, script: Script, count?: Count) {
    const database = new DatabaseSync(file);
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    database.exec(TABLES);
    this.#database = database;
    this.#script = script;
    this.#count = count;
    this.#statements = {
      begin: database.prepare('BEGIN IMMEDIATE'),
      commit: database.prepare('COMMIT'),
      add: database.prepare('INSERT INTO entries (seq, text) VALUES (?, ?)'),
      put: database.prepare(PUT),
      remove: database.prepare('DELETE FROM rows WHERE kind = ? AND id = ?'),
      tail: database.prepare('SELECT seq, text FROM entries WHERE seq > ? ORDER BY seq'),
    };
  }

  /** So many round trips; each transaction is shared by `atOnce` of them. */
  take(trips: number, atOnce = 1): number {
    for (let left = trips; left > 0; left -= atOnce) this.#wave(Math.min(left, atOnce));
    return trips;
  }

  close(): void {
    this.#database.close();
  }

  #wave(trips: number): void {
    const { begin, commit, tail } = this.#statements;
    const first = this.#trips;
    this.#trips += trips;
    let seen = this.#seq;
    for (const [at, change] of this.#script.entries()) {
      begin.run();
      for (let trip = first; trip < first + trips; trip++) this.#write(change, trip);
      commit.run();
      // whoever acts next reads what is new, and checks it
      const rows = tail.all(seen) as { seq: number; text: string }[]; // `as`: the two columns
      if (rows.length !== trips * change.entries.length) throw new Error('what was written cannot be read');
      seen = this.#seq;
      this.#sign(at, rows);
    }
  }

  #write({ entries, rows }: Script[number], trip: number): void {
    const { add, put, remove } = this.#statements;
    for (const { text } of entries) add.run(++this.#seq, text);
    for (const { kind, id, value } of rows) {
      const own = `${trip.toString(36).padStart(8, '0')}-${id}`;
      if (value === undefined) remove.run(kind, own);
      else put.run(kind, own, value);
    }
  }

  /** In this transaction's share of what a round trip signs and checks. */
  #sign(at: number, rows: readonly { readonly text: string }[]): void {
    if (this.#count === undefined) return;
    const share = (all: number): number =>
      Math.floor(((at + 1) * all) / this.#script.length) - Math.floor((at * all) / this.#script.length);
    const [signed, verified] = [share(this.#count.signed), share(this.#count.verified)];
    for (const { text } of rows) {
      let signature = signed > 0 || verified > 0 ? this.#hand.sign(text) : Buffer.alloc(0);
      for (let n = 1; n < signed; n++) signature = this.#hand.sign(text);
      for (let n = 0; n < verified; n++) this.#hand.check(text, signature);
    }
  }
}
