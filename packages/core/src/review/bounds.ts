// Bounds: what each control argument of a proposal may be. Outside of them it is refused, not asked (rule 5.6).
import { canonical, type Json } from '../canonical.js';
import type { Bound, Bounds } from '../tools/only.js';

/** What the words in bounds stand for while one message is handled. */
export interface Reach {
  /** The delivering address, never Reply-To; `undefined` where there is none. */
  readonly sender: string | undefined;
  /** The addresses of all contacts. */
  readonly contacts: ReadonlySet<string>;
}

/** Why arguments lie outside the bounds, or `undefined` when they do not. */
export function outOfBounds(
  args: { readonly [key: string]: Json },
  control: readonly string[],
  bounds: Bounds,
  reach: Reach,
): string | undefined {
  for (const name of control) {
    const bound = Object.hasOwn(bounds, name) ? bounds[name] : undefined;
    if (bound === undefined) return `nobody said what '${name}' may be`;
    if (!isWithin(args[name] ?? null, bound, reach)) return `'${name}' is not ${describe(bound, reach)}`;
  }
  return undefined;
}

function isWithin(value: Json, bound: Bound, { sender, contacts }: Reach): boolean {
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
