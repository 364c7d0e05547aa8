// Approved proposals: the runtime that hosts the executor consumes the approval and runs it, once, whoever still waits.
import type { Hash, Id } from '../canonical.js';
import { SallyportError } from '../errors.js';
import { mayApprove } from '../people/approvers.js';
import type { State } from '../record/body.js';
import type { Fold } from '../record/fold.js';
import type { Draft } from '../record/draft.js';
import type { Action } from '../record/standing.js';
import { close, consume, expire, settleSpent, takeOver, type Consumed, type Rules } from '../review/consume.js';
import { controlKeys, recordOf } from '../review/contract-record.js';
import { labelsOf } from '../review/proposal.js';
import { digestOf, type AnyContract } from '../tools/contract.js';
import type { Seal } from '../tools/tool.js';
import { runTool } from './execute.js';
import type { Hosted } from './handlings.js';
import type { Host } from './host.js';
import type { AgentSpec } from './spec.js';
import { judge } from './verdict.js';

export class Executions {
  readonly #host: Host;
  readonly #agents: ReadonlyMap<Id, Hosted>;

  constructor(host: Host, agents: ReadonlyMap<Id, Hosted>) {
    this.#host = host;
    this.#agents = agents;
  }

  /** Proposals to this runtime's agents that can go on without a person: approved ones, and those to be closed. */
  ready(fold: Fold, now: number): readonly Action[] {
    return this.#in(fold, 'approved', 'pending').filter(
      (action) =>
        action.state === 'approved' ||
        now >= action.proposal.expires ||
        this.#host.journal.ledger.hasStarted(action.proposal.id, action.fence + 1) ||
        this.#unwanted(action) !== undefined,
    );
  }

  /** The next time at which a pending or approved proposal of this runtime's agents runs out. */
  nextExpiry(fold: Fold): number | undefined {
    const times = this.#in(fold, 'approved', 'pending').map(({ proposal }) => proposal.expires);
    return times.length === 0 ? undefined : times.reduce((a, b) => Math.min(a, b));
  }

  /** Executions of this runtime's agents that have started and that this process does not work on. */
  orphans(fold: Fold): readonly Action[] {
    return this.#in(fold, 'started').filter(({ proposal }) => !this.#host.leases.holds(proposal.id));
  }

  /** Runs what has been approved, or closes what may not run. */
  async work(action: Action, signal: AbortSignal): Promise<void> {
    if (action.state === 'approved') {
      return this.#run(await consume(this.#host, action, this.#rulesFor(action)), signal);
    }
    await this.#host.journal.commit((draft) => {
      const unwanted = this.#unwanted(action);
      if (settleSpent(draft, this.#host.journal, action)) return;
      if (expire(draft, action) || action.state !== 'pending' || unwanted === undefined) return;
      close(draft, action, 'refused', unwanted);
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

  #rulesFor(action: Action): Rules {
    const { spec } = this.#agents.get(action.proposal.executor)!;
    return {
      contract: (digest) => sealFor(spec, digest)?.contract,
      objection: (draft, approved, contract) => this.#objection(draft, approved, contract),
    };
  }

  /** The executor's own rules, inside the transaction that consumes. */
  #objection({ fold }: Draft, action: Action, contract: AnyContract): string | undefined {
    const { executor, requester, why, args } = action.proposal;
    const { spec } = this.#agents.get(executor)!;
    const labels = labelsOf(action.proposal);
    const ruling = judge({
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
    if (ruling.verdict === 'deny') return ruling.reason;
    // its own call that the rules allowed needed nobody; everything else needs somebody whom this executor lists
    const needsPerson = ruling.verdict === 'ask' || requester !== executor || action.by !== undefined;
    if (needsPerson && (action.by === undefined || !mayApprove(spec.approvers, this.#host.owner, action.by))) {
      return `'${action.by}' is not among those who may approve what '${executor}' executes`;
    }
    return this.#unwanted(action);
  }
}

/** The tool with exactly this contract. */
function sealFor({ registry }: AgentSpec, digest: Hash): Seal | undefined {
  return registry.names.map((name) => registry.get(name)!).find(({ contract }) => digestOf(contract) === digest);
}
