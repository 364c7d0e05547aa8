// Tells a waiting sitting that something may have changed at the desk: when the desk says so, and now and then anyway.
import type { DeskPort } from '../desk-port.js';

/** The desk's word is a hint; looking is the truth. In milliseconds. */
const LOOK_EVERY = 5000;

export class Changes {
  readonly #listeners = new Set<() => void>();

  /** Follows the desk until the signal aborts; `onFault` hears why its watch ended early. Must not reject. */
  async follow(desk: DeskPort, signal: AbortSignal, onFault: (error: unknown) => void): Promise<void> {
    const looking = setInterval(() => this.#tell(), LOOK_EVERY);
    signal.addEventListener('abort', () => clearInterval(looking));
    try {
      for await (const _ of desk.watch({ signal })) this.#tell();
    } catch (error) {
      if (!signal.aborted) onFault(error);
    }
  }

  /** Calls the listener at each change from now on, until what it returns is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
