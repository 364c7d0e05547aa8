// The desk: a person's side. It reads what is pending, and signs what that person decides, writes, forwards and stops.
import type { Hash, Id, Json } from '../canonical.js';
import { newId, systemClock, type Clock } from '../clock.js';
import { quote, SallyportError } from '../errors.js';
import type { Found, Search, SearchOptions } from '../history/finder.js';
import { ownOptions } from '../options.js';
import type { Evidence } from '../people/evidence.js';
import type { Signer } from '../people/key.js';
import { readTrustRoot, type TrustRootJson } from '../people/trust-root.js';
import { grantId, type Decision, type Signed } from '../record/body.js';
import { Journal } from '../record/journal.js';
import { unlessRolledBack } from '../record/listening.js';
import type { OpenLedger } from '../record/ledger.js';
import { Prepared } from '../record/prepared.js';
import { sealRecord } from '../record/signed.js';
import type { Action, Folded } from '../record/standing.js';
import type { Store } from '../record/store.js';
import { writeOf, type Act } from './act.js';
import { admit, bytesToSign, readSigned } from './approval.js';
import type { Verdicts } from './approval.js';
import { deciding } from './deciding.js';
import { grantsInForce } from './grants.js';
import { lift, readFrozen, type FrozenAgent } from './frozen.js';
import { acceptRollback } from './accept-rollback.js';
import type { Granting, GrantLimits, GrantScope, StandingGrant } from './grants.js';
import type { ReviewItem } from './item.js';
import { enrolledIn, principalFor, revokeKey, type EnrolledPrincipal, type NewPerson } from './enrol.js';
import { Outbox } from './outbox.js';
import type { Forward } from './own-words.js';
import { readItem } from './read-item.js';
import { readMessages, readNotices, readPending, readUnfinished } from './reading.js';
import type { DeskMessage, Notice, PendingPage, Unfinished } from './reading.js';
import { searchAs } from './search.js';

export interface DeskOptions {
  readonly root: TrustRootJson;
  readonly store: Store;
  /** The person's key; or only their name, where the key is elsewhere: then `prepare()` and `submit()`. */
  readonly person: Signer | { readonly name: Id };
  /** Where this person's own ledger is, `fileLedger(path)`; unsaid: where the store says. `false`: none is kept. */
  readonly ledger?: OpenLedger | false;
  readonly clock?: Clock;
}

/**
 * Opens a person's desk on a store.
 *
 * @throws SallyportError `BAD_TRUST_ROOT` for a key that is not that person's.
 *
 * @example
 * ```ts
 * import { openDesk, type Signer, type TrustRootJson } from '@sallyport/core';
 * import type { Store } from '@sallyport/core/store';
 *
 * declare const root: TrustRootJson, store: Store, alice: Signer;
 * await using desk = await openDesk({ root, store, person: alice });
 * console.log(`${(await desk.pending()).length} wait for ${desk.person}`);
 * ```
 */
export async function openDesk(options: DeskOptions): Promise<Desk> {
  const KEYS = ['root', 'store', 'person', 'clock', 'ledger'];
  // `as`: the keys are checked to be the interface's own
  const own = ownOptions(options, KEYS, 'a desk') as unknown as DeskOptions;
  const { root, store, person, ledger, clock = systemClock } = own;
  if (store === undefined || typeof person !== 'object' || person === null) {
    const why =
      'a desk is opened with { root, store, person }: person is their key, as keyFile() reads it, or { name }';
    throw new SallyportError('BAD_OPTION', why);
  }
  const signer = 'sign' in person ? person : undefined;
  const journal = new Journal({ root: readTrustRoot(root), store, clock, ledger, ...(signer && { signer }) });
  // a key may have been enrolled, or revoked, since the TrustRoot was pinned. On a journal that was rolled back a desk opens all
  // the same: whoever sits at it is who can say what becomes of it
  await journal.catchUp().catch(unlessRolledBack);
  journal.fold.keyring.expect(person, 'person');
  return new Desk(journal, person.name, signer);
}

export class Desk {
  readonly person: Id;
  readonly #journal: Journal;
  readonly #signer: Signer | undefined;
  readonly #prepared = new Outbox();

  /** Use {@link openDesk}. */
  constructor(journal: Journal, person: Id, signer: Signer | undefined) {
    this.#journal = journal;
    this.person = person;
    this.#signer = signer;
  }

  /** What waits for a person, oldest first; `{ task: id }`: what is of one task with the proposal `id`. What was changed in the store is not among it: see {@link notices}. */
  async pending(page?: PendingPage): Promise<readonly ReviewItem[]> {
    await this.#journal.catchUp();
    return readPending(this.#journal, page);
  }
  /** One proposal, whatever has become of it. Throws `UNKNOWN_ID`, `JOURNAL_BROKEN`. */
  async item(id: Id): Promise<ReviewItem> {
    await this.#journal.catchUp();
    return readItem(this.#journal, (await this.#journal.action(id)) ?? this.#action(id));
  }
  /** Mail, reports, orders and forwards after `after` (a `seq`), oldest first. */
  async messages({ after = 0, limit = Infinity }: { readonly after?: number; readonly limit?: number } = {}): Promise<
    readonly DeskMessage[]
  > {
    await this.#journal.catchUp();
    return readMessages(this.#journal, after, limit);
  }
  /** What is not over yet: where to look first after a crash. */
  async unfinished(): Promise<Unfinished> {
    await this.#journal.catchUp();
    return readUnfinished(this.#journal);
  }
  /** What was done, interrupted, failed or rejected; what of the journal does not count, and what was changed in the store. */
  async notices(): Promise<readonly Notice[]> {
    await this.#journal.catchUp();
    return readNotices(this.#journal);
  }
  /** Searches the history, as {@link openHistory} says: all of it for the owner; for others what they took part in, and what waits. */
  search(search: Search, options: SearchOptions = {}): Promise<Found> {
    return searchAs(this.#journal, this.person, { search, options });
  }
  /** Approves exactly this. Throws `UNKNOWN_ID`, `ALREADY_DECIDED`, `GateExpired`, `JOURNAL_BROKEN`, `BAD_EVIDENCE`. */
  approve(id: Id, { digest }: { readonly digest?: string } = {}): Promise<void> {
    return this.decide([{ id, verdict: 'approve', ...(digest !== undefined && { digest }) }]);
  }
  /** Says no, for good. */
  deny(id: Id, reason?: string): Promise<void> {
    return this.decide([{ id, verdict: 'deny', ...(reason !== undefined && { reason }) }]);
  }
  /** Answers several, by their ids, under one signature, and grants what is granted with them: all of it or nothing. */
  async decide(items: readonly (Verdicts | Granting)[]): Promise<void> {
    await this.#journal.commit(await deciding(this.#journal, this.person, items));
  }

  /**
   * Approves beforehand what an agent asks for with exactly this tool and these control arguments: so many times, until then.
   * Only a key that may permit. Returns the grant's id. Throws `BAD_INPUT`, `UNKNOWN_AGENT`, `UNKNOWN_ID`, `NOT_ALLOWED`.
   */
  async grant(scope: GrantScope, { uses, until }: GrantLimits): Promise<Id> {
    return grantId(await this.#do([{ grant: scope, uses, until }]), 0);
  }
  /** The standing grants in force, everybody's, oldest first. */
  async grants(): Promise<readonly StandingGrant[]> {
    await this.#journal.catchUp();
    return grantsInForce(this.#journal);
  }
  /** Ends a standing grant. What it has approved and nothing has started on waits for a person again. */
  async revoke(id: Id, reason?: string): Promise<void> {
    await this.#do({ revoke: { grant: id, ...(reason !== undefined && { reason }) } });
  }
  /** Proposes it with other arguments instead: a new proposal, pending, to be looked at and approved like any other. Returns its id. */
  edit(id: Id, changes: { readonly [name: string]: Json }): Promise<Id> {
    return this.#do({ edit: { id, changes } });
  }

  /** Takes back a proposal that is pending, or an approval that nothing has started on. */
  async withdraw(id: Id, reason?: string): Promise<void> {
    await this.#do({ withdraw: { id, ...(reason !== undefined && { reason }) } });
  }

  /** Writes to an agent, in the person's own words. Returns the message's id. */
  send(to: Id, text: string): Promise<Id> {
    return this.#do({ send: { to, text } });
  }

  /**
   * Forwards a message, or `part` of it: the exact bytes chosen, with the label they had, and none of the rest of the
   * conversation. `note` is the person's own.
   */
  forward(message: Id, forward: Forward): Promise<Id> {
    return this.#do({ forward: { message, ...forward } });
  }

  /** Makes words of a message the person's own: an act of its own, and never what a forward does. */
  adopt(message: Id, words: { readonly to: Id; readonly text: string }): Promise<Id> {
    return this.#do({ adopt: { message, ...words } });
  }

  /** Stops an agent: what it asked for and what it was to do ends now, and nothing starts until it is thawed. */
  async freeze(agent: Id, reason?: string): Promise<void> {
    await this.#do({ freeze: { agent, ...(reason !== undefined && { reason }) } });
  }
  /** Lets a frozen agent go on, or has a broken handling done again. Only a key that may permit. */
  async lift(id: Id): Promise<void> {
    await this.#journal.commit((draft) => lift(draft, id));
  }

  /** Everybody who may sign, with their keys; revoked ones included. */
  async people(): Promise<readonly EnrolledPrincipal[]> {
    await this.#journal.catchUp();
    return enrolledIn(this.#journal.fold.keyring);
  }
  /**
   * Enrols a person, or a further key of one, and returns the key's id. Only the owner. A key is replaced by enrolling the
   * new one and revoking the old one.
   */
  async enrol(person: NewPerson): Promise<Id> {
    const subject = principalFor(this.#journal.fold.keyring, person);
    await this.#journal.commit((draft) => draft.add({ kind: 'permit', subject }));
    return subject.keys[0]!.id;
  }
  /** Ends a key: one's own, or as the owner anybody's. What it approved and nothing has started on is void; what came of it stays. */
  async revokeKey(key: Id, reason?: string): Promise<void> {
    await this.#journal.commit((draft) => revokeKey(draft, key, reason));
  }

  /** Agents that are frozen, and which of the runtimes concerned have said that they know: only then is nothing of theirs under way. */
  async frozen(): Promise<readonly FrozenAgent[]> {
    await this.#journal.catchUp();
    return readFrozen(this.#journal.fold);
  }

  /**
   * Accepts that a part of the journal is lost, so that whoever has seen it goes on: a new epoch. `lost` stands in the error
   * (`facts.accept` of `JOURNAL_ROLLED_BACK`) of the process that refuses; what this desk itself has seen is accepted with it.
   * What was used up stays so, and what was stopped stays stopped. Only a key that may permit.
   */
  acceptRollback(...lost: readonly Hash[]): Promise<void> {
    return acceptRollback(this.#journal, lost);
  }

  /**
   * The bytes to sign for an act, for a key that is not here: a passkey signs their SHA-256 as its challenge. Throws what the act
   * itself throws; nothing is written.
   */
  async prepare(act: Act): Promise<Uint8Array> {
    const write = await writeOf(this.#journal, this.person, act);
    const prepared = new Prepared(this.#journal, write);
    return this.#prepared.keep(bytesToSign(this.#journal.fold, this.person, prepared.now, prepared.body), prepared);
  }
  /**
   * Hands in what {@link prepare} gave out, with the evidence. Returns the id of what came of it: a decision, a message, the
   * proposal that replaces another, or what was stopped. Throws `BAD_EVIDENCE`, and what the act throws. What was written or
   * edited is handed in at the desk that prepared it. The same again gets the same answer there, and happens once.
   */
  async submit(bytes: Uint8Array, evidence: Evidence): Promise<Id> {
    const record = readSigned(bytes, evidence);
    return this.#prepared.once(bytes, evidence, async () => {
      const id = await this.#journal.commit((draft) => admit(draft, record, this.#prepared.of(bytes)));
      this.#prepared.done(bytes);
      return id;
    });
  }

  /** A signed statement of where the journal stands, to be kept elsewhere: `verifyJournal()` finds truncation and rollback by it. */
  async checkpoint(): Promise<Signed<Decision>> {
    await this.#journal.catchUp();
    if (this.#signer === undefined)
      throw new SallyportError('NOT_ALLOWED', 'this desk holds no key to sign a checkpoint with');
    const { fold, now } = this.#journal;
    const body: Decision = { kind: 'decision', id: newId(), items: [] };
    return sealRecord(this.#signer, { realm: fold.keyring.realm, head: fold.head, at: now, signer: this.person, body });
  }

  /** Each change of the journal, from now on, until `signal` aborts. Look again at what you show. */
  async *watch({ signal }: { readonly signal: AbortSignal }): AsyncGenerator<Folded, void> {
    const changes: Folded[] = [];
    const unsubscribe = this.#journal.subscribe((folded) => void changes.push(folded));
    try {
      while (!signal.aborted) {
        yield* changes.splice(0);
        if (!signal.aborted && changes.length === 0) await this.#journal.change(signal).catch(() => undefined);
      }
    } finally {
      unsubscribe();
    }
  }

  /** Lets go of this person's ledger. The store that was passed in stays open. */
  close(): Promise<void> {
    return this.#journal.ledger.close(this.#journal.fold);
  }
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #do(act: Act): Promise<Id> {
    return this.#journal.commit(await writeOf(this.#journal, this.person, act));
  }
  #action(id: Id): Action {
    const action = this.#journal.fold.actions.get(id);
    if (action === undefined) throw new SallyportError('UNKNOWN_ID', `there is no proposal ${quote(id)}`, { id });
    return action;
  }
}
