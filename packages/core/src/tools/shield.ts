// What a session shows of a tool's output: plain where the contract says so, behind a Ref where outsiders wrote it.
import type { AnyRef, Ref } from '../content/ref-type.js';
import type { Json } from '../json.js';
import type { Callable, InputOf, OutputOf } from './tool.js';

/** What holds nothing else. It is asked for first, so that a plain argument costs next to nothing. */
type Leaf = string | number | boolean | null | undefined;
/** What has nothing below it to look into. */
type Flat = Leaf | AnyRef | readonly (Leaf | AnyRef)[];
/** How deep the compiler looks into an argument: further down, there may be a Ref, and the run time alone refuses. */
type Levels = [0, 0, 0, 0, 0, 0];
/** At each key, and however deep below it, the value or a Ref to it. */
export type Refable<I> = { readonly [K in keyof I]: I[K] extends Leaf ? I[K] | Ref<I[K]> : Ref<I[K]> | Inside<I[K]> };
type Inside<V> = unknown extends V
  ? V
  : V extends Leaf
    ? V
    : V extends readonly (infer E)[]
      ? number extends V['length']
        ? readonly Item<E>[]
        : Refable<V>
      : Refable<V>;
type Item<E> = E extends Leaf ? E | Ref<E> : Ref<E> | Inside<E>;

/** An optional field that is absent has no Ref. */
type Veil<V> = unknown extends V ? Ref<V> : Ref<Exclude<V, undefined>> | Extract<V, undefined>;
/** What is left of the paths below a key. */
type Below<K, P> = K extends `${P & string}.${infer Rest}` ? Rest : never;
type Seen<V, K> = [K] extends [never] ? V : Keyed<V, K>;
/** Is it a record whose keys are data? Beside declared keys, others that may hold anything are only let through. */
type AreData<O> = string extends keyof O
  ? [NamesOf<O>] extends [never]
    ? true
    : unknown extends O[keyof O & string]
      ? false
      : true
  : number extends keyof O
    ? true
    : false;
type NamesOf<O> = keyof { [P in keyof O as string extends P ? never : number extends P ? never : P]: 0 };
/** Written out, not named, so that an editor shows the fields and which of them are Refs. */
type Keyed<O, K> = unknown extends O
  ? Ref<O>
  : O extends readonly (infer R)[]
    ? readonly Keyed<R, K>[]
    : O extends object
      ? AreData<O> extends true
        ? Whole<O, K>
        : { readonly [P in keyof O]: P extends K ? Veil<O[P]> : string extends P ? Ref<O[P]> : Seen<O[P], Below<K, P>> }
      : O extends null | undefined
        ? O
        : Whole<O, K>;
/** What has no fields is plain where nobody outside writes anything, and else behind a Ref. */
type Whole<O, K> = [K] extends [never] ? O : Ref<O>;
/** The last case: a tool known only as an ActionTool. */
type Shield<O, X> = X extends '*' | undefined ? Ref<O> : X extends readonly (infer K)[] ? Keyed<O, K> : unknown;
/** What an action agent gets to see of a tool's output: one Ref, or, where the contract lists its outsider fields, those as Refs and the rest plain. */
export type Shielded<C extends Callable> = Shield<OutputOf<C>, C['~types']['outsider']>;

type ArgOf<I> = unknown extends I ? string : I extends unknown ? keyof I : never;
/** An argument that the tool does not have: an inferred input would let it pass. */
export type Extra<A, C extends Callable> = {
  readonly [K in Exclude<keyof A, ArgOf<InputOf<C>>> & string]: `${C['name']} takes no '${K}'`;
} & (A[keyof A] extends Flat ? unknown : OddBelow<A, InputOf<C>, `${C['name']} takes no '`>);
/** The same further down: the argument lacks the sentence. `I` is what stands there, `S` the sentence so far. */
type OddBelow<A, I, S extends string> = {
  readonly [K in keyof A]: A[K] extends Flat ? unknown : Said<OddIn<A[K], FieldOf<I, K>, `${S}${K & string}.`>>;
};
type Said<S extends string> = [S] extends [never] ? unknown : { readonly [P in S]: never };
type OddIn<V, I, S extends string, D = Levels> = unknown extends I
  ? never
  : V extends Flat
    ? never
    : D extends readonly [0, ...infer L]
      ? V extends readonly (infer E)[]
        ? OddIn<E, I extends readonly (infer J)[] ? J : never, S, L>
        : {
            [K in keyof V & string]: K extends ArgOf<I> ? OddIn<V[K], FieldOf<I, K>, `${S}${K}.`, L> : `${S}${K}'`;
          }[keyof V & string]
      : never;
type FieldOf<I, K> = I extends unknown ? (K extends keyof I ? I[K] : never) : never;

/** Which arguments hold Refs: `'yes'` for certain, `'maybe'` where the type allows it, `never` where not. */
export type RefKeys<A, D = Levels> = A extends unknown
  ? A[keyof A] extends Leaf | readonly Leaf[]
    ? never
    : { [K in keyof A]-?: A[K] extends Leaf ? never : Holds<A[K], D> }[keyof A]
  : never;
type Holds<V, D> = unknown extends V
  ? 'maybe'
  : [V] extends [AnyRef]
    ? 'yes'
    : [V] extends [Json]
      ? never
      : D extends readonly [0, ...infer E]
        ? OfMembers<Member<V, E>>
        : 'maybe';
type Member<V, D> = V extends AnyRef
  ? 'yes'
  : V extends Leaf
    ? 'no'
    : V extends readonly (infer E)[]
      ? number extends V['length']
        ? OfItems<Holds<E, D>>
        : OfKeys<{ [K in keyof V]: Holds<V[K], D> }[number]>
      : OfKeys<RefKeys<V, D>>;
/** A list of Refs may be empty. */
type OfItems<R> = [R] extends [never] ? 'no' : 'maybe';
type OfKeys<R> = [R] extends [never] ? 'no' : 'yes' extends R ? 'yes' : 'maybe';
type OfMembers<R> = [R] extends ['no'] ? never : [R] extends ['yes'] ? 'yes' : 'maybe';
/** A call that was given a Ref returns one; a call that may have been given a Ref may return one. */
export type Answer<C extends Callable, R> = [R] extends [never]
  ? Shielded<C>
  : 'yes' extends R
    ? Ref<OutputOf<C>>
    : Ref<OutputOf<C>> | Shielded<C>;
