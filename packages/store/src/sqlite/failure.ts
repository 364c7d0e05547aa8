// What a SQLite error means to whoever runs the system: which file, why, and what to do about it.
import { SallyportError } from '@sallyport/core/store';
import { DriverError } from './driver.js';

/** By SQLite's primary result code. */
const MEANING: Readonly<Record<number, string>> = {
  5: 'another process holds the write lock: look for one that hangs',
  6: 'another process holds the write lock: look for one that hangs',
  8: 'it is read-only: make the file and its folder writable',
  10: 'the disk failed or refused it: look at the disk, then try again',
  11: 'the file is damaged: restore it from a backup and verify it',
  13: 'the disk is full: free some space, then try again',
  14: 'it cannot be opened: make the file and its folder readable and writable',
  23: 'it is not permitted: make the file and its folder readable and writable',
};
const NOT_A_DATABASE = 26;
const ERROR = 1;
const CORRUPT = 11;
const CORRUPT_VTAB = 267;
const CONSTRAINT = 19;
const INDEX = 'its search index is damaged, and the journal is not: reindex() makes the index again';

const isDamage = ({ primary }: DriverError): boolean => [0, ERROR, CORRUPT, CONSTRAINT].includes(primary);

/** What was thrown while the search index was used: its damage is one thing, a full disk or a lock is another. */
export function indexDamage(error: unknown): DriverError | undefined {
  if (!(error instanceof DriverError) || !isDamage(error)) return undefined;
  return new DriverError(error.message, CORRUPT_VTAB, 'SQLITE_CORRUPT_VTAB', { cause: error });
}

/** `STORE_FAILED` with SQLite's own code in `facts`; what is no SQLite error comes back as it is. */
export function storeError(path: string, error: unknown): unknown {
  if (!(error instanceof DriverError)) return error;
  if (error.code === CORRUPT_VTAB) return failed(path, INDEX, { sqlite: error.codeName, detail: error.message }, error);
  if (error.message.startsWith('malformed database schema'))
    return foreign(path, `has tables that SQLite does not take (${error.message})`);
  if (error.primary === NOT_A_DATABASE) return foreign(path, 'is not a SQLite database, or is encrypted');
  const why = MEANING[error.primary] ?? 'SQLite cannot go on: see `facts.detail`';
  return failed(path, why, { sqlite: error.codeName, code: error.code, detail: error.message }, error);
}

/** `STORE_FAILED`: the store at `path` did not do it, and `why` ends in the remedy. */
export function failed(
  path: string,
  why: string,
  facts: Readonly<Record<string, unknown>> = {},
  cause?: unknown,
): SallyportError {
  return new SallyportError('STORE_FAILED', `the store '${path}' failed: ${why}`, { path, ...facts }, { cause });
}

/** `STORE_FOREIGN`: the file at `path` is somebody else's; `what` says how that shows. */
export function foreign(path: string, what: string): SallyportError {
  return new SallyportError(
    'STORE_FOREIGN',
    `the file '${path}' ${what}: it was left as it is. Give the path of a store, or of a new file`,
    {
      path,
    },
  );
}

/** `STORE_NEWER`: a later version of this package has been here. */
export function newer(path: string, found: number, known: number): SallyportError {
  return new SallyportError(
    'STORE_NEWER',
    `the store '${path}' has format ${found}, this version knows up to ${known}: it was left as it is. Update Sallyport`,
    { path, found, known },
  );
}
