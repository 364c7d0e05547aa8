// Approvers: which of the enrolled people an executor believes. Its own config says so, as it is at consumption.
import { allowlist, AllowlistError } from '@sallyport/allowlist';
import type { Id } from '../canonical.js';
import { SallyportError } from '../errors.js';

/** A participant that nobody is: the owner is no approver by being the owner, once others are named. */
const NOBODY = 'nobody.at.all';

/** May this person approve? `patterns` over people's names; none: the owner alone. */
export function mayApprove(patterns: readonly string[], owner: Id, person: Id): boolean {
  if (patterns.length === 0) return person === owner;
  return person !== NOBODY && allowlist({ owner: NOBODY, patterns, onWarning: () => undefined }).check(person).allowed;
}

/** Reads the option `approvers` of whoever `what` names; `undefined` where it is unsaid. Throws `BAD_OPTION`. */
export function readApprovers(what: string, given: unknown): readonly string[] | undefined {
  if (given === undefined) return undefined;
  const bad = (why: string): SallyportError =>
    new SallyportError('BAD_OPTION', `the approvers of ${what} ${why}: name people, or leave it out for the owner`);
  if (!Array.isArray(given) || !given.every((one): one is string => typeof one === 'string'))
    throw bad('are not a list of names');
  if (!given.some((one) => !one.startsWith('!'))) throw bad('name none, so that nobody could ever approve');
  try {
    allowlist({ owner: NOBODY, patterns: given, onWarning: () => undefined });
  } catch (error) {
    if (!(error instanceof AllowlistError)) throw error;
    throw bad(`are no list of names (${error.message})`);
  }
  return Object.freeze([...given]);
}

/** The people of a TrustRoot, as far as approvers are concerned. */
interface People {
  readonly owner: Id;
  readonly people: readonly Id[];
}

/** Throws `BAD_OPTION` where the approvers of whoever `what` names match none of the enrolled people. */
export function mustMatch(what: string, approvers: readonly string[], { owner, people }: People): void {
  if (people.some((person) => mayApprove(approvers, owner, person))) return;
  throw new SallyportError(
    'BAD_OPTION',
    `the approvers of ${what} match none of ${people.join(', ')}: nobody could ever approve`,
  );
}
