// A connection that comes back: whoever asks through it need not know that the server was away for a moment.
import { isPassing } from './driver.js';
import { closed } from './failure.js';
import type { Session } from './session.js';

// Captured at load: a test that holds the timers in its hand must not hold the connection too.
const startTimer = globalThis.setTimeout;
const now = performance.now.bind(performance);

/** Between two tries, in milliseconds: twice as long each time, and at random, so that those who were cut off together do not come back together. */
const FIRST = 25;
const LONGEST = 1_000;

export class Line {
  readonly #connect: () => Promise<Session>;
  readonly #patience: number;
  #session: Promise<Session> | undefined;
  #hurried = false;
  #closed = false;

  /** `patience`: how long it tries, in milliseconds. */
  constructor(connect: () => Promise<Session>, patience: number) {
    this.#connect = connect;
    this.#patience = patience;
  }

  /**
   * Tries `attempt`, on a new connection where the one before broke, until it is done or patience has run out; then the last
   * error comes out. So what is attempted may happen more than once: only what changes nothing belongs here.
   */
  async use<T>(attempt: (session: Session) => Promise<T>): Promise<T> {
    const deadline = now() + this.#patience;
    for (let wait = FIRST; ; wait = Math.min(wait * 2, LONGEST)) {
      try {
        return await this.once(attempt);
      } catch (error) {
        if (!isPassing(error) || this.#hurried || now() >= deadline) throw error;
      }
      await new Promise((resolve) => startTimer(resolve, wait * (0.5 + Math.random() / 2)));
    }
  }

  /** Tries once. */
  async once<T>(attempt: (session: Session) => Promise<T>): Promise<T> {
    return attempt(await this.#live());
  }

  /** From now on nobody tries a second time. */
  hurry(): void {
    this.#hurried = true;
  }

  /** Ends the connection, and there is no other. Must not throw. */
  async close(): Promise<void> {
    this.#hurried = this.#closed = true;
    const session = await this.#session?.catch(() => undefined);
    await session?.driver.end();
  }

  async #live(): Promise<Session> {
    const current = this.#session;
    const known = await current?.catch(() => undefined);
    if (known !== undefined && !known.driver.ended) return known;
    if (this.#closed) throw closed();
    // Of several who find it broken, one replaces it.
    if (this.#session === undefined || this.#session === current) this.#session = this.#fresh();
    return this.#session;
  }

  #fresh(): Promise<Session> {
    const session = this.#connect();
    session.catch(() => {
      if (this.#session === session) this.#session = undefined;
    });
    return session;
  }
}
