// Counting a stop: it ends a proposal, an approval, a grant, a key or an agent. Whoever can write may stop anything but a key.
import type { Id } from '../../canonical.js';
import type { Placed, Stop } from '../body.js';
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
  const action = world.actions.get(target);
  if (action !== undefined) {
    const to = action.state === 'approved' ? 'revoked' : 'withdrawn';
    return world.moveAction(action, to, facts) ? undefined : `stops '${target}', which is ${action.state} already`;
  }
  if (world.grants.has(target)) return void world.undo.drop(world.grants, target);
  if (world.keyring.ownerOf(target) !== undefined) return revoke(world, target, by, facts);
  if (!world.keyring.isAgent(target)) return `stops '${target}', which is nothing that could be stopped`;
  const standing = world.frozen.get(target);
  const isRuntime = by !== undefined && !world.keyring.isPerson(by);
  // a runtime that stops what is frozen already says that it knows, and nothing else
  if (isRuntime && standing !== undefined)
    return void world.undo.assign(standing, { acknowledged: [...standing.acknowledged, by] });
  world.undo.set(world.frozen, target, { by, reason: words, at, seq, acknowledged: isRuntime ? [by] : [] });
  freeze(world, target, facts);
  return undefined;
}

/** What an agent asked for and what it was to do ends, and so does what it was granted. */
function freeze(world: World, agent: Id, facts: Facts): void {
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
  for (const action of world.in('pending', 'approved')) {
    const approvals = action.approvals.filter((one) => one.key !== key);
    if (approvals.length === action.approvals.length) continue;
    world.assign(action, { approvals });
    if (action.state === 'approved' && approvals.length === 0)
      world.moveAction(action, 'pending', { at, seq, by: undefined });
  }
  for (const grant of [...world.grants.values()]) if (grant.key === key) dropGrant(world, grant.id, { at, seq });
  for (const id of [...world.open.mails.get('pending')!]) {
    const mail = world.mails.get(id)!;
    if (mail.key === key) world.moveMail(mail, 'refused', { at, seq, ...who });
  }
  return undefined;
}

/** A grant that is void takes with it what it has approved and nothing has started on. */
function dropGrant(world: World, id: Id, { at, seq }: Facts): void {
  world.undo.drop(world.grants, id);
  for (const action of world.in('approved')) {
    if (action.grant !== id) continue;
    world.assign(action, { grant: undefined, approvals: [] });
    world.moveAction(action, 'pending', { at, seq, by: undefined });
  }
}
