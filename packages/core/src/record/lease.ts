// Leases: who is alive. A lease row decides nothing by itself: the fence in the journal does; it only says when to look.
import type { Id } from '../canonical.js';
import { newId, type Clock } from '../clock.js';
import type { Draft } from './draft.js';
import type { Journal } from './journal.js';

export interface LeaseOptions {
  readonly journal: Journal;
  readonly clock: Clock;
  /** How long a holder counts as alive after its last sign of life, in milliseconds. */
  readonly span: number;
}

/** The longest that a process may count as alive without a sign of life. */
const LONGEST_MS = 10 * 60_000;

/** Who holds a subject, as far as the rows say, and whether there was a sign of life of them lately. */
export async function holderOf(
  journal: Journal,
  subject: Id,
  span = LONGEST_MS / 2,
): Promise<{ readonly holder: Id | undefined; readonly isAlive: boolean }> {
  const holder = await journal.row('lease', subject);
  const until = holder === undefined ? 0 : Number(await journal.row('lease', holder));
  // a row that somebody else wrote cannot claim the future: no lease is longer than the longest
  return { holder, isAlive: until > journal.now && until <= journal.now + Math.max(span * 2, LONGEST_MS) };
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
    draft.after(() => {
      this.#held.add(subject);
      if (this.#renewal !== undefined) return;
      this.#renewal = new AbortController();
      void this.#renew(this.#renewal.signal);
    });
  }

  /** Lets go, in the same transaction as the step that ends it. */
  release(draft: Draft, subject: Id): void {
    draft.row('lease', subject, undefined);
    draft.after(() => this.drop(subject));
  }

  /** The work is over, whatever became of its record. */
  drop(subject: Id): void {
    this.#held.delete(subject);
    if (this.#held.size > 0) return;
    this.#renewal?.abort();
    this.#renewal = undefined;
  }

  /**
   * Is nobody at work on it, as far as one can tell from outside? Then a function that has a draft insist on it: nothing is
   * written when somebody else has taken it meanwhile. `undefined`: somebody is.
   */
  async orphaned(subject: Id): Promise<((draft: Draft) => void) | undefined> {
    if (this.#held.has(subject)) return undefined;
    const { journal, span } = this.#options;
    const { holder, isAlive } = await holderOf(journal, subject, span);
    if (isAlive && holder !== this.#holder) return undefined;
    return (draft) => draft.require({ kind: 'lease', id: subject, is: holder });
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
