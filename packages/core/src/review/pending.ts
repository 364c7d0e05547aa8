// What an executor does by itself about a proposal that waits: a standing grant approves it, or more people are let in.
import type { Fold } from '../record/fold.js';
import type { Draft } from '../record/draft.js';
import type { Action, Grant } from '../record/standing.js';
import { covers } from '../record/counts/step.js';
import type { ApprovalRules } from '../people/approvers.js';
import type { AnyContract } from '../tools/contract.js';
import { escalatedAt, tally } from './approvals.js';
import { controlKeys, recordOf } from './contract-record.js';

/** An executor's rules, and how to find the contract that the proposal is for, where it holds that. */
export interface Waiting {
  readonly approval: ApprovalRules;
  readonly contract: () => AnyContract | undefined;
}
type Move = { readonly grant: Grant } | { readonly escalated: string };

/** What there is to be done about it at this moment; `undefined`: it waits for a person. */
export function moveOf(fold: Fold, action: Action, waiting: Waiting, now: number): Move | undefined {
  if (action.state !== 'pending' || now >= action.proposal.expires) return undefined;
  if (fold.isFrozen(action.proposal.requester, action.proposal.executor)) return undefined;
  const grant = grantFor(fold, action, waiting, now);
  if (grant !== undefined) return { grant };
  const at = escalatedAt(action, waiting.approval);
  return at !== undefined && now >= at ? { escalated: wordsFor(fold, action, waiting.approval) } : undefined;
}

/** Does it, inside a transaction, if it is still to be done. Says which. */
export function makeMove(draft: Draft, action: Action, waiting: Waiting): 'approved' | 'escalated' | undefined {
  const move = moveOf(draft.fold, action, waiting, draft.now);
  const { id, why } = action.proposal;
  if (move === undefined) return undefined;
  if ('grant' in move) {
    draft.add({ kind: 'step', of: id, to: 'approved', fence: action.fence, grant: move.grant.id });
    return 'approved';
  }
  const result = draft.content(move.escalated, why.label);
  draft.add({ kind: 'step', of: id, to: 'pending', fence: action.fence, result });
  return 'escalated';
}

/**
 * The standing grant that approves it, the one that ends first: its bounds list every control argument, as this contract says
 * which those are, and whoever granted it may approve this very proposal, alone (GATE-11).
 */
function grantFor(fold: Fold, action: Action, { approval, contract }: Waiting, now: number): Grant | undefined {
  if (fold.grants.size === 0 || approval.quorum > 1) return undefined;
  const covering = [...fold.grants.values()].filter((grant) => covers(grant, action, now));
  const held = covering.length === 0 ? undefined : contract();
  if (held === undefined) return undefined;
  const control = controlKeys(recordOf(held).data, action.proposal.args);
  const fitting = covering.filter(({ id, by, key, seq, bounds }) => {
    const isWhole = control.every((name) => Object.hasOwn(bounds, name));
    return isWhole && tally(fold, action, approval, [{ by, key, seq, at: now, grant: id }]).counted.length > 0;
  });
  return fitting.sort((a, b) => a.until - b.until || a.seq - b.seq)[0];
}

function wordsFor(fold: Fold, action: Action, rules: ApprovalRules): string {
  const { counted } = tally(fold, action, rules);
  const far = counted.length === 0 ? '' : `; ${counted.length} of ${rules.quorum} approvals so far`;
  return `it was not decided in time: ${rules.escalate!.to.join(', ')} may approve it as well now${far}`;
}
