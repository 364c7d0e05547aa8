// Counting a decision: each answer and each grant in it by itself, over the exact bytes that were shown.
import type { Id } from '../../canonical.js';
import { grantId, isGrant, type AnswerItem, type Decision, type GrantItem, type Placed } from '../body.js';
import type { World } from '../world.js';

/** Says why it, or a part of it, does not count; `undefined` when all of it does. */
export function countDecision(world: World, record: Placed<Decision>): string | undefined {
  const { id, items } = record.body;
  if (!world.isFirst(`decision:${id}`)) return `repeats the decision '${id}'`;
  const faults = items.map((item, i) =>
    isGrant(item) ? grant(world, record, { ...item, id: grantId(id, i) }) : answer(world, record, item),
  );
  return faults.find((fault) => fault !== undefined);
}

function answer(
  world: World,
  { seq, signer: by, head, at, evidence }: Placed<Decision>,
  item: AnswerItem,
): string | undefined {
  const action = world.actions.get(item.proposal);
  if (action === undefined) return `decides '${item.proposal}', which nobody proposed`;
  if (head.seq < action.seq) return `decides '${item.proposal}' from before it was proposed`;
  if (action.digest !== item.digest) return `decides other bytes than those of '${item.proposal}'`;
  if (action.state !== 'pending') return `decides '${item.proposal}', which is ${action.state} already`;
  const facts = { at, seq, by, ...(item.reason !== undefined && { reason: item.reason }) };
  if (item.answer === 'deny') return void world.moveAction(action, 'denied', facts);
  if (action.approvals.some((one) => one.by === by))
    return `approves '${item.proposal}', which '${by}' has approved before`;
  // a person's signature always comes with its key
  const approval = { by, key: evidence?.key ?? '', seq, at };
  world.assign(action, { approvals: [...action.approvals, approval] });
  return void world.moveAction(action, 'approved', facts);
}

function grant(
  world: World,
  { seq, signer: by, at, evidence }: Placed<Decision>,
  item: GrantItem & { readonly id: Id },
): string | undefined {
  if (!world.keyring.isAgent(item.agent)) return `grants '${item.agent}' something, which is no agent`;
  if (world.isTaken(item.id)) return `grants something under the id '${item.id}', which is taken`;
  world.isFirst(`id:${item.id}`);
  world.undo.set(world.grants, item.id, { ...item, by, key: evidence?.key ?? '', seq, at, used: 0 });
  return undefined;
}
