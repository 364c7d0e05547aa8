// What a gate answers its caller with.
import { toJson, type Id, type Json } from '../canonical.js';
import type { Fold } from '../record/fold.js';
import type { Action } from '../record/standing.js';
import { currentOf, endOf } from './outcome.js';
import type { Args } from './proposal.js';

/** How it ended, for the caller. */
export interface Answered {
  readonly id: Id;
  readonly value: unknown;
  readonly args: Args;
  readonly by: Id;
  readonly approvedBy: readonly Id[];
}
/** Who has approved it. */
export const whoOf = ({ by, approvals }: Action): Pick<Answered, 'by' | 'approvedBy'> => ({
  by: by!,
  approvedBy: Object.freeze(approvals.map((one) => one.by)),
});

/** A proposal on which something can be done, or that is over. */
export function decided(fold: Fold, id: Id): Action | undefined {
  const action = currentOf(fold, id);
  return action.state === 'approved' ? action : endOf(fold, id);
}

/** What came back, as JSON; `undefined` for what is none: it has happened all the same. */
export function jsonOr(output: unknown): Json | undefined {
  try {
    return toJson(output ?? null);
  } catch {
    return undefined;
  }
}
