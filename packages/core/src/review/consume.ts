// Consuming an approval: checked once more from the stored bytes up, and started exactly once among all processes.
import { canonical, type Hash } from '../canonical.js';
import { join, type Label } from '../content/label.js';
import { isStoreFailure, SallyportError, wordsOf } from '../errors.js';
import type { Draft } from '../record/draft.js';
import type { Journal } from '../record/journal.js';
import type { Leases } from '../record/lease.js';
import { HANDLINGS_KEPT_MS } from '../record/ledger-book.js';
import type { Action } from '../record/standing.js';
import { digestOf, type AnyContract } from '../tools/contract.js';
import { prepareInput } from '../tools/input.js';
import { recordOf } from './contract-record.js';
import { labelsOf, readArguments, type Args } from './proposal.js';
import type { UndoWindows } from './undo-window.js';

/** Where it is written down, and who holds what. */
export interface Consumer {
  readonly journal: Journal;
  readonly leases: Leases;
}

type At = Pick<Draft, 'fold' | 'now'>;
/** The executor's own rules, as they are at this moment. */
export interface Rules {
  /** The contract that the executor holds under this digest. */
  contract(digest: Hash): AnyContract | undefined;
  /** Why it may not run, asked once more inside the transaction; `undefined` when it may. */
  objection(at: At, action: Action, contract: AnyContract): string | undefined;
  /** Which approvals are missing, for people to read; `undefined` when none is. */
  missing(at: At, action: Action, contract: AnyContract): string | undefined;
  /** Until when what was approved can be taken back. */
  readonly windows: UndoWindows;
}

/** A proposal whose start is on record. */
interface Started {
  readonly action: Action;
  readonly fence: number;
}

/** An approval that has been consumed: its start is on record, and it is to be run now. */
export interface Consumed extends Started {
  readonly contract: AnyContract;
  readonly args: Args;
  readonly label: Label;
}

/** Starts an approved proposal, or closes one that may not run and says why in the journal. `undefined`: it is not for us to run. */
export async function consume(
  { journal, leases }: Consumer,
  action: Action,
  rules: Rules,
): Promise<Consumed | undefined> {
  const checked = await check(journal, action, rules).catch(faultOf);
  if (journal.ledger.hasFailed) await journal.ledger.ready(journal.fold);
  const consumed = await journal.commit((draft) => {
    if (settleSpent(draft, journal, action)) return undefined;
    if (expire(draft, action) || action.state !== 'approved') return undefined;
    const fault =
      typeof checked === 'string'
        ? checked
        : (revokedKey(journal, action) ?? rules.objection(draft, action, checked.contract));
    if (typeof checked === 'string' || fault !== undefined) close(draft, action, 'rejected', String(fault));
    else {
      const missing = rules.missing(draft, action, checked.contract);
      if (missing !== undefined) close(draft, action, 'pending', missing);
      else if (draft.now >= (rules.windows.end(draft, action, checked.contract) ?? 0))
        return begin(draft, leases, action, checked);
    }
    return undefined;
  });
  return consumed && journal.ledger.isKept ? enter({ journal, leases }, consumed) : consumed;
}

/** Until when nothing is to be done about what was approved, but for a person who takes it back; `undefined` where there is. */
export function heldUntil(at: At, action: Action, rules: Rules): number | undefined {
  const contract = action.state === 'approved' ? rules.contract(action.proposal.contract) : undefined;
  const until = contract && rules.windows.end(at, action, contract);
  if (until === undefined || at.now >= Math.min(until, action.proposal.expires)) return undefined;
  const fault = rules.objection(at, action, contract!) ?? rules.missing(at, action, contract!);
  return fault === undefined ? until : undefined;
}

/** A key that was seen to be revoked approves nothing, also where the journal has lost that. */
function revokedKey({ ledger }: Journal, { approvals }: Action): string | undefined {
  const revoked = approvals.find(({ key }) => ledger.isStopped(key));
  return revoked && `the key of '${revoked.by}' that approved it was revoked before the journal was rolled back`;
}

/** An execution whose process is gone: run again when its contract says `idempotent`, shown as `interrupted` otherwise. */
export async function takeOver(
  { journal, leases }: Consumer,
  action: Action,
  rules: Rules,
): Promise<Consumed | undefined> {
  const { fence, proposal } = action;
  const insist = await leases.orphaned(proposal.id);
  if (insist === undefined) return undefined;
  const checked = await check(journal, action, rules).catch(faultOf);
  const { value, conflict } = await journal.tryCommit((draft) => {
    if (action.state !== 'started' || action.fence !== fence || leases.holds(proposal.id)) return undefined;
    insist(draft);
    draft.add({ kind: 'step', of: proposal.id, to: 'interrupted', fence });
    leases.release(draft, proposal.id);
    if (typeof checked === 'string' || draft.now >= proposal.expires) return undefined;
    const { contract } = checked;
    const faults = [rules.objection(draft, action, contract), rules.missing(draft, action, contract)];
    const again =
      !journal.ledger.hasStarted(proposal.id, fence + 1) &&
      contract.idempotent === true &&
      faults.every((fault) => fault === undefined);
    return again ? begin(draft, leases, action, checked) : undefined;
  });
  if (conflict || value === undefined) return undefined;
  return journal.ledger.isKept ? enter({ journal, leases }, value) : value;
}

/**
 * Ends what is open on the chain and was started all the same, as the ledger says: a store was put back. Whether it happened
 * is not known; it is shown to a person, and never run. Says whether that was so.
 */
export function settleSpent(draft: Draft, { ledger }: Journal, action: Action): boolean {
  const { state, fence, proposal } = action;
  const isOpen = state === 'pending' || state === 'approved';
  if (!isOpen || !ledger.hasStarted(proposal.id, fence + 1)) return false;
  close(draft, action, 'interrupted', 'it was started before the journal was rolled back');
  return true;
}

/**
 * Commit, then the ledger, then the effect (GATE-14): what was started goes on only once it stands in the ledger, too. Where it
 * does not come to stand there, it is `interrupted`, and the error is thrown.
 */
export async function enter<C extends Started>({ journal, leases }: Consumer, started: C): Promise<C> {
  const { fence, action } = started;
  const { id, expires, requester, executor, message, why } = action.proposal;
  // what an agent itself wanted done in a handling is wanted again when that is done again, and under another id
  const standing = requester === executor && message !== undefined ? journal.fold.mails.get(message) : undefined;
  const handling = standing && { id: standing.message.id, fence: standing.fence };
  const until = handling === undefined ? expires : Math.max(expires, journal.now + HANDLINGS_KEPT_MS);
  try {
    await journal.ledger.enter({ id, fence, until, ...(handling && { handling }) }, journal.fold);
    return started;
  } catch (error) {
    await journal
      .commit((draft) => {
        const result = draft.content(`it did not run: ${wordsOf(error)}`, why.label);
        draft.add({ kind: 'step', of: id, to: 'interrupted', fence, result });
        leases.release(draft, id);
      })
      // what could not be written down is an orphan from here on, and shown to a person
      .catch(() => leases.drop(id));
    throw error;
  }
}

/** Ends a proposal whose time has run out. Says whether it had. */
export function expire(draft: Draft, action: Action): boolean {
  const open = action.state === 'pending' || action.state === 'approved';
  if (!open || draft.now < action.proposal.expires) return false;
  close(draft, action, 'expired', 'its time ran out');
  return true;
}

/** Ends a proposal without running it; or, `pending`, gives it back to the people. */
export function close(
  draft: Draft,
  action: Action,
  to: 'expired' | 'refused' | 'rejected' | 'interrupted' | 'pending',
  reason: string,
): void {
  const { id, why } = action.proposal;
  draft.add({ kind: 'step', of: id, to, fence: action.fence, result: draft.content(reason, why.label) });
}

type Checked = Pick<Consumed, 'contract' | 'args' | 'label'>;

function begin(draft: Draft, leases: Leases, action: Action, checked: Checked): Consumed {
  const { id } = action.proposal;
  const fence = action.fence + 1;
  draft.add({ kind: 'step', of: id, to: 'started', fence });
  leases.claim(draft, id);
  return { action, ...checked, fence };
}

/** Everything that can be checked before the transaction: the contract, the stored bytes, the schema once more. */
async function check(journal: Journal, { proposal }: Action, rules: Rules): Promise<Checked> {
  const contract = rules.contract(proposal.contract);
  if (contract === undefined || digestOf(contract) !== proposal.contract) {
    throw new SallyportError(
      'REFUSED',
      `'${proposal.executor}' holds no tool with exactly the contract that was approved: it has changed, or was never there`,
    );
  }
  const stored = await readArguments(journal, proposal, recordOf(contract));
  const { value, text } = prepareInput(contract, stored);
  if (text !== canonical(stored))
    throw new SallyportError('REFUSED', 'the stored arguments do not come out of the schema as they went in');
  const label = Object.values(labelsOf(proposal)).reduce(join, proposal.why.label);
  // prepareInput returned what was stored: an object of named arguments
  return { contract, args: value as Args, label };
}

/** Why it does not fit. That the store could not be asked is no answer: it is tried again, and the approval stands. */
function faultOf(error: unknown): string {
  if (isStoreFailure(error)) throw error;
  return wordsOf(error);
}
