// The history: everything that happened, searchable, for whoever may see it.
import type { Id } from '../canonical.js';
import { systemClock, type Clock } from '../clock.js';
import { SallyportError } from '../errors.js';
import { ownOptions } from '../options.js';
import { readTrustRoot, type TrustRootJson } from '../people/trust-root.js';
import { Journal } from '../record/journal.js';
import type { Store } from '../record/store.js';
import { Finder, type Found, type Search, type SearchOptions } from './finder.js';

export interface HistoryOptions {
  readonly root: TrustRootJson;
  readonly store: Store;
  readonly clock?: Clock;
  /** Finds nothing but what this participant may see. Unsaid: everything, as its owner sees it. */
  readonly participant?: Id;
}

/**
 * Opens the history of a store for reading. It needs no key, and writes nothing.
 *
 * @example
 * ```ts
 * import { createTrustRoot, openHistory } from '@sallyport/core';
 * import { memoryStore } from '@sallyport/core/store';
 *
 * const { root } = createTrustRoot({ owner: 'alice', runtimes: {} });
 * const history = await openHistory({ root, store: memoryStore() });
 * const { hits } = await history.search('invoice kind:message after:2026-01-01');
 * console.log(hits.length);   // 0
 * ```
 */
export async function openHistory(options: HistoryOptions): Promise<History> {
  const KEYS = ['root', 'store', 'clock', 'participant'];
  // `as`: the keys are checked to be the interface's own
  const own = ownOptions(options, KEYS, 'a history') as unknown as HistoryOptions;
  const { root, store, clock = systemClock, participant } = own;
  if (store === undefined) throw new SallyportError('BAD_OPTION', 'a history is opened with { root, store }');
  if (participant !== undefined && (typeof participant !== 'string' || participant === ''))
    throw new SallyportError('BAD_OPTION', 'the participant of a history is a name');
  const journal = new Journal({ root: readTrustRoot(root), store, clock });
  await journal.catchUp();
  return new History(journal, participant);
}

export class History {
  /** Whose it is; unsaid: everything is found. */
  readonly participant: Id | undefined;
  readonly #journal: Journal;
  readonly #finder: Finder;

  /** Use {@link openHistory}. */
  constructor(journal: Journal, participant: Id | undefined) {
    this.#journal = journal;
    this.#finder = new Finder(journal);
    this.participant = participant;
  }

  /**
   * Searches, newest first. A line holds words, `"an exact phrase"`, `begin*`, `from:` `to:` `with:` `tool:` `kind:`,
   * `after:2026-01-01` and `before:2026-02-01`; all of it has to hold. A hit is shown only after its entry was read
   * from the journal, its signature checked, and its bytes against their hash; `unverified` counts what was left out.
   *
   * Every string of a hit is raw and may be an outsider's: a screen draws it through `@sallyport/inbox`.
   * Throws `BAD_INPUT` for a search that is not understood, and `JOURNAL_BROKEN`.
   */
  async search(search: Search, options: SearchOptions = {}): Promise<Found> {
    await this.#journal.catchUp();
    return this.#finder.search(search, options, this.participant === undefined ? {} : { who: this.participant });
  }
}
