// The driver on @photostructure/sqlite (docs/decisions/0004-sqlite-binding.md): the only file that knows the binding.
import { pathToFileURL } from 'node:url';
import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from '@photostructure/sqlite';
import { DriverError, type Driver, type Value } from './driver.js';

/** {@link Connect} for @photostructure/sqlite. */
export function connect(path: string, mode: 'write' | 'look' | 'memory'): Driver {
  // A URI so that SQLite cannot make the file: then its mode would not be ours. `immutable` takes no lock and makes no -shm.
  const location =
    mode === 'memory' ? ':memory:' : `${pathToFileURL(path).href}?${mode === 'write' ? 'mode=rw' : 'immutable=1'}`;
  const open = (): DatabaseSyncInstance =>
    new DatabaseSync(location, {
      readOnly: mode === 'look',
      timeout: 0,
      defensive: true,
      allowExtension: false,
      enableDoubleQuotedStringLiterals: false,
      limits: { attach: 0, triggerDepth: 0 },
    });
  return new Photostructure(attempt(open));
}

class Photostructure implements Driver {
  readonly #database: DatabaseSyncInstance;
  readonly #statements = new Map<string, StatementSyncInstance>();

  constructor(database: DatabaseSyncInstance) {
    this.#database = database;
  }

  run(sql: string, ...values: readonly Value[]): number {
    return attempt(() => this.#statement(sql).run(...values).changes);
  }

  all<T>(sql: string, ...values: readonly Value[]): readonly T[] {
    // The binding does not know the schema; the port says that the caller does.
    return attempt(() => this.#statement(sql).all(...values) as T[]);
  }

  get<T>(sql: string, ...values: readonly Value[]): T | undefined {
    // As above; no row is undefined.
    return attempt(() => this.#statement(sql).get(...values) as T | undefined);
  }

  inTransaction(): boolean {
    return attempt(() => this.#database.isTransaction);
  }

  close(): void {
    this.#statements.clear();
    attempt(() => this.#database.close());
  }

  #statement(sql: string): StatementSyncInstance {
    let statement = this.#statements.get(sql);
    if (statement === undefined) this.#statements.set(sql, (statement = this.#database.prepare(sql)));
    return statement;
  }
}

function attempt<T>(action: () => T): T {
  try {
    return action();
  } catch (cause) {
    // What the binding throws is an Error with these two fields when SQLite failed, and without them otherwise.
    const { message, errcode, sqliteCodeName } = cause as {
      message?: string;
      errcode?: number;
      sqliteCodeName?: string;
    };
    const [code, name] = errcode === undefined ? said(message) : [errcode, sqliteCodeName ?? 'SQLITE'];
    throw new DriverError(message ?? 'unknown', code, name, { cause });
  }
}

/** The binding leaves SQLite's code off what `all()` and a statement that cannot be prepared throw: the words are SQLite's own. */
const SAID: readonly (readonly [RegExp, number, string])[] = [
  [/^database is locked$/, 5, 'SQLITE_BUSY'],
  [/^attempt to write a readonly database$/, 8, 'SQLITE_READONLY'],
  [/^disk I\/O error$/, 10, 'SQLITE_IOERR'],
  [/^database disk image is malformed$|^malformed database schema/, 11, 'SQLITE_CORRUPT'],
  [/^fts5: corruption found/, 267, 'SQLITE_CORRUPT_VTAB'],
  [/^database or disk is full$/, 13, 'SQLITE_FULL'],
  [/^file is not a database$/, 26, 'SQLITE_NOTADB'],
];
function said(message = ''): readonly [number, string] {
  const [, code, name] = SAID.find(([words]) => words.test(message)) ?? [undefined, 0, 'BINDING'];
  return [code, name];
}
