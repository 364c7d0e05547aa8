// The journal: the one way into a store. It folds what others wrote, signs and chains what we write, and wakes who waits.
import type { Id, Json } from '../canonical.js';
import type { Clock } from '../clock.js';
import { readContent, type Content } from '../content/content.js';
import { SallyportError } from '../errors.js';
import type { Signer } from '../people/key.js';
import { TEST_REALM, type TrustRoot } from '../people/trust-root.js';
import { Chained, type Draft } from './draft.js';
import { Fold } from './fold.js';
import { Keyring } from './signed.js';
import type { Folded, OwnEntry } from './standing.js';
import type { EntryRow, RowKind, Store } from './store.js';

export interface JournalOptions {
  readonly root: TrustRoot;
  readonly store: Store;
  readonly clock: Clock;
  readonly signer?: Signer;
}

const PAGE = 1_000;
/** Said so that no DOMException is made for it, with each entry. */
const OVER = 'the wait is over';
/** How far another runtime's time may run ahead of this clock: its record from the far future ends nobody's time. */
const AHEAD_MS = 5 * 60_000;
const NONE: ReadonlyMap<EntryRow, OwnEntry> = new Map();

/** One process's view of the journal of a realm. */
export class Journal {
  readonly fold: Fold;
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #signer: Signer | undefined;
  readonly #listeners = new Set<(folded: Folded) => void>();
  readonly #waiters = new Set<(error?: unknown) => void>();
  #queue: Promise<unknown> = Promise.resolve();
  #following: Promise<void> | undefined;
  #watch: AbortController | undefined;
  #caughtUp = false;
  #ahead = 0;
  /** The text of the last entry that was folded. */
  #last: string | undefined;
  readonly #kept = new Set<Id>();

  constructor({ root, store, clock, signer }: JournalOptions) {
    if (root.realm.startsWith(TEST_REALM) && !store.local) {
      throw new SallyportError(
        'TEST_ONLY',
        'this TrustRoot was made for a test, and its keys with it: only the memory store takes it. Make one with createTrustRoot()',
      );
    }
    this.#store = store;
    this.#clock = clock;
    this.#signer = signer;
    this.fold = new Fold(new Keyring(root), store.local, signer?.name);
  }

  /** The time here, but never behind what people have signed: ahead of the clock where it must be, and running on from there. */
  get now(): number {
    const here = this.#clock.now();
    this.#ahead = Math.max(this.#ahead, this.fold.lastAt - here, Math.min(this.fold.othersAt - here, AHEAD_MS));
    return here + this.#ahead;
  }
  /** What `time` of this journal is on the clock of this process. */
  onClock(time: number): number {
    return time - (this.now - this.#clock.now());
  }

  /** Calls back for each entry that is folded from now on, in order. The journal never waits for a listener. */
  subscribe(listener: (folded: Folded) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Folds everything that stands in the store now. */
  catchUp(): Promise<void> {
    return this.#inTurn(async () => {
      for (;;) {
        const rows = await this.#store.entries(this.#lastKnown, PAGE);
        this.#take(this.#newOf(rows));
        this.#caughtUp = rows.length < PAGE;
        if (this.#caughtUp) return;
      }
    });
  }

  /**
   * One write transaction. `write` runs synchronously inside of it and may read the fold; what it adds is durable when
   * this resolves. When it throws, nothing is written. Rejects with `STORE_FAILED` when a required row was not so.
   */
  async commit<T>(write: (draft: Draft) => T): Promise<T> {
    const { value, conflict } = await this.tryCommit(write);
    if (conflict)
      throw new SallyportError('STORE_FAILED', 'somebody else changed a row that this depends on: try again');
    return value;
  }

  /** As {@link commit}; a required row that was not so is an answer, not an error. */
  async tryCommit<T>(write: (draft: Draft) => T): Promise<{ readonly value: T; readonly conflict: boolean }> {
    if (!this.#caughtUp) await this.catchUp();
    return this.#inTurn(async () => {
      let made: { readonly value: T; readonly draft: Chained } | undefined;
      const done = await this.#store.commit(this.#lastKnown, (tail) => {
        this.#take(this.#newOf(tail));
        const draft = new Chained({
          fold: this.fold,
          now: this.now,
          signer: this.#signer,
          local: this.#store.local,
          kept: this.#kept,
        });
        made = { value: write(draft), draft };
        return draft.change();
      });
      if (made === undefined) throw new SallyportError('STORE_FAILED', 'the store did not run the transaction');
      if (done.conflict === undefined) {
        for (const id of made.draft.keeps) this.#kept.add(id);
        for (const work of made.draft.afters) work();
        mustCount(this.#take(made.draft.entries, made.draft.own));
      }
      return { value: made.value, conflict: done.conflict !== undefined };
    });
  }

  /** The bytes of a content, checked against its hash. Throws `JOURNAL_BROKEN` when they are not the ones. */
  async read(content: Content): Promise<Json> {
    return readContent(content, await this.#store.get('content', content.id));
  }
  row(kind: RowKind, id: string): Promise<string | undefined> {
    return this.#store.get(kind, id);
  }

  /** Waits until `probe` finds something in the fold; looks again after each entry. Rejects when aborted. */
  async until<T>(probe: (fold: Fold) => T | undefined, signal: AbortSignal): Promise<T> {
    await this.catchUp();
    for (;;) {
      signal.throwIfAborted();
      const found = probe(this.fold);
      if (found !== undefined) return found;
      await this.change(signal);
    }
  }

  /** Resolves after the next entry, or rejects when aborted. */
  change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error);
      const finish = (error?: unknown): void => {
        this.#waiters.delete(finish);
        signal.removeEventListener('abort', stop);
        if (error === undefined) resolve();
        else reject(error as Error);
      };
      const stop = (): void => {
        this.#waiters.delete(finish);
        // nobody is left who would be told: a watch that goes on would keep the process alive
        if (this.#waiters.size === 0) this.#watch?.abort(OVER);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', stop, { once: true });
      this.#waiters.add(finish);
      this.#following ??= this.#follow();
    });
  }

  /** Watches the store for as long as anybody waits. A store that fails wakes the waiters, who then see it fail. */
  async #follow(): Promise<void> {
    while (this.#waiters.size > 0) {
      const watch = (this.#watch = new AbortController());
      const wake = this.subscribe(() => watch.abort(OVER));
      try {
        await this.#store.watch(this.fold.head.seq, watch.signal);
        await this.catchUp();
      } catch (error) {
        if (watch.signal.aborted) continue;
        for (const waiter of [...this.#waiters]) waiter(isFinal(error) ? error : undefined);
        await this.#clock.sleep(50);
      } finally {
        wake();
      }
    }
    // in the same tick as the look at the waiters: the next one starts a follower of its own
    this.#following = undefined;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work, work);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  /** The store is read from the last entry on that is known here. */
  get #lastKnown(): number {
    return Math.max(0, this.fold.head.seq - 1);
  }
  /** That one still has to be there, as it was: whoever changed it changes what is decided on it (LOG-2). */
  #newOf(rows: readonly EntryRow[]): readonly EntryRow[] {
    const { seq } = this.fold.head;
    if (seq === 0) return rows;
    if (rows[0]?.seq === seq && rows[0].text === this.#last) return rows.slice(1);
    throw new SallyportError(
      'JOURNAL_BROKEN',
      `entry ${seq} of the journal was changed or removed since it was read: stop the agents, restore the store from a backup and verify it`,
      { seq },
    );
  }

  #take(rows: readonly EntryRow[], own: ReadonlyMap<EntryRow, OwnEntry> = NONE): readonly Folded[] {
    if (rows.length === 0) return [];
    const folded = rows.map((row) => {
      const taken = this.fold.take(row, own.get(row));
      this.#last = row.text;
      return taken;
    });
    for (const one of folded) for (const listener of [...this.#listeners]) tell(listener, one);
    for (const waiter of [...this.#waiters]) waiter();
    return folded;
  }
}

/** A store that stays as it is: nobody waits for it any longer. */
const isFinal = (error: unknown): boolean =>
  SallyportError.isInstance(error) &&
  (error.code === 'JOURNAL_BROKEN' || error.code === 'STORE_FOREIGN' || error.code === 'CLOSED');

/** What was written must count: a record that the fold does not take is no success for whoever wrote it. */
function mustCount(folded: readonly Folded[]): void {
  const fault = folded.find((one) => one.fault !== undefined)?.fault;
  if (fault !== undefined)
    throw new SallyportError('REFUSED', `what was written does not count: entry ${fault.seq} ${fault.what}`, {
      seq: fault.seq,
    });
}

/** A listener's fault is its own: the next one hears it all the same, and so does whoever watches the process. */
function tell(listener: (folded: Folded) => void, folded: Folded): void {
  try {
    listener(folded);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
