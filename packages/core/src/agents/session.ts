// What an agent's code gets to see: messages, orders, and the two kinds of sessions. Everything that crosses here is JSON or a Ref.
import type { Id } from '../canonical.js';
import type { Label } from '../content/label.js';
import type { Ref } from '../content/ref-type.js';
import type { Letter } from '../record/body.js';
import type { Proposable } from '../tools/contract.js';
import type { Schema, ValueOf } from '../tools/schema.js';
import type { Answer, Extra, Refable, RefKeys } from '../tools/shield.js';
import type { ActionTool, Callable, InputOf, IntakeTool, OutputOf } from '../tools/tool.js';
import type { Role, TrustLevel } from '../trust.js';
import type { Memory } from './memory.js';
import type { ModelTool } from './model.js';
import type { Quarantine } from './read.js';
import type { AnyPlanStep, PlanStep } from './step.js';

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
  /** The tools it may call, as a model is told of them; under a plan those that are planned, each with what was planned of it. */
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
   * the argument is then judged by all of them, and by what the session has read. Under a plan it takes the
   * first step that it fits.
   *
   * @throws SallyportError as {@link IntakeSession.call}, and `GateDenied`, `GateExpired`, … where it asked; `OFF_PLAN`.
   */
  call<C extends ActionTool<T>, const A extends Refable<InputOf<C>> & Extra<A, C>>(
    tool: C,
    input: A,
  ): Promise<Answer<C, RefKeys<A>>>;
  /**
   * Commits to a plan, once, before anything that outsiders wrote is read. Its calls are judged as of now: what is pinned was
   * chosen by nobody whom the session reads later. From then on every call outside of it is refused, and nobody is asked.
   *
   * @throws SallyportError `PLAN_REFUSED`, `TOOL_FORBIDDEN`, `NOT_JSON`, `NOT_A_REF`.
   */
  plan(steps: readonly AnyPlanStep<ActionTool<T>>[]): Promise<void>;
  /**
   * Runs a step of the plan: with what is pinned, what its selectors have chosen, and `rest` for what was left open.
   *
   * @throws SallyportError as {@link ActionSession.call}; `PLAN_REFUSED` without a plan; `BAD_INPUT` where a selector chose nothing
   * or threw.
   */
  run<C extends ActionTool<T>, R, O, A extends Rest<C, O> & Settled<A, O>>(
    step: PlanStep<C, R, O>,
    rest?: A,
  ): Promise<Answer<C, R | RefKeys<A>>>;
  /**
   * Turns what is behind a Ref, or behind several in an object, into a typed value that is again a Ref, labelled with all that
   * went in. `reader` sees the content and can do nothing but answer; `schema` (zod) says what an answer looks like.
   *
   * @throws SallyportError `READ_FAILED` when the reader throws or its answer does not fit (`facts.detail` is a Ref); `BAD_INPUT`, `NOT_A_REF`.
   */
  read<S extends Schema, G>(
    given: G,
    schema: S,
    reader: (content: Unrefed<G>, quarantine: Quarantine) => unknown,
  ): Promise<Ref<ValueOf<S>>>;
  /**
   * Opens a Ref. Whatever it was labelled with, this session is from now on. A bounded value that `read()` made (a boolean, a
   * date, a number between bounds, one of a list, an object of such) leaves the watermark as it is, for it can hold no
   * instruction; but what the session writes itself counts with its label as an argument from then on.
   *
   * @throws SallyportError `NOT_A_REF` for a Ref of another session.
   */
  reveal<V>(ref: Ref<V>): V;
  /**
   * As for every session. What is behind the Refs, 100 at most, goes with it, unread, as material under its own label.
   *
   * @throws SallyportError `BAD_INPUT`, `TOO_LARGE`, `NOT_A_REF`.
   */
  report(text: string, quoting?: readonly Ref<unknown>[]): Promise<Id>;
}

/** What a call says of a planned step: the arguments that were left open. */
export type Rest<C extends Callable, O> = {
  readonly [K in keyof InputOf<C> as K extends O ? K : never]?: Refable<InputOf<C>>[K];
};
/** An argument that the plan has settled, or that the tool does not have. */
type Settled<A, O> = {
  readonly [K in Exclude<keyof A, O> & string]: `'${K}' is pinned, or no argument: leave it out of the call`;
};
/** What a reader is given: everything without its Refs. */
export type Unrefed<G> = G extends Ref<infer V> ? V : G extends object ? { readonly [K in keyof G]: Unrefed<G[K]> } : G;
