// Puts what is behind Refs in their place, without anybody reading it, and keeps the label.
import { toJson, type Json } from '../canonical.js';
import type { Label } from '../content/label.js';
import { heldBy } from '../content/ref.js';
import type { Handling } from './handling.js';

/** A value without Refs, and the label of everything in it. */
export interface Opened {
  readonly value: Json;
  readonly label: Label;
  /** Was there a Ref? */
  readonly isHeld: boolean;
}

/** Throws `NOT_A_REF` for a Ref of another session, `NOT_JSON`. `own`: the label of what is no Ref. */
export function opened(handling: Handling, value: unknown, own: Label): Opened {
  if (heldBy(value) === undefined) return { value: toJson(value), label: own, isHeld: false };
  const { value: held, label } = handling.open(value);
  return { value: held, label, isHeld: true };
}
