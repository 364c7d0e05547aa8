// The seam to a SQLite binding: what this package asks of one, and nothing else.

/** A value that this package binds. Booleans, blobs and bigints are not used. */
export type Value = string | number;

/** One connection. Every method throws a {@link DriverError}; none of them waits for a lock. */
export interface Driver {
  /** One statement without a result. Answers how many rows it changed. */
  run(sql: string, ...values: readonly Value[]): number;
  /** The rows as the caller says they are: tables are STRICT and the schema is pinned, so nobody checks again. */
  all<T>(sql: string, ...values: readonly Value[]): readonly T[];
  get<T>(sql: string, ...values: readonly Value[]): T | undefined;
  inTransaction(): boolean;
  close(): void;
}

/**
 * Opens a connection. `write` reads and writes a file that is there and never makes one; `look` reads the main file alone,
 * takes no lock and leaves nothing behind; `memory` is an empty database of its own, without a path.
 */
export type Connect = (path: string, mode: 'write' | 'look' | 'memory') => Driver;

/** SQLite's word on what went wrong. `code` is the extended result code, 0 where the binding itself failed. */
export class DriverError extends Error {
  override readonly name = 'DriverError';

  constructor(
    message: string,
    readonly code: number,
    readonly codeName: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** The result code without its extension. */
  get primary(): number {
    return this.code & 0xff;
  }
}

const BUSY = 5;
/** Somebody else holds the lock: trying again may help. */
export const isBusy = (error: unknown): boolean => error instanceof DriverError && error.primary === BUSY;

const CORRUPT = 11;
/** Read from outside while somebody empties their WAL into it, a good file looks damaged for a moment: its pages come one after the other. */
export const looksDamaged = (error: unknown): boolean => error instanceof DriverError && error.primary === CORRUPT;

/** Ends the transaction without its changes, if SQLite has not done so already. Must not throw: another error is on its way. */
export function rollBack(driver: Driver): void {
  try {
    if (driver.inTransaction()) driver.run('ROLLBACK');
  } catch {
    // The connection is unusable; whoever uses it next is told so by SQLite.
  }
}
