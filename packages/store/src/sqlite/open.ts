// Opens a store in one SQLite file: makes it, checks that it is ours, brings it up to date.
import { resolve } from 'node:path';
import { quote, SallyportError, type Store } from '@sallyport/core/store';
import { looksDamaged, rollBack, type Connect, type Driver } from './driver.js';
import { failed, storeError } from './failure.js';
import { prepareFile, SameFile } from './file.js';
import { patiently } from './patience.js';
import { connect as photostructure } from './photostructure.js';
import { SchemaPin } from './schema.js';
import { SqliteStore } from './sqlite-store.js';

export interface SqliteStoreOptions {
  /** How long a call waits for another process's lock before it fails, in milliseconds. Unsaid: 10,000. */
  readonly lockTimeout?: number;
  /** How often a waiting process looks for another's commit, in milliseconds. Unsaid: 25. */
  readonly pollEvery?: number;
}

/**
 * Opens the store at `path`, or makes it there with mode 0600. What a commit wrote is on the disk before it resolves
 * (WAL, synchronous=FULL). Any number of processes of one machine may open the same file; not over a network drive.
 *
 * Throws `STORE_FAILED` (folder, link, permissions, disk: the message says which), `STORE_FOREIGN` (somebody else's
 * file, or one whose tables were changed), `STORE_NEWER`, `BAD_OPTION`. No file is written to before it is known to be ours.
 *
 * @example
 * ```ts
 * import { sqliteStore } from '@sallyport/store/sqlite';
 *
 * await using store = await sqliteStore('sallyport.db'); // closes it at the end of the block
 * console.log((await store.entries(0, 10)).length);
 * ```
 */
export function sqliteStore(path: string, options: SqliteStoreOptions = {}): Promise<Store & AsyncDisposable> {
  return openSqlite(path, options, photostructure);
}

/** {@link sqliteStore} on any driver. */
export async function openSqlite(path: string, options: SqliteStoreOptions, connect: Connect): Promise<SqliteStore> {
  const unknown = Object.keys(options).find((key) => key !== 'lockTimeout' && key !== 'pollEvery');
  if (unknown !== undefined)
    throw new SallyportError(
      'BAD_OPTION',
      `sqliteStore() takes no option ${quote(unknown)}: it takes lockTimeout and pollEvery`,
    );
  const lockTimeout = milliseconds('lockTimeout', options.lockTimeout ?? 10_000);
  const pollEvery = milliseconds('pollEvery', options.pollEvery ?? 25);
  checkPath(path);
  const file = resolve(path);
  let driver: Driver | undefined;
  try {
    const pin = new SchemaPin(file, connect);
    if (!prepareFile(file)) await patiently(() => pin.look(), Math.min(lockTimeout, LOOK_AGAIN), looksDamaged);
    const same = new SameFile(file);
    const opened = (driver = connect(file, 'write'));
    await patiently(() => settle(opened, pin), lockTimeout);
    await patiently(() => useWal(opened, file), lockTimeout);
    return new SqliteStore({ path: file, driver, pin, same, lockTimeout, pollEvery });
  } catch (error) {
    driver?.close();
    throw storeError(file, error);
  }
}

/** How long a file may look damaged from outside before it counts as damaged, in milliseconds. */
const LOOK_AGAIN = 1_000;

const PRAGMAS = [
  'synchronous = FULL',
  'fullfsync = ON', // macOS: fsync alone stays in the drive's cache
  'trusted_schema = OFF',
  'cell_size_check = ON',
  'secure_delete = ON', // what was pruned is overwritten
  'temp_store = MEMORY',
  'journal_size_limit = 16777216',
];

function settle(driver: Driver, pin: SchemaPin): void {
  for (const pragma of PRAGMAS) driver.all(`PRAGMA ${pragma}`);
  driver.run('BEGIN IMMEDIATE');
  try {
    pin.migrate(driver);
    driver.run('COMMIT');
  } catch (error) {
    rollBack(driver);
    throw error;
  }
}

function useWal(driver: Driver, path: string): void {
  const mode = driver.get<{ journal_mode: string }>('PRAGMA journal_mode = WAL')?.journal_mode;
  if (mode !== 'wal') throw failed(path, `it cannot be shared here (journal_mode ${mode}): put it on a local disk`);
}

function checkPath(path: string): void {
  const fault =
    typeof path !== 'string' || path === ''
      ? 'is missing'
      : path.includes('\0')
        ? 'holds NUL'
        : /^(?::memory:$|file:)/i.test(path)
          ? 'is not a file: memoryStore() keeps things in memory'
          : undefined;
  if (fault !== undefined)
    throw new SallyportError('BAD_OPTION', `sqliteStore() needs the path of a file, and the path given ${fault}`);
}

function milliseconds(name: string, value: number): number {
  if (typeof value === 'number' && value > 0 && value <= 2 ** 31 - 1) return value;
  throw new SallyportError('BAD_OPTION', `sqliteStore() needs a positive number of milliseconds as ${name}`);
}
