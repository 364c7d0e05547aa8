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

/** The windows as one executor counts them: on its own clock, as what others sign about the time ends none. */
export class UndoWindows {
  readonly #here: () => number;
  /** The last entry that stood there when this process began to look, and when that was. */
  #began: { readonly seq: number; readonly at: number } | undefined;
  /** Approvals that have come since, and when. */
  readonly #came = new Map<Id, { readonly moved: number; readonly at: number }>();

  /** `here`: the time on this process's clock. */
  constructor(here: () => number) {
    this.#here = here;
  }

  /** Whatever stands in the journal was there before. */
  begin({ head }: Fold): void {
    this.#began ??= { seq: head.seq, at: this.#here() };
  }

  /** When the window ends of what is approved, `undefined` where there is none. An approval may have been signed long before it came. */
  end({ fold, now }: Pick<Draft, 'fold' | 'now'>, action: Action, { undo }: AnyContract): number | undefined {
    if (undoUntil(action, undo) === undefined) return undefined;
    const left = this.#cameAt(fold, action) + undo! - this.#here();
    return now + left;
  }
  #cameAt(fold: Fold, { moved, since, approvals, proposal: { id } }: Action): number {
    const { seq, at } = this.#began ?? { seq: 0, at: 0 };
    // what a passkey signs, its server has dated
    if (moved <= seq) return approvals.some(({ key }) => fold.keyring.isPasskey(key)) ? at : Math.min(since, at);
    const known = this.#came.get(id);
    if (known?.moved === moved) return known.at;
    for (const other of this.#came.keys()) if (fold.actions.get(other)?.state !== 'approved') this.#came.delete(other);
    const came = { moved, at: this.#here() };
    this.#came.set(id, came);
    return came.at;
  }
}
