// How long an approval can be taken back, in words.
import { type Countdown, span } from './words.js';

/** What can be taken back for a while. `over`: it was approved, and that time has gone by. */
export interface UndoView extends Omit<Countdown, 'left'> {
  /** Said of what was approved: how long it can still be taken back, in milliseconds, at the time of the view. */
  readonly left?: number;
}

/** What stands before the time that is left. */
export const STARTS_IN = 'it can still be taken back: it starts in';

/** What is read of a proposal: how long its tool waits, and until when one that was approved can be taken back. */
interface Undoable {
  readonly state: string;
  readonly tool: { readonly name: string; readonly undo?: number };
  readonly undoUntil?: number;
}

/** Draws up the undo window of a proposal; `{}` where there is none. Must not throw. */
export function undoOf({ state, tool, undoUntil }: Undoable, now: number): { readonly undo?: UndoView } {
  if (undoUntil !== undefined) {
    const left = undoUntil - now;
    if (left > 0) return { undo: { words: `${STARTS_IN} ${span(left)}`, over: false, left } };
    return { undo: { words: 'the time to take it back is over', over: true } };
  }
  if (tool.undo === undefined || state !== 'pending') return {};
  return { undo: { words: `can be taken back for ${span(tool.undo)} after you approve it`, over: false } };
}
