// The processes of a house, as the parent sees them: started from one bundled file, listened to, killed.
import { fork, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { onLeaving } from '../lib/leaving.js';
import type { Orders } from './orders.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));

/** One child of the house. */
export class Child {
  readonly orders: Orders;
  /** What it has said beside that it is ready. */
  readonly said: unknown[] = [];
  readonly ready: Promise<void>;
  /** Resolves with the signal that ended it, or its exit code. */
  readonly ended: Promise<NodeJS.Signals | number | null>;
  readonly #process: ChildProcess;
  #isOver = false;
  #heard: () => void = () => undefined;
  #complaint = '';

  constructor(program: string, orders: Orders) {
    this.orders = orders;
    const stdio: ['ignore', 'ignore', 'pipe', 'ipc'] = ['ignore', 'ignore', 'pipe', 'ipc'];
    // the ledgers of a house lie in its folder, and go with it
    const env = { ...process.env, XDG_STATE_HOME: join(orders.folder, 'state') };
    this.#process = fork(program, [JSON.stringify(orders)], { stdio, env, execArgv: [] });
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#complaint += text));
    this.ended = new Promise((resolve) =>
      this.#process.on('close', (code, signal) => {
        this.#isOver = true;
        this.#heard();
        resolve(signal ?? code);
      }),
    );
    this.ready = new Promise((resolve) => {
      this.#process.on('message', (word) => {
        if (word === 'ready') return resolve();
        this.said.push(word);
        this.#heard();
      });
      // a child that dies while it starts keeps nobody waiting
      void this.ended.then(() => resolve());
    });
  }

  get isOver(): boolean {
    return this.#isOver;
  }
  get pid(): number {
    return this.#process.pid ?? 0;
  }
  /** What it wrote to its standard error. */
  get complaint(): string {
    return this.#complaint.trim();
  }

  tell(word: object | string): void {
    if (this.#process.connected) this.#process.send(word, () => undefined);
  }
  /** Resolves when it has said as much, or is gone. */
  async heard(words: number): Promise<void> {
    while (this.said.length < words && !this.#isOver) await new Promise<void>((resolve) => (this.#heard = resolve));
  }
  signal(name: 'SIGKILL' | 'SIGTERM'): void {
    this.#process.kill(name);
  }
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.ended;
  }
}

/** All children that one part of the torture has started. */
export class Fleet {
  readonly #program: string;
  readonly #isGone: () => void;
  readonly #children = new Set<Child>();

  private constructor(program: string, isGone: () => void) {
    this.#program = program;
    this.#isGone = isGone;
  }

  /** Bundles the child's program, so that a start costs a moment and not a second. */
  static async build(): Promise<Fleet> {
    const program = `${HERE}../../dist/child-${process.pid}-${(made += 1)}.mjs`;
    await build({
      entryPoints: [`${HERE}child.ts`],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      conditions: ['sallyport-source'],
      external: ['@photostructure/sqlite', 'pg'],
      banner: {
        js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
      },
      logLevel: 'error',
    });
    return new Fleet(
      program,
      onLeaving(async () => rmSync(program, { force: true })),
    );
  }

  start(orders: Orders): Child {
    const child = new Child(this.#program, orders);
    this.#children.add(child);
    const isGone = onLeaving(() => child.kill());
    void child.ended.then(() => {
      this.#children.delete(child);
      isGone();
    });
    return child;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#children].map((child) => child.kill()));
    rmSync(this.#program, { force: true });
    this.#isGone();
  }
}

/** So that two fleets of one process do not share a file. */
let made = 0;
