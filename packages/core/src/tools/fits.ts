// Where a contract or tool fits, as a sentence where it does not: the compiler and the run time say the same words.
import { freeze, hasOwn } from '../primordials.js';
import {
  EFFECTS,
  refusal,
  type Clear,
  type Effect,
  type EffectRefusal,
  type Grant,
  type Proposed,
  type Role,
  type Seat,
  type SourceRefusal,
  type Takes,
  type TrustLevel,
} from '../trust.js';

/** The table, read once: what a seat grants, what of that needs no look at the source, which sources it takes. */
type Grants = { [S in Seat]: Grant<S> };
type Sourceless = { [L in TrustLevel]: Exclude<Grant<L>, Clear> };
type Sources = { [L in TrustLevel]: Takes<L> };

/** `true` where an effect fits a role, or the sentence that says why not. A union is judged member by member. */
type FitRole<R extends Role, N extends string, E extends Effect> = E extends Grants[R] ? true : EffectRefusal<R, N, E>;
/** The same for a trust level, which looks at the source of what is brought in. */
type FitTrust<L extends TrustLevel, N extends string, E extends Effect, T extends TrustLevel> = E extends Sourceless[L]
  ? true
  : E extends Grants[L]
    ? T extends Sources[L]
      ? true
      : SourceRefusal<L, N, T>
    : EffectRefusal<L, N, E>;

/** The same answer for every seat. */
export interface Everywhere<V> {
  readonly role: { readonly [R in Role]: V };
  readonly trust: { readonly [L in TrustLevel]: V };
}
/** For every seat `true`, or the sentence that says why not. */
export type ToolFits<N extends string, E extends Effect, T extends TrustLevel> = string extends N
  ? Everywhere<'a tool whose name is not known at compile time fits nowhere: classify() it first'>
  : {
      readonly role: { readonly [R in Role]: FitRole<R, N, E> };
      readonly trust: { readonly [L in TrustLevel]: FitTrust<L, N, E, T> };
    };

export const UNDECLARED = 'nobody has declared what this tool can do: classify() it first';
export type Undeclared = Everywhere<typeof UNDECLARED>;
export type NothingToRun<N extends string> =
  `'${N}' is a contract, with nothing to run: tool(contract, run) makes it a tool`;
export type IsTool<N extends string> = `'${N}' is a tool: propose its contract`;
export type IsBounded<N extends string> = `only(${N}, …) stands in proposes: a session proposes the contract`;
export type Open<N extends string> =
  `'${N}' takes arguments of any name: control says which of them decide where the effect lands`;
export type NeedsOnly<N extends string, K extends string> = `only(${N}, …) says what '${K}' may be`;
export type NothingToBound<N extends string> = `'${N}' has no control arguments: propose it without only()`;

type Unknown = 'an agent cannot propose a contract whose name it does not know at compile time';
type Forbidden<
  N extends string,
  E extends Effect,
> = `an agent cannot propose '${N}': it ${(typeof EFFECTS)[Exclude<E, Proposed>]['does']}`;
/** May a session propose it? */
export type Proposability<N extends string, E extends Effect> = string extends N
  ? Unknown
  : [E] extends [Proposed]
    ? true
    : Forbidden<N, E>;
/** May an agent list it in `proposes` as it is, without bounds? */
export type Listability<N extends string, E extends Effect, K extends string> = string extends N
  ? Unknown
  : [E] extends [Proposed]
    ? [K] extends [never]
      ? true
      : string extends K
        ? Open<N>
        : NeedsOnly<N, K>
    : Forbidden<N, E>;

// The return types make the compiler check that the words are the same.
export const nothingToRun = <N extends string>(name: N): NothingToRun<N> =>
  `'${name}' is a contract, with nothing to run: tool(contract, run) makes it a tool`;
export const isTool = <N extends string>(name: N): IsTool<N> => `'${name}' is a tool: propose its contract`;
export const isBounded = <N extends string>(name: N): IsBounded<N> =>
  `only(${name}, …) stands in proposes: a session proposes the contract`;
export const open = <N extends string>(name: N): Open<N> =>
  `'${name}' takes arguments of any name: control says which of them decide where the effect lands`;
export const needsOnly = <N extends string, K extends string>(name: N, key: K): NeedsOnly<N, K> =>
  `only(${name}, …) says what '${key}' may be`;
export const nothingToBound = <N extends string>(name: N): NothingToBound<N> =>
  `'${name}' has no control arguments: propose it without only()`;

function everywhere<V>(judge: (seat: Seat) => V): Everywhere<V> {
  const role: Everywhere<V>['role'] = { intake: judge('intake'), action: judge('action') };
  const trust: Everywhere<V>['trust'] = {
    zero: judge('zero'),
    low: judge('low'),
    medium: judge('medium'),
    high: judge('high'),
  };
  return freeze({ role: freeze(role), trust: freeze(trust) });
}

/** What {@link ToolFits} says of it. */
export const toolFits = (name: string, effect: Effect, source: TrustLevel): Everywhere<true | string> =>
  everywhere((seat) => refusal(seat, name, effect, source) ?? true);
export const contractFits = (name: string): Everywhere<string> => everywhere(() => nothingToRun(name));
export const undeclared = (): Undeclared => everywhere(() => UNDECLARED);

/** What {@link Proposability} says of it. */
export function proposability(name: string, effect: Effect): true | string {
  if (!hasOwn(EFFECTS, effect)) return `'${name}' has no known effect`;
  const { tier, does } = EFFECTS[effect];
  return tier === 'observe' ? `an agent cannot propose '${name}': it ${does}` : true;
}

/** What {@link Listability} says of it; of several control arguments it names the first. */
export function listability(name: string, effect: Effect, control: readonly string[] | 'open'): true | string {
  const proposable = proposability(name, effect);
  if (proposable !== true) return proposable;
  if (control === 'open') return open(name);
  const key = control[0];
  return key === undefined ? true : needsOnly(name, key);
}
