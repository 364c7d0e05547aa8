// Bounds: which values an argument may have. One matcher for what an agent may propose, what a plan pins and what a grant covers.
import { canonical, type Json } from '../canonical.js';
import { hasOwn } from '../primordials.js';

/** What one argument may be: the address that wrote the message being handled, any contact's, anything at all, or one of a list. */
export type Bound = 'sender' | 'contacts' | 'anyone' | readonly Json[];
/** What each control argument may be. */
export type Bounds = Readonly<Record<string, Bound>>;

/** What the words in bounds stand for while one message is handled. */
export interface Reach {
  /** The delivering address, never Reply-To; `undefined` where there is none. */
  readonly sender: string | undefined;
  /** The addresses of all contacts. */
  readonly contacts: ReadonlySet<string>;
}
/** Where nothing is being handled: only lists reach anything. */
export const NOWHERE: Reach = { sender: undefined, contacts: new Set() };

/** Why the arguments `names` lie outside the bounds, or `undefined` when they do not. An argument without a bound is outside. */
export function outOfBounds(
  args: { readonly [key: string]: Json },
  names: readonly string[],
  bounds: Bounds,
  reach: Reach,
): string | undefined {
  for (const name of names) {
    const bound = hasOwn(bounds, name) ? bounds[name] : undefined;
    if (bound === undefined) return `nobody said what '${name}' may be`;
    if (!hasOwn(args, name) || !isWithin(args[name]!, bound, reach))
      return `'${name}' is not ${describe(bound, reach)}`;
  }
  return undefined;
}

/** Is it one of the values that a bound allows? Values are compared by their canonical text, so that each is itself only. */
export function isWithin(value: Json, bound: Bound, { sender, contacts }: Reach): boolean {
  if (bound === 'anyone') return true;
  if (bound === 'sender') return typeof value === 'string' && sender !== undefined && value === sender;
  if (bound === 'contacts') return typeof value === 'string' && contacts.has(value);
  const text = canonical(value);
  return bound.some((allowed) => canonical(allowed) === text);
}

function describe(bound: Bound, { sender }: Reach): string {
  if (bound === 'sender')
    return sender === undefined ? 'the sender: this message has no address to answer to' : 'the sender of the message';
  return bound === 'contacts' ? "a contact's address" : 'one of the listed values';
}
