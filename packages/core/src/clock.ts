// Time and ids come in here and nowhere else, so that a test can hold both in its hand.
import { randomFillSync } from 'node:crypto';
import { quote, SallyportError } from './errors.js';

/** Milliseconds since 1970, and timers on the same time. */
export interface Clock {
  now(): number;
  /** Resolves after `ms` of this clock's time; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

// Captured at load: replacing Date.now later must not move the clock that expiry is judged by.
const now = Date.now;
const { setTimeout: startTimer, clearTimeout: stopTimer, setImmediate: atNextTurn } = globalThis;
const LONGEST_TIMER = 2 ** 31 - 1;

export const systemClock: Clock = Object.freeze({
  now: () => now(),
  sleep: (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const timer = startTimer(finish, Math.min(Math.max(ms, 0), LONGEST_TIMER));
      function finish(): void {
        signal?.removeEventListener('abort', stop);
        resolve();
      }
      function stop(): void {
        stopTimer(timer);
        reject(signal?.reason);
      }
      signal?.addEventListener('abort', stop, { once: true });
    }),
});

/** Resolves at the next turn of the event loop: whatever can go on without waiting has gone on by then. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => void atNextTurn(resolve));

/** 128 random bits, each given out once. They are drawn by the page: a call into the system for each costs more than they are for. */
export const random: () => Buffer = drawer(Buffer.alloc(4096), 16);

/** A new id: 128 random bits, 22 characters of base64url. */
export const newId = (): string => random().toString('base64url');

function drawer(page: Buffer, size: number): () => Buffer {
  let at = page.length;
  return () => {
    if (at + size > page.length) at = randomFillSync(page) && 0;
    at += size;
    return Buffer.from(page.subarray(at - size, at));
  };
}

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
/** `'250ms'`, `'30s'`, `'30m'`, `'24h'`, `'7d'`, or a number of milliseconds. */
export type Duration = number | `${number}${keyof typeof UNITS}`;

/** Milliseconds; `undefined` for what is not a positive, finite duration of at most ten years. */
export function milliseconds(duration: unknown): number | undefined {
  const ms = typeof duration === 'string' ? parse(duration) : duration;
  return typeof ms === 'number' && Number.isFinite(ms) && ms > 0 && ms <= 3650 * UNITS.d ? ms : undefined;
}

/** Reads a duration of an option. Throws `BAD_OPTION` for what is none. */
export function readDuration(what: string, value: unknown, unsaid: Duration): number {
  const ms = milliseconds(value === undefined ? unsaid : value);
  if (ms !== undefined) return ms;
  throw new SallyportError(
    'BAD_OPTION',
    `${what} is ${quote(String(value))}: it is a duration, as '30m' or '24h', or a positive number of milliseconds`,
  );
}

function parse(text: string): number | undefined {
  const unit = (['ms', 's', 'm', 'h', 'd'] as const).find((u) => text.endsWith(u));
  if (unit === undefined) return undefined;
  const digits = text.slice(0, -unit.length);
  return /^\d+(\.\d+)?$/.test(digits) ? Number(digits) * UNITS[unit] : undefined;
}
