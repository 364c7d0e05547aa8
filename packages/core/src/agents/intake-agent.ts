// The first door: an agent that reads what comes in, reports to its owner, and may propose. It never acts.
import type { Listable } from '../tools/contract.js';
import type { IntakeTool } from '../tools/tool.js';
import type { Proposer, TrustLevel } from '../trust.js';
import type { IntakeSession, Message } from './session.js';
import { sealAgent, type AgentOptions } from './spec.js';
import { SallyportError } from '../errors.js';

/** What an intake agent is made with. `P`: the names of what it may propose, where the compiler is to hold it to them. */
export interface IntakeOptions<T extends TrustLevel, P extends string = string> extends AgentOptions<T> {
  readonly tools: readonly IntakeTool<NoInfer<T>>[];
  /** What it may propose, and within which bounds: `only(contract, { … })`, or a contract without control arguments. */
  readonly proposes?: [T] extends [Proposer]
    ? readonly Listable<NoInfer<P>>[]
    : `a ${Exclude<T, Proposer>}-trust agent proposes nothing`;
}

const KEYS = ['name', 'trust', 'allowlist', 'tools', 'proposes'] as const;

/**
 * Reads outside content. Subclasses write only `handle()`; the instance is frozen when a runtime takes it, so nothing
 * that one message said is remembered when the next one comes.
 *
 * @throws SallyportError `TOOL_FORBIDDEN`, `NOT_A_TOOL`, `DUPLICATE_NAME`, `BAD_OPTION`.
 * @example
 * ```ts
 * import { IntakeAgent, type IntakeSession, type Message } from '@sallyport/core';
 *
 * class Reader extends IntakeAgent<'low'> {
 *   constructor() {
 *     super({ name: 'reader', trust: 'low', tools: [], allowlist: ['*'] });
 *   }
 *   protected async handle(message: Message, session: IntakeSession<'low'>) {
 *     await session.report(`${message.from} wrote ${message.text.length} characters`);
 *   }
 * }
 * ```
 */
export abstract class IntakeAgent<T extends TrustLevel, P extends string = string> {
  /** Exists in the types only. */
  declare readonly '~agent': 'intake';

  constructor(options: IntakeOptions<T, P>) {
    if (!(Object.prototype.isPrototypeOf.call(IntakeAgent.prototype, new.target.prototype) as boolean)) {
      throw new SallyportError('NOT_AN_AGENT', 'an IntakeAgent is made with new, by a class that extends IntakeAgent');
    }
    sealAgent(this, {
      role: 'intake',
      options,
      keys: KEYS,
      handle: (message, session) => this.handle(message, session),
    });
  }

  /** One message, one session. What it throws marks the handling as failed, and the owner is told. */
  protected abstract handle(message: Message, session: IntakeSession<T, P>): Promise<void>;
}
