// Puts what somebody hostile wrote into every place that is not ours to choose, and on every screen: for the tests of all screens.
import { readFileSync } from 'node:fs';
import { frozenView, personView } from './agent.js';
import { approveWords } from './approve.js';
import { batchView } from './batch.js';
import { contactsView } from './contacts.js';
import type {
  DeskMessage,
  EnrolledPrincipal,
  Found,
  FrozenAgent,
  Json,
  Notice,
  ReviewItem,
  StandingGrant,
} from '@sallyport/core';
import type { DeskPort } from './desk-port.js';
import { draftView } from './draft.js';
import { isUnsafe } from './escape.js';
import { foundView } from './found.js';
import { grantView, offerView } from './grant.js';
import { item, NOW, part } from './items.fixture.js';
import type { ViewContext } from './known.js';
import { reportView } from './letter.js';
import { stringsIn } from './links.js';
import { noticesView } from './notice.js';
import { viewQueue } from './queue.js';
import { queueScreen, reportScreen, type ScreenOptions, textScreen } from './screen.js';
import { contactsScreen, foundScreen, threadScreen } from './talk-screen.js';
import { threadView } from './thread.js';
import { viewOf } from './view.js';

/** A row of the display vectors. */
export interface Row {
  readonly id: string;
  readonly title: string;
  readonly input: { readonly [key: string]: Json };
  readonly expected: string;
}

/** All 65. */
export const ROWS = JSON.parse(
  readFileSync(new URL('./a1-display.fixture.json', import.meta.url), 'utf8'),
  // `as`: the file holds rows of this shape
) as readonly Row[];

/** What a desk would hand out. */
export interface Facts {
  readonly person: string;
  readonly items: readonly ReviewItem[];
  readonly messages: readonly DeskMessage[];
  readonly notices: readonly Notice[];
  readonly found: Found;
  readonly grants: readonly StandingGrant[];
  readonly frozen: readonly FrozenAgent[];
  readonly people: readonly EnrolledPrincipal[];
  readonly context: ViewContext;
}

/** The strings of a row, and what it calls the agent, the executor and the tool. */
export function factsOf({ args, agent, server, tool, reason, ...input }: Row['input']): Facts {
  const text = stringsIn([args ?? null, reason ?? null, input]).join('\n');
  const names = [agent, server, tool].map((name) => (typeof name === 'string' ? name : text));
  // `as`: an object of the row; where it holds none there are no arguments
  const given = typeof args === 'object' && args !== null ? (args as Readonly<Record<string, Json>>) : {};
  return hostileFacts(() => text, { names, args: given });
}

interface Named {
  readonly names?: readonly string[];
  readonly args?: Readonly<Record<string, Json>>;
}

/** Facts with what `next` says in every place that somebody else fills. */
export function hostileFacts(next: () => string, { names = [], args = {} }: Named = {}): Facts {
  const [requester = next(), executor = next(), tool = next()] = names;
  const letter = (): DeskMessage['letter'] => ({ from: next(), address: next(), subject: next(), text: next() });
  const message = (over: Partial<DeskMessage>): DeskMessage => ({
    ...{ id: next(), seq: 1, at: NOW, from: requester, to: 'alice', state: 'failed', trust: 'low', reason: next() },
    letter: letter(),
    material: [{ letter: letter(), trust: 'zero' }],
    ...over,
  });
  const parts = [
    ...Object.entries(args).map(([name, value]) => part(name, value, { control: true })),
    part(next(), [{ [next()]: next() }], { control: true }),
    part('body', next(), { label: { from: { [next()]: 'low' }, private: [next()] } }),
  ];
  const proposal = item({
    ...{ id: next(), digest: next(), requester, executor, parts },
    tool: { name: tool, effect: 'send', contract: next() },
    why: { text: next(), trust: 'low' },
    message: { id: next(), letter: letter(), trust: 'low' },
    replaces: { id: next(), parts: [part('body', next()), part(next(), next())] },
    approvals: [{ by: next(), at: NOW, grant: next() }],
    decided: { by: next(), answer: 'deny', reason: next() },
    flow: { carries: [next()], outsiders: [next(), next(), next(), next()] },
    missing: next(),
  });
  const sender = next();
  return {
    person: 'alice',
    items: [proposal, { ...proposal, id: `${proposal.id}2` }, item({ id: 'plain' })],
    messages: [
      message({ seq: 1, from: sender, to: requester }),
      message({ seq: 2 }),
      message({ seq: 3, from: 'alice', to: requester }),
    ],
    notices: [{ id: next(), what: next(), at: NOW, reason: next() }],
    ...listsOf(next, { requester, tool }),
    context: {
      known: ['alice', 'bob@example.com', next()],
      contacts: [{ name: 'carol', at: [`mail:${next()}`] }],
      now: NOW,
    },
  };
}

function listsOf(
  next: () => string,
  { requester, tool }: { readonly requester: string; readonly tool: string },
): Pick<Facts, 'found' | 'grants' | 'frozen' | 'people'> {
  const text = next();
  const names = { from: next(), to: next(), id: next(), tool: next() };
  const hit = { seq: 1, kind: 'message', at: NOW, ...names, trust: 'low' } as const;
  return {
    found: { hits: [{ ...hit, snippet: { text, marks: [[1, Math.min(4, text.length)]] } }], unverified: 1 },
    grants: [
      {
        ...{ id: next(), agent: requester, tool: { contract: next(), name: tool, effect: 'send' }, by: next() },
        ...{ bounds: { [next()]: [next(), { [next()]: next() }] }, at: NOW, until: NOW + 1000, uses: 2, left: 1 },
      },
    ],
    frozen: [
      {
        agent: requester,
        by: next(),
        reason: next(),
        at: NOW,
        acknowledged: [next()],
        missing: [next()],
        state: 'freezing',
      },
    ],
    people: [
      { name: 'alice', ceiling: 'high', keys: [] },
      {
        ...{ name: next(), ceiling: 'low', agents: [requester, next()] },
        keys: [
          {
            ...{ id: next(), may: ['decision'], isRevoked: true, public: next() },
            passkey: { credential: next(), rp: next(), origin: next() },
          },
        ],
      },
    ],
  };
}

/** Every view that there is, by name. */
export function everyView(facts: Facts): Readonly<Record<string, unknown>> {
  const { items, messages, context, person, people, frozen, found } = facts;
  const [first] = items;
  const [mail] = messages;
  const view = viewOf(first!, context);
  const queue = viewQueue(items, context);
  return {
    ...{ view, queue, approve: approveWords(view), batch: batchView(queue, [view.id, 'plain']) },
    report: reportView(mail!, context),
    contacts: contactsView({ person, people, messages, pending: items, frozen }, context),
    ...threadsOf(facts),
    notices: noticesView(facts.notices, context),
    found: foundView(found, context),
    grant: grantView(facts.grants[0]!, context),
    offer: offerView(first!, { uses: 2, until: mail!.id }),
    frozen: frozenView(frozen[0]!, context),
    person: personView(people[1]!),
    send: draftView({ send: { to: mail!.id, text: mail!.letter.text } }, mail!.id, context),
    forward: draftView({ forward: { message: mail!, to: mail!.id, note: mail!.id } }, mail!.id, context),
    adopt: draftView({ adopt: { message: mail!, to: mail!.id, text: mail!.letter.text } }, mail!.id, context),
  };
}

/** The conversation of the person with the agent, and that of the sender with it. */
function threadsOf({ messages, person, context }: Facts): {
  thread: ReturnType<typeof threadView>;
  outside: ReturnType<typeof threadView>;
} {
  const [mail] = messages;
  return {
    thread: threadView(messages, { own: person, other: mail!.to, person }, context),
    outside: threadView(messages, { own: mail!.to, other: mail!.from, person }, context),
  };
}

/** Every screen of text that there is, by name, as lines. */
export function everyScreen(facts: Facts, options: ScreenOptions = {}): Readonly<Record<string, readonly string[]>> {
  const { items, messages, context, person, people, frozen, found } = facts;
  const { thread, outside } = threadsOf(facts);
  return {
    proposal: textScreen(viewOf(items[0]!, context), options),
    queue: queueScreen(viewQueue(items, context), options),
    message: reportScreen(reportView(messages[0]!, context), options),
    contacts: contactsScreen(contactsView({ person, people, messages, pending: items, frozen }, context), options),
    thread: threadScreen(thread, options),
    outside: threadScreen(outside, options),
    found: foundScreen(foundView(found, context), options),
  };
}

/** Every string in a view, names of fields too. */
export function stringsOf(view: unknown): readonly string[] {
  // `as`: views are plain JSON
  return stringsIn(view as Json);
}

/** Those of some lines, or strings of a view, that could draw on a screen. */
export const unsafeAmong = (texts: readonly string[]): readonly string[] => texts.filter(isUnsafe);

/** A desk that hands out these facts, and on which nothing can be done: for the screens that ask a desk. */
export function showing(facts: Facts): Required<DeskPort> {
  const refuse = async (): Promise<never> => {
    throw new Error('nothing is done at this desk');
  };
  const none = { approve: refuse, deny: refuse, decide: refuse, edit: refuse, withdraw: refuse, send: refuse };
  const nor = { forward: refuse, adopt: refuse, grant: refuse, revoke: refuse, freeze: refuse, lift: refuse };
  return {
    ...{ ...none, ...nor, prepare: refuse, submit: refuse, person: facts.person },
    pending: async () => facts.items,
    item: async (id) => facts.items.find((one) => one.id === id) ?? refuse(),
    unfinished: async () => ({ pending: facts.items, approved: [], started: [], interrupted: [] }),
    messages: async ({ after = 0 } = {}) => facts.messages.filter(({ seq }) => seq > after),
    notices: async () => facts.notices,
    search: async () => facts.found,
    grants: async () => facts.grants,
    frozen: async () => facts.frozen,
    people: async () => facts.people,
    watch: async function* () {},
  };
}
