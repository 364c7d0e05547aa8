// Refs at run time: a session's handle on content that the acting side has not read. The value is in a ledger, not on the object.
import { inspect } from 'node:util';
import type { Json } from '../canonical.js';
import { SallyportError } from '../errors.js';
import { freeze, hasOwn, weakGet, weakSet } from '../primordials.js';
import { fieldSchema } from './bounded.js';
import type { Label } from './label.js';
import type { Ref } from './ref-type.js';

/** What a Ref stands for, and the session that may open it. */
export interface Held {
  readonly value: Json;
  readonly label: Label;
  readonly session: object;
  /** The schema that it was read under, where a reader made it: says whether it is bounded. */
  readonly schema?: Json | undefined;
  /** Where its fields are not all by the same hand: what of it is plain and what is a Ref, and the label of what is plain. */
  readonly fields?: Fields | undefined;
}
/** The value with a Ref in the place of each field that outsiders write. */
export interface Fields {
  readonly shown: unknown;
  readonly label: Label;
}

const ledger = new WeakMap<object, Held>();

/** A Ref that only `session` opens. */
export function makeRef<V>(held: Held): Ref<V> {
  const ref = freeze(new Handle());
  weakSet(ledger, ref, freeze(held));
  // `as`: what the types say a Ref holds is in the ledger
  return ref as unknown as Ref<V>;
}

/** What is behind a Ref; `undefined` for anything that this copy of the package did not make. */
export function heldBy(value: unknown): Held | undefined {
  return typeof value === 'object' && value !== null ? weakGet(ledger, value) : undefined;
}

class Handle {
  at(key: string | number): Ref<unknown> {
    const held = heldBy(this);
    if (held === undefined)
      throw new SallyportError('NOT_A_REF', 'at() was called on something that is no Ref of this session');
    return fieldOf(held, key);
  }
  toJSON(): never {
    throw unrevealed();
  }
  toString(): never {
    throw unrevealed();
  }
  valueOf(): never {
    throw unrevealed();
  }
  [Symbol.toPrimitive](): never {
    throw unrevealed();
  }
  [inspect.custom](): string {
    return 'Ref {}';
  }
}
freeze(Handle.prototype);

/** One field; null where there is none. It has its own label where the contract says who writes it, else that of the whole. */
function fieldOf(held: Held, key: string | number): Ref<unknown> {
  const { value, fields, schema, ...rest } = held;
  const own = { ...rest, value: member(value, key) ?? null, schema: fieldSchema(schema, key) };
  // `as`: a copy of JSON, with Refs in it
  const shown = fields === undefined ? undefined : member(fields.shown as Json, key);
  if (fields === undefined || shown === undefined) return makeRef(own);
  if (heldBy(shown) !== undefined) return shown as unknown as Ref<unknown>;
  return makeRef(holdsRef(shown) ? { ...own, fields: { ...fields, shown } } : { ...own, label: fields.label });
}

const member = (value: Json, key: string | number): Json | undefined =>
  typeof value === 'object' && value !== null && hasOwn(value, key)
    ? (value as { readonly [key: string]: Json })[key]
    : undefined;

/** Is there a Ref anywhere in it? */
export function holdsRef(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return heldBy(value) !== undefined || Object.values(value).some(holdsRef);
}

function unrevealed(): SallyportError {
  return new SallyportError(
    'REF_UNREVEALED',
    'a Ref is not the text itself: pass it on as an argument, or session.reveal(ref), which lowers what the session may do unasked',
  );
}
