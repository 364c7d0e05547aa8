// A fourth process writes the store without a key: nothing that it wrote runs, nothing false is shown, and everybody is told.
import { verifyJournal } from '@sallyport/core';
import { difference } from '../claims.js';
import { keyOfArrived } from '../sent.js';
import { hire } from '../staff.js';
import type { Cast, Stage } from '../stage.js';
import { MAIL_AGENT } from '../names.js';
import { allEnded, allHandled } from '../until.js';
import { answerable } from './careful.js';

export interface BreakIn {
  /** Entries that it wrote, and how many of them the journal says do not count. */
  readonly forged: number;
  readonly faults: number;
  /** Contents that it changed or deleted, and that are found. */
  readonly damaged: number;
}

export async function breakIn(stage: Stage, { fixtures, claims, say }: Cast): Promise<BreakIn> {
  const { desk, office, post, store, root } = stage;
  const mails = (await desk.messages()).filter(({ to }) => to === MAIL_AGENT).length;
  const bait = answerable(fixtures).slice(0, 3);
  await office.take(bait, 3);
  await allHandled(desk, mails + bait.length);
  const before = { pending: await desk.pending(), messages: await desk.messages(), arrived: post!.arrived.length };

  const intruder = hire('intruder', office);
  const forged = Number((await intruder.line('done')).slice('done '.length));
  await intruder.ended;

  const [first, edited, deleted] = before.pending;
  const after = await desk.pending();
  const notices = await desk.notices();
  claims.add(
    'MAIL-5',
    'what was changed or deleted in the store is not shown, the rest as it was',
    difference(
      after.map((item) => `${item.id} ${item.digest}`),
      first === undefined ? [] : [`${first.id} ${first.digest}`],
    ),
  );
  claims.add(
    'MAIL-5',
    'no forged mail, order or label is shown',
    difference(
      (await desk.messages()).map(({ id, trust }) => `${id} ${trust}`),
      before.messages.map(({ id, trust }) => `${id} ${trust}`),
    ),
  );
  claims.add(
    'LOG-2',
    'the desk tells of each forged entry',
    notices.filter(({ id }) => id.startsWith('entry:')).length === forged,
  );
  claims.add(
    'LOG-2',
    'the desk tells of both damaged proposals',
    [edited, deleted].every((item) => notices.some(({ id }) => id === item?.id)),
  );

  // the executor takes the journal in order: when this has run, it has seen all the rest
  await desk.approve(first!.id, { digest: first!.digest });
  await allEnded(desk, [first!.id]);
  const arrived = post!.arrived.slice(before.arrived).map(keyOfArrived);
  const value = (name: string): unknown => first!.parts.find((part) => part.name === name)?.value;
  claims.add(
    'GATE-2',
    'nothing that was forged ran: the one mail that left is the one that the owner then approved',
    difference(arrived, [JSON.stringify(['to', 'subject', 'body'].map(value))]),
  );
  const { ok, broken, faults, contents } = await verifyJournal({ root, store });
  claims.add(
    'LOG-2',
    'verify finds every forged entry and every damaged content',
    !ok && broken === undefined && faults.length === forged && contents.length === 2,
  );
  say(
    `break-in  ${forged} forged entries, ${faults.length} found; ${contents.length} damaged contents found; nothing of it ran`,
  );
  return { forged, faults: faults.length, damaged: contents.length };
}
