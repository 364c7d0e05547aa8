// Waiting for a lock without blocking the event loop: SQLite's own busy handler sleeps in the thread and is not fair.
import { isBusy } from './driver.js';

// Captured at load: a test that holds the timers in its hand must not hold the lock too.
const startTimer = globalThis.setTimeout;
const now = performance.now.bind(performance);

/** Between two tries, in milliseconds: random, so that those who wait do not keep step. */
const RETRY = [1, 4] as const;
/** Behind a commit of one's own while others commit too. */
const YIELD = [2, 6] as const;
/** Who comes back later than this has let the others in already. */
const AT_ONCE = 3;

/** Tries until somebody else's lock, or whatever else `passes`, is gone, at most `waitFor` milliseconds; then the last error comes out. */
export async function patiently<T>(attempt: () => T, waitFor: number, passes = isBusy): Promise<T> {
  const deadline = now() + waitFor;
  for (;;) {
    try {
      return attempt();
    } catch (error) {
      if (!passes(error) || now() >= deadline) throw error;
    }
    await pause(RETRY);
  }
}

/** The write lock of one connection: its own commits one after the other, and fair to those of other processes. */
export class LockQueue {
  readonly #waitFor: number;
  readonly #version: () => number;
  #last: Promise<unknown> = Promise.resolve();
  #seen: number | undefined;
  #released = -Infinity;

  /** `version` changes when another connection has committed. */
  constructor(waitFor: number, version: () => number) {
    this.#waitFor = waitFor;
    this.#version = version;
  }

  /** Runs `turn` when the ones before it have ended, however they ended. */
  next<T>(turn: () => Promise<T>): Promise<T> {
    const done = this.#last.then(turn);
    this.#last = done.then(
      () => this.#release(),
      () => this.#release(),
    );
    return done;
  }

  /** Takes the lock. Whoever had it a moment ago waits while others commit: it would always be the first to get it. */
  async take(attempt: () => void): Promise<void> {
    if (now() - this.#released < AT_ONCE && this.#othersCommit()) await pause(YIELD);
    await patiently(attempt, this.#waitFor);
  }

  /** Resolves when every turn has ended. */
  async idle(): Promise<void> {
    await this.#last;
  }

  #release(): void {
    this.#released = now();
  }

  #othersCommit(): boolean {
    const before = this.#seen;
    this.#seen = this.#version();
    return before !== undefined && this.#seen !== before;
  }
}

function pause([least, most]: readonly [number, number]): Promise<void> {
  return new Promise((resolve) => startTimer(resolve, least + Math.random() * (most - least)));
}
