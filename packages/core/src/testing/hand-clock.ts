// A clock in the test's hand: time passes when the test says so, and all that was waiting for it wakes in order.
import { milliseconds, type Clock, type Duration } from '../clock.js';
import { SallyportError } from '../errors.js';

export interface HandClock extends Clock {
  /** Lets time pass, waking each sleeper at its time, earliest first, and giving what it wakes a chance to run. */
  advance(by: Duration): Promise<void>;
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

const START = Date.UTC(2026, 0, 1);

/** A clock that stands still until `advance()` is called. */
export function handClock(start: number = START): HandClock {
  let now = start;
  const sleepers = new Set<Sleeper>();
  return Object.freeze({
    now: () => now,
    sleep: (ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error);
        const stop = (): void => {
          sleepers.delete(sleeper);
          reject(signal?.reason as Error);
        };
        const wake = (): void => {
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', stop);
          resolve();
        };
        const sleeper: Sleeper = { at: now + Math.max(ms, 0), wake };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', stop, { once: true });
      }),
    advance: async (by: Duration) => {
      const ms = milliseconds(by);
      if (ms === undefined) throw new SallyportError('BAD_OPTION', 'a clock is advanced by a duration, as 25h');
      const until = now + ms;
      for (;;) {
        const next = [...sleepers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        now = Math.max(now, next.at);
        next.wake();
        await breathe();
      }
      now = until;
      await breathe();
    },
  });
}

/** Lets everything that can run now run. */
async function breathe(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
