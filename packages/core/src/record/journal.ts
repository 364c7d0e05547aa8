// The journal: the one way into a store. It folds what others wrote, signs and chains what we write, and wakes who waits.
import type { Id, Json } from '../canonical.js';
import type { Clock } from '../clock.js';
import { readContent, type Content } from '../content/content.js';
import { Secrets } from '../content/secrets.js';
import { SallyportError } from '../errors.js';
import type { Signer } from '../people/key.js';
import { TEST_REALM, type TrustRoot } from '../people/trust-root.js';
import { Chained, type Draft } from './draft.js';
import { changeOf, GroupCommit, mustCount, type Written } from './group-commit.js';
import { aheadOf, Fold } from './fold.js';
import { Keyring } from './keyring.js';
import { ledgerOf, type LedgerGuard, type LedgerOptions } from './ledger-guard.js';
import { Breath, isFinal, namesIn, OVER, tell, unlessRolledBack } from './listening.js';
import { readPast } from './past.js';
import type { Action, Folded, Mail, OwnEntry } from './standing.js';
import type { EntryRow, RowKind, Store } from './store.js';
import { Waiters } from './waiters.js';
import { idOf } from './world.js';

export interface JournalOptions {
  readonly root: TrustRoot;
  readonly store: Store;
  readonly clock: Clock;
  readonly signer?: Signer;
  /** How many proposals and messages that are over stay in memory; 4,096 unless said. */
  readonly kept?: number;
  /** What never enters the journal. */
  readonly secrets?: Secrets | undefined;
  /** Unsaid: the store's own way; `false`: none is kept. */
  readonly ledger?: LedgerOptions['ledger'];
}

const PAGE = 1_000;
const NONE: ReadonlyMap<EntryRow, OwnEntry> = new Map();

/** One process's view of the journal of a realm. */
export class Journal {
  readonly fold: Fold;
  /** What its principal keeps for itself, outside of the store. */
  readonly ledger: LedgerGuard;
  readonly secrets: Secrets;
  readonly #store: Store;
  /** What its index names: nothing is believed of it that the journal does not say. */
  readonly store: Pick<Store, 'local' | 'search'>;
  readonly #clock: Clock;
  readonly #signer: Signer | undefined;
  readonly #listeners = new Set<(folded: Folded) => void>();
  readonly #waiters = new Waiters();
  #queue: Promise<unknown> = Promise.resolve();
  #following: Promise<void> | undefined;
  #watch: AbortController | undefined;
  #caughtUp = false;
  #ahead = 0;
  /** The text of the last entry that was folded. */
  #last: string | undefined;
  readonly #kept = new Set<Id>();
  readonly #breath = new Breath();
  readonly #group: GroupCommit;

  constructor({ root, store, clock, signer, kept, ledger, secrets = new Secrets() }: JournalOptions) {
    if (root.realm.startsWith(TEST_REALM) && !store.local) {
      throw new SallyportError(
        'TEST_ONLY',
        'this TrustRoot was made for a test, and its keys with it: only the memory store takes it. Make one with createTrustRoot()',
      );
    }
    this.#store = store;
    this.store = store;
    this.secrets = secrets;
    this.#clock = clock;
    this.#signer = signer;
    this.fold = new Fold({ keyring: new Keyring(root), local: store.local, self: signer?.name, kept });
    this.ledger = ledgerOf({ realm: root.realm, store, signer, ledger });
    this.#group = new GroupCommit((writes) => this.#inTurn(() => this.#write(writes)));
  }

  /** The time here, but never behind what was signed, up to a point: ahead of the clock where it must be, and running on from there. */
  get now(): number {
    const here = this.#clock.now();
    const { lastAt } = this.fold;
    this.#ahead = Math.max(this.#ahead, Math.max(lastAt, this.ledger.at) - here, aheadOf(this.fold, here));
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

  /** Folds everything that stands in the store now. Throws `JOURNAL_ROLLED_BACK` where it is not what stood there before. */
  catchUp(): Promise<void> {
    return this.#inTurn(async () => {
      this.#caughtUp = false;
      // whoever asks again and again leaves the others their turn: a database that answers at once never does
      if (!this.#store.local && this.#breath.due) await this.#breath.turn;
      if (this.ledger.isKept) await this.#open();
      for (let more = true; more;) {
        const rows = await this.#store.entries(this.#lastKnown, PAGE);
        this.#take(this.#newOf(rows));
        more = rows.length === PAGE;
      }
      const lost = this.ledger.isKept ? await this.ledger.settle(this.fold) : [];
      if (lost.length > 0) await this.#alone((draft) => lost.forEach((stop) => draft.add(stop)));
      this.#caughtUp = true;
    });
  }

  /** Reads the ledger; at first, it may say where to begin. */
  async #open(): Promise<void> {
    await this.ledger.open();
    const checkpoint = this.fold.head.seq === 0 ? this.ledger.checkpoint() : undefined;
    if (checkpoint === undefined) return;
    const [row] = await this.#store.entries(checkpoint.head.seq - 1, 1);
    if (this.ledger.restore(this.fold, checkpoint, row)) this.#last = row!.text;
  }

  /**
   * One write transaction, shared with whoever else commits at this moment. `write` runs synchronously inside of it and may
   * read the fold; what it adds is durable when this resolves. When it throws, nothing of it is written.
   */
  async commit<T>(write: (draft: Draft) => T): Promise<T> {
    if (!this.#caughtUp) await this.catchUp();
    return this.#group.add(write);
  }

  /** As {@link commit}, in a transaction of its own. A row that was required and was not so is an answer, not an error. */
  async tryCommit<T>(write: (draft: Draft) => T): Promise<{ readonly value: T; readonly conflict: boolean }> {
    if (!this.#caughtUp) await this.catchUp();
    return this.#inTurn(() => this.#alone(write));
  }
  /** As {@link commit}, for what is said about a journal that was rolled back: also on one. */
  async overrule(write: (draft: Draft) => void): Promise<void> {
    await this.catchUp().catch(unlessRolledBack);
    await this.#inTurn(() => this.#alone(write, true)).finally(() => (this.#caughtUp = false));
  }
  async #alone<T>(write: (draft: Draft) => T, isOverruled = false) {
    const [done] = await this.#write([write as (draft: Draft) => unknown], isOverruled);
    if (done!.error !== undefined) throw done!.error;
    // `as`: the value is what this very write returned
    return { value: done!.value as T, conflict: done!.conflict };
  }

  /** Runs the writes in their order, in one transaction. One that throws leaves nothing behind, and the others as they are. */
  async #write(writes: readonly ((draft: Draft) => unknown)[], isOverruled = false): Promise<readonly Written[]> {
    const written: Written[] = [];
    const { undo } = this.fold;
    const done = await this.#store.commit(this.#lastKnown, (tail) => {
      this.#take(this.#newOf(tail));
      if (!isOverruled) this.ledger.check(this.fold);
      undo.begin();
      try {
        for (const write of writes) written.push(this.#try(write, written));
        return changeOf(written);
      } finally {
        // nobody sees in the fold what is not durable yet
        undo.cancel();
      }
    });
    if (written.length === 0) throw new SallyportError('STORE_FAILED', 'the store did not run the transaction');
    if (done.conflict !== undefined) return written.map((one) => ({ ...one, conflict: true }));
    const drafts = written.flatMap(({ draft }) => draft ?? []);
    for (const { keeps, afters } of drafts) {
      for (const id of keeps) this.#kept.add(id);
      for (const work of afters) work();
    }
    const own = new Map(drafts.flatMap((draft) => [...draft.own]));
    this.#take([...own.keys()], own);
    if (!isOverruled) this.ledger.note(this.fold);
    return written;
  }

  /** One write, tried on the fold as the ones before it have left it. */
  #try(write: (draft: Draft) => unknown, before: readonly Written[]): Written {
    const { fold } = this;
    const { mark } = fold.undo;
    fold.touched.clear();
    const kept = { has: (id: Id) => this.#kept.has(id) || before.some(({ draft }) => draft?.keeps.has(id)) };
    const ground = { fold, now: this.now, secrets: this.secrets, local: this.#store.local };
    const draft = new Chained({ ...ground, signer: this.#signer, kept });
    try {
      const value = write(draft);
      for (const row of draft.entries) draft.own.set(row, mustCount(fold, row, draft.own.get(row)));
      for (const one of fold.touched) draft.row('place', idOf(one), one.entries.join(' '));
      return { value, draft, conflict: false };
    } catch (error) {
      fold.undo.backTo(mark);
      return { error: error ?? new Error('it threw nothing'), conflict: false };
    }
  }

  /** The bytes of a content, checked against its hash. Throws `JOURNAL_BROKEN` when they are not the ones. */
  async read(content: Content): Promise<Json> {
    return readContent(content, await this.#store.get('content', content.id));
  }
  /** A proposal, also one that is over long since. */
  async action(id: Id): Promise<Action | undefined> {
    return this.fold.actions.get(id) ?? (await readPast(this.#store, this.fold.keyring, id))?.actions.get(id);
  }
  /** A message, also one that was handled long since. */
  async mail(id: Id): Promise<Mail | undefined> {
    return this.fold.mails.get(id) ?? (await readPast(this.#store, this.fold.keyring, id))?.mails.get(id);
  }
  entries(after: number, limit: number): Promise<readonly EntryRow[]> {
    return this.#store.entries(after, limit);
  }
  row(kind: RowKind, id: string): Promise<string | undefined> {
    return this.#store.get(kind, id);
  }

  /**
   * Waits until `probe` finds something in the fold; looks again after each entry, or only after those that concern what `of`
   * names: proposals and messages that move, agents that are granted something. Rejects when aborted.
   */
  async until<T>(
    probe: (fold: Fold) => T | undefined,
    signal: AbortSignal,
    of?: (fold: Fold) => readonly Id[],
  ): Promise<T> {
    await this.catchUp();
    for (;;) {
      signal.throwIfAborted();
      const found = probe(this.fold);
      if (found !== undefined) return found;
      await this.change(signal, of?.(this.fold));
    }
  }

  /** Resolves after the next entry, or after the next one that concerns `of`. Rejects when aborted. */
  async change(signal: AbortSignal, of?: readonly Id[]): Promise<void> {
    const changed = this.#waiters.wait(signal, of);
    this.#following ??= this.#follow();
    // nobody is left who would be told: a watch that goes on would keep the process alive
    await changed.finally(() => this.#waiters.size === 0 && this.#watch?.abort(OVER));
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
        this.#waiters.end(isFinal(error) ? error : undefined);
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

  /** Takes what stands in the store. */
  #take(rows: readonly EntryRow[], own: ReadonlyMap<EntryRow, OwnEntry> = NONE): void {
    if (rows.length === 0) return;
    const folded = rows.map((row) => {
      const taken = this.fold.take(row, own.get(row));
      this.#last = row.text;
      return taken;
    });
    const moved = [...[...this.fold.touched].map(idOf), ...folded.flatMap(namesIn)];
    this.fold.settle();
    this.ledger.took(folded, this.fold);
    for (const one of folded) for (const listener of [...this.#listeners]) tell(listener, one);
    this.#waiters.wake(moved);
  }
}
