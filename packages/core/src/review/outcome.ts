// How a proposal ended, for whoever waits for it: a result, or the error that says who stopped it and why.
import type { Id, Json } from '../canonical.js';
import { ZERO, type Label } from '../content/label.js';
import {
  GateDenied,
  GateError,
  GateExpired,
  GateInterrupted,
  GateWithdrawn,
  SallyportError,
  type ErrorFacts,
} from '../errors.js';
import type { Fold } from '../record/fold.js';
import type { Journal } from '../record/journal.js';
import { isOver } from '../record/state.js';
import type { Action } from '../record/standing.js';

/** A proposal as it stands now: the one that replaced it, where a person edited it. */
export function currentOf(fold: Fold, id: Id): Action {
  let action = fold.actions.get(id);
  if (action === undefined) throw new SallyportError('UNKNOWN_ID', `there is no proposal '${id}'`);
  while (action.replacedBy !== undefined) action = fold.actions.get(action.replacedBy)!;
  return action;
}

/** The proposal once nothing more can happen to it without a person; `undefined` before. */
export function endOf(fold: Fold, id: Id): Action | undefined {
  const action = currentOf(fold, id);
  return isOver(action.state) || action.state === 'interrupted' ? action : undefined;
}

export interface Outcome {
  readonly id: Id;
  readonly value: Json;
  readonly label: Label;
}

/** What an executed proposal brought. Throws for every other end, each with its own error. */
export async function outcomeOf(journal: Journal, action: Action): Promise<Outcome> {
  const { id } = action.proposal;
  const value = action.result === undefined ? null : await journal.read(action.result);
  const label = action.result?.label ?? ZERO;
  if (action.state === 'executed') return { id, value, label };
  throw stopOf(action, value);
}

function stopOf(action: Action, result: Json): SallyportError {
  const { proposal, state, by, reason } = action;
  const facts: ErrorFacts = {
    id: proposal.id,
    state,
    ...(by !== undefined && { by }),
    ...(reason !== undefined && { reason }),
  };
  const what = `the proposal ${proposal.id} of '${proposal.requester}'`;
  const why = reason === undefined ? '' : `: ${reason}`;
  switch (state) {
    case 'denied':
      return new GateDenied('GATE_DENIED', `${what} was denied by '${by}'${why}`, facts);
    case 'expired':
      return new GateExpired(
        'GATE_EXPIRED',
        `${what} ran out before it was decided and started: propose it again if it is still wanted`,
        facts,
      );
    case 'withdrawn':
    case 'revoked':
      return new GateWithdrawn('GATE_WITHDRAWN', `${what} was ${state} by '${by}'${why}`, facts);
    case 'interrupted':
      return new GateInterrupted(
        'GATE_INTERRUPTED',
        `${what} had started and broke off: whether it happened is not known; look before you repeat it${typeof result === 'string' ? ` (${result})` : ''}`,
        facts,
      );
    case 'refused':
    case 'rejected':
      return new GateDenied('REFUSED', `${what} was ${state}: ${reasonIn(result)}`, {
        ...facts,
        reason: reasonIn(result),
      });
    default:
      return new GateError('GATE_FAILED', `${what} was approved and started, and failed`, { ...facts, detail: result });
  }
}

const reasonIn = (result: Json): string => (typeof result === 'string' ? result : 'no reason was written down');
