// A clock in the test's hand: time passes when the test says so, and all that was waiting for it wakes in order.
import { milliseconds, type Clock, type Duration } from '../clock.js';
import { SallyportError } from '../errors.js';

export interface HandClock extends Clock {
  /** Lets time pass, waking each sleeper at its time, earliest first, and giving what it wakes a chance to run. 0 wakes what is due. */
  advance(by: Duration): Promise<void>;
  /** When the next sleeper wakes. */
  readonly next: number | undefined;
  /** How many sleep, less those in the background. */
  readonly sleeping: number;
  /** The same time for what is always waiting for something, as a process for its next sign of life. It wakes like everybody else. */
  readonly background: Clock;
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
  readonly isBackground: boolean;
}

const START = Date.UTC(2026, 0, 1);

// Captured at load: a test that replaces the timers must not stop the clock that it tests with.
const { setImmediate: nextTurn } = globalThis;

/**
 * A clock that stands still until `advance()` is called. No timer of the process is touched.
 *
 * @example
 * ```ts
 * import { handClock } from '@sallyport/core/testing';
 *
 * const clock = handClock();
 * const nap = clock.sleep(3_600_000);
 * await clock.advance('1h');
 * await nap;
 * ```
 */
export function handClock(start: number = START): HandClock {
  return new Hand(start);
}

class Hand implements HandClock {
  readonly #sleepers = new Set<Sleeper>();
  #now: number;

  readonly background: Clock;

  constructor(start: number) {
    this.#now = start;
    this.background = Object.freeze<Clock>({
      now: () => this.#now,
      sleep: (ms, signal) => this.#sleep(ms, signal, true),
    });
    Object.freeze(this);
  }

  now(): number {
    return this.#now;
  }
  get next(): number | undefined {
    return this.#first()?.at;
  }
  get sleeping(): number {
    return [...this.#sleepers].filter(({ isBackground }) => !isBackground).length;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.#sleep(ms, signal, false);
  }

  #sleep(ms: number, signal: AbortSignal | undefined, isBackground: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      // what is due already waits for no hand
      if (ms <= 0) return void nextTurn(resolve);
      const stop = (): void => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason as Error);
      };
      const wake = (): void => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener('abort', stop);
        resolve();
      };
      const sleeper: Sleeper = { at: this.#now + ms, wake, isBackground };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', stop, { once: true });
    });
  }

  async advance(by: Duration): Promise<void> {
    const ms = by === 0 ? 0 : milliseconds(by);
    if (ms === undefined) throw new SallyportError('BAD_OPTION', 'a clock is advanced by a duration, as 25h');
    const until = this.#now + ms;
    for (;;) {
      const first = this.#first();
      if (first === undefined || first.at > until) break;
      this.#now = Math.max(this.#now, first.at);
      first.wake();
      await breathe();
    }
    this.#now = until;
    await breathe();
  }

  #first(): Sleeper | undefined {
    let first: Sleeper | undefined;
    for (const sleeper of this.#sleepers) if (first === undefined || sleeper.at < first.at) first = sleeper;
    return first;
  }
}

/** Lets everything that can run now run. */
export async function breathe(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => nextTurn(resolve));
}
