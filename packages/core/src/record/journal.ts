// The journal: the one way into a store. It folds what others wrote, signs and chains what we write, and wakes who waits.
import { canonical, sha256, type Hash, type Id, type Json } from '../canonical.js';
import type { Clock } from '../clock.js';
import { makeContent, readContent, type Content } from '../content/content.js';
import type { Label } from '../content/label.js';
import { SallyportError } from '../errors.js';
import type { Signer } from '../people/key.js';
import { TEST_REALM, type TrustRoot } from '../people/trust-root.js';
import type { Body, Signed } from './body.js';
import { Fold } from './fold.js';
import { Keyring, sealRecord } from './signed.js';
import type { Folded } from './standing.js';
import type { Change, Condition, EntryRow, Row, RowKind, Store } from './store.js';

/** What one commit is to hold. It is filled synchronously, inside the write transaction, on the fold as it is there. */
export interface Draft {
  readonly fold: Fold;
  /** The consumer's clock, never below the last journal time. */
  readonly now: number;
  /** Appends a record in this journal's own name. */
  add(body: Body): void;
  /** Appends a record that somebody else has signed. */
  addSigned(record: Signed): void;
  /** Keeps bytes apart and returns what a record says of them. */
  content(value: Json, label: Label): Content;
  row(kind: RowKind, id: string, value: string | undefined): void;
  /** A row that never changes: written once by each process. */
  keep(kind: RowKind, id: string, value: string): void;
  /** Nothing is written unless the row is exactly this. */
  require(condition: Condition): void;
  /** Done once it is durable, before anybody hears of it; never done when nothing was written. */
  after(work: () => void): void;
}

export interface JournalOptions {
  readonly root: TrustRoot;
  readonly store: Store;
  readonly clock: Clock;
  readonly signer?: Signer;
}

const PAGE = 1_000;
const NONE: ReadonlySet<EntryRow> = new Set();

/** One process's view of the journal of a realm. */
export class Journal {
  readonly fold: Fold;
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #signer: Signer | undefined;
  readonly #listeners = new Set<(folded: Folded) => void>();
  readonly #waiters = new Set<() => void>();
  #queue: Promise<unknown> = Promise.resolve();
  #following: Promise<void> | undefined;
  #caughtUp = false;
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
    this.fold = new Fold(new Keyring(root), store.local);
  }

  get now(): number {
    return Math.max(this.#clock.now(), this.fold.lastAt);
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
        const rows = await this.#store.entries(this.fold.head.seq, PAGE);
        this.#take(rows);
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
      const done = await this.#store.commit(this.fold.head.seq, (tail) => {
        this.#take(tail);
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
        this.#take(made.draft.entries, made.draft.own);
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
      const finish = (): void => {
        this.#waiters.delete(finish);
        signal.removeEventListener('abort', stop);
        resolve();
      };
      const stop = (): void => {
        this.#waiters.delete(finish);
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
      const idle = new AbortController();
      const wake = this.subscribe(() => idle.abort());
      try {
        await this.#store.watch(this.fold.head.seq, idle.signal);
        await this.catchUp();
      } catch {
        if (!idle.signal.aborted) {
          for (const waiter of [...this.#waiters]) waiter();
          await this.#clock.sleep(50);
        }
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

  #take(rows: readonly EntryRow[], own: ReadonlySet<EntryRow> = NONE): void {
    if (rows.length === 0) return;
    const folded = rows.map((row) => this.fold.take(row, own.has(row)));
    for (const one of folded) for (const listener of [...this.#listeners]) tell(listener, one);
    for (const waiter of [...this.#waiters]) waiter();
  }
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

/** What a draft stands on. */
interface Ground {
  readonly fold: Fold;
  readonly now: number;
  readonly signer: Signer | undefined;
  readonly local: boolean;
  /** Rows that this process has written for good. */
  readonly kept: ReadonlySet<Id>;
}

class Chained implements Draft {
  readonly entries: EntryRow[] = [];
  /** Signed right here, so that their signatures need no second look. */
  readonly own = new Set<EntryRow>();
  readonly keeps = new Set<Id>();
  readonly afters: (() => void)[] = [];
  readonly #rows: (Row | { kind: RowKind; id: string; value?: undefined })[] = [];
  readonly #conditions: Condition[] = [];
  #seq: number;
  #prev: Hash;

  readonly fold: Fold;
  readonly now: number;
  readonly #ground: Ground;

  constructor(ground: Ground) {
    this.#ground = ground;
    this.fold = ground.fold;
    this.now = ground.now;
    this.#seq = ground.fold.head.seq;
    this.#prev = ground.fold.head.hash;
  }

  add(body: Body): void {
    const { signer, local } = this.#ground;
    if (signer === undefined) {
      throw new SallyportError(
        'NOT_ALLOWED',
        'this process holds no key to sign with: prepare() what is to be signed, and submit() it',
      );
    }
    const { keyring, head } = this.fold;
    const fault = keyring.authorityFault(signer, body);
    if (fault !== undefined)
      throw new SallyportError('NOT_ALLOWED', `what '${signer.name}' would write ${fault}`, { signer: signer.name });
    const unsigned = { realm: keyring.realm, head, at: this.now, signer: signer.name, body };
    // in a store of this process alone a runtime needs no evidence; a person's word always does (GATE-2)
    const plain = local && !keyring.isPerson(signer.name);
    this.addSigned(plain ? unsigned : sealRecord(signer, unsigned));
    this.own.add(this.entries.at(-1)!);
  }
  addSigned(record: Signed): void {
    // the record is plain JSON by construction: its parts are canonical copies
    const text = canonical({ seq: this.#seq + 1, prev: this.#prev, record } as unknown as Json);
    this.#seq += 1;
    this.#prev = sha256(text);
    this.entries.push({ seq: this.#seq, text });
  }
  content(value: Json, label: Label): Content {
    const { content, row } = makeContent(value, label);
    this.row('content', row.id, row.value);
    return content;
  }
  row(kind: RowKind, id: Id, value: string | undefined): void {
    this.#rows.push(value === undefined ? { kind, id } : { kind, id, value });
  }
  keep(kind: RowKind, id: Id, value: string): void {
    if (this.#ground.kept.has(id) || this.keeps.has(id)) return;
    this.keeps.add(id);
    this.row(kind, id, value);
  }
  require(condition: Condition): void {
    this.#conditions.push(condition);
  }
  after(work: () => void): void {
    this.afters.push(work);
  }
  change(): Change | undefined {
    if (this.entries.length === 0 && this.#rows.length === 0) return undefined;
    return { entries: this.entries, rows: this.#rows, conditions: this.#conditions };
  }
}
