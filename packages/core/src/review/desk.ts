// The desk: a person's side. It reads what is pending, and signs what that person decides, writes, forwards and stops.
import type { Hash, Id, Json } from '../canonical.js';
import { newId, systemClock, type Clock } from '../clock.js';
import type { Content } from '../content/content.js';
import { quote, SallyportError } from '../errors.js';
import type { Found, Search, SearchOptions } from '../history/finder.js';
import { ownOptions } from '../options.js';
import type { Signer } from '../people/key.js';
import { readTrustRoot, type TrustRootJson } from '../people/trust-root.js';
import { grantId, type Decision, type Evidence, type Signed } from '../record/body.js';
import type { Draft } from '../record/draft.js';
import { Journal } from '../record/journal.js';
import { unlessRolledBack } from '../record/listening.js';
import type { OpenLedger } from '../record/ledger.js';
import { sealRecord } from '../record/signed.js';
import type { Action, Folded } from '../record/standing.js';
import type { Store } from '../record/store.js';
import { admit, bytesToSign, decisionOn, mustBePending, pendingNow, readReason, readSigned } from './approval.js';
import type { Verdicts } from './approval.js';
import { decide, readDeciding } from './deciding.js';
import { edited } from './edit.js';
import { grantsInForce, revokeGrant } from './grants.js';
import { readFrozen, type FrozenAgent } from './frozen.js';
import { acceptRollback } from './accept-rollback.js';
import type { Granting, GrantLimits, GrantScope, StandingGrant } from './grants.js';
import type { ReviewItem } from './item.js';
import { enrolledIn, principalFor, revokeKey, type EnrolledPrincipal, type NewPerson } from './enrol.js';
import { letterOf, mustBeAgent, mustContain, write } from './own-words.js';
import { propose } from './proposal.js';
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

/** Opens a person's desk on a store. Throws `BAD_TRUST_ROOT` for a key that is not that person's. */
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
    await decide(this.#journal, this.person, items);
  }

  /**
   * Approves beforehand what an agent asks for with exactly this tool and these control arguments: so many times, until then.
   * Only a key that may permit. Returns the grant's id. Throws `BAD_INPUT`, `UNKNOWN_AGENT`, `UNKNOWN_ID`, `NOT_ALLOWED`.
   */
  async grant(scope: GrantScope, { uses, until }: GrantLimits): Promise<Id> {
    const { id } = await decide(this.#journal, this.person, [{ grant: scope, uses, until }]);
    return grantId(id, 0);
  }
  /** The standing grants in force, everybody's, oldest first. */
  async grants(): Promise<readonly StandingGrant[]> {
    await this.#journal.catchUp();
    return grantsInForce(this.#journal);
  }
  /** Ends a standing grant. What it has approved and nothing has started on waits for a person again. */
  async revoke(id: Id, reason?: string): Promise<void> {
    await this.#journal.commit((draft) => revokeGrant(draft, id, reason));
  }
  /** Proposes it with other arguments instead: a new proposal, pending, to be looked at and approved like any other. Returns its id. */
  async edit(id: Id, changes: { readonly [name: string]: Json }): Promise<Id> {
    await this.#journal.catchUp();
    const action = await pendingNow(this.#journal, id);
    const wanted = await edited(this.#journal, action, { person: this.person, changes });
    return this.#journal.commit((draft) => {
      mustBePending(draft.fold, id, draft.now);
      return propose(draft, wanted).id;
    });
  }

  /** Takes back a proposal that is pending, or an approval that nothing has started on. */
  async withdraw(id: Id, reason?: string): Promise<void> {
    await this.#journal.commit((draft) => {
      const action = this.#action(id);
      if (action.state !== 'pending' && action.state !== 'approved') {
        throw new SallyportError(
          'ALREADY_DECIDED',
          `the proposal ${id} is ${action.state} already: there is nothing left to withdraw`,
          { id, state: action.state },
        );
      }
      draft.add({ kind: 'stop', target: id, ...(reason !== undefined && { reason: readReason(reason) }) });
    });
  }

  /** Writes to an agent, in the person's own words. Returns the message's id. */
  send(to: Id, text: string): Promise<Id> {
    return write(this.#journal, this.person, { to, text });
  }

  /**
   * Forwards a message, or `part` of it: the exact bytes chosen, with the label they had, and none of the rest of the
   * conversation. `note` is the person's own.
   */
  async forward(
    message: Id,
    { to, note = '', part }: { readonly to: Id; readonly note?: string; readonly part?: string },
  ): Promise<Id> {
    const { mail, letter } = await letterOf(this.#journal, message);
    const { text } = mail.message;
    if (part !== undefined) mustContain(letter, part, message);
    const material = (draft: Draft): Content => {
      if (part !== undefined) return draft.content({ ...letter, text: part }, text.label);
      draft.knows(text, letter);
      return text;
    };
    return write(this.#journal, this.person, { to, text: note, material });
  }

  /** Makes words of a message the person's own: an act of its own, and never what a forward does. */
  async adopt(message: Id, { to, text }: { readonly to: Id; readonly text: string }): Promise<Id> {
    const { letter } = await letterOf(this.#journal, message);
    mustContain(letter, text, message);
    return this.send(to, text);
  }

  /** Stops an agent: what it asked for and what it was to do ends now, and nothing starts until it is thawed. */
  async freeze(agent: Id, reason?: string): Promise<void> {
    mustBeAgent(this.#journal, agent);
    await this.#journal.commit((draft) =>
      draft.add({ kind: 'stop', target: agent, ...(reason !== undefined && { reason: readReason(reason) }) }),
    );
  }
  /** Lets a frozen agent go on, or has a broken handling done again. Only a key that may permit. */
  async lift(id: Id): Promise<void> {
    await this.#journal.commit((draft) => {
      draft.add({ kind: 'permit', subject: { lift: id } });
      const state = draft.fold.mails.get(id)?.state;
      if (!draft.fold.frozen.has(id) && state !== 'interrupted' && state !== 'failed') {
        throw new SallyportError(
          'UNKNOWN_ID',
          `${quote(id)} is neither a frozen agent nor a handling that broke off: there is nothing to lift`,
          { id },
        );
      }
    });
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

  /** The bytes to sign for these answers, for a key that is not here (a passkey, say). */
  async prepare(items: readonly (Verdicts | Granting)[]): Promise<Uint8Array> {
    const { deciding } = await readDeciding(this.#journal, this.person, items);
    const { fold, now } = this.#journal;
    return bytesToSign(fold, this.person, now, decisionOn(fold, deciding, now));
  }
  /** Hands in what {@link prepare} gave out, with the evidence. Throws `BAD_EVIDENCE`, and what deciding throws. */
  async submit(bytes: Uint8Array, evidence: Evidence): Promise<void> {
    const record = readSigned(bytes, evidence);
    await this.#journal.commit((draft) => admit(draft, record));
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

  #action(id: Id): Action {
    const action = this.#journal.fold.actions.get(id);
    if (action === undefined) throw new SallyportError('UNKNOWN_ID', `there is no proposal ${quote(id)}`, { id });
    return action;
  }
}
