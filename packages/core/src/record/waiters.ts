// Who waits for something to happen: to anything, or to one proposal or message.
import type { Id } from '../canonical.js';

type Finish = (error?: unknown) => void;
/** The name under which those stand who wait for anything: no id is empty. */
const ANYTHING = '';

export class Waiters {
  readonly #waiting = new Map<Id, Set<Finish>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Resolves when it is woken, or rejects when aborted. */
  wait(signal: AbortSignal, of: Id = ANYTHING): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error);
      const finish: Finish = (error) => {
        this.#remove(of, finish);
        signal.removeEventListener('abort', stop);
        if (error === undefined) resolve();
        else reject(error as Error);
      };
      const stop = (): void => finish(signal.reason);
      signal.addEventListener('abort', stop, { once: true });
      this.#add(of, finish);
    });
  }

  /** Something has happened, and these have moved. */
  wake(moved: readonly Id[]): void {
    for (const id of [ANYTHING, ...moved]) this.#finish(id);
  }
  /** Everybody looks again, or is told that there is nothing to wait for any more. */
  end(error?: unknown): void {
    for (const id of [...this.#waiting.keys()]) this.#finish(id, error);
  }

  #finish(id: Id, error?: unknown): void {
    for (const finish of [...(this.#waiting.get(id) ?? [])]) finish(error);
  }
  #add(id: Id, finish: Finish): void {
    const group = this.#waiting.get(id);
    if (group === undefined) this.#waiting.set(id, new Set([finish]));
    else group.add(finish);
    this.#size += 1;
  }
  #remove(id: Id, finish: Finish): void {
    const group = this.#waiting.get(id);
    if (group?.delete(finish) !== true) return;
    this.#size -= 1;
    if (group.size === 0) this.#waiting.delete(id);
  }
}
