// Leases: who is alive. A lease row decides nothing by itself: the fence in the journal does; it only says when to look.
import type { Id } from '../canonical.js';
import { newId, type Clock } from '../clock.js';
import type { Draft, Journal } from './journal.js';

export interface LeaseOptions {
  readonly journal: Journal;
  readonly clock: Clock;
  /** How long a holder counts as alive after its last sign of life, in milliseconds. */
  readonly span: number;
}

/** One process's leases. It renews one row of its own for as long as it holds anything. */
export class Leases {
  readonly #holder: Id = newId();
  readonly #held = new Set<Id>();
  readonly #options: LeaseOptions;
  /** Stops the renewal as soon as nothing is held any more: a process that is done is not kept waiting by it. */
  #renewal: AbortController | undefined;

  constructor(options: LeaseOptions) {
    this.#options = options;
  }

  /** Does this process itself work on it? */
  holds(subject: Id): boolean {
    return this.#held.has(subject);
  }

  /** Takes a subject, in the same transaction as the step that starts it. */
  claim(draft: Draft, subject: Id): void {
    draft.row('lease', subject, this.#holder);
    draft.row('lease', this.#holder, String(draft.now + this.#options.span));
    this.#held.add(subject);
    if (this.#renewal !== undefined) return;
    this.#renewal = new AbortController();
    void this.#renew(this.#renewal.signal);
  }

  /** Lets go, in the same transaction as the step that ends it. */
  release(draft: Draft, subject: Id): void {
    draft.row('lease', subject, undefined);
    this.drop(subject);
  }

  /** The work is over, whatever became of its record. */
  drop(subject: Id): void {
    this.#held.delete(subject);
    if (this.#held.size > 0) return;
    this.#renewal?.abort();
    this.#renewal = undefined;
  }

  /** Is somebody at work on it, as far as one can tell from outside? */
  async isAlive(subject: Id): Promise<boolean> {
    if (this.#held.has(subject)) return true;
    const { journal } = this.#options;
    const holder = await journal.row('lease', subject);
    if (holder === undefined || holder === this.#holder) return false;
    const until = Number(await journal.row('lease', holder));
    // a row that somebody else wrote cannot claim the future: no lease is longer than its span
    return until > journal.now && until <= journal.now + this.#options.span * 2;
  }

  async #renew(signal: AbortSignal): Promise<void> {
    const { journal, clock, span } = this.#options;
    for (;;) {
      await clock.sleep(span / 3, signal).catch(() => undefined);
      if (signal.aborted) return;
      // a store that cannot be written now is tried again; meanwhile the lease runs out, as it should
      await journal
        .commit((draft) => draft.row('lease', this.#holder, String(draft.now + span)))
        .catch(() => undefined);
    }
  }
}
