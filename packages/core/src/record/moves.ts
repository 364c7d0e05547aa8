// Moving from state to state: the standing itself, and the index of what is still open.
import type { Id } from '../canonical.js';
import type { State } from './body.js';
import type { Standing } from './standing.js';

/** The ids in each state in which something is still to happen. */
export type OpenSets = ReadonlyMap<State, Set<Id>>;

export function openSets(): OpenSets {
  return new Map((['pending', 'approved', 'started', 'interrupted'] as const).map((state) => [state, new Set<Id>()]));
}

/** When and where the state changed, and who did it. */
export interface Facts {
  readonly at: number;
  readonly seq: number;
  readonly by?: Id;
  readonly reason?: string;
}

export function enter(standing: Standing, to: State, { at, seq, ...facts }: Facts): void {
  Object.assign(standing, { state: to, since: at, moved: seq }, facts);
}

/** Keeps the index of what is open: out of the one state, into the other. */
export function leave(open: OpenSets, id: Id, from: State, to: State): void {
  open.get(from)?.delete(id);
  open.get(to)?.add(id);
}
