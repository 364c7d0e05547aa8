// Bounds on what may be proposed: what each control argument may be, said where the agent is made.
import { quote, SallyportError } from '../errors.js';
import { toJson, type Json } from '../json.js';
import { create, freeze, hasOwn, isArray, mapGet, ownKeys, weakGet, weakSet } from '../primordials.js';
import type { Bound, Bounds } from './bounds.js';
import { controlOf, isContract, schemaOf, type AnyContract, type Proposable, type Types } from './contract.js';
import {
  isBounded,
  isTool,
  needsOnly,
  nothingToBound,
  open,
  type IsBounded,
  type NothingToBound,
  type Open,
} from './fits.js';
import { isText, keysOf } from './keys.js';
import { nameOf, ownNameOf } from './name-of.js';
import { sealOf } from './tool.js';

type ValueAt<I, P> = I extends unknown ? (P extends keyof I ? Exclude<I[P], undefined> : never) : never;
/** Written out, not named, so that errors print what is allowed. */
type BoundsFor<I, K extends string> = {
  readonly [P in K]:
    | 'anyone'
    | readonly ValueAt<I, P>[]
    | ([ValueAt<I, P>] extends [string] ? 'sender' | 'contacts' : never);
};
/** One entry for each control argument, optional ones too, and no other. */
type BoundsOf<C extends Proposable> = [C['~types']['control']] extends [never]
  ? NothingToBound<C['name']>
  : string extends C['~types']['control']
    ? Open<C['name']>
    : BoundsFor<C['~types']['input'], C['~types']['control'] & string>;

/** A contract that may be proposed within bounds. */
export interface Bounded<N extends string> {
  readonly name: N;
  readonly listable: true;
  readonly proposable: IsBounded<N>;
  readonly bounds: Bounds;
  readonly '~types': Types;
}

interface Sealed {
  readonly contract: AnyContract;
  readonly bounds: Bounds;
}
const ledger = new WeakMap<object, Sealed>();
const NONE: Bounds = freeze(create(null));

/**
 * Lists a contract in `proposes`, within bounds. A proposal outside of them is refused, not asked.
 *
 * `'sender'`: the address that delivered the message being handled; `'contacts'`: any contact's; a list: one of these
 * values; `'anyone'`: no bound, said aloud and audited.
 *
 * @throws SallyportError `BAD_OPTION` where a control argument has no bound, or a bound cannot be; `NOT_A_TOOL` for what is not a contract.
 * @example
 * ```ts
 * import { contract, oneOf, only } from '@sallyport/core/tool';
 * import * as z from 'zod';
 *
 * const sendEmail = contract({
 *   name: 'send_email',
 *   effect: 'send',
 *   control: ['to'],
 *   input: z.strictObject({ to: z.email(), body: z.string() }),
 * });
 * export const replies = only(sendEmail, { to: 'sender' });
 * export const reports = only(sendEmail, { to: oneOf('alice@example.com', 'bob@example.com') });
 * ```
 */
export function only<C extends Proposable>(contract: C, bounds: BoundsOf<C>): Bounded<C['name']> {
  const bounded = proposableContract(contract);
  const { name } = bounded;
  const control = controlOf(bounded);
  if (control === 'open') throw refused(name, open(name));
  if (control.length === 0) throw refused(name, nothingToBound(name));
  const made = freeze({
    name,
    listable: true,
    proposable: isBounded(name),
    bounds: readBounds(bounded, control, bounds),
  });
  weakSet(ledger, made, freeze({ contract: bounded, bounds: made.bounds }));
  // `as`: the name is the contract's; `~types` exists in the types only.
  return made as unknown as Bounded<C['name']>;
}

/**
 * A list of values that an argument may be, as frozen JSON. A plain array does as well; this one must not be empty.
 *
 * @throws SallyportError `BAD_OPTION` when there is no value, `NOT_JSON` for a value that is not plain JSON.
 */
// The constraint only keeps 'a@x' from widening to string, without making arrays readonly as `const` would.
export function oneOf<V extends string | number | boolean | object | null>(...values: readonly V[]): readonly V[] {
  if (values.length === 0) throw refused('oneOf', 'oneOf() without values allows nothing: name at least one');
  // `as`: a frozen copy of the same values.
  return toJson(values, { what: 'oneOf()' }) as unknown as readonly V[];
}

/** What `only()` sealed under this very object, or a bare contract without control arguments; otherwise the sentence that says why not. */
export function boundsOf(value: unknown): Sealed | string {
  const sealed = typeof value === 'object' && value !== null ? weakGet(ledger, value) : undefined;
  if (sealed !== undefined) return sealed;
  if (isContract(value)) return value.listable === true ? { contract: value, bounds: NONE } : value.listable;
  return notAContract(value);
}

function proposableContract(value: unknown): AnyContract {
  if (isContract(value)) {
    if (value.proposable !== true) throw refused(value.name, value.proposable);
    return value;
  }
  throw new SallyportError('NOT_A_TOOL', notAContract(value), { tool: ownNameOf(value) });
}

function notAContract(value: unknown): string {
  const seal = sealOf(value);
  if (seal !== undefined) return isTool(seal.contract.name);
  const sealed = typeof value === 'object' && value !== null ? weakGet(ledger, value) : undefined;
  if (sealed !== undefined) return isBounded(sealed.contract.name);
  return `${nameOf(value)} was not made by this copy of @sallyport/core: make it with contract() or only(), and install the package once`;
}

function readBounds(contract: AnyContract, control: readonly string[], bounds: unknown): Bounds {
  const { name } = contract;
  if (typeof bounds !== 'object' || bounds === null) throw refused(name, needsOnly(name, control[0]!));
  for (const key of ownKeys(bounds)) {
    if (control.some((argument) => argument === key)) continue;
    throw refused(
      name,
      `only(${name}, …) bounds ${quote(String(key))}, which is not a control argument; there are: ${control.join(', ')}`,
    );
  }
  // `as`: an object without a prototype; what is read from it is what was said.
  const read = create(null) as Record<string, Bound>;
  for (const key of control) {
    if (!hasOwn(bounds, key)) throw refused(name, needsOnly(name, key));
    // `as`: it has that key.
    read[key] = readBound(contract, key, (bounds as Record<string, unknown>)[key]);
  }
  return freeze(read);
}

function readBound(contract: AnyContract, key: string, bound: unknown): Bound {
  const { name } = contract;
  if (bound === 'anyone') return bound;
  if (bound === 'sender' || bound === 'contacts') {
    const { json } = schemaOf(contract).input;
    const schemas = argumentSchemas(json, key);
    if (schemas.length > 0 && schemas.every((schema) => isText(schema, json))) return bound;
    throw refused(
      name,
      `only(${name}, …): '${key}' is not a string, so it cannot be the ${bound === 'sender' ? "sender's" : "contacts'"} address`,
    );
  }
  if (!isArray(bound))
    throw refused(
      name,
      `only(${name}, …): '${key}' may be 'sender', 'contacts', 'anyone' or a list, not ${quote(bound)}`,
    );
  if (bound.length === 0)
    throw refused(name, `only(${name}, …): an empty list lets '${key}' be nothing: name at least one value`);
  // `as`: the copy of an array is an array.
  return toJson(bound, { what: `only(${name}, …): '${key}'` }) as readonly Json[];
}

function argumentSchemas(input: Json, key: string): readonly Json[] {
  const keys = keysOf(input);
  return [...((keys && mapGet(keys.properties, key)) ?? [])];
}

function refused(tool: string, why: string): SallyportError {
  return new SallyportError('BAD_OPTION', why, { tool });
}
