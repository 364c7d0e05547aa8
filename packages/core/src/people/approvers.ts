// Approval rules: which of the enrolled people an executor believes, how many of them, and from when on. Its own config says so.
import { allowlist, AllowlistError } from '@sallyport/allowlist';
import type { Id } from '../canonical.js';
import { readDuration, type Duration } from '../clock.js';
import { quote, SallyportError } from '../errors.js';
import { ownOptions } from '../options.js';

/** Who must approve, as a gate, an agent's own code or config says it. */
export interface ApprovalOptions {
  /** Patterns over the enrolled people who may approve. Unsaid: the owner. */
  readonly approvers?: readonly string[];
  /** How many people must approve, each counted once, whatever keys they use. Unsaid: one. */
  readonly quorum?: number;
  /** Does the approval of whoever asked for it, or wrote a part of it, count for nothing? Unsaid: yes, where more than one person may approve. */
  readonly separation?: boolean;
  /** Who may approve as well, once it has waited for so long. It must lie before `expires`. */
  readonly escalate?: { readonly after: Duration; readonly to: readonly string[] };
}
export const APPROVAL = ['approvers', 'quorum', 'separation', 'escalate'] as const satisfies (keyof ApprovalOptions)[];

/** The same, read: what both consuming paths go by. */
export interface ApprovalRules {
  /** Empty: the owner. */
  readonly approvers: readonly string[];
  readonly quorum: number;
  readonly separation: boolean | undefined;
  readonly escalate: { readonly after: number; readonly to: readonly string[] } | undefined;
}

/** The people who are enrolled and can sign, and who owns the place. */
export interface People {
  readonly owner: Id;
  readonly people: readonly Id[];
}

/** A participant that nobody is: the owner is no approver by being the owner, once others are named. */
const NOBODY = 'nobody.at.all';

/** May this person approve? `patterns` over people's names; none: the owner alone. */
export function mayApprove(patterns: readonly string[], owner: Id, person: Id): boolean {
  return patterns.length === 0 ? person === owner : matcher(patterns)(person);
}

/** Reads the rules of whoever `what` names. Throws `BAD_OPTION`. */
export function readApproval(what: string, given: Readonly<Record<string, unknown>>): ApprovalRules {
  const { quorum = 1, separation } = given;
  const bad = (why: string): SallyportError => new SallyportError('BAD_OPTION', why);
  if (!Number.isSafeInteger(quorum) || (quorum as number) < 1)
    throw bad(`the quorum of ${what} is ${quote(String(quorum))}: it is how many people must approve, 1 or more`);
  if (separation !== undefined && typeof separation !== 'boolean')
    throw bad(`the separation of ${what} is ${quote(String(separation))}: it is true or false`);
  return Object.freeze({
    approvers: readPatterns(`the approvers of ${what}`, given['approvers'], OR_THE_OWNER) ?? [],
    // a whole number, as was just seen
    quorum: quorum as number,
    separation,
    escalate: readEscalation(what, given['escalate']),
  });
}
const OR_THE_OWNER = 'name people, or leave it out for the owner';

function readEscalation(what: string, given: unknown): ApprovalRules['escalate'] {
  if (given === undefined) return undefined;
  const { after, to } = ownOptions(given, ['after', 'to'], `the escalation of ${what}`);
  const lacks = after === undefined ? 'when' : to === undefined ? 'to whom' : undefined;
  if (lacks !== undefined)
    throw new SallyportError(
      'BAD_OPTION',
      `the escalation of ${what} does not say ${lacks}: { after: '30m', to: ['boss_*'] }`,
    );
  return Object.freeze({
    after: readDuration(`the escalation of ${what}`, after, '1s'),
    to: readPatterns(`those to whom ${what} escalates`, to, 'name people')!,
  });
}

/** Reads a list of patterns over people; `undefined` where it is unsaid. */
function readPatterns(what: string, given: unknown, remedy: string): readonly string[] | undefined {
  if (given === undefined) return undefined;
  const bad = (why: string): SallyportError => new SallyportError('BAD_OPTION', `${what} ${why}: ${remedy}`);
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

/** Throws `BAD_OPTION` where what is escalated would have run out by then. */
export function mustEscalateInTime(what: string, { escalate }: ApprovalRules, expires: number): void {
  if (escalate === undefined || escalate.after < expires) return;
  throw new SallyportError(
    'BAD_OPTION',
    `${what} escalates after ${escalate.after} ms, and what it is asked runs out after ${expires} ms: escalate earlier, or let it expire later`,
  );
}

/** Those who may approve; `isEscalated`: those to whom it escalates, too. */
export function approversAmong(
  { approvers, escalate }: ApprovalRules,
  { owner, people }: People,
  isEscalated: boolean,
): readonly Id[] {
  const isListed = approvers.length === 0 ? (person: Id) => person === owner : matcher(approvers);
  const isAdded = isEscalated && escalate !== undefined ? matcher(escalate.to) : () => false;
  return people.filter((person) => isListed(person) || isAdded(person));
}

/** Are there as many people as must approve, whenever they may? */
export function suffices(rules: ApprovalRules, people: People): boolean {
  return approversAmong(rules, people, true).length >= rules.quorum;
}

/**
 * Throws `BAD_OPTION` where fewer people than must could ever approve for whoever `what` names. `isFinal`: nobody is enrolled
 * later, as far as is known; else only what no enrolment could mend is a fault.
 */
export function mustSuffice(what: string, rules: ApprovalRules, people: People, isFinal: boolean): void {
  if (suffices(rules, people) || (!isFinal && couldSuffice(rules, people))) return;
  const { quorum } = rules;
  const able = approversAmong(rules, people, true);
  const known = `of ${people.people.join(', ')}, ${able.length === 0 ? 'none' : `only ${able.join(', ')}`} may`;
  const why =
    quorum === 1 ? 'nobody could ever approve' : `${quorum} people must approve, and nobody could ever have them all`;
  throw new SallyportError(
    'BAD_OPTION',
    `the approvers of ${what} are too few: ${why} (${known}); name more people in approvers, or lower the quorum`,
  );
}

/** Could there be enough once others are enrolled? A pattern may match any number of them, a name one. */
function couldSuffice({ approvers, escalate, quorum }: ApprovalRules, { owner }: People): boolean {
  const all = [...(approvers.length === 0 ? [owner] : approvers), ...(escalate?.to ?? [])];
  const positive = all.filter((pattern) => !pattern.startsWith('!'));
  return positive.some((pattern) => /[*?]/.test(pattern)) || new Set(positive).size >= quorum;
}

function matcher(patterns: readonly string[]): (person: Id) => boolean {
  const list = allowlist({ owner: NOBODY, patterns, onWarning: () => undefined });
  return (person) => person !== NOBODY && list.check(person).allowed;
}
