// Wakes those who wait for the next entry, whichever process writes it.
import { watch, type FSWatcher } from 'node:fs';
import { EntryWaiters } from '../entry-waiters.js';

/** What the watcher asks of the store. */
export interface Watched {
  /** The file that grows when anybody commits. */
  readonly wal: string;
  readonly pollEvery: number;
  /** Changes when another connection has committed. */
  version(): number;
  /** The last entry's number. */
  head(): number;
  /** What to tell the waiters of an error; `undefined`: it passes, look again later. */
  fault(error: unknown): unknown;
}

// Captured at load: a test that holds the timers in its hand must not put the watcher to sleep.
const { setInterval: startPoll, clearInterval: stopPoll, setTimeout: startTimer, clearTimeout: stopTimer } = globalThis;
const now = performance.now.bind(performance);

/** How closely to look after the WAL has stirred: the hint comes before the commit can be read. */
const HINT = { every: 1, for: 10 } as const;

/**
 * Polls while somebody waits; the poll is the truth. fs.watch on the WAL is a hint that makes it look sooner, because
 * it misses events and some file systems have none. Without anybody who waits there is no timer.
 */
export class Watcher {
  readonly #watched: Watched;
  readonly #waiters = new EntryWaiters();
  #seen: number | undefined;
  #poll: NodeJS.Timeout | undefined;
  #burst: NodeJS.Timeout | undefined;
  #burstUntil = 0;
  #hints: FSWatcher | undefined;

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  /** Resolves when the journal holds an entry after `after`. Rejects with the signal's reason. */
  async wait(after: number, signal: AbortSignal): Promise<void> {
    try {
      await this.#waiters.wait(after, signal, () => {
        this.#seen = undefined;
        this.#look();
        if (this.#waiters.size > 0) this.#start();
      });
    } finally {
      if (this.#waiters.size === 0) this.#stop();
    }
  }

  /** The journal ends at `head`. */
  wake(head: number): void {
    this.#waiters.wake(head);
  }

  close(error: unknown): void {
    this.#waiters.fail(error);
    this.#stop();
    this.#hints?.close();
  }

  #start(): void {
    this.#poll ??= startPoll(() => this.#look(), this.#watched.pollEvery);
    if (this.#hints !== undefined) return;
    try {
      this.#hints = watch(this.#watched.wal, { persistent: false }, () => this.#hint());
      this.#hints.on('error', () => this.#hints?.close());
    } catch {
      // No hints on this file system, or too many watches: the poll finds it all the same.
    }
  }

  #stop(): void {
    stopPoll(this.#poll);
    stopTimer(this.#burst);
    this.#poll = this.#burst = undefined;
  }

  #hint(): void {
    if (this.#poll === undefined) return;
    this.#burstUntil = now() + HINT.for;
    this.#burst ??= startTimer(() => this.#again(), 0);
  }

  #again(): void {
    this.#burst = undefined;
    this.#look();
    if (this.#poll !== undefined && now() < this.#burstUntil) this.#burst = startTimer(() => this.#again(), HINT.every);
  }

  #look(): void {
    try {
      // The version first: a commit between the two is then seen by the next look.
      const version = this.#watched.version();
      if (version === this.#seen) return;
      this.wake(this.#watched.head());
      this.#seen = version;
    } catch (error) {
      const fault = this.#watched.fault(error);
      if (fault !== undefined) this.#waiters.fail(fault);
    }
  }
}
