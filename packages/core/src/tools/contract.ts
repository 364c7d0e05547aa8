// A contract: what a tool promises, as frozen data without code. Safe to import where the tool itself must not be.
import { SallyportError } from '../errors.js';
import { hashOf, type Hash } from '../canonical.js';
import { toJson, type Json } from '../json.js';
import { freeze, weakGet, weakSet } from '../primordials.js';
import type { Effect, TrustLevel } from '../trust.js';
import {
  ANYTHING,
  ownFields,
  readTerms,
  type AllControl,
  type ArgOf,
  type Outsider,
  type SourceOf,
  type Spec,
  type Terms,
  type Unsaid,
} from './contract-spec.js';
import {
  contractFits,
  listability,
  proposability,
  type Everywhere,
  type Listability,
  type NothingToRun,
  type Proposability,
} from './fits.js';
import { nameOf, ownNameOf } from './name-of.js';
import type { Schema, ValueOf, ZodSchema } from './schema.js';

/** Exists in the types only: what goes in, what comes out, which of that outsiders write, which arguments decide where the effect lands. */
export interface Types<I = unknown, O = unknown, X = unknown, K = unknown> {
  readonly input: I;
  readonly output: O;
  readonly outsider: X;
  readonly control: K;
}

/** The fields of a contract's record; all of them are in its digest. */
export interface ContractFields<N extends string, E extends Effect, T extends TrustLevel> {
  readonly name: N;
  readonly effect: E;
  /** How far the authors of what it brings in are trusted; `high` for what brings nothing in. */
  readonly source: T;
  /** JSON Schema. */
  readonly input: Json;
  /** JSON Schema. */
  readonly output: Json;
  readonly control: '*' | readonly string[];
  readonly outsider: '*' | readonly string[];
  readonly egress: boolean;
  readonly private: boolean;
  readonly idempotent: boolean;
  /** How long what was approved can be taken back before it starts, in milliseconds. */
  readonly undo?: number;
  readonly resource?: string;
}
/** Any contract. */
export interface AnyContract extends ContractFields<string, Effect, TrustLevel> {
  readonly listable: true | string;
  readonly proposable: true | string;
  readonly '~types': Types;
}
/** Plain data: what a tool does and takes. */
export interface Contract<
  N extends string,
  E extends Effect,
  T extends TrustLevel,
  I,
  O,
  X,
  K extends string,
> extends ContractFields<N, E, T> {
  readonly fits: Everywhere<NothingToRun<N>>;
  readonly listable: Listability<N, E, K>;
  readonly proposable: Proposability<N, E>;
  readonly '~types': Types<I, O, X, K>;
}
/** What a session may propose; with names, only one of those. */
export interface Proposable<P extends string = string> {
  readonly name: P;
  readonly proposable: true;
  readonly '~types': Types;
}
/** What an agent may list in `proposes`: bounds, or a contract without control arguments. */
export interface Listable<P extends string = string> {
  readonly name: P;
  readonly listable: true;
}

interface Sealed {
  readonly terms: Terms;
  readonly data: Json;
  /** The arguments that decide where the effect lands, or `'open'` when they may have any name. */
  readonly control: readonly string[] | 'open';
  digest: Hash | undefined;
}
const ledger = new WeakMap<object, Sealed>();

/**
 * Declares what a tool does to the world. The result is frozen data; `tool(contract, run)` adds the code elsewhere.
 *
 * @throws SallyportError `BAD_CONTRACT` where a field is missing, unknown or cannot hold; the message has the remedy.
 * @example
 * ```ts
 * import { contract } from '@sallyport/core/tool';
 * import * as z from 'zod';
 *
 * export const sendEmail = contract({
 *   name: 'send_email',
 *   effect: 'send',
 *   control: ['to'],
 *   input: z.strictObject({ to: z.email(), subject: z.string(), body: z.string() }),
 * });
 * ```
 */
export function contract<
  const N extends string,
  const E extends Effect,
  S extends Schema,
  OS extends Schema = ZodSchema,
  const T extends TrustLevel = Unsaid<E>,
  const X extends Outsider<ValueOf<OS>> = undefined,
  const K extends ArgOf<ValueOf<S>> = AllControl<ValueOf<S>>,
>(spec: Spec<N, E, S, OS, X, K> & SourceOf<N, E, T>): Contract<N, E, T, ValueOf<S>, ValueOf<OS>, X, K> {
  // `as`: makeContract checks at run time what the type parameters say; `~types` exists in the types only.
  return makeContract(readTerms(ownFields(spec))) as unknown as Contract<N, E, T, ValueOf<S>, ValueOf<OS>, X, K>;
}

/** Seals checked terms. `areNamesKnown: false` for a foreign tool, whose arguments the compiler cannot name either. */
export function makeContract(terms: Terms, { areNamesKnown = true } = {}): AnyContract {
  const { name, effect, source, control, outsider, egress, idempotent, undo, resource, keys } = terms;
  const all = areNamesKnown && keys.rest === 'refused' ? freeze([...keys.properties.keys()]) : 'open';
  const keyed = control === '*' ? all : control;
  const record = {
    ...{ name, effect, source, control, outsider, egress, private: terms.private, idempotent },
    ...{ input: terms.input.json, output: terms.output?.json ?? ANYTHING },
    ...(undo === undefined ? {} : { undo }),
    ...(resource === undefined ? {} : { resource }),
  };
  const data = toJson(record, { what: `contract '${name}'` });
  const made = freeze({
    ...record,
    fits: contractFits(name),
    listable: listability(name, effect, keyed),
    proposable: proposability(name, effect),
  });
  weakSet(ledger, made, { terms, data, control: keyed, digest: undefined });
  // `as`: `~types` exists in the types only.
  return made as unknown as AnyContract;
}

function sealedOf(value: unknown): Sealed {
  const sealed = typeof value === 'object' && value !== null ? weakGet(ledger, value) : undefined;
  if (sealed !== undefined) return sealed;
  const name = nameOf(value);
  throw new SallyportError(
    'NOT_A_TOOL',
    `${name} is not a contract that this copy of @sallyport/core made: make it with contract()`,
    { name: ownNameOf(value) },
  );
}

/** Was it made by `contract()` of this copy of the package, and is it the very object? */
export const isContract = (value: unknown): value is AnyContract =>
  typeof value === 'object' && value !== null && weakGet(ledger, value) !== undefined;

/** The plain record form of a contract. Throws NOT_A_TOOL for what `contract()` did not make. */
export const contractData = (value: AnyContract): Json => sealedOf(value).data;

/** The live schemas behind a contract, which never hang on the object. */
export function schemaOf(value: AnyContract): Pick<Terms, 'input' | 'output'> {
  const { input, output } = sealedOf(value).terms;
  return { input, output };
}

/** The arguments that decide where the effect lands, by name; `'open'` when they may have any name. */
export const controlOf = (value: AnyContract): readonly string[] | 'open' => sealedOf(value).control;

/** SHA-256 of the canonical record form; it covers every field. */
export function digestOf(value: AnyContract): Hash {
  const sealed = sealedOf(value);
  return (sealed.digest ??= hashOf(sealed.data));
}
