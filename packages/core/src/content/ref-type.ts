// What a Ref is to the compiler: a value that code may pass on but not read.

declare const held: unique symbol;

/** A handle on stored content: passed as an argument it is judged by the content's label; `session.reveal()` opens it. */
export interface Ref<out V> {
  /** Exists in the types only. */
  readonly [held]: V;
  /** A Ref to one field. */
  at<K extends keyof V>(key: K): Ref<V[K]>;
}

/** Any Ref, whatever it holds. */
export interface AnyRef {
  readonly [held]: unknown;
}
