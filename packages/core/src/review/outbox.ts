// What lies ready at a desk until its signature comes: for a while, and not without bound.
import { sha256, type Hash } from '../canonical.js';
import type { Prepared } from '../record/prepared.js';

/** So many acts may wait for their signatures; the oldest makes room. */
const MOST = 256;

export class Outbox {
  readonly #waiting = new Map<Hash, Prepared>();

  /** Returns the bytes that were kept. */
  keep(bytes: Uint8Array, prepared: Prepared): Uint8Array {
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size >= MOST && oldest !== undefined) this.#waiting.delete(oldest);
    this.#waiting.set(nameOf(bytes), prepared);
    return bytes;
  }
  of(bytes: Uint8Array): Prepared | undefined {
    return this.#waiting.get(nameOf(bytes));
  }
  done(bytes: Uint8Array): void {
    this.#waiting.delete(nameOf(bytes));
  }
}

const nameOf = (bytes: Uint8Array): Hash => sha256(bytes);
