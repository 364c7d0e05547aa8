// What an agent's code gets to see: messages, orders, and the two kinds of sessions. Everything that crosses here is JSON or a Ref.
import type { Id } from '../canonical.js';
import type { Label } from '../content/label.js';
import type { Ref } from '../content/ref-type.js';
import type { Letter } from '../record/body.js';
import type { Proposable } from '../tools/contract.js';
import type { Answer, Extra, Refable, RefKeys } from '../tools/shield.js';
import type { ActionTool, InputOf, IntakeTool, OutputOf } from '../tools/tool.js';
import type { Role, TrustLevel } from '../trust.js';
import type { Memory } from './memory.js';
import type { ModelTool } from './model.js';

/** What somebody sent. Nobody has reviewed it, and nothing in it is proof of anything. */
export interface Message {
  /** Exists in the types only, and comes first: the compiler's message ends with it. */
  readonly '~sealed': 'a message nobody has reviewed';
  readonly id: Id;
  /** The participant: a contact's name, or `~channel:address` of somebody unproven. */
  readonly from: Id;
  /** The delivering address, where there was one. */
  readonly address?: string;
  readonly subject?: string;
  readonly text: string;
  /** What a person forwarded with it. */
  readonly material: readonly Letter[];
}

/** A person's signed words, and what they forwarded. */
export interface Order {
  /** Exists in the types only. */
  readonly '~sealed': 'an order a trusted signer has reviewed';
  readonly id: Id;
  /** The person who signed it. */
  readonly from: Id;
  /** Their own words. */
  readonly text: string;
  /** What they forwarded: as trusted as it ever was. */
  readonly material: readonly Forwarded[];
}

/** A forwarded letter, each field behind a Ref that keeps its label. */
export interface Forwarded {
  readonly from: Ref<string>;
  readonly address: Ref<string>;
  readonly subject: Ref<string>;
  readonly text: Ref<string>;
}

interface Session<R extends Role, T extends TrustLevel> {
  readonly role: R;
  readonly trust: T;
  /** Aborted when the runtime stops or has lost its lease. */
  readonly signal: AbortSignal;
  /** Everything that this session has read so far: it only falls. */
  readonly watermark: Label;
  /** What the agent remembers from one session to the next. */
  readonly memory: Memory;
  /** The tools it may call, as a model is told of them. */
  readonly tools: readonly ModelTool[];
  /** A message to the owner, labelled with everything that this session has read. Links in it stay inert. Returns its id. */
  report(text: string): Promise<Id>;
}

/** One handling of one message by an intake agent. Dead once `handle` has settled (`SESSION_OVER`). */
export interface IntakeSession<T extends TrustLevel, P extends string = string> extends Session<'intake', T> {
  /** What it may propose, as a model is told of it. */
  readonly proposes: readonly ModelTool[];
  /**
   * Calls a tool through the one choke point.
   *
   * @throws SallyportError `TOOL_FORBIDDEN`, `BAD_INPUT`, `NOT_JSON`, `DENIED`; `ToolFailed` when the tool threw.
   */
  call<C extends IntakeTool<T>>(tool: C, input: InputOf<C>): Promise<OutputOf<C>>;
  /**
   * Asks a person to have `executor` do this. Returns the proposal's id as soon as it is durable; it never waits.
   * The same proposal, made again in the same handling, is the same proposal.
   *
   * @throws SallyportError `OUT_OF_BOUNDS` (refused and journalled, not asked), `REFUSED`, `BAD_INPUT`, `PENDING_FULL`.
   */
  propose<C extends Proposable<P>>(
    executor: string,
    contract: C,
    args: InputOf<C>,
    reason: { readonly why: string },
  ): Promise<Id>;
}

/** One handling of one order by an action agent. Dead once `handle` has settled (`SESSION_OVER`). */
export interface ActionSession<T extends TrustLevel> extends Session<'action', T> {
  /**
   * Calls a tool through the one choke point; blocks while a person is asked. A Ref as an argument is judged by the
   * label of what is behind it, and makes the answer a Ref. Refs may stand anywhere in one (`[{ name: 'a', data: ref }]`):
   * the argument is then judged by all of them, and by what the session has read.
   *
   * @throws SallyportError as {@link IntakeSession.call}, and `GateDenied`, `GateExpired`, … where it asked.
   */
  call<C extends ActionTool<T>, const A extends Refable<InputOf<C>> & Extra<A, C>>(
    tool: C,
    input: A,
  ): Promise<Answer<C, RefKeys<A>>>;
  /** Opens a Ref. Whatever it was labelled with, this session is from now on. */
  reveal<V>(ref: Ref<V>): V;
}
