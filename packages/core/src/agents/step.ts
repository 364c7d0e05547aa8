// Steps: what a plan is made of. A tool, and of each of its arguments which values it may have.
import { quote, SallyportError } from '../errors.js';
import type { Ref } from '../content/ref-type.js';
import { isRecord, toJson, type Json } from '../json.js';
import { freeze, isArray, weakGet, weakSet } from '../primordials.js';
import type { Answer, Refable, RefKeys } from '../tools/shield.js';
import { sealOf, type Callable, type InputOf, type Seal } from '../tools/tool.js';

/** A typed selector: code over what an earlier step brings. Made by {@link PlanStep.pick}. */
export interface Picked<out V> {
  /** Exists in the types only. */
  readonly '~picked': V;
}
/** A set of values, of which the call takes one. Made by {@link among}. */
export interface Among<out V> {
  /** Exists in the types only. */
  readonly '~among': V;
}
/** What a step may say of an argument: a literal, a Ref, a value that holds some, a selector, or a set. */
export type Pinned<V> =
  | Refable<{ readonly value: V }>['value']
  | Picked<V | Ref<Exclude<V, undefined>> | undefined>
  | Among<Exclude<V, undefined>>;
/** What a step says of its arguments. It holds the set of names, too: one that is not there cannot be added later. */
export type PinnedArgs<I> = { readonly [K in keyof I]: Pinned<I[K]> };

type HeldIn<V> = RefKeys<{ readonly value: V }>;
/** Which arguments hold a Ref, as `RefKeys` says of a call. */
type RefsOf<A> = {
  [K in keyof A]-?: A[K] extends Picked<infer V> ? HeldIn<Exclude<V, undefined>> : HeldIn<A[K]>;
}[keyof A];
/** Which arguments the call says. */
type OpenOf<A> = keyof { [K in keyof A & string as A[K] extends Among<unknown> ? K : never]: 0 };

type KeyOf<I> = unknown extends I ? string : I extends unknown ? keyof I : never;
/** An argument that the tool does not have. */
type Other<A, C extends Callable> = {
  readonly [K in Exclude<keyof A, KeyOf<InputOf<C>>> & string]: `${C['name']} takes no '${K}'`;
};

/** Any step of one of these tools. */
export interface AnyPlanStep<C extends Callable = Callable> {
  readonly tool: C;
  /** Exists in the types only: which arguments hold Refs, and which the call says. */
  readonly '~step': unknown;
}
/** A planned call. */
export interface PlanStep<C extends Callable, R, O> extends AnyPlanStep<C> {
  readonly '~step': { readonly refs: R; readonly open: O };
  /**
   * An argument for a later step: `choose` is given what this step brought, as the session shows it. Fields that outsiders
   * write are Refs there: code can pass them on, and cannot read them. Pure, and not asynchronous. What it makes up, instead of
   * taking it out of the output, counts as the session's own words of the moment at which the step was run.
   */
  pick<V>(choose: (output: Answer<C, R>) => V): Picked<V>;
}

/** What the ledger knows of a selector. */
export interface Selector {
  readonly step: object;
  readonly choose: (output: unknown) => unknown;
  /** The path that it follows, where it was said as data. */
  readonly path?: readonly string[];
}
/** Which values a set allows; a selector says them when it is run. */
export type Allowed = 'contacts' | 'anyone' | readonly Json[] | Selector;
/** What a step says of one argument. A value may be a Ref, or hold some. */
export type Term =
  | { readonly is: 'value'; readonly value: unknown }
  | { readonly is: 'picked'; readonly selector: Selector }
  | { readonly is: 'among'; readonly allowed: Allowed };
/** What the ledger knows of a step. */
export interface StepTerms {
  readonly step: object;
  readonly seal: Seal;
  readonly args: ReadonlyMap<string, Term>;
  readonly times: number;
}

const steps = new WeakMap<object, StepTerms>();
const selectors = new WeakMap<object, Selector>();
const sets = new WeakMap<object, Allowed>();
export const MOST_TIMES = 1_000;

class Planned {
  readonly tool: Callable;
  constructor(tool: Callable) {
    this.tool = tool;
    freeze(this);
  }
  pick(choose: (output: unknown) => unknown): object {
    if (typeof choose !== 'function')
      throw bad(this.tool.name, 'pick() takes a function over what this step brings: pick((output) => output.id)');
    return pickedBy({ step: this, choose });
  }
}
freeze(Planned.prototype);

/** What stands for a selector in the arguments of a step. */
export function pickedBy(selector: Selector): object {
  const picked = freeze({});
  weakSet(selectors, picked, freeze(selector));
  return picked;
}

/**
 * One step of a plan: which tool is called, and with which arguments. `times`: how often at most, once unless said; 1,000 is the most.
 *
 * @throws SallyportError `NOT_A_TOOL`, `BAD_OPTION`.
 * @example
 * ```ts
 * import { among, anything, contract, step, tool } from '@sallyport/core';
 * import * as z from 'zod';
 *
 * const event = z.strictObject({ id: z.string(), title: z.string(), notes: z.string() });
 * const findEvents = tool({
 *   name: 'find_events',
 *   effect: 'query',
 *   source: 'low',
 *   input: z.strictObject({ query: z.string() }),
 *   output: z.array(event),
 *   outsider: ['title', 'notes'],
 *   run: async () => [],
 * });
 * const moveEvent = contract({
 *   name: 'move_event',
 *   effect: 'update',
 *   control: ['id', 'start'],
 *   input: z.strictObject({ id: z.string(), start: z.string(), note: z.string() }),
 * });
 * const find = step(findEvents, { query: 'Dental check-up' });
 * export const move = step(tool(moveEvent, async () => undefined), {
 *   id: find.pick(([first]) => first?.id),
 *   start: among(['2026-05-20 10:00', '2026-05-20 16:00']),
 *   note: anything,
 * });
 * ```
 */
export function step<C extends Callable, const A extends PinnedArgs<InputOf<C>> & Other<A, C>>(
  tool: C,
  args: A,
  options?: { readonly times?: number },
): PlanStep<C, RefsOf<A>, OpenOf<A>>;
export function step(tool: Callable, args: unknown, options: { readonly times?: number } = {}): object {
  const seal = sealOf(tool);
  if (seal === undefined)
    throw new SallyportError(
      'NOT_A_TOOL',
      'a step takes a tool that tool() or classify() of this copy of @sallyport/core made',
    );
  const { name } = seal.contract;
  const { times = 1 } = options;
  if (!Number.isSafeInteger(times) || times < 1 || times > MOST_TIMES)
    throw bad(name, `it may be taken ${quote(String(times))} times: that is a whole number, 1 or more, 1,000 at most`);
  const made = new Planned(tool);
  weakSet(steps, made, freeze({ step: made, seal, args: termsOf(name, args), times }));
  return made;
}

/**
 * A set: the call takes one of these values. A list; `'contacts'`, any contact's address; or a selector that brings a list.
 * Which of them is taken may be decided late, by whatever has been read by then: each of them was planned.
 *
 * @throws SallyportError `BAD_OPTION`.
 */
export function among(allowed: 'contacts'): Among<string>;
export function among<V>(allowed: Picked<readonly V[] | undefined>): Among<V>;
export function among<const V extends Json>(allowed: readonly V[]): Among<V>;
export function among(allowed: unknown): object {
  const selector = typeof allowed === 'object' && allowed !== null ? weakGet(selectors, allowed) : undefined;
  if (selector === undefined && allowed !== 'contacts' && (!isArray(allowed) || allowed.length === 0))
    throw new SallyportError(
      'BAD_OPTION',
      `among() takes a list of one value or more, 'contacts', or what pick() made, not ${isArray(allowed) ? 'an empty list' : quote(allowed)}`,
    );
  // `as`: it was looked at above; the copy of an array is an array
  return setOf(selector ?? (allowed === 'contacts' ? allowed : (toJson(allowed, { what: 'among()' }) as Json[])));
}

/** Said at the call, and judged then by where it came from: a control argument that outsiders wrote asks a person. */
// `as`: it stands for any value, and is a value of none
export const anything: Among<never> = setOf('anyone') as Among<never>;

function setOf(allowed: Allowed): object {
  const set = freeze({});
  weakSet(sets, set, allowed);
  return set;
}

/** What is said of a step that `step()` of this copy made; `undefined` for anything else. */
export const termsIn = (value: unknown): StepTerms | undefined =>
  typeof value === 'object' && value !== null ? weakGet(steps, value) : undefined;

function termsOf(tool: string, args: unknown): ReadonlyMap<string, Term> {
  if (!isRecord(args)) throw bad(tool, 'its arguments are one plain object');
  return new Map(
    Object.entries(Object.getOwnPropertyDescriptors(args)).map(([name, { value, get }]) => {
      if (get !== undefined) throw bad(tool, `${quote(name)} is computed when it is read: say the value`);
      return [name, termOf(value)];
    }),
  );
}

function termOf(value: unknown): Term {
  if (typeof value !== 'object' || value === null) return freeze({ is: 'value', value });
  const selector = weakGet(selectors, value);
  if (selector !== undefined) return freeze({ is: 'picked', selector });
  const allowed = weakGet(sets, value);
  return freeze(allowed === undefined ? { is: 'value', value } : { is: 'among', allowed });
}

const bad = (tool: string, why: string): SallyportError =>
  new SallyportError('BAD_OPTION', `a step of '${tool}': ${why}`, { tool });
