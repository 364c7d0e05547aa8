// Moving from state to state: the standing itself, and the index of what is still open.
import type { Hash, Id } from '../canonical.js';
import type { State } from './body.js';
import type { Action, Standing } from './standing.js';

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

/** An action whose digest is computed when somebody asks for it: what the rules allow is run, and nobody approves it. */
export function actionOf(action: Omit<Action, 'digest'>, digestOf: () => Hash): Action {
  let digest: Hash | undefined;
  return {
    ...action,
    get digest() {
      return (digest ??= digestOf());
    },
  };
}

/** Keeps the index of what is open: out of the one state, into the other. */
export function leave(open: OpenSets, id: Id, from: State, to: State): void {
  open.get(from)?.delete(id);
  open.get(to)?.add(id);
}
