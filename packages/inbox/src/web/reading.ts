// What the pages read from the desk before they are drawn.
import { SallyportError } from '../core.js';
import { quoted, render } from '../escape.js';
import { reportView } from '../letter.js';
import type { ViewContext } from '../known.js';
import { viewQueue } from '../queue.js';
import { viewOf } from '../view.js';
import { threadAt, spelled } from './address.js';
import type { PageDesk } from './asking.js';
import { batchPage } from './pages/batch.js';
import type { Behind } from './pages/message.js';
import { proposalPage } from './pages/proposal.js';
import { MOST_AT_ONCE, undoBar, waitingPage } from './pages/waiting.js';
import { noticesOf } from './pages/notices.js';
import type { Page } from './shell.js';

/** So many notices stand on the first page. */
const LATEST = 20;

export interface Reading {
  readonly desk: PageDesk;
  readonly context: () => Promise<ViewContext>;
}

export async function readWaiting({ desk, context }: Reading): Promise<Page> {
  const [now, { pending, approved }, notices] = [await context(), await desk.unfinished(), await desk.notices()];
  const mine = approved.filter(({ approvals }) => approvals.some(({ by }) => by === desk.person));
  return waitingPage({
    queue: viewQueue(pending, now),
    undo: undoBar(mine.map((item) => viewOf(item, now))),
    notices: noticesOf(notices.slice(-LATEST).reverse(), now.now),
    rate: [],
  });
}

export async function readProposal({ desk, context }: Reading, id: string): Promise<Page> {
  const [item, now] = [await desk.item(id), await context()];
  const view = viewOf(item, now);
  return proposalPage(view, {
    requester: item.requester,
    ...(item.message && { message: item.message.id, sender: item.message.letter.from }),
    isOpen: item.state === 'pending' && !view.expires.over && !item.approvals.some(({ by }) => by === desk.person),
    isUndoable: item.state === 'approved' || (item.state === 'pending' && item.approvals.length > 0),
  });
}

/** Those of the chosen ones that still wait, each drawn whole. Throws `BAD_INPUT` for too many at once. */
export async function readBatch({ desk, context }: Reading, ids: readonly string[]): Promise<Page> {
  const wanted = new Set(ids);
  if (wanted.size === 0 || wanted.size > MOST_AT_ONCE)
    throw new SallyportError('BAD_INPUT', `choose one proposal or more, and at most ${MOST_AT_ONCE} at once`);
  const now = await context();
  const items = (await desk.pending()).filter(({ id }) => wanted.has(id));
  const views = items.map((item) => viewOf(item, now));
  return batchPage({
    views: views.filter(({ careful }) => !careful),
    alone: views.filter(({ careful }) => careful),
    gone: wanted.size - views.length,
  });
}

export async function readMessage(reading: Reading, id: string): Promise<Behind> {
  const { desk, context } = reading;
  const message = (await desk.messages()).find((one) => one.id === id);
  if (message === undefined) throw new SallyportError('UNKNOWN_ID', `there is no message ${render(id)}`, { id });
  const isMine = message.from === desk.person;
  const other = isMine ? message.to : message.from;
  const agent = message.to === desk.person ? message.from : message.to;
  return {
    report: reportView(message, await context()),
    thread: threadAt(other),
    isMine,
    ask: `/compose?to=${spelled(agent)}`,
    ...(message.state !== 'executed' && {
      odd: `it is ${message.state}${message.reason === undefined ? '' : `: ${quoted(message.reason)}`}`,
    }),
  };
}

/** Whom one can write to. */
export async function agentsOf(desk: PageDesk): Promise<{ name: string }[]> {
  return (await desk.people()).flatMap(({ agents = [] }) => agents.map((name) => ({ name })));
}
