// Deciding: what a person signs, and whether it may still be said. A decision is over exact bytes, by id, once.
import type { Hash, Id, Json } from '../canonical.js';
import { newId } from '../clock.js';
import { GateExpired, quote, SallyportError } from '../errors.js';
import type { Evidence } from '../people/evidence.js';
import {
  isGrant,
  type Answer,
  type AnswerItem,
  type Body,
  type Decision,
  type GrantItem,
  type Signed,
} from '../record/body.js';
import type { Fold } from '../record/fold.js';
import type { Draft } from '../record/draft.js';
import type { Journal } from '../record/journal.js';
import type { Prepared } from '../record/prepared.js';
import { readRecord } from '../record/shape.js';
import { signedText } from '../record/signed.js';
import type { Action } from '../record/standing.js';

/** One answer, as a screen says it. `digest`: of what it drew; where it is said, nothing else is decided. */
export interface Verdicts {
  readonly id: Id;
  readonly verdict: Answer;
  readonly reason?: string;
  readonly digest?: Hash;
}

/** A proposal that can still be decided. Throws `UNKNOWN_ID`, `ALREADY_DECIDED`, `GateExpired`. */
export function mustBePending(fold: Fold, id: unknown, now: number): Action {
  const action = typeof id === 'string' ? fold.actions.get(id) : undefined;
  if (action === undefined)
    throw new SallyportError('UNKNOWN_ID', `there is no proposal ${quote(id)} to decide`, { id });
  mustBeUndecided(action);
  if (now >= action.proposal.expires) {
    throw new GateExpired(
      'GATE_EXPIRED',
      `the proposal ${action.proposal.id} ran out before it was decided: nothing will run`,
      { id },
    );
  }
  return action;
}

/** Throws `ALREADY_DECIDED` for a proposal that is not pending any more. */
export function mustBeUndecided({ state, by, proposal: { id }, replacedBy }: Action): void {
  if (state === 'pending') return;
  const next = replacedBy === undefined ? '' : `: it is ${replacedBy} now`;
  throw new SallyportError(
    'ALREADY_DECIDED',
    `the proposal ${id} is ${state} already${by === undefined ? '' : ` by '${by}'`}${next}`,
    { id, state, by },
  );
}

/** What one person decides, all of it under one signature. */
export interface Deciding {
  readonly person: Id;
  readonly answers: readonly Verdicts[];
  readonly grants: readonly GrantItem[];
}

/**
 * As {@link mustBePending}, before anything is signed. That its time ran out is said inside of a transaction only: since the
 * last look somebody may have answered.
 */
export async function pendingNow(journal: Journal, id: unknown): Promise<Action> {
  try {
    return mustBePending(journal.fold, id, journal.now);
  } catch (error) {
    if (!(error instanceof GateExpired)) throw error;
    return journal.commit((draft) => mustBePending(draft.fold, id, draft.now));
  }
}

/** The decision over what stands in the fold. The exact words count: anything but `approve` and `deny` is refused. */
export function decisionOn(fold: Fold, { person, answers, grants }: Deciding, now: number): Decision {
  if (answers.length + grants.length === 0)
    throw new SallyportError('BAD_INPUT', 'a decision answers one proposal or more, each by its id');
  const items = answers.map(({ id, verdict, reason, digest }): AnswerItem => {
    const action = mustBePending(fold, id, now);
    if (verdict === 'approve') mustNotRepeat(action, person);
    if (verdict !== 'approve' && verdict !== 'deny')
      throw new SallyportError('BAD_INPUT', `${quote(verdict)} is no answer: it is 'approve' or 'deny'`);
    if (digest !== undefined && digest !== action.digest) {
      throw new SallyportError('BAD_EVIDENCE', `what was shown of ${id} is not what is pending: look at it again`, {
        id,
      });
    }
    return {
      proposal: id,
      digest: action.digest,
      answer: verdict,
      ...(reason !== undefined && { reason: readReason(reason) }),
    };
  });
  mustBeDistinct(items, 'BAD_INPUT');
  return { kind: 'decision', id: newId(), items: [...items, ...grants] };
}

/** One person is one approval, however often they say so. */
function mustNotRepeat({ approvals, proposal: { id }, state }: Action, person: Id): void {
  if (!approvals.some(({ by }) => by === person)) return;
  throw new SallyportError(
    'ALREADY_DECIDED',
    `the proposal ${id}: you have approved it; one more person must, at least`,
    { id, state, by: person },
  );
}

/** A person's reason. Throws `BAD_INPUT` for what is too long to be one. */
export function readReason(reason: unknown): string {
  if (typeof reason === 'string' && reason.isWellFormed() && reason.length <= 4_000) return reason;
  throw new SallyportError('BAD_INPUT', 'a reason is text of at most 4,000 characters');
}

function mustBeDistinct(items: readonly AnswerItem[], code: 'BAD_INPUT' | 'BAD_EVIDENCE'): void {
  if (new Set(items.map(({ proposal }) => proposal)).size === items.length) return;
  throw new SallyportError(code, 'a decision answers each proposal once');
}

/** The bytes that a passkey, or any key elsewhere, is to sign. */
export function bytesToSign(fold: Fold, signer: Id, at: number, body: Body): Uint8Array {
  return new TextEncoder().encode(signedText({ realm: fold.keyring.realm, head: fold.head, at, signer, body }));
}

/** Reads bytes that {@link bytesToSign} made, together with the evidence for them. Throws `BAD_EVIDENCE`. */
export function readSigned(bytes: Uint8Array, evidence: Evidence): Signed {
  const bad = (why: string): SallyportError =>
    new SallyportError('BAD_EVIDENCE', `what was handed in ${why}: prepare() again, and sign exactly those bytes`);
  let text: string;
  let said: Json;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    said = JSON.parse(text) as Json;
  } catch {
    throw bad('is not JSON');
  }
  if (typeof said !== 'object' || said === null || Array.isArray(said)) throw bad('is no record');
  const { domain: _domain, ...unsigned } = said as { readonly [key: string]: Json };
  // evidence is checked as part of the record's shape
  const record = readRecord({ ...unsigned, evidence: evidence as unknown as Json });
  if (typeof record === 'string') throw bad(record);
  // domain, kind and canonical form at once: these are the bytes, and no others
  if (signedText(record) !== text) throw bad('is not what prepare() gave out');
  return record;
}

/**
 * Takes in a record that was signed elsewhere. Everything is checked as the consumer will check it. `prepared`: what was kept
 * for it where its bytes were made; only a decision does without.
 */
export function admit(draft: Draft, record: Signed, prepared: Prepared | undefined): Id {
  const { fold } = draft;
  const fault =
    fold.keyring.fault(record, false) ?? (fold.holds(record.head) ? undefined : 'was signed for another chain');
  if (fault !== undefined) throw new SallyportError('BAD_EVIDENCE', `the record ${fault}`, { signer: record.signer });
  const { body } = record;
  if (body.kind === 'decision') mustBeOpen(draft, body, record);
  else if (prepared === undefined)
    throw new SallyportError(
      'BAD_EVIDENCE',
      `a ${body.kind} was handed in that this desk has not prepared, or long ago`,
    );
  // since then somebody may have decided
  else prepared.check(draft);
  prepared?.replay(draft);
  draft.addSigned(record, prepared?.facts);
  return idOf(body);
}

/** Throws unless each answer is over what is pending, digest and all. */
function mustBeOpen({ fold, now }: Draft, body: Decision, record: Signed): void {
  const answers = body.items.flatMap((item) => (isGrant(item) ? [] : [item]));
  mustBeDistinct(answers, 'BAD_EVIDENCE');
  for (const { proposal, digest, answer } of answers) {
    const action = mustBePending(fold, proposal, now);
    if (answer === 'approve') mustNotRepeat(action, record.signer);
    if (action.digest !== digest || record.head.seq < action.seq) {
      throw new SallyportError('BAD_EVIDENCE', `the decision is over other bytes than those of ${proposal}`, {
        id: proposal,
      });
    }
  }
}

/** What comes of an act is called so: a stop has no name but that of what it ends. */
function idOf(body: Body): Id {
  if (body.kind === 'stop') return body.target;
  return 'id' in body ? body.id : '';
}
