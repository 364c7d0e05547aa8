// Counting a step: whoever runs a proposal or a handling says how it goes, under the fence of its last start.
import { NOWHERE, outOfBounds } from '../../tools/bounds.js';
import type { Placed, State, Step } from '../body.js';
import type { Action, Grant, Mail } from '../standing.js';
import type { World } from '../world.js';

/**
 * What may be said again in another state, where it would mean something else: such a step counts only for the state that its
 * signer saw. Else whoever writes it down once more would let more people in, or use up a grant.
 */
const AS_SEEN: ReadonlySet<State> = new Set(['pending', 'approved', 'interrupted']);

/** Says why it does not count; `undefined` when it does. */
export function countStep(world: World, record: Placed<Step>): string | undefined {
  const { body, signer, head } = record;
  const action = world.actions.get(body.of);
  const mail = world.mails.get(body.of);
  const standing = action ?? mail;
  if (standing === undefined) return `is a step of '${body.of}', which nobody knows`;
  if (!mayStep(world, record, standing)) return `is a step of '${body.of}', which is not run by '${signer}'`;
  if (AS_SEEN.has(body.to) && head.seq < standing.moved)
    return `moves '${body.of}' to ${body.to} from before it was ${standing.state}`;
  const fence = standing.fence + (body.to === 'started' ? 1 : 0);
  if (body.fence !== fence) return `is a step of '${body.of}' under the fence ${body.fence}, which is not ${fence}`;
  const fault = action === undefined ? moveMail(world, record, mail!) : moveAction(world, record, action);
  if (fault !== undefined) return fault;
  const result = body.result && world.keyring.capFor(signer)(body.result);
  world.assign(standing, { fence, ...(result !== undefined && { result }) });
  return undefined;
}

/** Who runs it says how it goes; who asked for it may only take it back as refused. */
function mayStep({ keyring }: World, { signer, body }: Placed<Step>, of: Action | Mail): boolean {
  if ('message' in of) return keyring.hostOf(of.message.to) === signer;
  const { executor, requester } = of.proposal;
  return keyring.hostOf(executor) === signer || (body.to === 'refused' && keyring.hostOf(requester) === signer);
}

function moveMail(world: World, { seq, body, at }: Placed<Step>, mail: Mail): string | undefined {
  const from = mail.state;
  return world.moveMail(mail, body.to, { at, seq }) ? undefined : `moves '${body.of}' from ${from} to ${body.to}`;
}

function moveAction(world: World, record: Placed<Step>, action: Action): string | undefined {
  const { seq, body, at } = record;
  const from = action.state;
  const { requester, executor } = action.proposal;
  if (body.to === 'started' && from === 'pending' && requester !== executor)
    return `starts '${body.of}', which nobody has approved`;
  if (body.to === 'approved') return approveByGrant(world, record, action);
  // back to the people: what was decided so far stands in its approvals
  const undecided = body.to === 'pending' ? { by: undefined, reason: undefined } : {};
  if (!world.moveAction(action, body.to, { at, seq, ...undecided }))
    return `moves '${body.of}' from ${from} to ${body.to}`;
  if (from === 'pending' && body.to === 'pending') world.assign(action, { isEscalated: true });
  return undefined;
}

/** Nobody approves by a step, unless a person has granted exactly this beforehand. */
function approveByGrant(world: World, { seq, body, at }: Placed<Step>, action: Action): string | undefined {
  const grant = body.grant === undefined ? undefined : world.grants.get(body.grant);
  if (grant === undefined || !covers(grant, action, at)) return `approves '${body.of}', which no standing grant covers`;
  if (action.state !== 'pending') return `approves '${body.of}', which is ${action.state} already`;
  const { id, by, key } = grant;
  const others = action.approvals.filter((one) => one.by !== by);
  const entries = action.entries.includes(grant.seq) ? action.entries : [grant.seq, ...action.entries];
  world.assign(action, { approvals: [...others, { by, key, seq, at, grant: id }], entries });
  world.undo.assign(grant, { used: grant.used + 1 });
  return void world.moveAction(action, 'approved', { at, seq, by, reason: undefined });
}

/** Does a standing grant cover this, at this time? Which of the arguments must be listed, the executor says (GATE-11). */
export function covers(grant: Grant, { proposal }: Action, at: number): boolean {
  const { agent, contract, bounds, uses, used, until } = grant;
  if (agent !== proposal.requester || contract !== proposal.contract || used >= uses || at >= until) return false;
  return outOfBounds(proposal.args, Object.keys(bounds), bounds, NOWHERE) === undefined;
}
