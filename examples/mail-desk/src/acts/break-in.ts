// A fourth process writes the store without a key: nothing that it wrote runs, nothing false is shown, and everybody is told.
import { verifyJournal, type DeskMessage, type ReviewItem } from '@sallyport/core';
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

/** What there was before the break-in. */
interface Before {
  readonly pending: readonly ReviewItem[];
  readonly messages: readonly DeskMessage[];
  readonly arrived: number;
}

export async function breakIn(stage: Stage, cast: Cast): Promise<BreakIn> {
  const { desk, office, post, store, root } = stage;
  const { fixtures, claims, say } = cast;
  const mails = (await desk.messages()).filter(({ to }) => to === MAIL_AGENT).length;
  const bait = answerable(fixtures).slice(0, 3);
  await office.take(bait, 3);
  await allHandled(desk, mails + bait.length);
  const before: Before = {
    pending: await desk.pending(),
    messages: await desk.messages(),
    arrived: post?.arrived.length ?? 0,
  };
  const intruder = hire('intruder', office);
  const forged = Number((await intruder.line('done')).slice('done '.length));
  await intruder.ended;

  await claimShown(stage, cast, before, forged);
  await claimRan(stage, cast, before);
  const { ok, broken, faults, contents } = await verifyJournal({ root, store });
  const all = !ok && broken === undefined && faults.length === forged && contents.length === 2;
  claims.add('LOG-2', 'verify finds every forged entry and every damaged content', all);
  say(`break-in  ${forged} forged entries, ${faults.length} found; ${contents.length} damaged contents found`);
  return { forged, faults: faults.length, damaged: contents.length };
}

/** Of the three that waited, the intruder forged approvals of the first, changed the second, and deleted of the third. */
async function claimShown({ desk }: Stage, { claims }: Cast, before: Before, forged: number): Promise<void> {
  const [first, edited, deleted] = before.pending;
  const drawn = (items: readonly (ReviewItem | undefined)[]): readonly string[] =>
    items.map((item) => `${item?.id} ${item?.digest}`);
  const seen = (messages: readonly DeskMessage[]): readonly string[] =>
    messages.map(({ id, trust }) => `${id} ${trust}`);
  const hidden = difference(drawn(await desk.pending()), drawn([first]));
  claims.add('MAIL-5', 'what was changed or deleted in the store is not shown, the rest as it was', hidden);
  const same = difference(seen(await desk.messages()), seen(before.messages));
  claims.add('MAIL-5', 'no forged mail, order or label is shown', same);

  const notices = await desk.notices();
  const entries = notices.filter(({ id }) => id.startsWith('entry:')).length;
  claims.add('LOG-2', 'the desk tells of each forged entry', entries === forged ? true : `of ${entries}`);
  const isTold = (item: ReviewItem | undefined): boolean => notices.some(({ id }) => id === item?.id);
  claims.add('LOG-2', 'the desk tells of both damaged proposals', isTold(edited) && isTold(deleted));
}

/** The executor takes the journal in order: when what the owner now approves has run, it has seen all the rest. */
async function claimRan({ desk, post }: Stage, { claims }: Cast, { pending: [first], arrived }: Before): Promise<void> {
  const says = 'nothing that was forged ran: the one mail that left is the one that the owner then approved';
  if (first === undefined) return claims.add('GATE-2', says, 'nothing waited for her');
  const refused = await desk.approve(first.id, { digest: first.digest }).then(
    () => undefined,
    (error: unknown) => String(error),
  );
  if (refused !== undefined) return claims.add('GATE-2', says, refused);
  await allEnded(desk, [first.id]);
  const value = (name: string): unknown => first.parts.find((part) => part.name === name)?.value;
  const own = JSON.stringify(['to', 'subject', 'body'].map(value));
  claims.add('GATE-2', says, difference((post?.arrived ?? []).slice(arrived).map(keyOfArrived), [own]));
}
