// running.ts: a process on one of the machines: started, listened to, told something, killed.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Machine } from './furnish.js';

const home = fileURLToPath(new URL('..', import.meta.url));

export interface Running {
  /** The next line that it says. Rejects when it ends instead. */
  line(): Promise<string>;
  tell(line: string): void;
  /** SIGKILL: no handler runs, nothing is flushed. */
  kill(): Promise<void>;
  /** Lets it end its work. */
  stop(): Promise<void>;
}

/** `job` is a file of this folder and what it is told at its start. It has the environment of its machine, and no other's. */
export function start(on: Machine, job: string, env: NodeJS.ProcessEnv = {}): Running {
  const [file = '', ...args] = job.split(' ');
  const node = ['--conditions=sallyport-source', '--disable-warning=SallyportWarning', '--import', 'tsx'];
  const child = spawn(process.execPath, [...node, join(home, 'src', file), ...args], {
    cwd: home,
    env: { ...process.env, ...env, MACHINE: on.folder, DATABASE_URL: on.url },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  // whoever was killed no longer reads: that is no error of ours
  child.stdin.on('error', () => undefined);
  process.once('exit', () => child.kill('SIGKILL'));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const end = (signal: NodeJS.Signals): Promise<void> => (child.kill(signal), ended);
  return {
    async line() {
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`'${job}' has ended, and more was to come`);
      return value;
    },
    tell: (line) => void child.stdin.write(`${line}\n`),
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}
