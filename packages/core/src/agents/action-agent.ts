// The second door: an agent that acts, on orders that a person has signed. It never ingests.
import { SallyportError } from '../errors.js';
import type { ActionTool } from '../tools/tool.js';
import type { TrustLevel } from '../trust.js';
import type { ActionSession, Order } from './session.js';
import { APPROVAL, type ApprovalOptions } from '../people/approvers.js';
import { sealAgent, type AgentOptions } from './spec.js';

/** What an action agent is made with. */
export interface ActionOptions<T extends TrustLevel> extends AgentOptions<T>, ApprovalOptions {
  readonly tools: readonly ActionTool<NoInfer<T>>[];
  /** The agents whose proposals it takes. Unsaid: any that is enrolled in the TrustRoot. */
  readonly acceptsFrom?: readonly string[];
}

const KEYS = ['name', 'trust', 'allowlist', 'tools', 'acceptsFrom', ...APPROVAL] as const;

/**
 * Acts. Approved proposals need no code of its own: the runtime runs exactly what was approved. `handle()` is for orders
 * in a person's own words.
 *
 * @throws SallyportError `TOOL_FORBIDDEN`, `NOT_A_TOOL`, `DUPLICATE_NAME`, `BAD_OPTION`.
 * @example
 * ```ts
 * import { ActionAgent, type ActionSession, type Order } from '@sallyport/core';
 *
 * class Executor extends ActionAgent<'high'> {
 *   constructor() {
 *     super({ name: 'executor_agent', trust: 'high', tools: [] });
 *   }
 *   protected async handle(order: Order, session: ActionSession<'high'>) {
 *     await session.report(`I was told: ${order.text}`);
 *   }
 * }
 * ```
 */
export abstract class ActionAgent<T extends TrustLevel> {
  /** Exists in the types only. */
  declare readonly '~agent': 'action';

  constructor(options: ActionOptions<T>) {
    if (!(Object.prototype.isPrototypeOf.call(ActionAgent.prototype, new.target.prototype) as boolean)) {
      throw new SallyportError('NOT_AN_AGENT', 'an ActionAgent is made with new, by a class that extends ActionAgent');
    }
    sealAgent(this, { role: 'action', options, keys: KEYS, handle: (order, session) => this.handle(order, session) });
  }

  /** One order, one session. What it throws marks the handling as failed, and the owner is told. */
  protected abstract handle(order: Order, session: ActionSession<T>): Promise<void>;
}
