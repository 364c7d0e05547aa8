// What postgresStore() is given: checked strictly, and the password put where nothing prints it.
import type { ConnectionOptions } from 'node:tls';
import { badOption, checkKeys } from './bad-option.js';
import { isLocal, tlsOf, type PostgresTls } from './tls.js';
import { readUrl } from './url.js';

export interface PostgresStoreOptions {
  /** `postgres://user:password@host:port/database`; `sslmode` (`disable`, `require`, `verify-full`) and `sslrootcert` may follow. */
  readonly url?: string;
  /** A name, an address, or the folder of a socket. Unsaid: localhost. */
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
  /** Unsaid: `PGUSER`, or the user of this process. */
  readonly user?: string;
  /** Unsaid: `PGPASSWORD`. */
  readonly password?: string;
  /** Unsaid: on, except to this machine. `false` has everything cross the network in the clear. The server is always verified. */
  readonly tls?: boolean | PostgresTls;
  /** A schema of the store's own: a-z, 0-9 and _. Unsaid: `sallyport`. */
  readonly schema?: string;
  /** How long a commit waits for another process's lock before it fails, in milliseconds. Unsaid: 10,000. */
  readonly lockTimeout?: number;
  /** How long a call tries to reach a server that is away before it fails, in milliseconds. Unsaid: 10,000. */
  readonly connectTimeout?: number;
  /** How often a waiting process looks for another's commit, whether it was told of one or not, in milliseconds. Unsaid: 250. */
  readonly pollEvery?: number;
}

/** The same, complete. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string | undefined;
  /** Asked for each connection, and kept nowhere else. */
  readonly password: () => string | undefined;
  readonly tls: ConnectionOptions | undefined;
  readonly schema: string;
  readonly lockTimeout: number;
  readonly connectTimeout: number;
  readonly pollEvery: number;
  /** After which a connection is given up that does not answer. */
  readonly answerTimeout: number;
  /** The store as errors call it: where it is, and nothing of who asks. */
  readonly label: string;
}

const WHERE = ['host', 'port', 'database', 'user', 'password'] as const;
const KNOWN = ['url', ...WHERE, 'tls', 'schema', 'lockTimeout', 'connectTimeout', 'pollEvery'];
/** What a statement may take beyond waiting for the lock. */
const WORK = 120_000;

/** Throws `BAD_OPTION`, which names the option and never its value where that could be a secret. */
export function settingsOf(given: string | PostgresStoreOptions): Settings {
  if (typeof given !== 'string' && (typeof given !== 'object' || given === null))
    throw badOption('takes a URL, or an object of options');
  const options: PostgresStoreOptions = typeof given === 'string' ? { url: given } : { ...given };
  checkKeys(options, KNOWN, '');
  if (options.url !== undefined && WHERE.some((key) => options[key] !== undefined))
    throw badOption(`takes url, or ${WHERE.join(', ')}, not both`);
  const place = options.url === undefined ? options : readUrl(options.url);
  const { host = 'localhost', database = '', user, password } = place;
  checkTexts({ host, database, user, password });
  if (database === '') throw badOption('is told no database: name it, as postgres://host/database');
  const port = portOf(place.port ?? 5432);
  const schema = schemaOf(options.schema ?? 'sallyport');
  const lockTimeout = milliseconds('lockTimeout', options.lockTimeout ?? 10_000);
  if (options.url !== undefined && options.tls !== undefined && place.tls !== undefined)
    throw badOption('is told twice about TLS, by sslmode and by tls: take one of them out');
  return {
    host,
    port,
    database,
    user,
    password: () => password,
    tls: tlsOf(place.tls ?? options.tls ?? !isLocal(host), host),
    schema,
    lockTimeout,
    connectTimeout: milliseconds('connectTimeout', options.connectTimeout ?? 10_000),
    pollEvery: milliseconds('pollEvery', options.pollEvery ?? 250),
    answerTimeout: lockTimeout + WORK,
    label: `${host.includes(':') ? `[${host}]` : host}:${port}/${database}#${schema}`,
  };
}

function schemaOf(schema: unknown): string {
  const fits = typeof schema === 'string' && /^[a-z_][a-z0-9_]{0,47}$/.test(schema);
  if (!fits || /^(pg_|information_schema$|public$)/.test(schema))
    throw badOption(
      'takes a name of a-z, 0-9 and _ as schema, at most 48 long: one of its own, so neither public nor pg_…',
    );
  return schema;
}

function portOf(port: unknown): number {
  if (typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw badOption('takes a whole number from 1 to 65535 as port');
}

function milliseconds(name: string, value: unknown): number {
  if (typeof value === 'number' && value > 0 && value <= 2 ** 30) return Math.ceil(value);
  throw badOption(`takes a positive number of milliseconds as ${name}`);
}

function checkTexts(texts: Readonly<Record<string, unknown>>): void {
  for (const [name, text] of Object.entries(texts)) {
    if (text === undefined || (typeof text === 'string' && !text.includes('\0'))) continue;
    throw badOption(`takes a text without NUL as ${name}`);
  }
}
