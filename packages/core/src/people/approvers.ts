// Approvers: which of the enrolled people an executor believes. Its own config says so, as it is at consumption.
import { allowlist } from '@sallyport/allowlist';
import type { Id } from '../canonical.js';

/** A participant that nobody is: the owner is no approver by being the owner, once others are named. */
const NOBODY = 'nobody.at.all';

/** May this person approve? `patterns` over people's names; none: the owner alone. */
export function mayApprove(patterns: readonly string[], owner: Id, person: Id): boolean {
  if (patterns.length === 0) return person === owner;
  return person !== NOBODY && allowlist({ owner: NOBODY, patterns, onWarning: () => undefined }).check(person).allowed;
}
