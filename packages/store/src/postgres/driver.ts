// The seam to a PostgreSQL client: what this package asks of one connection, and nothing else.

/** What is bound to a statement. */
export type Value = string | number | null | readonly (string | number | null)[];

/** One statement: a `name` has the server keep its plan, so one name is always one text. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly Value[];
}

export interface Answer<T> {
  readonly rows: readonly T[];
  /** The server's word for what it did: `COMMIT`, and `ROLLBACK` where a commit was asked of a broken transaction. */
  readonly command: string;
}

/**
 * One connection, which is not replaced when it breaks. Every method rejects with a {@link DriverError}. It keeps the
 * process alive only while it is asked something.
 */
export interface Driver {
  /** The rows as the caller says they are: the schema is pinned, so nobody checks again. */
  ask<T>(statement: Statement): Promise<Answer<T>>;
  /** Several statements without values in one go. Stops at the first that fails. */
  script(text: string): Promise<void>;
  /** True from the moment it is known to have ended, for whatever reason. */
  readonly ended: boolean;
  /** Says goodbye and waits for it. Must not throw. */
  end(): Promise<void>;
  /** Hangs up. Must not throw. */
  cut(): void;
}

/** What somebody hears of while nobody asks. */
export interface Listener {
  /** A notification came in. */
  notified(): void;
}

export type Connect = (listener: Listener) => Promise<Driver>;

/** The server's word, or the socket's, on what went wrong. */
export class DriverError extends Error {
  override readonly name = 'DriverError';

  constructor(
    message: string,
    /** An SQLSTATE (`28P01`), a code of the system (`ECONNREFUSED`), or `''`. */
    readonly code: string,
    /** Is the connection gone with it? Then what it was asked last may have been done all the same. */
    readonly lost: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Cannot be asked just now, while the same question may be answered later: nothing is wrong with it. */
const PASSING = new Set([
  '25006', // a standby, about to be promoted
  '53300', // too many connections
  '57P03', // starting up, shutting down
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ENOENT', // the socket of a server that is down
]);

/** Trying again on a new connection may help. */
export const isPassing = (error: unknown): boolean =>
  error instanceof DriverError && (error.lost || PASSING.has(error.code));

export const isLost = (error: unknown): boolean => error instanceof DriverError && error.lost;
