// What an error of PostgreSQL's means to whoever runs the system: which store, why, and what to do about it.
import { SallyportError } from '@sallyport/core/store';
import { DriverError } from './driver.js';

/** By SQLSTATE or code of the system; the longest beginning that fits counts. */
const MEANING: Readonly<Record<string, string>> = {
  '08': 'the connection broke: look whether the server is up, then try again',
  '25006': 'the server is a standby, or was made read-only: give the address of the one that can be written to',
  '25P03': 'this process was busy with something else in the middle of a commit, and the server gave it up: try again',
  '28': 'the server refused the user or the password: check both, and pg_hba.conf on the server',
  '28P01': 'the server refused the password: check the user and the password',
  '3D000': 'there is no such database: make it with CREATE DATABASE, or correct the name',
  '42501': 'the user may not do this: give it the rights that docs/postgres.md lists',
  '53100': 'the disk of the server is full: free some space, then try again',
  '53200': 'the server is out of memory: give it some, then try again',
  '53300': 'the server has too many connections: raise max_connections, or stop what holds them (a store takes two)',
  '54000': 'a name of a row is longer than an index of PostgreSQL takes (about 2,700 bytes)',
  '55P03': "another process holds the store's lock: look for one that hangs, in pg_stat_activity",
  '40P01': 'the server ended it to break a deadlock: look for who changes the tables, then try again',
  '57014': 'somebody cancelled it: try again',
  '57P': 'the server is shutting down, starting up, or ended the connection: try again when it is up',
  '58': 'the disk of the server failed: look at the disk, then try again',
  XX001: 'the database is damaged: restore it from a backup and verify it',
  XX002: 'an index of the database is damaged: restore it from a backup and verify it',
  ECONNREFUSED: 'nobody answers there: start the server, or correct host and port',
  ECONNRESET: 'the connection broke: look whether the server is up, then try again',
  ENOTFOUND: 'there is no such host: correct its name',
  EAI_AGAIN: 'the name of the host cannot be looked up just now: look at the network, then try again',
  ENOENT: 'there is no socket in that folder: start the server, or correct host',
  EACCES: 'this user may not open the socket: give it the right to',
  ETIMEDOUT: 'the server does not answer: look at it and at the network in between, then try again',
  EHOSTUNREACH: 'the host cannot be reached: look at the network, then try again',
  ENETUNREACH: 'the host cannot be reached: look at the network, then try again',
};
/** What the tables' owner, or somebody with their rights, has changed. */
const CHANGED = /^(42P01|3F000|42703|42804|42P10|428C9)$/;
const TLS = /SSL|TLS|CERT|certificate|SELF_SIGNED|UNABLE_TO/;
const NO_TLS = /does not support SSL/;

/** `STORE_FAILED` with PostgreSQL's own code in `facts`; what is no error of its comes back as it is. */
export function storeError(label: string, error: unknown): unknown {
  if (!(error instanceof DriverError)) return error;
  const { code, message } = error;
  if (CHANGED.test(code)) return foreign(label, 'lacks a table or a column that Sallyport made', error);
  return failed(label, meaningOf(error), { postgres: code, detail: message }, error);
}

function meaningOf({ code, message, lost }: DriverError): string {
  if (NO_TLS.test(message))
    return 'the server takes no TLS: turn ssl on there, or say aloud that it goes without (tls: false)';
  if (TLS.test(code) || TLS.test(message))
    return 'the server could not be verified: give the certificate of its authority as tls.ca, or correct its name';
  for (let length = code.length; length > 1; length--) {
    const found = MEANING[code.slice(0, length)];
    if (found !== undefined) return found;
  }
  return lost ? MEANING['08']! : 'PostgreSQL cannot go on: see `facts.detail`';
}

/** `STORE_FAILED`: the store did not do it, and `why` ends in the remedy. */
export function failed(
  label: string,
  why: string,
  facts: Readonly<Record<string, unknown>> = {},
  cause?: unknown,
): SallyportError {
  return new SallyportError(
    'STORE_FAILED',
    `the store '${label}' failed: ${why}`,
    { store: label, ...facts },
    { cause },
  );
}

/** `STORE_FOREIGN`: the schema is somebody else's, or no longer as we made it; `what` says how that shows. */
export function foreign(label: string, what: string, cause?: unknown): SallyportError {
  return new SallyportError(
    'STORE_FOREIGN',
    `the schema '${label}' ${what}: it was left as it is. Give the schema of a store, or the name of a new one`,
    { store: label },
    { cause },
  );
}

/** `STORE_NEWER`: a later version of this package has been here. */
export function newer(label: string, found: number, known: number): SallyportError {
  return new SallyportError(
    'STORE_NEWER',
    `the store '${label}' has format ${found}, this version knows up to ${known}: it was left as it is. Update Sallyport`,
    { store: label, found, known },
  );
}

export const closed = (): SallyportError => new SallyportError('CLOSED', 'the store is closed: open it again');
