// What a session shows of a tool's output: plain where the contract says so, behind a Ref where outsiders wrote it.
import type { AnyRef, Ref } from '../content/ref-type.js';
import type { Callable, InputOf, OutputOf } from './tool.js';

/** At each top-level key, the value or a Ref to it. */
export type Refable<I> = { readonly [K in keyof I]: I[K] | Ref<I[K]> };

/** An optional field that is absent has no Ref. */
type Veil<V> = unknown extends V ? Ref<V> : Ref<Exclude<V, undefined>> | Extract<V, undefined>;
/** Written out, not named, so that an editor shows the fields and which of them are Refs. */
type Keyed<O, K> = unknown extends O
  ? Ref<O>
  : O extends readonly (infer R)[]
    ? readonly { readonly [P in keyof R]: P extends K ? Veil<R[P]> : R[P] }[]
    : { readonly [P in keyof O]: P extends K ? Veil<O[P]> : O[P] };
/** The last case: a tool known only as an ActionTool. */
type Shield<O, X> = X extends '*' | undefined ? Ref<O> : X extends readonly (infer K)[] ? Keyed<O, K> : unknown;
/** What an action agent gets to see of a tool's output: one Ref, or, where the contract lists its outsider fields, those as Refs and the rest plain. */
export type Shielded<C extends Callable> = Shield<OutputOf<C>, C['~types']['outsider']>;

type ArgOf<I> = unknown extends I ? string : I extends unknown ? keyof I : never;
/** An argument that the tool does not have: an inferred input would let it pass. */
export type Extra<A, C extends Callable> = {
  readonly [K in Exclude<keyof A, ArgOf<InputOf<C>>> & string]: `${C['name']} takes no '${K}'`;
};

/** Which arguments are Refs: `'yes'` for certain, `'maybe'` where the type allows it, `never` where not. */
export type RefKeys<A> = {
  [K in keyof A]-?: [A[K]] extends [AnyRef] ? 'yes' : [Extract<A[K], AnyRef>] extends [never] ? never : 'maybe';
}[keyof A];
/** A call that was given a Ref returns one; a call that may have been given a Ref may return one. */
export type Answer<C extends Callable, R> = [R] extends [never]
  ? Shielded<C>
  : 'yes' extends R
    ? Ref<OutputOf<C>>
    : Ref<OutputOf<C>> | Shielded<C>;
