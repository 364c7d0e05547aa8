/** Who keeps the history here: our stores through their port, and the peers. All of them take the same messages. */
import { join } from 'node:path';
import { statSync } from 'node:fs';
import { DatabaseSync } from '@photostructure/sqlite';
import { termOf, tokensOf, type Store, type Term } from '@sallyport/core/store';
import { postgresStore } from '@sallyport/store/postgres';
import { sqliteStore } from '@sallyport/store/sqlite';
import { peer } from '../lib/peers.js';
import type { Mail, Search } from './mail.js';

/** So many of a search are shown. */
const LIMIT = 20;

export interface History {
  readonly name: string;
  /** Durable when it resolves, where anything lasts. Unsaid: it reads what another one has written. */
  readonly add?: (mails: readonly Mail[]) => Promise<void>;
  /** The numbers of the messages, in the order asked for, a page of them. */
  readonly find: (search: Search) => readonly number[] | Promise<readonly number[]>;
  /** Closes it; answers how many bytes it keeps on disk, where it knows. */
  readonly close: () => Promise<number | undefined>;
}

export const OURS = 'sallyport, SQLite';
export const OURS_ON_POSTGRES = 'sallyport, PostgreSQL';
export const FTS5 = 'FTS5 by hand';

/** Transactions of our stores, and of FTS5 by hand. */
const BATCH = 1_000;

export async function ours(folder: string): Promise<History> {
  const path = join(folder, 'sallyport.db');
  const store = await sqliteStore(path);
  return through(store, OURS, () => statSync(path).size);
}

export async function oursOnPostgres(url: string): Promise<History> {
  return through(await postgresStore({ url, tls: false }), OURS_ON_POSTGRES, () => undefined);
}

/** A store through its port: the entry is the message, its doc what core makes of it. */
function through(store: Store, name: string, bytes: () => number | undefined): History {
  return {
    name,
    async add(mails) {
      for (const some of batches(mails)) {
        const entries = some.map(({ seq, text }) => ({ seq, text }));
        const docs = some.map(({ seq, at, text }) => ({
          ...{ seq, at, kind: 'message' as const, who: ['alice', `bob-${seq % 100}`] },
          tokens: tokensOf(text).join(' '),
        }));
        const { conflict } = await store.commit(some[0]!.seq - 1, () => ({ entries, docs }));
        if (conflict !== undefined) throw new Error('the messages were not taken');
      }
    },
    find: ({ words, prefix, ranked }) => {
      const terms = words.map((word): Term => termOf(word, prefix) ?? { tokens: [word], prefix });
      return store.search({ terms, limit: LIMIT, order: ranked ? 'best' : 'newest' });
    },
    async close() {
      await store.close();
      return bytes();
    },
  };
}

/** The limit: the text in a table and FTS5 over it, in SQL. */
export function fts5(folder: string): History {
  const path = join(folder, 'fts5.db');
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE messages (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, text TEXT NOT NULL) STRICT;
    CREATE VIRTUAL TABLE words USING fts5(text, content='messages', content_rowid='seq')`);
  const addText = database.prepare('INSERT INTO messages (seq, at, text) VALUES (?, ?, ?)');
  const addWords = database.prepare('INSERT INTO words (rowid, text) VALUES (?, ?)');
  const page = (order: string) =>
    database.prepare(`SELECT rowid AS seq FROM words WHERE words MATCH ? ORDER BY ${order} LIMIT ${LIMIT}`);
  const [newest, best] = [page('rowid DESC'), page('bm25(words)')];
  return {
    name: FTS5,
    async add(mails) {
      for (const some of batches(mails)) {
        database.exec('BEGIN IMMEDIATE');
        for (const { seq, at, text } of some) {
          addText.run(seq, at, text);
          addWords.run(seq, text);
        }
        database.exec('COMMIT');
      }
    },
    find: ({ words, prefix, ranked }) => {
      const match = `${words.map((word) => `"${word}"`).join(' AND ')}${prefix ? ' *' : ''}`;
      // `as`: the one column
      return ((ranked ? best : newest).all(match) as { seq: number }[]).map(({ seq }) => seq);
    },
    async close() {
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      database.close();
      return statSync(path).size;
    },
  };
}

/** What a file `history-NAME.mjs` in bench/peers exports. */
interface Peer {
  readonly open: (options: { readonly limit: number; readonly url: string }) => Promise<readonly History[]>;
}

export async function peerHistories(name: 'postgres' | 'minisearch', url = ''): Promise<readonly History[]> {
  return (await peer<Peer>(`history-${name}`)).open({ limit: LIMIT, url });
}

function batches(mails: readonly Mail[]): readonly (readonly Mail[])[] {
  const found: (readonly Mail[])[] = [];
  for (let at = 0; at < mails.length; at += BATCH) found.push(mails.slice(at, at + BATCH));
  return found;
}
