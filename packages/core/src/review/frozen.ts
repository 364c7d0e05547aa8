// Freezing, as a person sees it: it is done only once everybody concerned has said so.
import type { Id } from '../canonical.js';
import { quote, SallyportError } from '../errors.js';
import type { Draft } from '../record/draft.js';
import type { Fold } from '../record/fold.js';

/** An agent that is stopped. */
export interface FrozenAgent {
  readonly agent: Id;
  /** Who stopped it; `undefined`: somebody without a key. */
  readonly by: Id | undefined;
  readonly reason?: string;
  readonly at: number;
  /** The runtimes that have said that they know, and those of them that are still to. */
  readonly acknowledged: readonly Id[];
  readonly missing: readonly Id[];
  /** `frozen`: nobody is missing. Until then something may still start that was under way. */
  readonly state: 'freezing' | 'frozen';
}

/** Concerned are the runtime that hosts the agent, and those that execute what it has proposed. */
export function readFrozen({ frozen, actions, keyring }: Fold): readonly FrozenAgent[] {
  return [...frozen].map(([agent, { by, reason, at, acknowledged }]) => {
    const executors = [...actions.values()].filter(({ proposal }) => proposal.requester === agent);
    const concerned = new Set(
      [agent, ...executors.map(({ proposal }) => proposal.executor)].map((name) => keyring.hostOf(name)),
    );
    const missing = [...concerned].filter((name) => name !== undefined).filter((name) => !acknowledged.includes(name));
    const state = missing.length === 0 ? 'frozen' : 'freezing';
    return { agent, by, ...(reason !== undefined && { reason }), at, acknowledged, missing, state };
  });
}

/** Lets a frozen agent go on, or has a broken handling done again. Throws `UNKNOWN_ID`. */
export function lift(draft: Draft, id: Id): void {
  // whoever may not is told that before anything else
  draft.add({ kind: 'permit', subject: { lift: id } });
  const state = draft.fold.mails.get(id)?.state;
  if (draft.fold.frozen.has(id) || state === 'interrupted' || state === 'failed') return;
  throw new SallyportError(
    'UNKNOWN_ID',
    `${quote(id)} is neither a frozen agent nor a handling that broke off: there is nothing to lift`,
    { id },
  );
}
