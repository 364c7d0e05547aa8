// Counts what leaves within an hour, so that a flood of approved mail stops by itself.
import { SallyportError } from '@sallyport/core';

const HOUR = 3_600_000;

/** At most so many in any sixty minutes, for as long as this object lives. */
export class HourCap {
  readonly #limit: number;
  readonly #now: () => number;
  #taken: number[] = [];

  /** `now`: milliseconds that never run backwards. */
  constructor(limit: number, now: () => number = () => performance.now()) {
    this.#limit = limit;
    this.#now = now;
  }

  /**
   * Counts one. An attempt counts even when it fails: nobody knows how far it came.
   *
   * @throws SallyportError `REFUSED`, when there were too many.
   */
  take(): void {
    const now = this.#now();
    this.#taken = this.#taken.filter((at) => now - at < HOUR);
    const [first] = this.#taken;
    if (first !== undefined && this.#taken.length >= this.#limit) {
      const minutes = Math.ceil((first + HOUR - now) / 60_000);
      const message = `send_email: ${this.#limit} mails have left within an hour, which is this process's cap: try again in ${minutes} minutes, or raise perHour`;
      throw new SallyportError('REFUSED', message, { cap: this.#limit, minutes });
    }
    this.#taken.push(now);
  }
}
