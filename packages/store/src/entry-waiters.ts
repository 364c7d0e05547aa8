// Who waits for the next entry of a journal, in one process.

interface Waiter {
  readonly after: number;
  readonly wake: () => void;
  readonly fail: (error: unknown) => void;
}

export class EntryWaiters {
  readonly #waiters = new Set<Waiter>();

  get size(): number {
    return this.#waiters.size;
  }

  /**
   * Resolves when {@link wake} tells of an entry after `after`; rejects with the signal's reason. `begin` is called when the
   * waiter is there: what was committed before is noticed then, what comes after by whoever wakes.
   */
  async wait(after: number, signal: AbortSignal, begin: () => void): Promise<void> {
    let waiter: Waiter | undefined;
    const abort = (): void => waiter?.fail(signal.reason);
    try {
      await new Promise<void>((wake, fail) => {
        this.#waiters.add((waiter = { after, wake, fail }));
        signal.addEventListener('abort', abort);
        begin();
      });
    } finally {
      signal.removeEventListener('abort', abort);
      if (waiter !== undefined) this.#waiters.delete(waiter);
    }
  }

  /** The journal ends at `head`. */
  wake(head: number): void {
    for (const waiter of this.#waiters) {
      if (waiter.after >= head) continue;
      this.#waiters.delete(waiter);
      waiter.wake();
    }
  }
  /** Everybody who waits is told. */
  fail(error: unknown): void {
    for (const waiter of this.#waiters) waiter.fail(error);
  }
}
