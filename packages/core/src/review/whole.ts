// What a person signs for must be there, whole: the bytes of what they approve, and the words that they write.
import { SallyportError } from '../errors.js';
import type { Journal } from '../record/journal.js';
import { mustBePending, mustBeUndecided, type Verdicts } from './approval.js';
import { LONGEST } from './own-words.js';
import { readItem } from './read-item.js';

/** Nobody signs for bytes that are not there any more, or not the ones. */
export async function mustBeWhole(journal: Journal, verdicts: readonly Verdicts[]): Promise<void> {
  await journal.catchUp();
  const { fold, now } = journal;
  const given = Array.isArray(verdicts) ? (verdicts as readonly Verdicts[]) : [];
  await Promise.all(
    given.map(async ({ id, verdict }) => {
      const past = fold.actions.has(id) || typeof id !== 'string' ? undefined : await journal.action(id);
      if (past !== undefined) mustBeUndecided(past);
      if (verdict === 'approve') await readItem(journal, mustBePending(fold, id, now));
    }),
  );
}

/** Words that a person writes. */
export function mustBeText(text: unknown): void {
  if (typeof text === 'string' && text.isWellFormed() && text.length <= LONGEST) return;
  throw new SallyportError('BAD_INPUT', `a message is well-formed text of at most ${LONGEST} characters`);
}
