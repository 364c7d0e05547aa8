// Who waits for something to happen: to anything, or to a proposal, a message or an agent.
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

  /** Resolves when any of these is woken, or rejects when aborted. */
  wait(signal: AbortSignal, of: readonly Id[] = [ANYTHING]): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error);
      const finish: Finish = (error) => {
        for (const id of of) this.#remove(id, finish);
        this.#size -= 1;
        signal.removeEventListener('abort', stop);
        if (error === undefined) resolve();
        else reject(error as Error);
      };
      const stop = (): void => finish(signal.reason);
      signal.addEventListener('abort', stop, { once: true });
      for (const id of of) this.#add(id, finish);
      this.#size += 1;
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
  }
  #remove(id: Id, finish: Finish): void {
    const group = this.#waiting.get(id);
    group?.delete(finish);
    if (group?.size === 0) this.#waiting.delete(id);
  }
}
