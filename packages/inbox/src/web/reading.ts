// What the pages read from the desk before they are drawn.
import { personView } from '../agent.js';
import { batchView } from '../batch.js';
import { contactsView, type ContactFacts, type ContactView } from '../contacts.js';
import { SallyportError } from '@sallyport/core';
import { quoted, render } from '../escape.js';
import { foundView } from '../found.js';
import { grantView, offerView } from '../grant.js';
import { reportView } from '../letter.js';
import type { ViewContext } from '../known.js';
import { noticesView } from '../notice.js';
import { paceOf } from '../pace.js';
import { faultOf, viewQueue } from '../queue.js';
import { threadView } from '../thread.js';
import { viewOf } from '../view.js';
import { meant, spelled, threadAt } from './address.js';
import { messageOf, type PageDesk } from './asking.js';
import { batchPage } from './pages/batch.js';
import { grantPage, grantsPage, HITS, peoplePage, searchPage } from './pages/lists.js';
import type { Behind } from './pages/message.js';
import { noticesOf } from './pages/notices.js';
import { proposalPage } from './pages/proposal.js';
import { contactsPage, threadPage } from './pages/talks.js';
import { waitingPage } from './pages/waiting.js';
import type { Page } from './shell.js';

export interface Reading {
  readonly desk: PageDesk;
  readonly context: () => Promise<ViewContext>;
  /** When something was approved on this page. */
  readonly approved: readonly number[];
}

/** The first page; `all`: with nothing folded away. */
export async function readWaiting({ desk, context, approved: times }: Reading, all: boolean): Promise<Page> {
  const [now, { pending, approved }, notices] = [await context(), await desk.unfinished(), await desk.notices()];
  const mine = approved.filter(({ approvals }) => approvals.some(({ by }) => by === desk.person));
  return waitingPage({
    queue: viewQueue(pending, now),
    approved: mine.map((item) => viewOf(item, now)).filter(({ undo }) => undo?.over !== true),
    notices: noticesOf(noticesView(notices, now), all),
    pace: paceOf(times, now.now),
    all,
  });
}

export async function readProposal({ desk, context, approved }: Reading, id: string): Promise<Page> {
  const item = await desk.item(id);
  const now = await context();
  const view = viewOf(item, now);
  const isMine = item.approvals.some(({ by }) => by === desk.person);
  const isAlive = item.state === 'pending' && !view.expires.over;
  return proposalPage(view, {
    requester: item.requester,
    ...stopOf(approved, now.now),
    isOpen: isAlive && !isMine,
    isUndoable: (item.state === 'approved' && view.undo?.over !== true) || (isAlive && isMine),
  });
}

/** What is said before whoever approves too fast approves once more. */
function stopOf(times: readonly number[], now: number): { readonly stop?: string } {
  const { stop, words } = paceOf(times, now);
  return stop && words !== undefined ? { stop: words } : {};
}

/** The chosen ones that still wait, each drawn whole, and why they are not answered together where they are not. */
export async function readBatch({ desk, context, approved }: Reading, ids: readonly string[]): Promise<Page> {
  const [pending, now] = [await desk.pending(), await context()];
  const { words, fault, items } = batchView(viewQueue(pending, now), ids.map(render));
  const wanted = new Set(items.map(({ id }) => meant(id)));
  const views = pending.filter(({ id }) => wanted.has(id)).map((item) => viewOf(item, now));
  return batchPage({ words, views, ...(fault !== undefined && { fault }), ...stopOf(approved, now.now) });
}

export async function readMessage({ desk, context }: Reading, id: string): Promise<Behind> {
  const message = await messageOf(desk, id);
  const { from, to } = message;
  const isMine = from === desk.person;
  return {
    report: reportView(message, await context()),
    thread: isMine ? threadAt(to) : `${threadAt(from)}?with=${spelled(to)}`,
    isMine,
    ask: `/compose?to=${spelled(to === desk.person ? from : to)}`,
  };
}

export async function readContacts(reading: Reading): Promise<Page> {
  const facts = await readFacts(reading);
  return contactsPage(contactsView(facts, await reading.context()), lastOf(facts));
}

/** The conversation of somebody with the person, or with whomever `given` says; `all`: from its beginning. */
export async function readThread(
  reading: Reading,
  name: string,
  { given, all }: { readonly given: string | undefined; readonly all: boolean },
): Promise<Page> {
  const [facts, context, { person }] = [await readFacts(reading), await reading.context(), reading.desk];
  const contact = contactsView(facts, context).find(({ key }) => key === render(name));
  if (contact === undefined) throw new SallyportError('UNKNOWN_ID', `nobody here is called ${quoted(name)}`);
  const own = given ?? endOf(contact, person);
  const thread = threadView(facts.messages, { own, other: name, person }, context);
  return threadPage({ contact, thread, isOwn: own === person, all, stamp: lastOf(facts) });
}

/** Whoever writes from outside writes to agents. */
const endOf = ({ kind, talks: [first] }: ContactView, person: string): string =>
  kind === 'sender' && first !== undefined ? meant(first.key) : person;

const lastOf = ({ messages }: ContactFacts): number => messages.at(-1)?.seq ?? 0;

async function readFacts({ desk }: Reading): Promise<ContactFacts> {
  const read = [desk.people(), desk.messages(), desk.pending(), desk.frozen()] as const;
  const [people, messages, pending, frozen] = await Promise.all(read);
  return { person: desk.person, people, messages, pending, frozen };
}

export async function readSearch({ desk, context }: Reading, asked: string, before: string | undefined): Promise<Page> {
  if (asked.trim() === '') return searchPage('', undefined);
  try {
    const page = before !== undefined && /^\d{1,15}$/.test(before) ? { before: Number(before) } : {};
    const found = await desk.search(asked, { limit: HITS, ...page });
    return searchPage(render(asked), foundView(found, await context()));
  } catch (error) {
    if (!SallyportError.isInstance(error)) throw error;
    return searchPage(render(asked), undefined, faultOf(error));
  }
}

export const readPeople = async ({ desk }: Reading): Promise<Page> => peoplePage((await desk.people()).map(personView));

export async function readGrants({ desk, context }: Reading): Promise<Page> {
  const [grants, now] = [await desk.grants(), await context()];
  return grantsPage(grants.map((grant) => grantView(grant, now)));
}

const LIMITS = { uses: 10, until: '7d' } as const;

/** What the owner runs to have such things approved beforehand. */
export async function readGrant({ desk, context }: Reading, id: string): Promise<Page> {
  const item = await desk.item(id);
  const limits = `--uses ${LIMITS.uses} --until ${LIMITS.until}`;
  const command = `sallyport grants add ${inShell(item.requester)} --like ${inShell(item.id)} ${limits}`;
  return grantPage(viewOf(item, await context()), offerView(item, LIMITS), command);
}

/** A word of a command, quoted where a shell would read more into it than a word. */
const inShell = (word: string): string =>
  /^[\w.-]+$/.test(word) ? word : `'${render(word).replaceAll("'", String.raw`'\''`)}'`;

/** Whom one can write to. */
export const agentsOf = async (desk: PageDesk): Promise<string[]> =>
  (await desk.people()).flatMap(({ agents = [] }) => agents);
