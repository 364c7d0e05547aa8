// One review of many things: answers by id, and what is granted with them, read first and then signed as one.
import type { Id } from '../canonical.js';
import { SallyportError } from '../errors.js';
import type { Draft } from '../record/draft.js';
import type { Journal } from '../record/journal.js';
import { decisionOn, mustBeUndecided, pendingNow, type Deciding, type Verdicts } from './approval.js';
import { readGrants, type Granting } from './grants.js';
import { readItem } from './read-item.js';

/** What is decided, and what is to be kept for it. Nobody signs for bytes that are not there any more, or not the ones. */
async function readDeciding(
  journal: Journal,
  person: Id,
  items: readonly (Verdicts | Granting)[],
): Promise<{ readonly deciding: Deciding; readonly keep: (draft: Draft) => void }> {
  await journal.catchUp();
  if (!Array.isArray(items) || !items.every((item: unknown) => typeof item === 'object' && item !== null))
    throw new SallyportError('BAD_INPUT', 'a decision is a list of answers, each by its id, and of grants');
  const answers = items.filter((item): item is Verdicts => !('grant' in item));
  const granted = items.filter((item): item is Granting => 'grant' in item);
  const { fold } = journal;
  await Promise.all(
    answers.map(async ({ id, verdict }) => {
      const past = fold.actions.has(id) || typeof id !== 'string' ? undefined : await journal.action(id);
      if (past !== undefined) mustBeUndecided(past);
      if (verdict === 'approve') await readItem(journal, await pendingNow(journal, id));
    }),
  );
  const { items: grants, keep } = await readGrants(journal, granted);
  return { deciding: { person, answers, grants }, keep };
}

/** What writes it down: all of it or nothing. It returns the decision's id. */
export async function deciding(
  journal: Journal,
  person: Id,
  items: readonly (Verdicts | Granting)[],
): Promise<(draft: Draft) => Id> {
  const { deciding: read, keep } = await readDeciding(journal, person, items);
  return (draft) => {
    const decision = decisionOn(draft.fold, read, draft.now);
    keep(draft);
    draft.add(decision);
    return decision.id;
  };
}
