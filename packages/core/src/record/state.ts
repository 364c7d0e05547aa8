// The one machine: which state of a proposal or of a handling may follow which.
import type { State } from './body.js';

type Moves = { readonly [S in State]?: { readonly [T in State]?: true } };

/**
 * What a proposal may become. `started` without `approved`: only the executor's own call that the rules allow. `interrupted`
 * without `started`: its start stands in the executor's own ledger, and the journal has lost it.
 */
export const ACTION_MOVES = {
  pending: {
    // it waits on: the executor has widened who may approve
    pending: true,
    approved: true,
    started: true,
    refused: true,
    denied: true,
    expired: true,
    withdrawn: true,
    replaced: true,
    interrupted: true,
  },
  // back again: more people must approve, or the one who did may not any more
  approved: { pending: true, started: true, expired: true, revoked: true, rejected: true, interrupted: true },
  started: { executed: true, failed: true, interrupted: true },
  // only an idempotent tool starts again; the others may still tell, late, how it ended
  interrupted: { started: true, executed: true, failed: true },
} as const satisfies Moves;

/** What the handling of a message may become. A broken one that only observed is queued again. */
export const HANDLING_MOVES = {
  pending: { started: true, refused: true, interrupted: true },
  started: { executed: true, failed: true, interrupted: true, pending: true },
  interrupted: { pending: true },
  failed: { pending: true },
} as const satisfies Moves;

/** May `to` follow `from`? Unknown means no. */
export function mayMove(moves: Moves, from: State, to: State): boolean {
  return Object.hasOwn(moves, from) && Object.hasOwn(moves[from]!, to);
}

/** Nothing follows: neither a decision nor a run can change it. */
export const isOver = (state: State): boolean => !Object.hasOwn(ACTION_MOVES, state);
/** As {@link isOver}, of the handling of a message. */
export const isHandled = (state: State): boolean => !Object.hasOwn(HANDLING_MOVES, state);
