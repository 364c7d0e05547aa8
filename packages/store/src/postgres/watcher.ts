// Wakes those who wait for the next entry, whichever machine writes it.
import { EntryWaiters } from '../entry-waiters.js';

/** What the watcher asks of the store. */
export interface Watched {
  readonly pollEvery: number;
  /** The last entry's number. */
  head(): Promise<number>;
  /** What to tell the waiters of an error; `undefined`: it passes, look again later. */
  fault(error: unknown): unknown;
}

// Captured at load: a test that holds the timers in its hand must not put the watcher to sleep.
const { setTimeout: startTimer, clearTimeout: stopTimer } = globalThis;

/** While the server is away, the pauses grow up to this. */
const LONGEST = 5_000;

/**
 * Polls while somebody waits; the poll is the truth. A notification is a hint that makes it look at once: it is lost with the
 * connection that it would have come on. Without anybody who waits there is no timer.
 */
export class Watcher {
  readonly #watched: Watched;
  readonly #waiters = new EntryWaiters();
  #timer: NodeJS.Timeout | undefined;
  #looking = false;
  #again = false;
  #failures = 0;

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  /** Resolves when the journal holds an entry after `after`. Rejects with the signal's reason. */
  async wait(after: number, signal: AbortSignal): Promise<void> {
    try {
      await this.#waiters.wait(after, signal, () => this.hint());
    } finally {
      if (this.#waiters.size === 0) this.#stop();
    }
  }

  /** Something may have been committed: looks now. */
  hint(): void {
    if (this.#waiters.size === 0) return;
    this.#again = true;
    if (!this.#looking) void this.#look();
  }

  /** The journal ends at `head`. */
  wake(head: number): void {
    this.#waiters.wake(head);
  }

  close(error: unknown): void {
    this.#waiters.fail(error);
    this.#stop();
  }

  #stop(): void {
    stopTimer(this.#timer);
    this.#timer = undefined;
  }

  /** One look at a time; who asks for one meanwhile gets another behind it. Must not reject. */
  async #look(): Promise<void> {
    this.#stop();
    this.#looking = true;
    while (this.#again && this.#waiters.size > 0) {
      this.#again = false;
      await this.#once();
    }
    this.#looking = false;
    if (this.#waiters.size === 0) return;
    const pause = Math.min(this.#watched.pollEvery * 2 ** this.#failures, Math.max(LONGEST, this.#watched.pollEvery));
    this.#timer = startTimer(() => this.hint(), this.#failures === 0 ? pause : pause * (0.5 + Math.random() / 2));
  }

  async #once(): Promise<void> {
    try {
      this.wake(await this.#watched.head());
      this.#failures = 0;
    } catch (error) {
      this.#failures = Math.min(this.#failures + 1, 20);
      const fault = this.#watched.fault(error);
      if (fault !== undefined) this.#waiters.fail(fault);
    }
  }
}
