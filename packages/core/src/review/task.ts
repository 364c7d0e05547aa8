// Tasks: what one handling asks is one review, whoever has edited it since (GATE-13).
import { quote, SallyportError } from '../errors.js';
import type { Id } from '../canonical.js';
import type { Journal } from '../record/journal.js';
import type { Action, Mail } from '../record/standing.js';

/** The message whose handling asked for it, or for what it was before people edited it: only one that went to whoever asked. */
export async function mailBehind(journal: Journal, action: Action): Promise<Mail | undefined> {
  const { message, requester } = (await firstOf(journal, action)).proposal;
  const mail = message === undefined ? undefined : await journal.mail(message);
  return mail?.message.to === requester ? mail : undefined;
}

/** Says of proposals whether they are of one task with this one; each is of one with itself. Throws `UNKNOWN_ID`. */
export async function taskOf(journal: Journal, id: Id): Promise<(other: Action) => Promise<boolean>> {
  const action = await journal.action(id);
  if (action === undefined) throw new SallyportError('UNKNOWN_ID', `there is no proposal ${quote(id)}`, { id });
  const task = (await mailBehind(journal, action))?.message.id;
  return async (other) =>
    other.proposal.id === id || (task !== undefined && (await mailBehind(journal, other))?.message.id === task);
}

/** As it was first asked: what an edit replaces was there before it. */
async function firstOf(journal: Journal, action: Action): Promise<Action> {
  const { replaces } = action.proposal;
  const before = replaces === undefined ? undefined : await journal.action(replaces);
  return before === undefined || before.seq >= action.seq ? action : firstOf(journal, before);
}
