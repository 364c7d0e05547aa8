// Doors: who may write to an agent, and how far they must be trusted. Asked before an agent sees a single word.
import type { Allowlist } from '@sallyport/allowlist';
import type { Id } from '../canonical.js';
import { quote } from '../errors.js';
import { notBelow, type Role, type TrustLevel } from '../trust.js';

/** An agent, as its door knows it. */
export interface Door {
  readonly name: Id;
  readonly role: Role;
  readonly trust: TrustLevel;
  readonly list: Allowlist;
}
/** Who stands before it. */
export interface Visitor {
  readonly from: Id;
  /** The lowest trust of what the agent would be shown. */
  readonly trust: TrustLevel;
  /** Did a person sign it with their key? */
  readonly isOrder: boolean;
}

/** Why a message may not come in, with the rule that says so; `undefined` when it may. */
export function refusalAt(door: Door, { from, trust, isOrder }: Visitor): string | undefined {
  if (door.role === 'action' && !isOrder)
    return `'${door.name}' takes orders that a person has signed, and nothing else`;
  const answer = door.list.check(from);
  if (!answer.allowed) return `the allowlist of '${door.name}' refuses ${quote(from)}: ${answer.reason}`;
  if (!notBelow(trust, door.trust)) return `'${door.name}' takes in ${door.trust} trust or more, and this is ${trust}`;
  return undefined;
}
