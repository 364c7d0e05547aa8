// What lies ready at a desk until its signature comes, and what came of it: for a while, and not without bound.
import { canonicalOf, sha256, type Hash, type Id } from '../canonical.js';
import type { Evidence } from '../people/evidence.js';
import type { Prepared } from '../record/prepared.js';
import { LINE } from '../record/shape.js';

/** So many acts may wait for their signatures, and so many answers are kept; the oldest makes room. */
const MOST = 256;

export class Outbox {
  readonly #waiting = new Map<Hash, Prepared>();
  readonly #answers = new Map<Hash, Promise<Id>>();

  /** Returns the bytes that were kept. */
  keep(bytes: Uint8Array, prepared: Prepared): Uint8Array {
    put(this.#waiting, nameOf(bytes), prepared);
    return bytes;
  }
  /** Whoever hands in the same again, as somebody does who got no answer, gets the same answer: it happened once. */
  once(bytes: Uint8Array, evidence: Evidence, submit: () => Promise<Id>): Promise<Id> {
    const name = sha256(`${nameOf(bytes)} ${canonicalOf({ ...evidence }, LINE.text)}`);
    const given = this.#answers.get(name);
    if (given !== undefined) return given;
    const answer = submit();
    put(this.#answers, name, answer);
    answer.catch(() => this.#answers.delete(name));
    return answer;
  }
  of(bytes: Uint8Array): Prepared | undefined {
    return this.#waiting.get(nameOf(bytes));
  }
  done(bytes: Uint8Array): void {
    this.#waiting.delete(nameOf(bytes));
  }
}

function put<T>(kept: Map<Hash, T>, name: Hash, value: T): void {
  const [oldest] = kept.keys();
  if (kept.size >= MOST && oldest !== undefined) kept.delete(oldest);
  kept.set(name, value);
}

const nameOf = (bytes: Uint8Array): Hash => sha256(bytes);
