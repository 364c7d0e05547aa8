// A house on the disk, as init makes it, and the command in this process, with streams of the test's own.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { main } from './run.js';

/** What a test reads of an answer. */
type Answer = { readonly [key: string]: Answer } & readonly Answer[];

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** What stands in `out`, as JSON. */
  readonly json: () => Answer;
}

export interface Use {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What comes in. */
  readonly input?: string;
  /** Somebody sits there, and types a line of `input` to each question. */
  readonly attended?: boolean;
  /** What they have typed before anybody asked. */
  readonly early?: string;
}

/** Runs one command. */
export async function sallyport(argv: readonly string[], use: Use = {}): Promise<Said> {
  const { cwd = tmpdir(), env = {}, input = '', attended = false, early } = use;
  let [out, err] = ['', ''];
  const lines = input.match(/[^\n]*\n/g) ?? [];
  const typing = new PassThrough();
  if (early !== undefined) typing.write(early);
  const answer = (): void => void (lines.length > 0 ? typing.write(lines.shift()!) : typing.end());
  const stream = Object.assign(attended ? typing : Readable.from(input === '' ? [] : [input]), { isTTY: attended });
  const code = await main(argv, {
    input: stream,
    output: { isTTY: attended, write: (text) => void (out += text) },
    error: {
      isTTY: attended,
      write: (text) => {
        err += text;
        if (attended && /[:\]] $/.test(text)) setImmediate(answer);
      },
    },
    env,
    cwd,
    signal: new AbortController().signal,
  });
  return { code, out, err, json: () => JSON.parse(out) as Answer };
}

export interface House extends AsyncDisposable {
  readonly folder: string;
  /** Runs a command in the folder. */
  readonly run: (argv: readonly string[], use?: Use) => Promise<Said>;
}

/** `flags`: of init. Its modules find their packages as those of this one do. */
export async function house(flags: readonly string[] = [], env: Use['env'] = {}): Promise<House> {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-cli-'));
  await symlink(fileURLToPath(new URL('../node_modules', import.meta.url)), join(folder, 'node_modules'));
  const run: House['run'] = (argv, use) => sallyport(argv, { cwd: folder, env, ...use });
  const made = await run(['init', '--owner', 'alice', '--yes', ...flags]);
  if (made.code !== 0) throw new Error(made.err);
  return { folder, run, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

const CONDITIONS = ['--conditions=sallyport-source', '--import', import.meta.resolve('tsx')];

/** A file as a process of its own, on the sources. */
export function start(file: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [...CONDITIONS, file, ...args], {
    ...{ cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = new Promise<number | null>((resolve) => void child.once('close', resolve));
  return {
    said: () => ({ out, err }),
    ended,
    stdout: child.stdout,
    async end() {
      child.kill('SIGTERM');
      return await ended;
    },
  };
}

/** Looks again until there is something. */
export async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  const over = AbortSignal.timeout(15_000);
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    over.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
