// Approvals: whose count for a proposal by its executor's rules, what is missing, and when time brings something about.
import type { Id } from '../canonical.js';
import { approversAmong, type ApprovalRules, type People } from '../people/approvers.js';
import type { Fold } from '../record/fold.js';
import type { Keyring } from '../record/keyring.js';
import type { Action, Approval } from '../record/standing.js';

/** How a proposal stands by its executor's rules. */
interface Tally {
  /** The people whose approval counts, each once. */
  readonly counted: readonly Id[];
  /** Those who have not approved it, and whose approval would count. */
  readonly others: readonly Id[];
  /** Why an approval that is there does not count. */
  readonly faults: readonly string[];
}

/** The people who are enrolled with a key that may decide and was not revoked. */
export function peopleOf(keyring: Keyring): People {
  const canSign = (person: Id): boolean =>
    keyring.keysOf(person).some(({ may, isRevoked }) => !isRevoked && may.includes('decision'));
  return { owner: keyring.owner, people: keyring.people.filter(canSign) };
}

/** Counts what has been approved; `approvals`: in place of those that are there. */
export function tally(
  { keyring }: Fold,
  action: Action,
  rules: ApprovalRules,
  approvals: readonly Approval[] = action.approvals,
): Tally {
  const people = peopleOf(keyring);
  const able = approversAmong(rules, people, action.isEscalated === true);
  // unsaid: where more than one person may approve it by now, two of them look at it
  const involved = (rules.separation ?? able.length > 1) ? involvedIn(action, keyring) : new Set<Id>();
  const { executor } = action.proposal;
  const faultOf = ({ by, grant }: Approval): string | undefined => {
    if (!able.includes(by)) return `'${by}' is not among those who may approve what '${executor}' executes`;
    if (involved.has(by))
      return `'${by}' asked for it or wrote a part of it, and somebody else must approve it (separation)`;
    return grant !== undefined && rules.quorum > 1
      ? `a standing grant of '${by}' stands for one person, and ${rules.quorum} must approve`
      : undefined;
  };
  const faults = approvals.map(faultOf);
  const counted = [...new Set(approvals.filter((_, i) => faults[i] === undefined).map(({ by }) => by))];
  const others = able.filter((person) => !involved.has(person) && !approvals.some(({ by }) => by === person));
  return { counted, others, faults: faults.filter((fault) => fault !== undefined) };
}

/** Why nothing that was approved so far counts; `undefined` where something does. */
export function approvalFault(fold: Fold, action: Action, rules: ApprovalRules): string | undefined {
  const { counted, faults } = tally(fold, action, rules);
  if (counted.length > 0) return undefined;
  return faults[0] ?? `nobody has approved it who may approve what '${action.proposal.executor}' executes`;
}

/** Which approvals are missing, for people to read; `undefined` where none is. */
export function missingApprovals(fold: Fold, action: Action, rules: ApprovalRules): string | undefined {
  const { counted, others } = tally(fold, action, rules);
  if (counted.length >= rules.quorum) return undefined;
  const who = others.length === 0 ? 'nobody else may approve it now' : `${oneOf(others)} may still approve`;
  return `${counted.length} of ${rules.quorum} approvals: ${who}`;
}

/** The people who asked for it, by an edit or an order that is being handled, and those who wrote any of its arguments. */
function involvedIn({ proposal, orderer }: Action, keyring: Keyring): ReadonlySet<Id> {
  const authors = Object.values(proposal.parts).flatMap(({ label }) => Object.keys(label.from));
  const names = [proposal.requester, ...(orderer === undefined ? [] : [orderer]), ...authors];
  return new Set(names.filter((name) => keyring.isPerson(name)));
}

const MOST_NAMED = 5;

/** `bob, carol or dave`. */
function oneOf(people: readonly Id[]): string {
  const named = people.length > MOST_NAMED ? [...people.slice(0, MOST_NAMED), 'others'] : people;
  return named.length < 2 ? String(named[0]) : `${named.slice(0, -1).join(', ')} or ${named.at(-1)!}`;
}

const MINUTE = 60_000;

/** When people are warned that a proposal runs out: a tenth of its time before, a minute at least and an hour at most. */
export function warnedAt({ at, proposal: { expires } }: Action): number {
  const left = Math.min(Math.max((expires - at) / 10, MINUTE), 60 * MINUTE);
  return Math.max(at, Math.ceil(expires - left));
}

/** Is there little time left for a proposal that nobody has decided? */
export const isExpiring = (action: Action, now: number): boolean =>
  action.state === 'pending' && now >= warnedAt(action) && now < action.proposal.expires;

/** When more people may approve a proposal that waits; `undefined` where they may already, or never. */
export function escalatedAt({ at, isEscalated }: Action, { escalate }: ApprovalRules): number | undefined {
  return escalate === undefined || isEscalated === true ? undefined : at + escalate.after;
}

/** When something is next to be done about a proposal that waits or was approved, whoever decides meanwhile. */
export function nextDue(action: Action, rules: ApprovalRules, now: number): number {
  const { expires } = action.proposal;
  if (action.state !== 'pending') return expires;
  const times = [warnedAt(action), escalatedAt(action, rules) ?? expires].filter((time) => time > now);
  return Math.min(expires, ...times);
}
