// The fold: what the signed chain says, record by record. Rows beside the journal are an index; this is what decides.
import { sha256, type Hash, type Id, type Json } from '../canonical.js';
import { printable, SallyportError, wordsOf } from '../errors.js';
import type { Decision, Head, Message, Permit, Proposal, Signed, State, Step, Stop } from './body.js';
import { readPlace, readRecord } from './shape.js';
import { digestOf, signedText, type Keyring } from './signed.js';
import { ACTION_MOVES, HANDLING_MOVES, mayMove } from './state.js';
import { Named } from './named.js';
import { actionOf, enter, leave, openSets, type Facts } from './moves.js';
import type { Action, Fault, Folded, Frozen, Mail, OwnEntry } from './standing.js';
import type { EntryRow } from './store.js';

const GENESIS = 'sallyport/journal/v1';
const FAULTS_KEPT = 1_000;
const LONGEST_FAULT = 500;
/** Who stopped it, where nobody signed for it. */
const NOBODY = 'somebody without a key';

/** The state of everything, after the entries so far. It is only ever advanced, entry by entry, in order. */
export class Fold {
  readonly keyring: Keyring;
  readonly actions = new Map<Id, Action>();
  readonly mails = new Map<Id, Mail>();
  /** Agents that are frozen, and who said so. */
  readonly frozen = new Map<Id, Frozen>();
  /** The ids of all proposals and handlings in each state in which something is still to happen. */
  readonly open = { actions: openSets(), mails: openSets() };
  /** The latest proposals that were made under a name (`once`). */
  readonly named = new Named();
  readonly faults: Fault[] = [];
  /** What was denied last, latest last. */
  readonly denied: Action[] = [];
  /** The latest time that a person or this process itself has signed: no consumer's clock is earlier than this. */
  lastAt = 0;
  /** The latest time that another runtime has signed. */
  othersAt = 0;
  readonly #hashes: Hash[];
  readonly #decided = new Set<Id>();
  readonly #stops = new Set<Hash>();
  readonly #local: boolean;
  readonly #self: Id | undefined;

  /** `self`: the principal whose journal this is. */
  constructor(keyring: Keyring, local: boolean, self?: Id) {
    this.#self = self;
    this.keyring = keyring;
    this.#local = local;
    this.#hashes = [sha256(`${GENESIS}/${keyring.realm}`)];
  }

  get head(): Head {
    const seq = this.#hashes.length - 1;
    return { seq, hash: this.#hashes[seq]! };
  }
  /** Is this a place on the chain that was folded here? */
  holds(head: Head): boolean {
    return this.#hashes[head.seq] === head.hash;
  }
  /** The latest proposal that a requester made under this name. */
  once(requester: Id, name: string): Action | undefined {
    const id = this.named.of(requester).get(name);
    return id === undefined ? undefined : this.actions.get(id);
  }
  /** How an agent, a proposal's both ends, stands: frozen ones start nothing. */
  isFrozen(...names: readonly Id[]): boolean {
    return names.some((name) => this.frozen.has(name));
  }

  /**
   * Takes the next line. Throws `JOURNAL_BROKEN` when it does not continue the chain: what stands before it was changed,
   * and nothing that would be decided on it may be. `own`: this process wrote it itself, a moment ago.
   */
  take(row: EntryRow, own?: OwnEntry): Folded {
    const { head } = this;
    const place = own ?? readPlace(row.text);
    const follows = place === undefined || (place.seq === row.seq && place.prev === head.hash);
    if (row.seq !== head.seq + 1 || !follows) {
      throw new SallyportError(
        'JOURNAL_BROKEN',
        `the journal breaks at entry ${head.seq + 1}: it does not continue the one before; stop the agents and run verify`,
        { seq: head.seq + 1 },
      );
    }
    this.#hashes.push(own?.hash ?? sha256(row.text));
    if (place === undefined) return this.#fault(row.seq, undefined, 'is no entry of a journal');
    try {
      return own ? this.#judge(row.seq, own.record, undefined) : this.#read(row.seq, place.record as Json);
    } catch (error) {
      // whatever a stranger wrote there: it is chained over, and halts nobody
      return this.#fault(row.seq, undefined, `cannot be read: ${wordsOf(error)}`);
    }
  }

  #read(seq: number, value: Json): Folded {
    const record = readRecord(value);
    if (typeof record === 'string') return this.#fault(seq, undefined, record);
    return this.#judge(seq, record, this.keyring.fault(record, this.#local));
  }
  /** `unsigned`: why its signature does not count, where it does not. */
  #judge(seq: number, record: Signed, unsigned = this.#replay(record)): Folded {
    if (unsigned === undefined) {
      const what = this.#count(seq, record);
      return what === undefined ? { seq, record } : this.#fault(seq, record.signer, what);
    }
    if (record.body.kind !== 'stop') return this.#fault(seq, record.signer, unsigned);
    const what = this.#stop(seq, { ...record, body: record.body }, undefined);
    const { fault } = this.#fault(seq, record.signer, what ?? unsigned);
    return what === undefined ? { seq, record: { ...record, signer: NOBODY }, fault } : { seq, fault };
  }
  /** A signed stop counts once: written down again, it is somebody's who has no key for it. */
  #replay(record: Signed): string | undefined {
    if (record.body.kind !== 'stop') return undefined;
    const hash = sha256(signedText(record));
    if (this.#stops.has(hash)) return 'repeats a stop that was signed before';
    this.#stops.add(hash);
    return undefined;
  }

  #fault(seq: number, signer: Id | undefined, what: string): Folded {
    // whoever wrote the record chose some of these words
    const fault = { seq, signer, what: printable(what, LONGEST_FAULT) };
    if (this.faults.push(fault) > FAULTS_KEPT) this.faults.shift();
    return { seq, fault };
  }

  /** A validly signed record. Says why it does not count, where it does not. */
  #count(seq: number, record: Signed): string | undefined {
    if (record.head.seq >= seq || !this.holds(record.head))
      return 'was signed for another chain, or for a place that is not on this one';
    const isKnown = record.signer === this.#self || this.keyring.isPerson(record.signer);
    if (isKnown) this.lastAt = Math.max(this.lastAt, record.at);
    else this.othersAt = Math.max(this.othersAt, record.at);
    const { body } = record;
    switch (body.kind) {
      case 'message':
        return this.#message(seq, record as Signed<Message>);
      case 'proposal':
        return this.#proposal(seq, record as Signed<Proposal>);
      case 'decision':
        return this.#decision(seq, record as Signed<Decision>);
      case 'stop':
        return this.#stop(seq, { ...record, body }, record.signer);
      case 'permit':
        return this.#permit(seq, { ...record, body });
      case 'step':
        return this.#step(seq, record as Signed<Step>);
    }
  }

  #message(seq: number, { body, at, signer }: Signed<Message>): string | undefined {
    if (this.#isTaken(body.id)) return `repeats the id '${body.id}'`;
    const cap = this.keyring.capFor(signer);
    const message = { ...body, text: cap(body.text), material: body.material.map(cap) };
    const state = this.keyring.isAgent(body.to) ? 'pending' : 'executed';
    this.mails.set(body.id, { message, seq, at, signer, state, fence: 0, since: at, moved: seq });
    this.open.mails.get(state)?.add(body.id);
    return undefined;
  }

  #proposal(seq: number, { body, at, signer }: Signed<Proposal>): string | undefined {
    if (this.#isTaken(body.id)) return `repeats the id '${body.id}'`;
    const old = body.replaces === undefined ? undefined : this.actions.get(body.replaces);
    if (body.replaces !== undefined && !this.#replaces(body, old))
      return `replaces '${body.replaces}', which is not pending`;
    const cap = this.keyring.capFor(signer);
    const parts = Object.fromEntries(Object.entries(body.parts).map(([name, part]) => [name, cap(part)]));
    const proposal = { ...body, parts, why: cap(body.why) };
    const standing = { seq, at, signer, state: 'pending', fence: 0, since: at, moved: seq } as const;
    this.actions.set(
      body.id,
      actionOf({ proposal, ...standing }, () => digestOf(this.keyring.realm, body)),
    );
    this.open.actions.get('pending')!.add(body.id);
    this.named.note(body);
    if (old !== undefined) {
      old.replacedBy = body.id;
      this.#moveAction(old, 'replaced', { at, seq, by: signer });
    }
    return undefined;
  }

  /** Only a person rewrites what somebody else asked for, and only while nobody has decided it. */
  #replaces(body: Proposal, old: Action | undefined): boolean {
    if (old === undefined || old.state !== 'pending') return false;
    return (
      old.proposal.contract === body.contract &&
      old.proposal.executor === body.executor &&
      this.keyring.isPerson(body.requester)
    );
  }

  #decision(seq: number, { body, signer, head, at }: Signed<Decision>): string | undefined {
    if (this.#decided.has(body.id)) return `repeats the decision '${body.id}'`;
    this.#decided.add(body.id);
    const faults = body.items.map((item) => {
      const action = this.actions.get(item.proposal);
      if (action === undefined) return `decides '${item.proposal}', which nobody proposed`;
      if (head.seq < action.seq) return `decides '${item.proposal}' from before it was proposed`;
      if (action.digest !== item.digest) return `decides other bytes than those of '${item.proposal}'`;
      const facts = { by: signer, ...(item.reason !== undefined && { reason: item.reason }) };
      const moved =
        action.state === 'pending' &&
        this.#moveAction(action, item.answer === 'approve' ? 'approved' : 'denied', { at, seq, ...facts });
      return moved ? undefined : `decides '${item.proposal}', which is ${action.state} already`;
    });
    return faults.find((fault) => fault !== undefined);
  }

  #stop(seq: number, { body: { target, reason }, at }: Signed<Stop>, by: Id | undefined): string | undefined {
    // only a person's words are passed on: anybody may stop, and nobody else may speak by it
    const words = by !== undefined && this.keyring.isPerson(by) ? reason : undefined;
    const facts = { by: by ?? NOBODY, ...(words !== undefined && { reason: words }) };
    const action = this.actions.get(target);
    if (action !== undefined) {
      const to = action.state === 'approved' ? 'revoked' : 'withdrawn';
      return this.#moveAction(action, to, { at, seq, ...facts })
        ? undefined
        : `stops '${target}', which is ${action.state} already`;
    }
    if (!this.keyring.isAgent(target)) return `stops '${target}', which is neither a proposal nor an agent`;
    this.frozen.set(target, { by, reason: words, seq });
    for (const state of ['pending', 'approved'] as const) {
      for (const id of [...this.open.actions.get(state)!]) {
        const touched = this.actions.get(id)!;
        const { requester, executor } = touched.proposal;
        if (requester !== target && executor !== target) continue;
        this.#moveAction(touched, state === 'approved' ? 'revoked' : 'withdrawn', { at, seq, ...facts });
      }
    }
    return undefined;
  }

  #permit(seq: number, { body: { subject }, at, head }: Signed<Permit>): string | undefined {
    if (!('lift' in subject)) return `binds '${subject.name}', which this version takes from config alone`;
    const id = subject.lift;
    // signed with the stop in sight, and not kept from an earlier one: a permit lifts what its signer saw, once
    const stop = this.frozen.get(id);
    if (stop !== undefined && stop.seq <= head.seq) {
      this.frozen.delete(id);
      return undefined;
    }
    const mail = this.mails.get(id);
    const seen = mail !== undefined && mail.state !== 'started' && mail.moved <= head.seq;
    return seen && this.#moveMail(mail, 'pending', { at, seq })
      ? undefined
      : `lifts the stop of '${id}', which is not stopped`;
  }

  #step(seq: number, { body, signer, at }: Signed<Step>): string | undefined {
    const action = this.actions.get(body.of);
    const mail = this.mails.get(body.of);
    const standing = action ?? mail;
    if (standing === undefined) return `is a step of '${body.of}', which nobody knows`;
    if (!this.#mayStep(signer, body.to, action, mail))
      return `is a step of '${body.of}', which is not run by '${signer}'`;
    const fence = standing.fence + (body.to === 'started' ? 1 : 0);
    if (body.fence !== fence) return `is a step of '${body.of}' under the fence ${body.fence}, which is not ${fence}`;
    if (
      action !== undefined &&
      body.to === 'started' &&
      action.state === 'pending' &&
      action.proposal.requester !== action.proposal.executor
    ) {
      return `starts '${body.of}', which nobody has approved`;
    }
    const result = body.result && this.keyring.capFor(signer)(body.result);
    const moved =
      action !== undefined
        ? this.#moveAction(action, body.to, { at, seq })
        : this.#moveMail(mail!, body.to, { at, seq });
    if (!moved) return `moves '${body.of}' from ${standing.state} to ${body.to}`;
    standing.fence = fence;
    if (result !== undefined) standing.result = result;
    return undefined;
  }

  /** Who runs it says how it goes; who asked for it may only take it back as refused. */
  #mayStep(signer: Id, to: State, action: Action | undefined, mail: Mail | undefined): boolean {
    if (action === undefined) return this.keyring.hostOf(mail!.message.to) === signer;
    const { executor, requester } = action.proposal;
    return this.keyring.hostOf(executor) === signer || (to === 'refused' && this.keyring.hostOf(requester) === signer);
  }

  #moveAction(action: Action, to: State, facts: Facts): boolean {
    if (!mayMove(ACTION_MOVES, action.state, to)) return false;
    leave(this.open.actions, action.proposal.id, action.state, to);
    enter(action, to, facts);
    if (to === 'denied' && this.denied.push(action) > FAULTS_KEPT) this.denied.shift();
    return true;
  }
  #moveMail(mail: Mail, to: State, facts: Facts): boolean {
    if (!mayMove(HANDLING_MOVES, mail.state, to)) return false;
    leave(this.open.mails, mail.message.id, mail.state, to);
    enter(mail, to, facts);
    return true;
  }
  #isTaken(id: Id): boolean {
    return this.actions.has(id) || this.mails.has(id);
  }
}
