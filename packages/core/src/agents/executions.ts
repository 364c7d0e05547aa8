// Approved proposals: the runtime that hosts the executor consumes the approval and runs it, once, whoever still waits.
import type { Hash, Id } from '../canonical.js';
import { SallyportError } from '../errors.js';
import type { State } from '../record/body.js';
import type { Fold } from '../record/fold.js';
import type { Action } from '../record/standing.js';
import { approvalFault, missingApprovals, nextDue } from '../review/approvals.js';
import {
  close,
  consume,
  expire,
  heldUntil,
  settleSpent,
  takeOver,
  type Consumed,
  type Rules,
} from '../review/consume.js';
import { controlKeys, recordOf } from '../review/contract-record.js';
import { makeMove, moveOf, type Waiting } from '../review/pending.js';
import { labelsOf } from '../review/proposal.js';
import { UndoWindows } from '../review/undo-window.js';
import { digestOf, type AnyContract } from '../tools/contract.js';
import type { Seal } from '../tools/tool.js';
import { runTool } from './execute.js';
import type { Hosted } from './handlings.js';
import type { Host } from './host.js';
import { Outlook } from './outlook.js';
import type { AgentSpec } from './spec.js';
import { judge, type Ruling } from './verdict.js';

export class Executions {
  readonly #host: Host;
  readonly #agents: ReadonlyMap<Id, Hosted>;
  readonly #outlook = new Outlook();
  readonly #windows: UndoWindows;

  constructor(host: Host, agents: ReadonlyMap<Id, Hosted>) {
    this.#host = host;
    this.#windows = new UndoWindows(() => host.journal.onClock(host.journal.now));
    this.#agents = agents;
    host.journal.subscribe((folded) => this.#outlook.saw(folded, host.journal.fold));
  }

  /**
   * Proposals to this runtime's agents that can go on without a person: approved ones, and those to be closed. `looked`: the
   * ones that wait, as far as there was a reason to look at them.
   */
  ready(fold: Fold, now: number): { readonly ready: readonly Action[]; readonly looked: readonly Action[] } {
    const ready: Action[] = [];
    const looked: Action[] = [];
    this.#windows.begin(fold);
    for (const id of this.#outlook.now(fold, now)) {
      const action = fold.actions.get(id);
      const isOurs = action !== undefined && this.#agents.has(action.proposal.executor);
      if (!isOurs || (action.state !== 'pending' && action.state !== 'approved')) this.#outlook.done(id);
      else if (this.#isReady(fold, action, now)) ready.push(action);
      else {
        looked.push(action);
        this.#outlook.later(id, this.#dueOf(fold, action, now));
      }
    }
    return { ready, looked };
  }
  #isReady(fold: Fold, action: Action, now: number): boolean {
    return (
      (action.state === 'approved' && this.#held(fold, action, now) === undefined) ||
      now >= action.proposal.expires ||
      this.#host.journal.ledger.hasStarted(action.proposal.id, action.fence + 1) ||
      this.#unwanted(action) !== undefined ||
      moveOf(fold, action, this.#waiting(action), now) !== undefined
    );
  }

  #dueOf(fold: Fold, action: Action, now: number): number {
    const due = nextDue(action, this.#agents.get(action.proposal.executor)!.spec.approval, now);
    return Math.min(due, this.#held(fold, action, now) ?? due);
  }
  #held(fold: Fold, action: Action, now: number): number | undefined {
    return heldUntil({ fold, now }, action, this.#rulesFor(action));
  }

  /** Is something of this runtime's agents approved, and starts by itself once it cannot be taken back any more? */
  isHolding(fold: Fold, now: number): boolean {
    return this.#in(fold, 'approved').some((action) => this.#held(fold, action, now) !== undefined);
  }

  /** The next time at which something may have to be done about a proposal of this runtime's agents that waits. */
  get nextDue(): number | undefined {
    return this.#outlook.next;
  }

  /** Executions of this runtime's agents that have started and that this process does not work on. */
  orphans(fold: Fold): readonly Action[] {
    return this.#in(fold, 'started').filter(({ proposal }) => !this.#host.leases.holds(proposal.id));
  }

  /** Runs what has been approved, closes what may not run, and does what there is to be done about what waits. Says when it has let more people in. */
  async work(action: Action, signal: AbortSignal): Promise<'escalated' | undefined> {
    if (action.state === 'approved') {
      await this.#run(await consume(this.#host, action, this.#rulesFor(action)), signal);
      return undefined;
    }
    return this.#host.journal.commit((draft) => {
      const unwanted = this.#unwanted(action);
      if (settleSpent(draft, this.#host.journal, action)) return undefined;
      if (expire(draft, action) || action.state !== 'pending') return undefined;
      if (unwanted === undefined)
        return makeMove(draft, action, this.#waiting(action)) === 'escalated' ? 'escalated' : undefined;
      close(draft, action, 'refused', unwanted);
      return undefined;
    });
  }

  /** Looks after an execution whose process may be gone. */
  async recover(action: Action, signal: AbortSignal): Promise<void> {
    await this.#run(await takeOver(this.#host, action, this.#rulesFor(action)), signal);
  }

  /** What the tool throws is on record, and told to whoever waits; it does not come out here. */
  async #run(consumed: Consumed | undefined, signal: AbortSignal): Promise<void> {
    if (consumed === undefined) return;
    const { action, contract, args, label, fence } = consumed;
    const { id, executor } = action.proposal;
    const seal = sealFor(this.#agents.get(executor)!.spec, digestOf(contract))!;
    try {
      await runTool(this.#host, { id, seal, args, label, fence, signal });
    } catch (error) {
      if (!SallyportError.isInstance(error) || error.code !== 'TOOL_FAILED') throw error;
    }
  }

  #in(fold: Fold, ...states: readonly State[]): readonly Action[] {
    return fold.in(...states).filter(({ proposal }) => this.#agents.has(proposal.executor));
  }

  /** An executor takes proposals from the agents that it names, from itself, and from people. */
  #unwanted({ proposal: { requester, executor } }: Action): string | undefined {
    const { acceptsFrom } = this.#agents.get(executor)!.spec;
    const isTaken =
      requester === executor ||
      this.#host.journal.fold.keyring.isPerson(requester) ||
      (acceptsFrom?.includes(requester) ?? true);
    return isTaken ? undefined : `'${executor}' takes no proposals from '${requester}': it is not in acceptsFrom`;
  }

  #waiting({ proposal: { executor, contract } }: Action): Waiting {
    const { spec } = this.#agents.get(executor)!;
    return { approval: spec.approval, contract: () => sealFor(spec, contract)?.contract };
  }

  /** The executor's own rules, inside the transaction that consumes. */
  #rulesFor(action: Action): Rules {
    const { spec } = this.#agents.get(action.proposal.executor)!;
    return {
      contract: (digest) => sealFor(spec, digest)?.contract,
      objection: ({ fold }, approved, contract) => {
        const ruling = this.#rule(fold, approved, contract);
        if (ruling.verdict === 'deny') return ruling.reason;
        const fault = needsPerson(approved, ruling) ? approvalFault(fold, approved, spec.approval) : undefined;
        return fault ?? this.#unwanted(approved);
      },
      missing: ({ fold }, approved, contract) =>
        needsPerson(approved, this.#rule(fold, approved, contract))
          ? missingApprovals(fold, approved, spec.approval)
          : undefined,
      windows: this.#windows,
    };
  }

  #rule(fold: Fold, { proposal }: Action, contract: AnyContract): Ruling {
    const { executor, requester, why, args } = proposal;
    const labels = labelsOf(proposal);
    return judge({
      agent: requester,
      executor,
      tool: contract.name,
      effect: contract.effect,
      egress: contract.egress,
      watermark: why.label,
      control: controlKeys(recordOf(contract).data, args).map((name) => labels[name]!),
      args: Object.values(labels),
      policy: this.#host.policy,
      frozen: [requester, executor].find((name) => fold.frozen.has(name)),
    });
  }
}

/** Its own call that the rules allowed needed nobody; everything else needs those whom this executor lists. */
const needsPerson = ({ proposal: { requester, executor }, approvals }: Action, { verdict }: Ruling): boolean =>
  verdict === 'ask' || requester !== executor || approvals.length > 0;

/** The tool with exactly this contract. */
function sealFor({ registry }: AgentSpec, digest: Hash): Seal | undefined {
  return registry.names.map((name) => registry.get(name)!).find(({ contract }) => digestOf(contract) === digest);
}
