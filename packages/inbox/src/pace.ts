// How fast somebody approves: who signs one thing after the other has stopped reading, and is told so.
import { counted, type Tone } from './words.js';

/** How many were approved lately; `words` where that is worth saying. */
export interface Pace {
  readonly count: number;
  readonly words?: string;
  readonly tone: Tone;
  /** Should a screen ask once more before the next one? */
  readonly stop: boolean;
}

/** So many in that time are worth a word; so many more are worth a stop. */
const WITHIN = 120_000;
const MANY = 8;
const TOO_MANY = 20;

/**
 * The pace of somebody's approvals. `times`: when they approved, in milliseconds since 1970, in any order; one signature over
 * several proposals counts each of them. What is later than `now`, or no time, does not count. Must not throw.
 *
 * @example
 * ```ts
 * import { paceOf } from '@sallyport/inbox';
 *
 * paceOf([], Date.now()).count; // 0
 * ```
 */
export function paceOf(times: readonly number[], now: number): Pace {
  const count = times.filter((at) => at <= now && now - at < WITHIN).length;
  if (count < MANY) return Object.freeze({ count, tone: 'plain', stop: false });
  const stop = count >= TOO_MANY;
  const approved = `you approved ${counted(count, 'proposal')} in the last 2 minutes`;
  const words = stop
    ? `${approved}: nobody reads that fast; leave the rest for later`
    : `${approved}: are you still reading?`;
  return Object.freeze({ count, words, tone: stop ? 'bad' : 'warn', stop });
}
