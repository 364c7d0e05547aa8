// What a gate answers its caller with.
import { canonical, toJson, type Id, type Json } from '../canonical.js';
import { GateWaiting, quote, SallyportError } from '../errors.js';
import type { Proposal } from '../record/body.js';
import type { Fold } from '../record/fold.js';
import type { Journal } from '../record/journal.js';
import type { Action } from '../record/standing.js';
import type { AnyContract } from '../tools/contract.js';
import type { Prepared } from '../tools/input.js';
import { recordOf } from './contract-record.js';
import { currentOf, endOf } from './outcome.js';
import { readArguments, type Args } from './proposal.js';

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

/** The id of what was asked for under the same name, when it is the same. Throws `ONCE_CONFLICT` when it is not. */
export async function mustBeSame(
  journal: Journal,
  proposal: Proposal,
  contract: AnyContract,
  { text }: Prepared,
): Promise<Id> {
  const record = recordOf(contract);
  const isSame =
    proposal.contract === record.digest && canonical(await readArguments(journal, proposal, record)) === text;
  if (isSame) return proposal.id;
  const { id, once } = proposal;
  throw new SallyportError(
    'ONCE_CONFLICT',
    `${quote(once)} was asked for before, with other arguments: one name is one thing; choose another`,
    { id, once },
  );
}

/** What a caller is told whose wait is over: the proposal is as it is. */
export function waitingStill({ proposal: { id }, state }: Action): GateWaiting {
  const what =
    state === 'started'
      ? `${id} is under way`
      : state === 'approved'
        ? `${id} is approved, and can still be taken back`
        : `nobody has decided ${id} yet: it stays pending`;
  return new GateWaiting('GATE_WAITING', `${what}; ask again with the same once to go on waiting`, { id, state });
}
