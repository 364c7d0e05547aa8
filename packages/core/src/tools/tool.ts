// A tool: a contract plus its code. The code is sealed away; what agents hold cannot be run.
import { SallyportError } from '../errors.js';
import { freeze, weakGet, weakSet } from '../primordials.js';
import type { Effect, Role, TrustLevel } from '../trust.js';
import {
  ownFields,
  readTerms,
  type AllControl,
  type ArgOf,
  type OutsiderOfRun,
  type SourceOf,
  type Spec,
  type Unsaid,
} from './contract-spec.js';
import { isContract, makeContract, type AnyContract, type Contract, type Types } from './contract.js';
import { isTool, nothingToRun, toolFits, type IsTool, type ToolFits } from './fits.js';
import { nameOf, ownNameOf } from './name-of.js';
import type { Schema, ValueOf, ZodSchema } from './schema.js';

/** What a tool's code gets besides its input. */
export interface RunContext {
  /** Aborted when the session ends or the call is given up. */
  readonly signal: AbortSignal;
  /** The same for every attempt at one approved call, so that the far side can tell a second attempt from a second call. */
  readonly idempotencyKey?: string;
}
/** The code of a tool, as the choke point sees it. */
export type Run = (input: never, context: RunContext) => Promise<unknown>;

/** A sealed tool: it says what it does, and only a session can run it. */
export interface Tool<N extends string, E extends Effect, T extends TrustLevel, I, O, X, K extends string> {
  readonly name: N;
  readonly effect: E;
  readonly source: T;
  readonly fits: ToolFits<N, E, T>;
  readonly '~types': Types<I, O, X, K>;
  readonly listable: IsTool<N>;
  readonly proposable: IsTool<N>;
  readonly contract: Contract<N, E, T, I, O, X, K>;
}
/** What every tool has. `fits` is the only field that a misfit can fail: TypeScript 7 tells of others in the order of their names. */
export interface Callable {
  readonly name: string;
  readonly '~types': Types;
}
/** Any tool; so little, so that a contract in the place of a tool is told so by `fits`, not by a missing property. */
export interface AnyTool extends Callable {
  readonly effect: Effect;
  readonly source: TrustLevel;
}
interface Fitting<R extends Role, L extends TrustLevel> extends Callable {
  /** Two objects, so that the role is judged, and named, before the trust. */
  readonly fits: { readonly role: { readonly [S in R]: true }; readonly trust: { readonly [S in L]: true } };
}
/** What an IntakeAgent at trust L may register. */
export interface IntakeTool<L extends TrustLevel> extends Fitting<'intake', L> {}
/** What an ActionAgent at trust L may register. */
export interface ActionTool<L extends TrustLevel> extends Fitting<'action', L> {}

/** The input of a tool or contract. */
export type InputOf<C extends { readonly '~types': Types }> = C['~types']['input'];
/** The output of a tool or contract. */
export type OutputOf<C extends { readonly '~types': Types }> = C['~types']['output'];
/** The schema's output where there is one, else what run returns. */
type Declared<O, R> = unknown extends O ? R : O;

/** What the ledger knows of a tool. The choke point alone asks for it. */
export interface Seal {
  readonly tool: AnyTool;
  readonly contract: AnyContract;
  readonly run: Run;
}
const ledger = new WeakMap<object, Seal>();

/**
 * Makes a tool: of a contract and its code, or of both in one object. Two forms with different arity, so that an error
 * names one of them, never "no overload matches".
 *
 * @throws SallyportError `BAD_CONTRACT`, as {@link contract}; `NOT_A_TOOL` for a contract that was not made by `contract()`.
 * @example
 * ```ts
 * import { tool } from '@sallyport/core/tool';
 * import * as z from 'zod';
 *
 * export const readPage = tool({
 *   name: 'read_page',
 *   effect: 'ingest',
 *   source: 'low',
 *   input: z.strictObject({ url: z.url({ protocol: /^https$/ }) }),
 *   run: async ({ url }, { signal }) => (await fetch(url, { signal })).text(),
 * });
 * ```
 */
export function tool<N extends string, E extends Effect, T extends TrustLevel, I, O, X, K extends string, R extends O>(
  contract: Contract<N, E, T, I, O, X, K>,
  run: (input: I, context: RunContext) => Promise<R>,
): Tool<N, E, T, I, Declared<O, R>, X, K>;
export function tool<
  const N extends string,
  const E extends Effect,
  S extends Schema,
  R extends ValueOf<OS>,
  OS extends Schema = ZodSchema,
  const T extends TrustLevel = Unsaid<E>,
  const X extends OutsiderOfRun<Declared<ValueOf<OS>, R>> = undefined,
  const K extends ArgOf<ValueOf<S>> = AllControl<ValueOf<S>>,
>(
  spec: Spec<N, E, S, OS, X, K> & { run(input: ValueOf<S>, context: RunContext): Promise<R> } & SourceOf<N, E, T>,
): Tool<N, E, T, ValueOf<S>, Declared<ValueOf<OS>, R>, X, K>;
export function tool(first: unknown, second?: unknown): AnyTool {
  if (isContract(first)) return makeTool(first, second);
  if (second !== undefined) {
    const name = nameOf(first);
    throw new SallyportError(
      'NOT_A_TOOL',
      `${name} is not a contract that this copy of @sallyport/core made: make it with contract()`,
      { name: ownNameOf(first) },
    );
  }
  const fields = ownFields(first, ['run']);
  return makeTool(makeContract(readTerms(fields, { inline: true })), fields['run']);
}

/** Seals a contract and its code. */
export function makeTool(contract: AnyContract, run: unknown): AnyTool {
  const { name, effect, source } = contract;
  if (typeof run !== 'function') throw new SallyportError('BAD_CONTRACT', nothingToRun(name), { contract: name });
  const made = freeze({
    ...{ name, effect, source, contract },
    fits: toolFits(name, effect, source),
    listable: isTool(name),
    proposable: isTool(name),
  });
  // `as`: `~types` exists in the types only.
  const sealed = made as unknown as AnyTool;
  // `as`: a function; what it takes was checked by the compiler where it was written.
  weakSet(ledger, sealed, freeze({ tool: sealed, contract, run: run as Run }));
  return sealed;
}

/** What is sealed under this very object; `undefined` for anything that `tool()` or `classify()` of this copy did not make. */
export function sealOf(value: unknown): Seal | undefined {
  return typeof value === 'object' && value !== null ? weakGet(ledger, value) : undefined;
}
