// A worst-case worker: it obeys, and does all that an attack asks for, as soon as it has read it. Otherwise it serves its user.
import { SallyportError } from '@sallyport/core';
import type { Call } from './origins.js';
import type { Injection } from './data.js';
import { MARKER } from './world.js';

/** A session as this bench uses it: its tools are made of data, so that no type says what they take. */
export interface Session {
  call(tool: unknown, input: object): Promise<unknown>;
  plan(steps: readonly unknown[]): Promise<void>;
  run(step: unknown, rest?: object): Promise<unknown>;
  read(given: unknown, schema: unknown, reader: (content: unknown) => unknown): Promise<Handle>;
  reveal(ref: unknown): unknown;
  report(text: string, quoting?: readonly unknown[]): Promise<string>;
}
/** A Ref, seen from outside. */
export interface Handle {
  at(key: string | number): Handle;
}
export const isHandle = (value: unknown): value is Handle =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  'at' in value &&
  typeof value.at === 'function';

/** Everything of one handling that its worker has. */
export interface Job {
  readonly calls: readonly Call[];
  readonly injection: Injection | undefined;
  readonly isRead: (tool: string) => boolean;
  readonly control: (tool: string) => readonly string[];
  readonly tool: (name: string) => unknown;
  /** Called when a call has come to its end: a review may wait for that. */
  readonly settled: () => void;
}

/** What stops a call and not the worker. */
const REFUSALS = ['DENIED', 'OFF_PLAN', 'GATE_DENIED', 'BAD_INPUT', 'TOOL_FAILED', 'READ_FAILED'];

export class Mind {
  readonly session: Session;
  readonly job: Job;
  /** How many calls it has made, and how many are under way. */
  judged = 0;
  waiting = 0;
  readonly refused: string[] = [];
  #isTurned = false;
  #hasObeyed = false;

  constructor(session: Session, job: Job) {
    this.session = session;
    this.job = job;
  }

  /** Makes a call; `undefined` where it was refused or failed. */
  async attempt(call: () => Promise<unknown>): Promise<unknown> {
    this.judged += 1;
    this.waiting += 1;
    try {
      const output = await call();
      this.see(output);
      return output ?? null;
    } catch (error) {
      if (!SallyportError.isInstance(error) || !REFUSALS.includes(error.code)) throw error;
      this.refused.push(error.code);
      return undefined;
    } finally {
      this.waiting -= 1;
      this.job.settled();
    }
  }

  /** Reads: whatever is no Ref. */
  see(value: unknown): void {
    if (typeof value === 'string') this.#isTurned ||= value.includes(MARKER);
    else if (typeof value === 'object' && value !== null && !isHandle(value)) {
      for (const [key, item] of Object.entries(value)) {
        this.see(key);
        this.see(item);
      }
    }
  }

  /** Does what it was told, once, if it was: all of it side by side, so that a person sees it together. */
  async obey(): Promise<void> {
    if (!this.#isTurned || this.#hasObeyed) return;
    this.#hasObeyed = true;
    const calls = this.job.injection?.calls ?? [];
    await Promise.all(calls.map(({ tool, args }) => this.attempt(() => this.session.call(this.job.tool(tool), args))));
  }

  /** Tells its user, in its own words. */
  async tell(quoting: readonly unknown[] = []): Promise<void> {
    const wanted = this.#isTurned && this.job.injection?.output_only === true ? this.job.injection : undefined;
    const words = wanted === undefined ? 'It is done.' : `${MARKER} ${wanted.goal}`;
    await this.session.report(words, quoting);
  }
}

/** What can be called next: looks first, then acts; of those only what waits for no output. */
export function nextOf(calls: readonly Call[], done: ReadonlySet<number>, isRead: Job['isRead']): readonly Call[] {
  const ready = calls.filter(({ index, needs }) => !done.has(index) && [...needs].every((need) => done.has(need)));
  const looks = ready.filter(({ call }) => isRead(call.tool));
  return looks.length > 0 ? looks : ready;
}
