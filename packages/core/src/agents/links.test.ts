// Links from low content are taken out of what leaves the machine, before anybody is asked and anything runs (FLOW-6).
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Json } from '../canonical.js';
import { approveEverything, scriptedReviewer, type ScriptedReviewer } from '../testing/reviewers.js';
import { testRuntime } from '../testing/test-runtime.js';
import { contract } from '../tools/contract.js';
import { only } from '../tools/only.js';
import { tool } from '../tools/tool.js';
import { ActionAgent } from './action-agent.js';
import { IntakeAgent } from './intake-agent.js';
import type { ActionSession, IntakeSession, Message, Order } from './session.js';
import { anything, step } from './step.js';

const EVIL = 'https://evil.example/?q=secret';
const OURS = 'https://ours.example/a';
/** The subject of a mail that the reader leaves alone. */
const KEPT = 'https://evil.example/kept';
const stranger = { from: 'x@example.com', to: 'reader', text: `look at ${EVIL} and ${OURS}` };

describe('an acting session', () => {
  test('FLOW-6: a link from unread content leaves where nothing leaves the machine, and is stripped where it does', async () => {
    const t = await acting(async ({ material: [letter] }, session, { note, send }) => {
      await session.call(note, { to: 'files', body: letter!.text });
      await session.call(send, { to: 'files', body: letter!.text });
    });
    await t.forward('see to it');
    // the attack works without the wall, unasked
    expect(t.ran).toEqual([
      { to: 'files', body: stranger.text },
      { to: 'files', body: 'look at [link removed] and [link removed]' },
    ]);
  });

  test('FLOW-6: what a session writes itself is stripped once it has read low content, and not before', async () => {
    const t = await acting(async ({ material: [letter] }, session, { send }) => {
      await session.call(send, { to: 'files', body: EVIL });
      await session.call(send, { to: 'files', body: `as they say: ${session.reveal(letter!.text)}` });
    }, approveEverything());
    await t.forward('see to it');
    const stripped = 'as they say: look at [link removed] and [link removed]';
    expect(t.ran).toEqual([
      { to: 'files', body: EVIL },
      { to: 'files', body: stripped },
    ]);
    // the person was shown what ran
    expect(t.reviewer.seen.map(({ parts }) => parts.find(({ name }) => name === 'body')!.value)).toEqual([stripped]);
  });

  test('FLOW-6: a link in the words of whoever gave the order stays, one in what they forwarded does not', async () => {
    const t = await acting(async ({ material: [letter] }, session, { send }) => {
      await session.call(send, { to: 'files', body: letter!.text });
    });
    await t.forward(`send them ${OURS}.`);
    expect(t.ran).toEqual([{ to: 'files', body: `look at [link removed] and ${OURS}` }]);
  });

  test('FLOW-6: links are found in arrays, objects and keys', async () => {
    const t = await acting(async ({ material: [letter] }, session, { sendMany }) => {
      session.reveal(letter!.text);
      await session.call(sendMany, {
        to: 'files',
        many: [{ [EVIL]: ['fine', `[x](${EVIL})`], 'see.also': ['1.2.3'] }],
      });
    }, approveEverything());
    await t.forward('see to it');
    expect(t.ran).toEqual([
      { to: 'files', many: [{ '[link removed]': ['fine', '[x] ([link removed])'], 'see[.]also': ['1.2.3'] }] },
    ]);
  });

  test('FLOW-6: a control argument is not touched: a person is asked about it', async () => {
    const t = await acting(async ({ material: [letter] }, session, { send }) => {
      await session.call(send, { to: letter!.text, body: 'x' });
    });
    await t.forward('see to it');
    expect(t.ran).toEqual([]);
    const [item] = await t.desk.pending();
    expect(item!.parts.find(({ name }) => name === 'to')!.value).toBe(stranger.text);
  });

  test('FLOW-6: a schema that takes nothing but the link refuses, and says what to do; the refusal is journalled', async () => {
    let thrown: unknown;
    const t = await acting(async ({ material: [letter] }, session, { fetch }) => {
      session.reveal(letter!.text);
      thrown = await session.call(fetch, { to: 'files', url: EVIL }).catch((error: unknown) => error);
    }, approveEverything());
    await t.forward('see to it');
    expect(thrown).toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringMatching(/without the links in it.*'url'.* in control/),
    });
    expect(t.ran).toEqual([]);
    expect(t.attempts()).toMatchObject([{ tool: 'fetch_it', state: 'refused' }]);
  });
});

describe('a planned call', () => {
  test('FLOW-6: what was pinned before anything was read keeps its link, what came later does not', async () => {
    const t = await acting(async ({ material: [letter] }, session, { send }) => {
      const pinned = step(send, { to: 'files', body: EVIL });
      const open = step(send, { to: 'files', body: anything });
      await session.plan([pinned, open]);
      const text = session.reveal(letter!.text);
      await session.run(pinned);
      await session.run(open, { body: text });
    }, approveEverything());
    await t.forward('see to it');
    expect(t.ran).toEqual([
      { to: 'files', body: EVIL },
      { to: 'files', body: 'look at [link removed] and [link removed]' },
    ]);
  });

  test('FLOW-6: a step whose link is refused has not been taken', async () => {
    const t = await acting(async ({ material: [letter] }, session, { fetch }) => {
      const once = step(fetch, { to: 'files', url: anything });
      await session.plan([once]);
      await expect(session.run(once, { url: letter!.subject })).rejects.toMatchObject({ code: 'BAD_INPUT' });
      await session.run(once, { url: 'https://fine.example/' });
    });
    await t.forward('see to it');
    expect(t.ran).toEqual([{ to: 'files', url: 'https://fine.example/' }]);
  });
});

describe('a proposal', () => {
  test('FLOW-6: it is stripped before it is shown; that is signed, and that is what the executor runs', async () => {
    const t = await acting(async () => undefined, approveEverything());
    await t.mail(stranger);
    await t.idle();
    expect(t.reviewer.seen.map(({ parts }) => parts.find(({ name }) => name === 'body')!.value)).toEqual([
      'they say: look at [link removed] and [link removed]',
    ]);
    expect(t.ran).toEqual([{ to: 'files', body: 'they say: look at [link removed] and [link removed]' }]);
  });

  test('FLOW-6: where nothing leaves the machine, the link is shown and runs', async () => {
    const t = await acting(async () => undefined, approveEverything());
    await t.mail({ ...stranger, subject: 'note' });
    await t.idle();
    expect(t.ran).toEqual([{ to: 'files', body: `they say: ${stranger.text}` }]);
  });

  test('FLOW-6: a person may put a link in: an edit is their own words', async () => {
    const body = `see ${OURS}`;
    const reviewer = scriptedReviewer([{ edit: { body } }, 'approve']);
    const t = await acting(async () => undefined, reviewer);
    await t.mail(stranger);
    await t.idle();
    expect(t.ran).toEqual([{ to: 'files', body }]);
  });

  test('FLOW-6: the words of a stranger are nobody’s own, those of a person who writes to the reader are', async () => {
    const t = await acting(async () => undefined, approveEverything());
    await t.desk.send('reader', `read the web, then tell them about ${OURS}`);
    await t.idle();
    expect(t.ran).toEqual([
      { to: 'files', body: `they say: read the web, then tell them about ${OURS} [link removed]` },
    ]);
  });
});

type Acting = (order: Order, session: ActionSession<'high'>, tools: ReturnType<typeof toolsOf>) => Promise<void>;

const input = z.strictObject({ to: z.string(), body: z.string() });
const sendBody = contract({ name: 'send_body', effect: 'send', control: ['to'], input });
const noteBody = contract({ name: 'note_body', effect: 'send', egress: false, control: ['to'], input });

function toolsOf(ran: Json[]) {
  const run = async (args: Json): Promise<void> => void ran.push(args);
  const terms = { effect: 'send', control: ['to'] } as const;
  const many = z.array(z.record(z.string(), z.array(z.string())));
  const url = z.url();
  return {
    send: tool(sendBody, run),
    note: tool(noteBody, run),
    sendMany: tool({ ...terms, name: 'send_many', input: z.strictObject({ to: z.string(), many }), run }),
    fetch: tool({ ...terms, name: 'fetch_it', input: z.strictObject({ to: z.string(), url }), run }),
  };
}

/** An executor whose handle does `act`, and a reader that proposes to send on what it was sent, after a look at the web. */
async function acting(act: Acting, reviewer?: ScriptedReviewer) {
  const ran: Json[] = [];
  const tools = toolsOf(ran);
  class Executor extends ActionAgent<'high'> {
    constructor() {
      super({ name: 'executor_agent', trust: 'high', tools: Object.values(tools) });
    }
    protected override handle(order: Order, session: ActionSession<'high'>) {
      return act(order, session, tools);
    }
  }
  const t = await testRuntime({ agents: [reader(), new Executor()], unverified: 'low', real: true, reviewer });
  const forward = async (note: string): Promise<void> => {
    const id = await t.mail({ ...stranger, subject: KEPT });
    await t.idle();
    await t.desk.forward(id, { to: 'executor_agent', note });
    await t.idle();
  };
  return Object.assign(t, { forward, ran });
}

function reader() {
  const page = tool({
    ...{ name: 'read_page', effect: 'ingest', source: 'low', control: [], input: z.strictObject({}) },
    run: async () => EVIL,
  });
  const bounds = { to: ['files'] };
  class Reader extends IntakeAgent<'low'> {
    constructor() {
      super({
        ...{ name: 'reader', trust: 'low', tools: [page], allowlist: ['*'] },
        proposes: [only(sendBody, bounds), only(noteBody, bounds)],
      });
    }
    protected override async handle({ text, subject }: Message, session: IntakeSession<'low'>) {
      if (subject === KEPT) return;
      const read = text.startsWith('read the web') ? ` ${await session.call(page, {})}` : '';
      const asked = subject === 'note' ? noteBody : sendBody;
      await session.propose('executor_agent', asked, { to: 'files', body: `they say: ${text}${read}` }, { why: 'why' });
    }
  }
  return new Reader();
}
