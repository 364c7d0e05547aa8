// The tables, how a file gets them, and the pin that notices when somebody has changed them.
import { quote } from '@sallyport/core/store';
import type { Connect, Driver } from './driver.js';
import { foreign, newer } from './failure.js';

/** In the header of every file of ours: 'Slyp'. */
export const APPLICATION_ID = 0x53_6c_79_70;

/** The n-th of these brings a file from format n to n + 1. Written once, never edited. */
const MIGRATIONS: readonly (readonly string[])[] = [
  [
    'CREATE TABLE entries (seq INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT',
    'CREATE TABLE rows (kind TEXT NOT NULL, id TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, id)) STRICT',
  ],
  [
    'CREATE TABLE docs (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT',
    'CREATE TABLE participants (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT',
    'CREATE TABLE months (month INTEGER PRIMARY KEY) STRICT',
    // words are made in core, so that they are cut at blanks alone; the tables behind it are pinned like the others
    "CREATE VIRTUAL TABLE history USING fts5(words, facts, content='', contentless_delete=1, tokenize='ascii')",
  ],
];

/** One line of sqlite_schema. */
interface Part {
  readonly type: string;
  readonly name: string;
  readonly tbl_name: string;
  readonly sql: string | null;
}

/**
 * Knows what a file of ours looks like: exactly what the migrations make of an empty database, and not a trigger more.
 * A trigger that deletes consumed approvals would otherwise go unnoticed by every signature.
 */
export class SchemaPin {
  readonly #path: string;
  readonly #connect: Connect;
  readonly #migrations: readonly (readonly string[])[];
  #cookie: number | undefined;

  constructor(path: string, connect: Connect, migrations = MIGRATIONS) {
    this.#path = path;
    this.#connect = connect;
    this.#migrations = migrations;
  }

  /**
   * Reads the main file alone, before anything could be written to it. Throws `STORE_FOREIGN` or `STORE_NEWER`.
   * The id is in the main file from its first commit on, because that one is not made through the WAL.
   */
  look(): void {
    const driver = this.#connect(this.#path, 'look');
    try {
      const id = number(driver, 'application_id');
      if (id !== APPLICATION_ID) throw foreign(this.#path, `is a database of another program (application_id ${id})`);
      this.#checkVersion(driver);
    } finally {
      driver.close();
    }
  }

  /** Inside a write transaction: makes the tables or brings them up to date, having checked what was there. */
  migrate(driver: Driver): void {
    const found = this.#checkVersion(driver);
    this.#compare(driver, found);
    for (const statement of this.#migrations.slice(found).flat()) driver.run(statement);
    if (found < this.#migrations.length) {
      driver.run(`PRAGMA application_id = ${APPLICATION_ID}`);
      driver.run(`PRAGMA user_version = ${this.#migrations.length}`);
    }
    this.#cookie = number(driver, 'schema_version');
  }

  /** Inside every write transaction: cheap as long as nobody has touched the schema since. */
  check(driver: Driver): void {
    const cookie = number(driver, 'schema_version');
    if (cookie === this.#cookie) return;
    const found = this.#checkVersion(driver);
    if (found !== this.#migrations.length) throw foreign(this.#path, `went back to format ${found} while it was open`);
    this.#compare(driver, found);
    this.#cookie = cookie;
  }

  #checkVersion(driver: Driver): number {
    const found = number(driver, 'user_version');
    if (found > this.#migrations.length) throw newer(this.#path, found, this.#migrations.length);
    return found;
  }

  #compare(driver: Driver, version: number): void {
    const expected = this.#shape(version);
    for (const part of parts(driver)) {
      const same = expected.get(part.name);
      expected.delete(part.name);
      if (same === undefined)
        throw foreign(this.#path, `has a ${part.type} that Sallyport did not make, ${quote(part.name)}`);
      if (same.type !== part.type || same.tbl_name !== part.tbl_name || same.sql !== part.sql) {
        throw foreign(this.#path, `has a ${part.type} that Sallyport made differently, ${quote(part.name)}`);
      }
    }
    for (const missing of expected.values())
      throw foreign(this.#path, `lacks the ${missing.type} ${quote(missing.name)}`);
  }

  #shape(version: number): Map<string, Part> {
    const driver = this.#connect('', 'memory');
    try {
      for (const statement of this.#migrations.slice(0, version).flat()) driver.run(statement);
      return new Map(parts(driver).map((part) => [part.name, part]));
    } finally {
      driver.close();
    }
  }
}

const parts = (driver: Driver): readonly Part[] =>
  driver.all<Part>('SELECT type, name, tbl_name, sql FROM sqlite_schema');

function number(driver: Driver, pragma: 'application_id' | 'user_version' | 'schema_version'): number {
  return Object.values(driver.get<Record<string, number>>(`PRAGMA ${pragma}`) ?? {})[0] ?? 0;
}
