// The people of the house, by script: each looks at what is pending, answers as planned, and notes what they were told.
import { SallyportError, type Desk, type ReviewItem } from '@sallyport/core';
import { pause } from '../lib/folder.js';
import { planOf, type Plan } from './house.js';
import type { Acknowledged, World } from './world.js';

type Answer = 'approve' | 'deny' | 'withdraw' | 'edit' | 'revoke' | 'wait';

/** What the owner does, and what the other one does, to a note of each plan. */
const ALICE: Readonly<Record<Plan, Answer>> = {
  send: 'approve',
  put: 'approve',
  deny: 'deny',
  contest: 'approve',
  withdraw: 'withdraw',
  revoke: 'revoke',
  edit: 'edit',
};
const BOB: Readonly<Record<Plan, Answer>> = {
  send: 'wait',
  put: 'approve',
  deny: 'wait',
  contest: 'deny',
  withdraw: 'wait',
  revoke: 'wait',
  edit: 'wait',
};

const valueOf = ({ parts }: ReviewItem, name: string): unknown => parts.find((part) => part.name === name)?.value;

/** The number of what is asked, from the body of the note: `reader 7`, or `reader 7 (edited)`. */
function answerTo(item: ReviewItem, person: string): Answer {
  const [from = '', number = ''] = String(valueOf(item, 'body')).split(' ');
  const n = Number(number);
  // every other one of those in haste is left to run out
  if (from === 'hasty' && n % 2 === 1) return 'wait';
  const plan = planOf(n);
  // what was edited once is approved: where two may, it is whoever did not edit it whose word counts
  if (plan === 'edit' && item.replaces !== undefined) return 'approve';
  return (person === 'alice' ? ALICE : BOB)[plan];
}

interface Reviewing {
  readonly world: World;
  readonly goOn: () => boolean;
  readonly orders: boolean;
  /** Around each thing that the store is needed for: nothing comes out where it failed, and that may be borne. */
  readonly bear: <T>(work: () => Promise<T>) => Promise<T | undefined>;
}

/** Answers until there is nobody left to ask. `orders`: writes to the executor now and then, too. */
export async function review(desk: Desk, { world, goOn, orders, bear }: Reviewing): Promise<void> {
  for (let round = 1; goOn(); round += 1) {
    const answered = (await bear(() => answerPending(desk, world))) ?? 0;
    if (orders && answered > 0 && round % 2 === 0) await bear(() => order(desk, world));
    await pause(answered === 0 ? 15 : 5);
  }
}

/** Answers everything that is pending now, as planned. Says how much that was. */
export async function answerPending(desk: Desk, world: World): Promise<number> {
  const items = await desk.pending();
  for (const item of items) await answer(desk, item, world).catch(unlessTold);
  return items.length;
}

async function answer(desk: Desk, item: ReviewItem, world: World): Promise<void> {
  const { id, digest } = item;
  const told = (what: Acknowledged['what']): void => world.acknowledge({ id, what, by: desk.person, digest });
  switch (answerTo(item, desk.person)) {
    case 'approve':
      await desk.approve(id, { digest });
      return told('approved');
    case 'deny':
      await desk.deny(id, 'as planned');
      return told('denied');
    case 'withdraw':
      await desk.withdraw(id, 'as planned');
      return told('withdrawn');
    case 'edit':
      await desk.edit(id, { body: `${String(valueOf(item, 'body'))} (edited)` });
      return told('edited');
    case 'revoke':
      await desk.approve(id, { digest });
      told('approved');
      await desk.withdraw(id, 'on second thoughts');
      return told('withdrawn');
    case 'wait':
  }
}

async function order(desk: Desk, world: World): Promise<void> {
  const n = world.acknowledged().filter(({ what }) => what === 'ordered').length;
  const id = await desk.send('executor_agent', `order ${n}`);
  world.acknowledge({ id, what: 'ordered', by: desk.person, n });
}

/** Somebody was quicker, or time was: that is what such a house is for. Everything else is a fault. */
function unlessTold(error: unknown): void {
  const codes = ['ALREADY_DECIDED', 'GATE_EXPIRED', 'UNKNOWN_ID', 'REFUSED'];
  if (!SallyportError.isInstance(error) || !codes.includes(error.code)) throw error;
}
