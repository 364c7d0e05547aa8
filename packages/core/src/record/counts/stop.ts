// Counting a stop: it ends a proposal, an approval, a grant, a key or an agent. Whoever can write may stop anything but a key.
import type { Id } from '../../canonical.js';
import type { Placed, Stop } from '../body.js';
import type { Action, Approval } from '../standing.js';
import type { World, Facts } from '../world.js';

/** Who stopped it, where nobody signed for it. */
export const NOBODY = 'somebody without a key';

/** Says why it does not count; `undefined` when it does. `by`: who signed it, `undefined` where nobody did who may. */
export function countStop(
  world: World,
  { seq, body: { target, reason }, at }: Placed<Stop>,
  by: Id | undefined,
): string | undefined {
  // only a person's words are passed on: anybody may stop, and nobody else may speak by it
  const words = by !== undefined && world.keyring.isPerson(by) ? reason : undefined;
  const facts = { at, seq, by: by ?? NOBODY, ...(words !== undefined && { reason: words }) };
  // agents and keys before what others could have called by their names
  if (world.keyring.isAgent(target)) {
    const standing = world.frozen.get(target);
    const isRuntime = by !== undefined && !world.keyring.isPerson(by);
    // a runtime that stops what is frozen already says that it knows, and nothing else
    if (isRuntime && standing !== undefined)
      return void world.undo.assign(standing, { acknowledged: [...standing.acknowledged, by] });
    world.undo.set(world.frozen, target, { by, reason: words, at, seq, acknowledged: isRuntime ? [by] : [] });
    return freeze(world, target, facts);
  }
  if (world.keyring.ownerOf(target) !== undefined) return revoke(world, target, by, facts);
  if (world.grants.has(target)) return dropGrant(world, target, facts);
  const action = world.actions.get(target);
  if (action === undefined) return `stops '${target}', which is nothing that could be stopped`;
  const to = action.state === 'approved' ? 'revoked' : 'withdrawn';
  return world.moveAction(action, to, facts) ? undefined : `stops '${target}', which is ${action.state} already`;
}

/** What an agent asked for and what it was to do ends, and so does what it was granted. */
function freeze(world: World, agent: Id, facts: Facts): undefined {
  for (const action of world.in('pending', 'approved')) {
    const { requester, executor } = action.proposal;
    if (requester !== agent && executor !== agent) continue;
    world.moveAction(action, action.state === 'approved' ? 'revoked' : 'withdrawn', facts);
  }
  for (const { id, agent: holder } of [...world.grants.values()])
    if (holder === agent) world.undo.drop(world.grants, id);
}

/** What a revoked key has approved, granted or ordered, and nothing has come of yet, is void. What came of it stays. */
function revoke(world: World, key: Id, by: Id | undefined, { at, seq, ...who }: Facts): string | undefined {
  const fault = world.keyring.revokeFault(key, by);
  if (fault !== undefined) return fault;
  world.undo.note(world.keyring.apply({ revoke: key }));
  for (const action of world.in('pending', 'approved'))
    voidApprovals(world, action, (one) => one.key === key, { at, seq });
  for (const grant of [...world.grants.values()]) if (grant.key === key) dropGrant(world, grant.id, { at, seq });
  for (const id of [...world.open.mails.get('pending')!]) {
    const mail = world.mails.get(id)!;
    if (mail.key === key) world.moveMail(mail, 'refused', { at, seq, ...who });
  }
  return undefined;
}

/** A grant that is void takes with it what it has approved and nothing has started on. */
function dropGrant(world: World, id: Id, facts: Facts): undefined {
  world.undo.drop(world.grants, id);
  for (const action of world.in('pending', 'approved'))
    voidApprovals(world, action, ({ grant }) => grant === id, facts);
}

/** Takes approvals away. Without any, it waits for a person again; what was said about those that were missing is no longer so. */
function voidApprovals(
  world: World,
  action: Action,
  isVoid: (approval: Approval) => boolean,
  { at, seq }: Facts,
): void {
  const approvals = action.approvals.filter((one) => !isVoid(one));
  if (approvals.length === action.approvals.length) return;
  world.assign(action, { approvals, result: undefined, entries: [...action.entries, seq] });
  const last = approvals.at(-1);
  if (last === undefined && action.state === 'approved')
    world.moveAction(action, 'pending', { at, seq, by: undefined, reason: undefined });
  else if (action.state === 'approved') world.assign(action, { by: last!.by });
}
