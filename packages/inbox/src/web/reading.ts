// What the pages read from the desk before they are drawn.
import { SallyportError } from '../core.js';
import { quoted, render } from '../escape.js';
import { reportView } from '../letter.js';
import type { ViewContext } from '../known.js';
import { faultOf, viewQueue } from '../queue.js';
import { viewOf } from '../view.js';
import { threadAt, spelled } from './address.js';
import type { PageDesk } from './asking.js';
import { foundView } from './found.js';
import { batchPage } from './pages/batch.js';
import { grantPage, searchPage } from './pages/lists.js';
import type { Behind } from './pages/message.js';
import { proposalPage } from './pages/proposal.js';
import { contactsPage, threadPage } from './pages/talks.js';
import { MOST_AT_ONCE, undoBar, waitingPage } from './pages/waiting.js';
import { noticesOf } from './pages/notices.js';
import type { Page } from './shell.js';
import { oddOf, partnersOf, turnsWith, type Talked } from './talk.js';

/** So many messages of a conversation stand on its page at first. */
const LATEST_TURNS = 30;

export interface Reading {
  readonly desk: PageDesk;
  readonly context: () => Promise<ViewContext>;
}

export async function readWaiting({ desk, context }: Reading, all: boolean): Promise<Page> {
  const [now, { pending, approved }, notices] = [await context(), await desk.unfinished(), await desk.notices()];
  const mine = approved.filter(({ approvals }) => approvals.some(({ by }) => by === desk.person));
  return waitingPage({
    queue: viewQueue(pending, now),
    undo: undoBar(mine.map((item) => viewOf(item, now))),
    notices: noticesOf(notices, { now: now.now, all }),
    rate: [],
    all,
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
    ...oddOf(message),
  };
}

export async function readContacts(reading: Reading): Promise<Page> {
  const talked = await readTalked(reading);
  return contactsPage(partnersOf(talked, await reading.context()), talked.messages.at(-1)?.seq ?? 0);
}

/** The conversation with one; `whole`: from its beginning. */
export async function readThread(reading: Reading, name: string, whole: boolean): Promise<Page> {
  const [talked, context] = [await readTalked(reading), await reading.context()];
  const partner = partnersOf(talked, context).find(({ key }) => key === render(name));
  if (partner === undefined) throw new SallyportError('UNKNOWN_ID', `nobody here is called ${quoted(name)}`);
  const turns = turnsWith(name, talked, context);
  const shown = whole ? turns : turns.slice(-LATEST_TURNS);
  return threadPage({
    partner,
    turns: shown,
    earlier: turns.length - shown.length,
    stamp: talked.messages.at(-1)?.seq ?? 0,
  });
}

async function readTalked({ desk }: Reading): Promise<Talked> {
  const [people, messages, pending, frozen] = await Promise.all([
    desk.people(),
    desk.messages(),
    desk.pending(),
    desk.frozen(),
  ]);
  return {
    ...{ person: desk.person, messages, pending },
    agents: people.flatMap(({ agents = [] }) => agents),
    people: people.filter(({ agents }) => agents === undefined).map(({ name }) => name),
    frozen: frozen.map(({ agent }) => agent),
  };
}

export async function readSearch({ desk, context }: Reading, asked: string, before: string | undefined): Promise<Page> {
  if (asked.trim() === '') return searchPage('', undefined);
  try {
    const page = before !== undefined && /^\d{1,15}$/.test(before) ? { before: Number(before) } : {};
    const found = await desk.search(asked, page);
    return searchPage(render(asked), foundView(found, (await context()).now));
  } catch (error) {
    if (!SallyportError.isInstance(error)) throw error;
    return searchPage(render(asked), undefined, faultOf(error));
  }
}

/** What the owner runs to have such things approved beforehand. */
export async function readGrant({ desk, context }: Reading, id: string): Promise<Page> {
  const item = await desk.item(id);
  const command = `sallyport grants add ${inShell(item.requester)} --like ${inShell(item.id)} --uses 10 --until 7d`;
  return grantPage(viewOf(item, await context()), command);
}

/** A word of a command, quoted where a shell would read more into it than a word. */
const inShell = (word: string): string =>
  /^[\w.-]+$/.test(word) ? word : `'${render(word).replaceAll("'", String.raw`'\''`)}'`;

/** Whom one can write to. */
export async function agentsOf(desk: PageDesk): Promise<{ name: string }[]> {
  return (await desk.people()).flatMap(({ agents = [] }) => agents.map((name) => ({ name })));
}
