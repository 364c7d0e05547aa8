// Every page, drawn from what somebody hostile could put on it.
import type { DeskMessage, Found, Json, ReviewItem, StandingGrant } from '@sallyport/core';
import { render } from '../escape.js';
import { context, item, NOW, partsOf, SUPPLIER } from '../items.fixture.js';
import { stringsIn } from '../links.js';
import { viewQueue } from '../queue.js';
import { viewOf } from '../view.js';
import { personView } from '../agent.js';
import { contactsView } from '../contacts.js';
import { foundView } from '../found.js';
import { grantView, offerView } from '../grant.js';
import { noticesView } from '../notice.js';
import { threadView } from '../thread.js';
import { reportView } from '../letter.js';
import { batchPage } from './pages/batch.js';
import { adoptPage, composePage, editPage, forwardPage, freezePage } from './pages/forms.js';
import { grantPage, grantsPage, peoplePage, searchPage } from './pages/lists.js';
import { messagePage } from './pages/message.js';
import { noticesOf } from './pages/notices.js';
import { proposalPage } from './pages/proposal.js';
import { contactsPage, threadPage } from './pages/talks.js';
import { waitingPage } from './pages/waiting.js';
import { documentOf, type Page } from './shell.js';

/** What somebody hostile has chosen: everything that is not ours to choose. */
export interface Hostile {
  readonly requester: string;
  readonly executor: string;
  readonly tool: string;
  readonly why: string;
  readonly args: { readonly [name: string]: Json };
}

function itemOf({ requester, executor, tool, why, args }: Hostile): ReviewItem {
  const text = textOf(args);
  return item({
    ...{ id: requester, digest: requester, requester, executor },
    tool: { name: tool, effect: 'send', contract: tool },
    why: { text: why, trust: 'low' },
    parts: partsOf(args, Object.keys(args)),
    replaces: { id: tool, parts: partsOf({ ...args, gone: text }) },
    message: { id: requester, letter: letterOf(text), trust: 'low' },
    decided: { by: requester, answer: 'approve', reason: text },
    approvals: [{ by: requester, at: NOW, grant: text }],
    missing: text,
    flow: { carries: [requester], outsiders: Array.from({ length: 5 }, (_, i) => `${text}${i}`) },
  });
}

const textOf = (args: Json): string => stringsIn(args).join('\n');
const letterOf = (text: string): DeskMessage['letter'] => ({ from: text, address: text, subject: text, text });

function messageOf({ requester, args }: Hostile): DeskMessage {
  const letter = letterOf(textOf(args));
  const trust = 'low';
  return {
    ...{ id: requester, seq: 1, at: NOW, from: SUPPLIER, to: requester, state: 'failed', letter, trust },
    material: [{ letter, trust }],
    reason: textOf(args),
  };
}

/** The pages, by name, as a browser would get them. */
export function everyPage(hostile: Hostile): Readonly<Record<string, string>> {
  const shell = { desk: { person: hostile.requester } as never, nonce: 'n', csrf: 'c' };
  return Object.fromEntries(
    Object.entries({ ...ofProposal(hostile), ...ofMessage(hostile), ...ofLists(hostile) }).map(([name, page]) => [
      name,
      documentOf(page, shell, 1),
    ]),
  );
}

function ofProposal(hostile: Hostile): Record<string, Page> {
  const one = itemOf(hostile);
  const view = viewOf(one, context);
  const { requester } = hostile;
  const standing = { requester, isOpen: true, isUndoable: false };
  const reason = textOf(hostile.args);
  return {
    waiting: waitingPage({
      queue: viewQueue([one, { ...one, id: `${requester}2` }, item()], context),
      approved: [view],
      notices: noticesOf(noticesView([{ id: requester, what: reason, at: NOW, reason }], context), true),
      pace: { count: 20, words: render(reason), tone: 'bad', stop: true },
      all: true,
    }),
    proposal: proposalPage(view, standing),
    edit: editPage(view, one),
    batch: batchPage({ words: 'one', fault: render(reason), views: [view] }),
    grant: grantPage(
      view,
      { ...offerView(item({ ...one, flow: undefined as never }), { uses: 1, until: '1d' }) },
      render(`sallyport ${requester}`),
    ),
    compose: composePage([requester], requester, view),
    freeze: freezePage(requester),
  };
}

function ofMessage(hostile: Hostile): Record<string, Page> {
  const message = messageOf(hostile);
  const report = reportView(message, context);
  const agents = [hostile.requester];
  const people = [
    { name: hostile.requester, ceiling: 'low', agents: [hostile.requester] },
    { name: hostile.executor, ceiling: 'high' },
  ] as const;
  const frozen = [{ agent: hostile.requester, state: 'freezing' }] as const;
  const messages = [message, { ...message, from: 'alice' }];
  const contacts = contactsView({ person: 'alice', people, messages, frozen }, context);
  const between = { own: SUPPLIER, other: hostile.requester, person: 'alice' };
  return {
    message: messagePage({
      report,
      thread: '/threads/x',
      isMine: false,
      ask: '/compose',
    }),
    forward: forwardPage(report, agents),
    adopt: adoptPage(report, agents),
    contacts: contactsPage(contacts, 1),
    thread: threadPage({
      contact: contacts.find(({ kind }) => kind === 'agent') ?? contacts[0]!,
      thread: threadView(messages, between, context),
      ...{ isOwn: true, all: true, stamp: 1 },
    }),
  };
}

function ofLists({ requester, tool, args }: Hostile): Record<string, Page> {
  const text = textOf(args);
  const hit = {
    ...{ seq: 1, kind: 'message', at: NOW, from: requester, to: tool, id: requester, tool, trust: 'low' },
    snippet: { text, marks: [[0, Math.min(3, text.length)]] },
  } as const satisfies Found['hits'][number];
  const grant: StandingGrant = {
    ...{ id: requester, agent: requester, tool: { contract: tool, name: tool }, by: requester },
    ...{ bounds: { [requester]: [args] }, at: NOW, until: NOW, uses: 2, left: 1 },
  };
  const keys = [{ id: requester, public: text, may: ['decision'], isRevoked: true }] as const;
  return {
    search: searchPage(render(text), foundView({ hits: [hit], unverified: 1 }, context), render(text)),
    people: peoplePage([personView({ name: requester, ceiling: 'high', agents: [tool], keys })]),
    grants: grantsPage([grantView(grant, context)]),
  };
}
