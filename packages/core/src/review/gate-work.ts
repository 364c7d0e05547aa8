// What a gate does behind its face: propose once, wait, consume, run, record.
import type { Id, Json } from '../canonical.js';
import { readDuration, systemClock, type Clock } from '../clock.js';
import { join, labelOf, ZERO } from '../content/label.js';
import { Secrets } from '../content/secrets.js';
import { quote, SallyportError, wordsOf } from '../errors.js';
import { ownOptions } from '../options.js';
import { Events } from '../events.js';
import { APPROVAL, mustEscalateInTime, mustSuffice, readApproval, type ApprovalRules } from '../people/approvers.js';
import { readTrustRoot } from '../people/trust-root.js';
import { acknowledge } from '../record/acknowledge.js';
import type { State } from '../record/body.js';
import type { Fold } from '../record/fold.js';
import { Journal } from '../record/journal.js';
import { Leases } from '../record/lease.js';
import type { Action } from '../record/standing.js';
import { digestOf, type AnyContract } from '../tools/contract.js';
import { prepareInput, type Prepared } from '../tools/input.js';
import { nextDue, peopleOf } from './approvals.js';
import { decided, jsonOr, mustBeSame, waitingStill, whoOf, type Answered } from './answered.js';
import { consume, expire, heldUntil, settleSpent, takeOver, type Consumed, type Rules } from './consume.js';
import { recordOf } from './contract-record.js';
import type { AskOptions, GateOptions, GuardContext } from './gate-options.js';
import { gateRules } from './gate-rules.js';
import { currentOf, outcomeOf } from './outcome.js';
import { makeMove, moveOf, type Waiting } from './pending.js';
import { propose, readArguments, type Args } from './proposal.js';
import { mustHaveRoom, roomOf, type Room } from './room.js';
import { untilDue } from './until-due.js';
import { Warnings } from './warnings.js';

type Work = (args: Args, context: GuardContext) => Promise<unknown>;

const ASK = ['why', 'signal', 'waitFor', 'once'];
const KEYS = [
  'name',
  'root',
  'store',
  'signer',
  ...APPROVAL,
  'expires',
  'lease',
  'clock',
  'secrets',
  'ledger',
  'caps',
] as const;

export class GateWork {
  readonly #name: Id;
  readonly #signer: Id;
  readonly #journal: Journal;
  readonly #leases: Leases;
  readonly #clock: Clock;
  readonly #expires: number;
  readonly #lease: number;
  readonly #rules: Rules;
  readonly #room: Room;
  readonly #contracts = new Map<string, AnyContract>();
  /** How many epochs there were when it last looked at what is open. */
  #epochs = -1;
  readonly #approval: ApprovalRules;
  readonly events = new Events();
  readonly #warnings = new Warnings(this.events);

  constructor(given: GateOptions) {
    // `as`: the keys are checked to be the interface's own
    const options = ownOptions(given, KEYS, 'a gate') as unknown as GateOptions;
    const { name, store, signer, ledger, clock = systemClock } = options;
    const root = readTrustRoot(options.root);
    const approval = (this.#approval = readApproval(`the gate '${name}'`, { ...options }));
    this.#name = name;
    this.#room = roomOf(`the gate '${name}'`, options.caps);
    this.#signer = signer.name;
    this.#clock = clock;
    this.#expires = readDuration('expires', options.expires, '24h');
    this.#lease = readDuration('lease', options.lease, '10s');
    this.#journal = new Journal({ root, store, clock, signer, ledger, secrets: new Secrets(options.secrets) });
    this.#leases = new Leases({ journal: this.#journal, clock, span: this.#lease });
    const { keyring } = this.#journal.fold;
    keyring.expect(signer, 'runtime');
    if (keyring.hostOf(name) !== signer.name) {
      throw new SallyportError(
        'BAD_TRUST_ROOT',
        `'${signer.name}' does not speak for the gate ${quote(name)}: name it in createTrustRoot({ runtimes: { '${signer.name}': { agents: [${quote(name)}] } } })`,
      );
    }
    mustSuffice(`the gate '${name}'`, approval, keyring, false);
    mustEscalateInTime(`the gate '${name}'`, approval, this.#expires);
    this.#journal.subscribe((folded) => this.events.tell(folded));
    this.#rules = gateRules(name, approval, { contracts: this.#contracts, here: () => clock.now() });
  }

  /** Lets go of its ledger; the next process begins from there. */
  close(): Promise<void> {
    return this.#journal.ledger.close(this.#journal.fold);
  }

  /** Blocks until it has been decided, and runs it where it was approved. */
  async ask(contract: AnyContract, input: unknown, options: AskOptions, work: Work): Promise<Answered> {
    ownOptions(options, ASK, `a call at the gate '${this.#name}'`);
    const prepared = prepareInput(contract, input);
    this.#journal.secrets.mustNotHold(prepared.value, `what was asked at the gate '${this.#name}'`);
    const digest = digestOf(contract);
    this.#contracts.set(digest, contract);
    const signal = options.signal ?? new AbortController().signal;
    signal.throwIfAborted();
    const limit =
      options.waitFor === undefined ? Infinity : this.#clock.now() + readDuration('waitFor', options.waitFor, '1s');
    await this.#lookAfter();
    mustSuffice(`the gate '${this.#name}'`, this.#approval, peopleOf(this.#journal.fold.keyring), true);
    const id = await this.#propose(contract, prepared, options);
    try {
      // what a dead process has left is looked at now, and only then every now and then
      const found = currentOf(this.#journal.fold, id);
      let action = found.state === 'started' ? found : await this.#next(id, signal, limit);
      for (;;) {
        const answered = await this.#go(action, signal, work);
        if (answered !== undefined) return answered;
        action = await this.#next(id, signal, limit);
      }
    } catch (error) {
      if (signal.aborted) await this.#withdraw(id);
      throw error;
    }
  }

  async #go(action: Action, signal: AbortSignal, work: Work): Promise<Answered | undefined> {
    const host = { journal: this.#journal, leases: this.#leases };
    if (action.state === 'approved' || action.state === 'started') {
      const start = action.state === 'approved' ? consume : takeOver;
      const objection: Rules['objection'] = (...asked) =>
        signal.aborted ? 'its caller has given up on it' : this.#rules.objection(...asked);
      const consumed = await start(host, action, { ...this.#rules, objection });
      return consumed && this.#run(consumed, signal, work);
    }
    const { id, value } = await outcomeOf(this.#journal, action);
    const contract = this.#contracts.get(action.proposal.contract)!;
    return {
      id,
      value,
      args: await readArguments(this.#journal, action.proposal, recordOf(contract)),
      ...whoOf(action),
    };
  }

  /** What had started when its process died is shown to a person, whoever asks next; only `idempotent` waits to be asked again. */
  async #lookAfter(): Promise<void> {
    await this.#journal.catchUp();
    const { fold } = this.#journal;
    this.#rules.windows.begin(fold);
    const rules = { ...this.#rules, contract: () => undefined };
    const open = (...states: readonly State[]): readonly Action[] =>
      fold.in(...states).filter(({ proposal }) => proposal.executor === this.#name);
    for (const action of open('started')) {
      if (this.#contracts.get(action.proposal.contract)?.idempotent === true) continue;
      await takeOver({ journal: this.#journal, leases: this.#leases }, action, rules);
    }
    // only on a chain that was put back can something be open that has started: at first, and with each new epoch
    const isNew = this.#epochs !== fold.epochs.size;
    this.#epochs = fold.epochs.size;
    const spent = (isNew ? open('pending', 'approved') : []).filter(({ proposal, fence }) =>
      this.#journal.ledger.hasStarted(proposal.id, fence + 1),
    );
    if (spent.length > 0)
      await this.#journal.commit((draft) => spent.forEach((action) => settleSpent(draft, this.#journal, action)));
    await acknowledge(this.#journal, this.#signer);
  }

  /** Writes the proposal down; or finds the one that was made under this name before. */
  async #propose(contract: AnyContract, prepared: Prepared, { once, why = '' }: AskOptions): Promise<Id> {
    const name = once === undefined ? undefined : `${contract.name}/${once}`;
    // an input that contract() lets through is an object of named arguments
    const args = prepared.value as Args;
    for (;;) {
      await this.#journal.catchUp();
      const before = name === undefined ? undefined : this.#journal.fold.once(this.#name, name);
      if (before !== undefined) return mustBeSame(this.#journal, before.proposal, contract, prepared);
      const id = await this.#journal.commit((draft) => {
        if (name !== undefined && draft.fold.once(this.#name, name) !== undefined) return undefined;
        mustHaveRoom(draft, { requester: this.#name, contract: digestOf(contract) }, this.#room);
        const labels = Object.fromEntries(Object.keys(args).map((key) => [key, ZERO]));
        const expires = draft.now + this.#expires;
        const wanted = {
          contract: recordOf(contract),
          args,
          labels,
          requester: this.#name,
          executor: this.#name,
          why,
          watermark: ZERO,
          expires,
        };
        return propose(draft, { ...wanted, once: name }).id;
      });
      if (id !== undefined) return id;
    }
  }

  /** The proposal, as soon as something can be done about it: it is decided, over, or perhaps an orphan. */
  async #next(id: Id, signal: AbortSignal, limit: number): Promise<Action> {
    const { fold } = this.#journal;
    for (;;) {
      this.#warnings.tell([currentOf(fold, id)], this.#journal.now);
      const found = await this.#until(id, signal, limit);
      if (found?.state === 'approved' && this.#heldUntil(id) !== undefined) continue;
      if (found !== undefined && found.state !== 'pending') return found;
      const action = currentOf(fold, id);
      const isOver = this.#clock.now() >= limit;
      if (action.state === 'started' && !isOver) return action;
      await this.#moveOn(id);
      if (isOver && this.#decided(id) === undefined) throw waitingStill(currentOf(fold, id));
    }
  }
  /** When it is next to be looked at, on the clock of this process. */
  #dueOf(id: Id): number {
    const { fold, now } = this.#journal;
    const action = currentOf(fold, id);
    if (action.state === 'started') return this.#clock.now() + this.#lease / 2;
    return this.#journal.onClock(Math.min(nextDue(action, this.#approval, now), this.#heldUntil(id) ?? Infinity));
  }
  #heldUntil(id: Id): number | undefined {
    return heldUntil(this.#journal, currentOf(this.#journal.fold, id), this.#rules);
  }
  #decided(id: Id): Action | undefined {
    return this.#heldUntil(id) === undefined ? decided(this.#journal.fold, id) : undefined;
  }

  /** What is decided or over, and what goes on by itself: a standing grant covers it, or more people are to be let in. */
  #ripe(fold: Fold, id: Id): Action | undefined {
    const action = currentOf(fold, id);
    const moves = moveOf(fold, action, this.#waiting(action), this.#journal.now) !== undefined;
    return moves ? action : this.#decided(id);
  }
  async #moveOn(id: Id): Promise<void> {
    const moved = await this.#journal.commit((draft) => {
      const action = currentOf(draft.fold, id);
      return expire(draft, action) ? undefined : makeMove(draft, action, this.#waiting(action));
    });
    if (moved === 'escalated') this.events.emit('escalated', { proposal: id, executor: this.#name });
  }
  #waiting({ proposal }: Action): Waiting {
    return { approval: this.#approval, contract: () => this.#contracts.get(proposal.contract) };
  }

  /** Waits until it is ripe, or until it can be taken back, or no more; but only until `limit`: then `undefined`. */
  #until(id: Id, signal: AbortSignal, limit: number): Promise<Action | undefined> {
    const held = this.#heldUntil(id);
    const due = Math.min(this.#dueOf(id), limit);
    const probe = (fold: Fold): Action | undefined =>
      this.#heldUntil(id) === held ? this.#ripe(fold, id) : currentOf(fold, id);
    const of = (fold: Fold): readonly Id[] => [currentOf(fold, id).proposal.id, this.#name];
    return untilDue(this.#journal, this.#clock, { probe, of, due, signal });
  }

  async #run({ action, args, label, fence, contract }: Consumed, signal: AbortSignal, work: Work): Promise<Answered> {
    const { id } = action.proposal;
    const source = join(label, labelOf(`tool:${contract.name}`, 'low'));
    const record = (to: 'executed' | 'failed', result: Json): Promise<void> =>
      this.#journal
        .commit((draft) => {
          draft.add({ kind: 'step', of: id, to, fence, result: draft.content(result, source) });
          this.#leases.release(draft, id);
        })
        // what could not be written down is an orphan from here on, and looked after like one
        .finally(() => this.#leases.drop(id));
    let output: unknown;
    try {
      output = await work(args, Object.freeze({ signal, idempotencyKey: id }));
    } catch (error) {
      await record('failed', { code: 'THREW', detail: wordsOf(error) });
      throw error;
    }
    const value = jsonOr(output);
    await record('executed', value ?? null);
    return { id, value: value === undefined ? output : value, args, ...whoOf(action) };
  }

  /** Nothing may run later that its caller has given up on. What has started goes on. */
  async #withdraw(id: Id): Promise<void> {
    await this.#journal.commit((draft) => {
      const { state, proposal } = currentOf(draft.fold, id);
      if (state === 'pending' || state === 'approved')
        draft.add({ kind: 'stop', target: proposal.id, reason: 'its caller has given up on it' });
    });
  }
}
