// Starts the other processes, each on a file of its own, and ends them: politely, or as a crash would.
import { spawn, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Office } from './office.js';

/** The files that are processes. */
export type Job = 'intake' | 'executor' | 'desk' | 'intruder';

const LOADER = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const MODULES = new URL('./modules.ts', import.meta.url).href;
const PATIENCE = 120_000;
const employed = new Set<Employee>();
// whoever leaves by an exit takes everybody along
process.on('exit', () => employed.forEach((one) => one.kill()));

/** A process that works for us. */
export class Employee {
  readonly job: Job;
  /** Resolves with its exit code once it is gone. */
  readonly ended: Promise<number | undefined>;
  readonly #child: ChildProcess;
  readonly #said: string[] = [];
  #wake: () => void = () => undefined;
  #over = false;

  constructor(job: Job, child: ChildProcess) {
    this.job = job;
    this.#child = child;
    employed.add(this);
    createInterface({ input: child.stdout! }).on('line', (line) => {
      this.#said.push(line);
      this.#wake();
    });
    this.ended = new Promise((resolve) => {
      child.once('close', (code) => {
        this.#over = true;
        employed.delete(this);
        this.#wake();
        resolve(code ?? undefined);
      });
    });
  }

  /** The next line that it says. Rejects when it ends, or says nothing for two minutes. */
  async next(): Promise<string> {
    const late = Date.now() + PATIENCE;
    for (;;) {
      const line = this.#said.shift();
      if (line !== undefined) return line;
      if (this.#over) throw new Error(`the process '${this.job}' has ended, and more was to come`);
      const left = late - Date.now();
      if (left <= 0) throw new Error(`the process '${this.job}' has said nothing for ${PATIENCE / 1_000} s`);
      await this.#change(left);
    }
  }
  /** The next line that begins so; what comes before it is dropped. */
  async line(begin: string): Promise<string> {
    for (;;) {
      const line = await this.next();
      if (line.startsWith(begin)) return line;
    }
  }
  /** Says something to it. */
  tell(line: string): void {
    this.#child.stdin!.write(`${line}\n`);
  }
  /** Lets it end its work. Resolves with its exit code. */
  dismiss(): Promise<number | undefined> {
    this.#child.stdin!.end();
    return this.ended;
  }
  /** SIGKILL: no handler runs, nothing is flushed. */
  kill(): Promise<number | undefined> {
    this.#child.kill('SIGKILL');
    return this.ended;
  }

  #change(within: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, within);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Starts a process on an office. It inherits no key: it reads its own from the office's folder. */
export function hire(job: Job, office: Office, ...args: readonly string[]): Employee {
  return start(job, [], [office.dir, ...args]);
}

/** Starts one that writes down, when it ends, which modules it had loaded: see `loadedBy()`. */
export function hireWatched(job: 'intake' | 'executor', office: Office): Employee {
  return start(job, ['--import', MODULES], [office.dir]);
}

function start(job: Job, preload: readonly string[], args: readonly string[]): Employee {
  const file = fileURLToPath(new URL(`./${job}.ts`, import.meta.url));
  // our own warning, that anybody may write to the mail agent, is said by the journal as well
  const node = ['--conditions=sallyport-source', '--disable-warning=SallyportWarning', '--import', LOADER, ...preload];
  const child = spawn(process.execPath, [...node, file, ...args], { stdio: 'pipe' });
  // through this process: a screen that is drawn here is not written over
  child.stderr.on('data', (data: Buffer) => void process.stderr.write(data));
  // a process that was killed no longer reads: that is not an error of ours
  child.stdin.on('error', () => undefined);
  return new Employee(job, child);
}
