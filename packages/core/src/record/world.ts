// The world as the chain tells it: every proposal, message, stop and grant that still matters, and who may say what.
import type { Hash, Id } from '../canonical.js';
import { isHash, type Head, type Proposal, type State } from './body.js';
import { Chain } from './chain.js';
import { Groups } from './groups.js';
import type { Keyring } from './keyring.js';
import { Named } from './named.js';
import { digestOf } from './signed.js';
import { ACTION_MOVES, HANDLING_MOVES, isHandled, isOver, mayMove } from './state.js';
import type { Action, Fault, Frozen, Grant, Mail, Standing } from './standing.js';
import { Undo } from './undo.js';
import { withoutDigest, type WorldData } from './world-data.js';

/**
 * How many proposals, and how many messages, that are over stay in memory; each at least for as many entries: who waited for
 * it still looks at it.
 */
const KEPT = 4_096;
const FAULTS_KEPT = 1_000;

/** When and where a state changed, and who did it. */
export interface Facts {
  readonly at: number;
  readonly seq: number;
  readonly by?: Id | undefined;
  readonly reason?: string | undefined;
}

type OpenSets = ReadonlyMap<State, Set<Id>>;

export class World {
  readonly keyring: Keyring;
  readonly chain: Chain;
  readonly undo = new Undo();
  readonly actions = new Map<Id, Action>();
  readonly mails = new Map<Id, Mail>();
  /** Agents that are frozen, and who said so. */
  readonly frozen = new Map<Id, Frozen>();
  /** Entries that are not on this chain, by their hashes, and the keys with which their loss was accepted. */
  readonly epochs = new Map<Hash, readonly Id[]>();
  /** Standing grants that nobody has ended, by their ids. */
  readonly grants = new Map<Id, Grant>();
  /** The ids of all proposals and handlings in each state in which something is still to happen. */
  readonly open = { actions: openSets(), mails: openSets('failed') };
  /** The ids of what waits for a person, by who asked, and by whose message they were handling. */
  readonly waiting = new Groups();
  /** The latest proposals that were made under a name (`once`). */
  readonly named = new Named();
  readonly faults: Fault[] = [];
  /** What was denied last, latest last. */
  readonly denied: Action[] = [];
  /** The latest time that this runtime itself has signed: no clock of its own is earlier than this. */
  lastAt = 0;
  /** The latest times that a person, and that another runtime, has signed: they are believed up to a point. */
  peopleAt = 0;
  othersAt = 0;
  /** What was changed since somebody last looked. */
  readonly touched = new Set<Action | Mail>();
  /** The last message that is not kept in memory any more. */
  forgotten = 0;
  readonly #over = { actions: [] as Id[], mails: [] as Id[] };
  readonly #kept: number;

  constructor(keyring: Keyring, kept = KEPT) {
    this.keyring = keyring;
    this.chain = new Chain(keyring.realm);
    this.#kept = kept;
  }

  get head(): Head {
    return this.chain.head;
  }
  /** Is this a place on the chain that was folded here, and not one long past? */
  holds(head: Head): boolean {
    return this.chain.holds(head);
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
  /** The proposals in these states, oldest first. */
  in(...states: readonly State[]): readonly Action[] {
    return states.flatMap((state) => [...this.open.actions.get(state)!]).map((id) => this.actions.get(id)!);
  }

  /**
   * Does anything go by this id? A proposal that went by the name of an agent, a key or a grant would be stopped in its place,
   * and a message by that of an entry would be lifted in its place.
   * What is over is known by what was said of late: it is in the memory of one process, and no longer in that of another.
   */
  isTaken(id: Id): boolean {
    const { keyring } = this;
    const [action, mail] = [this.actions.get(id), this.mails.get(id)];
    const isKept = (action !== undefined && !this.#isDone(action)) || (mail !== undefined && !isHandled(mail.state));
    const isThere = isHash(id) || isKept || this.grants.has(id) || this.chain.knows(`id:${id}`);
    return isThere || keyring.isAgent(id) || keyring.ownerOf(id) !== undefined;
  }
  /** A message that is being handled, or is still to be; of one that was, no two processes know as much. */
  handled(id: Id, by: Id): Mail | undefined {
    const mail = this.mails.get(id);
    return mail?.message.to === by && !isHandled(mail.state) ? mail : undefined;
  }
  /** Remembers that something was said, to know it when it is said again. False: it was said before. */
  isFirst(key: string): boolean {
    if (this.chain.knows(key)) return false;
    this.chain.note(key);
    this.undo.note(() => this.chain.forget(key));
    return true;
  }

  addAction(facts: Omit<Action, 'digest'>): void {
    const { id } = facts.proposal;
    const action = actionOf(facts, () => digestOf(this.keyring.realm, facts.proposal));
    this.#clear(id);
    this.undo.set(this.actions, id, action);
    this.touched.add(action);
    this.#enter(this.open.actions, id, action.state);
    this.waiting.put(action, true);
    this.undo.note(() => this.waiting.put(action, false));
    this.isFirst(`id:${id}`);
    this.#name(facts.proposal);
  }
  addMail(mail: Mail): void {
    const { id } = mail.message;
    this.#clear(id);
    this.undo.set(this.mails, id, mail);
    this.touched.add(mail);
    this.#enter(this.open.mails, id, mail.state);
    if (isHandled(mail.state)) this.#over.mails.push(id);
    this.isFirst(`id:${id}`);
  }

  moveAction(action: Action, to: State, facts: Facts): boolean {
    if (!mayMove(ACTION_MOVES, action.state, to)) return false;
    const { id, replaces } = action.proposal;
    const wasWaiting = action.state === 'pending';
    this.undo.note(() => this.waiting.put(action, wasWaiting));
    this.#move(this.open.actions, action, { to, ...facts });
    this.waiting.put(action, to === 'pending');
    if (to === 'denied') {
      this.denied.push(action);
      this.undo.note(() => this.denied.pop());
    }
    if (isOver(to)) this.#over.actions.push(id, ...(replaces === undefined ? [] : [replaces]));
    return true;
  }
  moveMail(mail: Mail, to: State, facts: Facts): boolean {
    if (!mayMove(HANDLING_MOVES, mail.state, to)) return false;
    this.#move(this.open.mails, mail, { to, ...facts });
    if (isHandled(to)) this.#over.mails.push(mail.message.id);
    return true;
  }
  assign<T extends Standing>(standing: T, fields: Partial<T>): void {
    this.undo.assign(standing, fields);
  }

  addEpoch(lost: Hash, key: Id): void {
    this.undo.set(this.epochs, lost, [...(this.epochs.get(lost) ?? []), key]);
  }

  fault(fault: Fault): void {
    this.faults.push(fault);
    this.undo.note(() => this.faults.pop());
  }
  /** Notes when somebody has signed. */
  sawTime(at: number, whose: 'lastAt' | 'peopleAt' | 'othersAt'): void {
    const before = this[whose];
    this.undo.note(() => (this[whose] = before));
    this[whose] = Math.max(before, at);
  }
  /** Everything up to here holds: lets go of what nobody needs any more. */
  settle(): void {
    this.undo.keep();
    this.touched.clear();
    this.chain.trim();
    const old = this.head.seq - this.#kept;
    forget(this.#over.actions, this.#kept, (id) => {
      const action = this.actions.get(id);
      if (action !== undefined && action.moved > old) return false;
      if (action !== undefined && this.#isDone(action)) this.actions.delete(id);
      return true;
    });
    forget(this.#over.mails, this.#kept, (id) => {
      const mail = this.mails.get(id);
      if (mail !== undefined && mail.moved > old) return false;
      if (mail === undefined || !isHandled(mail.state)) return true;
      this.mails.delete(id);
      this.forgotten = Math.max(this.forgotten, mail.seq);
      return true;
    });
    if (this.denied.length > FAULTS_KEPT) this.denied.splice(0, this.denied.length - FAULTS_KEPT);
    if (this.faults.length > FAULTS_KEPT) this.faults.splice(0, this.faults.length - FAULTS_KEPT);
  }

  data(): WorldData {
    const { lastAt, peopleAt, othersAt, forgotten, faults } = this;
    return {
      ...{ chain: this.chain.data(), lastAt, peopleAt, othersAt, forgotten },
      actions: [...this.actions.values()].map(withoutDigest),
      mails: [...this.mails.values()],
      frozen: [...this.frozen],
      grants: [...this.grants],
      epochs: [...this.epochs],
      people: this.keyring.enrolments,
      faults: [...faults],
    };
  }
  /** Into an empty world, and from what one's own process has written. */
  restore(data: WorldData): void {
    for (const enrolment of data.people) this.keyring.apply(enrolment);
    // in their order: of those that had one name, the latest has it
    for (const action of [...data.actions].sort((a, b) => a.seq - b.seq)) {
      this.addAction(action);
      if (action.state !== 'pending') this.waiting.put(this.actions.get(action.proposal.id)!, false);
    }
    for (const mail of data.mails) this.addMail(mail);
    for (const action of this.actions.values()) if (isOver(action.state)) this.#over.actions.push(action.proposal.id);
    for (const [name, frozen] of data.frozen) this.frozen.set(name, frozen);
    for (const [id, grant] of data.grants) this.grants.set(id, grant);
    for (const [lost, keys] of data.epochs) this.epochs.set(lost, keys);
    const { lastAt, peopleAt, othersAt, forgotten } = data;
    Object.assign(this, { lastAt, peopleAt, othersAt, forgotten });
    this.faults.push(...data.faults);
    const denied = [...this.actions.values()].filter(({ state }) => state === 'denied');
    this.denied.push(...denied.sort((a, b) => a.moved - b.moved));
    this.chain.restore(data.chain);
  }

  #move(open: OpenSets, standing: Action | Mail, { to, at, seq, ...facts }: Facts & { readonly to: State }): void {
    const id = idOf(standing);
    const from = standing.state;
    open.get(from)?.delete(id);
    this.undo.note(() => open.get(from)?.add(id));
    this.#enter(open, id, to);
    const entries = standing.entries.at(-1) === seq ? standing.entries : [...standing.entries, seq];
    this.undo.assign<Standing>(standing, { state: to, since: at, moved: seq, entries, ...facts });
    this.touched.add(standing);
  }
  #enter(open: OpenSets, id: Id, state: State): void {
    open.get(state)?.add(id);
    this.undo.note(() => open.get(state)?.delete(id));
  }

  /** What went by this id is long over: what goes by it now comes after everything else. */
  #clear(id: Id): void {
    this.undo.drop(this.actions, id);
    this.undo.drop(this.mails, id);
  }
  #name(proposal: Proposal): void {
    const before = this.named.note(proposal);
    this.undo.note(() => this.named.put(proposal, before));
    if (before !== undefined) this.#over.actions.push(before);
  }
  /** Over, and nobody comes back to it: not under its name, and not for what replaced it. */
  #isDone({ state, proposal: { id, requester, once }, replacedBy }: Action): boolean {
    const next = replacedBy === undefined ? undefined : this.actions.get(replacedBy);
    const isNamed = once !== undefined && this.named.of(requester).get(once) === id;
    return isOver(state) && !isNamed && (next === undefined || isOver(next.state));
  }
}

/** The id of a proposal or a message. */
export const idOf = (standing: Action | Mail): Id =>
  'proposal' in standing ? standing.proposal.id : standing.message.id;

function openSets(...more: readonly State[]): OpenSets {
  const states: readonly State[] = ['pending', 'approved', 'started', 'interrupted', ...more];
  return new Map(states.map((state) => [state, new Set<Id>()]));
}

/** An action whose digest is computed when somebody asks for it: what the rules allow is run, and nobody approves it. */
function actionOf(facts: Omit<Action, 'digest'>, digest: () => Hash): Action {
  let known: Hash | undefined;
  return {
    ...facts,
    get digest() {
      return (known ??= digest());
    },
  };
}

/** Takes the oldest ids out of a queue, until it is short enough or one is not to be forgotten yet. */
function forget(queue: Id[], keep: number, isForgotten: (id: Id) => boolean): void {
  // in strides, so that the queue is moved once for many
  if (queue.length <= keep * 1.25) return;
  let gone = 0;
  while (queue.length - gone > keep && isForgotten(queue[gone]!)) gone += 1;
  queue.splice(0, gone);
}
