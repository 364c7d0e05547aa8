// A gate's own rules, asked when something is to start: whether it is frozen, who has approved, what may still be taken back.
import type { Hash, Id } from '../canonical.js';
import type { ApprovalRules } from '../people/approvers.js';
import type { AnyContract } from '../tools/contract.js';
import { approvalFault, missingApprovals } from './approvals.js';
import type { Rules } from './consume.js';
import { UndoWindows } from './undo-window.js';

export function gateRules(
  name: Id,
  approval: ApprovalRules,
  { contracts, here }: { readonly contracts: ReadonlyMap<Hash, AnyContract>; readonly here: () => number },
): Rules {
  return {
    contract: (digest) => contracts.get(digest),
    objection: ({ fold }, action) =>
      fold.frozen.has(name) ? `'${name}' is frozen` : approvalFault(fold, action, approval),
    missing: ({ fold }, action) => missingApprovals(fold, action, approval),
    windows: new UndoWindows(here),
  };
}
