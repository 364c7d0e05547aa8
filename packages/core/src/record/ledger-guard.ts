// The guard of a journal: holds the store to what its own principal has written down elsewhere. Commit, then the ledger, then the effect.
import type { Hash, Id } from '../canonical.js';
import { newId } from '../clock.js';
import { SallyportError } from '../errors.js';
import type { Head, Signed, Stop } from './body.js';
import { checkpointOf, restoreFrom } from './checkpoint.js';
import type { Fold } from './fold.js';
import type { Checkpoint, Holder, Ledger, OpenLedger } from './ledger.js';
import { LedgerBook, type Line, type SeenStop, type Start } from './ledger-book.js';
import type { Folded } from './standing.js';
import type { EntryRow, Store } from './store.js';

export interface GuardOptions {
  readonly holder: Holder;
  /** `undefined`: nothing is kept, and nothing is held against it. */
  readonly open: OpenLedger | undefined;
}

/** After so many lines the ledger is written anew, with what still matters. */
const LONGEST = 10_000;
/** After so many entries at least, a checkpoint is made; after so many, when a process ends in peace. */
const OFTEN = 5_000;
const SELDOM = 100;
const AGAIN = 'it was stopped before the journal was rolled back';

/** What is missing, and the name under which a person accepts that it is. */
interface Lost extends Head {
  readonly isLedger: boolean;
}

export class LedgerGuard {
  readonly #options: GuardOptions;
  readonly #book = new LedgerBook();
  #ledger: Ledger | undefined;
  /** What was seen and is not written down yet. */
  readonly #due: Line[] = [];
  /** The last step that this principal itself has signed; of a person, the last record. */
  #own: Head | undefined;
  /** Up to which entry it was written down. */
  #noted = 0;
  #lastNoted: Hash | undefined;
  /** The head of the ledger that was found on the chain. */
  #found: Hash | undefined;
  /** Up to which entry the last checkpoint tells. */
  #savedAt = 0;
  #failed = false;
  #warned = false;

  constructor(options: GuardOptions) {
    this.#options = options;
  }

  /** Is one kept here? */
  get isKept(): boolean {
    return this.#options.open !== undefined;
  }
  /** No clock of this journal is earlier than this. */
  get at(): number {
    return this.#book.at;
  }

  /** Reads what is new in the ledger; asked before the chain is read. Throws `LEDGER_FAILED`. */
  async open(): Promise<void> {
    const { open, holder } = this.#options;
    if (open === undefined) return;
    this.#ledger ??= await open(holder);
    this.#read();
  }

  /** Takes note of entries, as the fold has just taken them. */
  took(folded: readonly Folded[], fold: Fold): void {
    if (this.#options.open === undefined) return;
    for (const { seq, record } of folded) if (record !== undefined) this.#note(record, fold.chain.at(seq), fold);
    // the fold forgets what is long past: it is asked as it goes
    this.#look(fold);
  }
  #note({ body, signer, evidence }: Signed, place: Head, fold: Fold): void {
    const isOwn = signer === this.#options.holder.name && evidence !== undefined;
    if (isOwn && (body.kind === 'step' || fold.keyring.isPerson(signer))) this.#own = place;
    if (isOwn && body.kind === 'step' && body.to === 'interrupted' && fold.mails.has(body.of))
      this.#due.push({ shown: body.of, head: place });
    if (body.kind === 'stop') {
      const { target } = body;
      const until = fold.actions.get(target)?.proposal.expires;
      // of an agent, the stop that is in force: a runtime that only says that it knows adds nothing
      const isTold = fold.keyring.isAgent(target) && fold.frozen.get(target)?.seq !== place.seq;
      const stop: SeenStop = { target, ...place, ...(until !== undefined && { until }) };
      if (!isTold && !this.#book.knows(stop)) this.#due.push({ stop });
    }
    if (body.kind === 'permit' && 'lift' in body.subject && !fold.frozen.has(body.subject.lift))
      this.#due.push({ lifted: body.subject.lift });
  }

  /** Inside a transaction, on a fold that holds everything: is the chain still the one that is written down? Throws `JOURNAL_ROLLED_BACK`. */
  check(fold: Fold): void {
    if (this.#ledger === undefined) return;
    this.#read();
    const lost = this.#lost(fold);
    if (lost !== undefined) throw this.#rolledBack(lost, fold);
  }

  /**
   * As {@link check}, after everything was read that stood in the store when {@link open} was asked. What a person has
   * accepted to be lost is lost from here on. Returns the stops that the chain has lost with it: they are to be written again.
   */
  async settle(fold: Fold): Promise<readonly Stop[]> {
    const ledger = this.#ledger;
    if (ledger === undefined) return [];
    const lost = this.#lost(fold);
    if (lost !== undefined) {
      // a key that was seen to be revoked accepts nothing, also where the journal has lost that
      const accepted = fold.epochs.get(lost.hash)?.some((key) => !this.#book.isStopped(key));
      if (accepted !== true) throw this.#rolledBack(lost, fold);
      await ledger.add(this.#texts([{ of: this.#options.holder }, { epoch: lost.hash, head: fold.head }]));
      this.#read();
    }
    this.note(fold);
    return this.#book.missing(fold).map((target) => ({ kind: 'stop', target, reason: AGAIN }));
  }

  /** What stands on the chain now was seen, and durable. Nobody waits for it. */
  note(fold: Fold): void {
    if (this.#ledger === undefined || fold.head.seq === 0) return;
    const { head, actions, mails } = fold;
    const lines = this.#take(fold);
    if (lines.length > 0) this.#ledger.note(this.#texts(lines));
    const since = head.seq - this.#savedAt;
    // what a checkpoint costs grows with what is in it: so does the time between two
    const isDue = since > Math.max(OFTEN, (actions.size + mails.size) / 2) || this.#ledger.grown > LONGEST;
    if (isDue) void this.save(fold).catch(() => undefined);
  }
  /** As {@link note}, and on the disk when this resolves. */
  async keep(fold: Fold): Promise<void> {
    await this.#add(this.#take(fold));
  }

  /** Could it not be written to the last time? */
  get hasFailed(): boolean {
    return this.#failed;
  }
  /** After a failure: can it be written to again? Asked before anything is used up. Throws `LEDGER_FAILED`. */
  async ready(fold: Fold): Promise<void> {
    if (this.#failed) await this.#add([{ head: fold.head, at: fold.lastAt }]);
  }

  /**
   * Before the effect of what was started on the chain, for good. Throws `LEDGER_FAILED` where that cannot be written down, and
   * `JOURNAL_ROLLED_BACK` where the same was started before: it does not happen then.
   */
  async enter(start: Start, fold: Fold): Promise<void> {
    if (this.#ledger === undefined) return;
    const by = newId();
    await this.#add([...this.#take(fold), { started: { ...start, by } }]);
    this.#read();
    if (this.#book.starter(start.id, start.fence) === by) return;
    throw new SallyportError(
      'JOURNAL_ROLLED_BACK',
      `'${start.id}' was started before under the same fence, as ${this.#ledger.place} says: somebody has changed the store; it does not run again`,
      { id: start.id, fence: start.fence },
    );
  }

  /** Was it started under this fence or a later one, on this chain or on one that is gone? */
  hasStarted(id: Id, fence: number): boolean {
    return this.#book.hasStarted(id, fence);
  }
  /** Was it stopped, on this chain or on one that is gone, and never lifted? */
  isStopped(target: Id): boolean {
    return this.#book.isStopped(target);
  }
  /** Has a handling of the message acted that this chain knows nothing of, and nobody was told? */
  hasActed(message: Id, fence: number, fold: Fold): boolean {
    return this.#book.hasActed(message, fence, fold);
  }

  /** What was kept with the last {@link save}. */
  checkpoint(): Checkpoint | undefined {
    return this.#ledger?.checkpoint();
  }
  /** Has a fold begin from it, where the store still holds what it was made from. */
  restore(fold: Fold, checkpoint: Checkpoint, row: EntryRow | undefined): boolean {
    const isRestored = restoreFrom(fold, checkpoint, row);
    if (isRestored) this.#savedAt = checkpoint.head.seq;
    return isRestored;
  }
  /** Keeps a checkpoint in the place of the one before, and drops the lines that no longer matter. False: it was not kept, this time. */
  async save(fold: Fold): Promise<boolean> {
    const { holder } = this.#options;
    this.#savedAt = fold.head.seq;
    const saved = await this.#ledger?.save((news) => {
      for (const line of news) this.#book.take(line, holder);
      return { checkpoint: checkpointOf(fold), lines: this.#book.lines() };
    });
    return saved === true;
  }
  async close(fold: Fold): Promise<void> {
    // the next process begins from here
    const isWorth = fold.head.seq - this.#savedAt > SELDOM && this.#lost(fold) === undefined;
    if (isWorth) await this.save(fold).catch(() => undefined);
    await this.#ledger?.close();
  }

  #read(): void {
    for (const line of this.#ledger!.news()) this.#book.take(line, this.#options.holder);
  }

  /** Is the place that was written down last on the chain? */
  #look(fold: Fold): void {
    const { head } = this.#book;
    if (head !== undefined && fold.holds(head)) this.#found = head.hash;
  }
  #lost(fold: Fold): Lost | undefined {
    const { head } = this.#book;
    this.#look(fold);
    if (head !== undefined) return head.hash === this.#found ? undefined : { ...head, isLedger: false };
    if (this.#own === undefined || this.#noted > 0) return undefined;
    if (!fold.keyring.isPerson(this.#options.holder.name)) return { ...this.#own, isLedger: true };
    // a person looks at another screen now and then: nothing is run from a desk
    if (!this.#warned)
      process.emitWarning(
        `${this.#begun()}: what this desk saw before is not held against the journal`,
        'SallyportWarning',
      );
    this.#warned = true;
    return undefined;
  }
  #begun(): string {
    return `'${this.#options.holder.name}' has signed records of this journal, and the ledger ${this.#ledger!.place} is empty`;
  }

  #rolledBack(lost: Lost, { head }: Fold): SallyportError {
    const { seq, hash } = lost;
    const { name } = this.#options.holder;
    const found = head.seq < seq ? `the journal ends at entry ${head.seq}` : `another entry stands there now`;
    const what = lost.isLedger
      ? `${this.#begun()}: it was lost, and what was used up cannot be told from what was not. Put it back`
      : `the journal was rolled back: entry ${seq} was there when '${name}' last looked (${this.#ledger!.place}), and ${found}. Put the newest state back`;
    return new SallyportError(
      'JOURNAL_ROLLED_BACK',
      `${what}, or have the owner accept the loss with desk.acceptRollback('${hash}'); until then nothing runs here`,
      { seq, accept: hash, head: head.seq, ledger: this.#ledger!.place },
    );
  }

  /** What is due, with the head. */
  #take(fold: Fold): readonly Line[] {
    const { head, lastAt: at } = fold;
    const due = this.#due.splice(0);
    if (due.length === 0 && head.hash === this.#lastNoted) return [];
    const of: readonly Line[] =
      this.#noted === 0 && this.#book.head === undefined ? [{ of: this.#options.holder }] : [];
    this.#noted = head.seq;
    this.#lastNoted = head.hash;
    return [...of, ...due, { head, at }];
  }
  async #add(lines: readonly Line[]): Promise<void> {
    if (lines.length === 0 || this.#ledger === undefined) return;
    try {
      await this.#ledger.add(this.#texts(lines));
      this.#failed = false;
    } catch (error) {
      this.#failed = true;
      this.#lastNoted = undefined;
      this.#due.unshift(...lines.filter((line) => 'stop' in line || 'lifted' in line || 'shown' in line));
      throw error;
    }
  }
  #texts(lines: readonly Line[]): readonly string[] {
    return lines.map((line) => JSON.stringify(line));
  }
}

/** What a journal is made with, as far as its ledger goes. */
export interface LedgerOptions {
  readonly realm: Id;
  readonly store: Store;
  readonly signer: { readonly name: Id } | undefined;
  readonly ledger: OpenLedger | false | undefined;
}

/** The guard of whoever writes to a store that others reach, too. That nothing is kept is said aloud. */
export function ledgerOf({ realm, store, signer, ledger }: LedgerOptions): LedgerGuard {
  const name = signer?.name ?? '';
  if (ledger !== undefined && ledger !== false && typeof ledger !== 'function')
    throw new SallyportError(
      'BAD_OPTION',
      'ledger is what fileLedger(path) makes, or false: leave it out for the default',
    );
  const isNeeded = signer !== undefined && !store.local;
  const own = store.ledger && ((holder: Holder) => store.ledger!(holder));
  const open = isNeeded ? (ledger ?? own) : undefined;
  if (isNeeded && typeof open !== 'function') {
    const why = ledger === false ? 'ledger: false was said' : 'the store brings none: pass ledger: fileLedger(path)';
    process.emitWarning(
      `'${name}' keeps no ledger, ${why}: a store that is put back brings spent approvals back to life`,
      'SallyportWarning',
    );
  }
  return new LedgerGuard({ holder: { realm, name }, open: open === false ? undefined : open });
}
