// Tells a waiting sitting that something changed at the desk.
import type { DeskPort } from '../desk-port.js';

export class Changes {
  #current = new AbortController();

  /** Follows the desk until the signal aborts or the watch ends; `onFault` hears why it ended early. Must not reject. */
  async follow(desk: DeskPort, signal: AbortSignal, onFault: (error: unknown) => void): Promise<void> {
    try {
      for await (const _ of desk.watch({ signal })) this.#current.abort();
    } catch (error) {
      if (!signal.aborted) onFault(error);
    }
  }

  /** A signal that aborts at the next change from now on. */
  next(): AbortSignal {
    this.#current = new AbortController();
    return this.#current.signal;
  }
}
