// Reading what a person decides on: every byte checked against its hash, nothing shown that is not what would run.
import { flowOf, join, trustOf, type Flow } from '../content/label.js';
import type { Answer, Proposal, State } from '../record/body.js';
import type { Journal } from '../record/journal.js';
import { readLetter } from '../record/shape.js';
import { lately } from './room.js';
import type { Action, Approval } from '../record/standing.js';
import { controlKeys, readContract, type ContractRecord } from './contract-record.js';
import type { ReviewItem, ReviewPart } from './item.js';
import { labelsOf, readArguments } from './proposal.js';
import { mailBehind } from './task.js';
import { undoUntil } from './undo-window.js';

/** A proposal with everything that is needed to draw it. Throws `JOURNAL_BROKEN` where stored bytes are not the ones. */
export async function readItem(journal: Journal, action: Action): Promise<ReviewItem> {
  const { proposal, digest, state, by, reason } = action;
  const contract = await readContract(journal, proposal.contract);
  const parts = await readParts(journal, proposal, contract);
  const old = proposal.replaces === undefined ? undefined : await journal.action(proposal.replaces);
  const why = await journal.read(proposal.why);
  const message = await readMessage(journal, action);
  const flow = contract.data.egress ? flowIn(proposal) : undefined;
  const said = action.result !== undefined && SAID.has(state) ? await journal.read(action.result) : undefined;
  const { name, effect, undo } = contract.data;
  const until = undoUntil(action, undo);
  return Object.freeze({
    id: proposal.id,
    digest,
    state,
    requester: proposal.requester,
    executor: proposal.executor,
    ...(flow !== undefined && { flow }),
    tool: { name, effect, contract: contract.digest, ...(undo !== undefined && { undo }) },
    parts,
    why: { text: typeof why === 'string' ? why : '', trust: trustOf(proposal.why.label) },
    ...(message !== undefined && { message }),
    asked: action.at,
    expires: proposal.expires,
    ...(until !== undefined && { undoUntil: until }),
    ...(old !== undefined && {
      replaces: { id: old.proposal.id, parts: await readParts(journal, old.proposal, contract) },
    }),
    ...(by !== undefined &&
      answerOf(state) !== undefined && {
        decided: { by, answer: answerOf(state)!, ...(reason !== undefined && { reason }) },
      }),
    approvals: Object.freeze(action.approvals.map(shownApproval)),
    ...(typeof said === 'string' && (state === 'pending' ? { missing: said } : { reason: said })),
    deniedLately: deniedLately(journal, action),
  });
}

/** States of which the executor, or whoever closed it, has said why. */
const SAID: ReadonlySet<State> = new Set(['pending', 'refused', 'rejected', 'expired']);

const shownApproval = ({ by, at, grant }: Approval): ReviewItem['approvals'][number] =>
  Object.freeze({ by, at, ...(grant !== undefined && { grant }) });

/** What a person answered, as far as the state tells. */
function answerOf(state: State): Answer | undefined {
  if (state === 'denied') return 'deny';
  return state === 'approved' ||
    state === 'started' ||
    state === 'executed' ||
    state === 'failed' ||
    state === 'interrupted'
    ? 'approve'
    : undefined;
}

async function readParts(
  journal: Journal,
  proposal: Proposal,
  contract: ContractRecord,
): Promise<readonly ReviewPart[]> {
  const args = await readArguments(journal, proposal, contract);
  const labels = labelsOf(proposal);
  const control = new Set(controlKeys(contract.data, args));
  const parts = Object.keys(args).map((name): ReviewPart => {
    const label = labels[name]!;
    return { name, value: args[name]!, label, trust: trustOf(label), control: control.has(name) };
  });
  return Object.freeze([...parts.filter((part) => part.control), ...parts.filter((part) => !part.control)]);
}

/** What would go out with it, and who had a say: the session had read all of it, whatever argument it stands in. */
function flowIn(proposal: Proposal): Flow | undefined {
  return flowOf(Object.values(labelsOf(proposal)).reduce(join, proposal.why.label));
}

/** The message whose handling asked for it, under the name that the mailroom gave its sender. */
async function readMessage(journal: Journal, action: Action): Promise<ReviewItem['message']> {
  const mail = await mailBehind(journal, action);
  if (mail === undefined) return undefined;
  const { message, signer } = mail;
  const { id, text, from } = message;
  const letter = { ...readLetter(await journal.read(text)), from };
  return { id, letter, trust: trustOf(text.label), ...(journal.fold.keyring.isPerson(signer) && { signer }) };
}

function deniedLately({ fold, now }: Journal, { proposal }: Action): number {
  return lately(fold, now, proposal).length;
}
