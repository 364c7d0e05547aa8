// The undo window: what people have approved starts only after it, where its contract says so; until then they may take it back.
import type { Id } from '../canonical.js';
import type { Draft } from '../record/draft.js';
import type { Fold } from '../record/fold.js';
import type { Action } from '../record/standing.js';
import type { AnyContract } from '../tools/contract.js';

/** When the window of an approved proposal ends, by what its approval says; `undefined` where there is none. */
export function undoUntil({ state, since }: Action, undo: number | undefined): number | undefined {
  return state === 'approved' && undo !== undefined ? since + undo : undefined;
}

/** The windows as one executor counts them. */
export class UndoWindows {
  /** The last entry that stood there when this process began to look. */
  #began = 0;
  /** Approvals that have come since, and when. */
  readonly #came = new Map<Id, { readonly moved: number; readonly at: number }>();

  /** Whatever stands in the journal was there before. */
  begin({ head }: Fold): void {
    this.#began ||= head.seq;
  }

  /** When the window ends of what is approved, `undefined` where there is none. An approval may have been signed long before it came. */
  end({ fold, now }: Pick<Draft, 'fold' | 'now'>, action: Action, { undo }: AnyContract): number | undefined {
    const until = undoUntil(action, undo);
    if (until === undefined || action.moved <= this.#began) return until;
    return Math.max(until, this.#cameAt(fold, action, now) + undo!);
  }
  #cameAt({ actions }: Fold, { moved, proposal: { id } }: Action, now: number): number {
    const known = this.#came.get(id);
    if (known?.moved === moved) return known.at;
    for (const other of this.#came.keys()) if (actions.get(other)?.state !== 'approved') this.#came.delete(other);
    this.#came.set(id, { moved, at: now });
    return now;
  }
}
