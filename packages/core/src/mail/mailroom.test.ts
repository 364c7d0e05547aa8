import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ActionAgent } from '../agents/action-agent.js';
import { IntakeAgent } from '../agents/intake-agent.js';
import type { ActionSession, IntakeSession, Message, Order } from '../agents/session.js';
import { signerOf } from '../people/key.js';
import { createTrustRoot } from '../people/trust-root.js';
import { memoryStore } from '../record/memory-store.js';
import { openDesk } from '../review/desk.js';
import { createRuntime } from '../runtime/create.js';
import { contract } from '../tools/contract.js';
import { only } from '../tools/only.js';
import { tool } from '../tools/tool.js';
import type { TrustLevel } from '../trust.js';
import type { Channel, Delivery } from './channel.js';

const note = contract({
  name: 'save_note',
  effect: 'send',
  control: ['to'],
  input: z.strictObject({ to: z.string(), body: z.string() }),
});
const bob = { name: 'bob', trust: 'medium' as const, at: ['mail:bob@partner.example'] };
const mail = (from: string, more: Partial<Delivery> = {}): Delivery => ({
  id: `${from}-1`,
  from,
  proof: 'none',
  text: 'hello',
  ...more,
});

describe('the door', () => {
  test('MAIL-1: nobody but the owner writes to an agent without a list; the refusal is on record, with its rule', async () => {
    const { intake, read, desk, messages } = await setup({ allowlist: undefined });
    await intake.deliver('mail', mail('x@example.com'));
    await intake.deliver('mail', mail('bob@partner.example', { proof: 'verified' }));
    await intake.idle();
    expect(read).toEqual([]);
    expect((await messages()).map(({ from, state, reason }) => [from, state, reason])).toEqual([
      ['~mail:x@example.com', 'refused', expect.stringContaining('no rule admits')],
      ['bob', 'refused', expect.stringContaining('no rule admits bob')],
    ]);
    await desk.send('reader', 'and I?');
    await intake.idle();
    expect(read).toEqual(['alice: and I?']);
  });

  test('MAIL-1: the same mail is read where the list admits it, and a negative rule keeps it out', async () => {
    const { intake, read, messages } = await setup({ allowlist: ['*', '!~mail:*@spam.example'] });
    await intake.deliver('mail', mail('x@example.com'));
    await intake.deliver('mail', mail('x@spam.example'));
    await intake.idle();
    expect(read).toEqual(['~mail:x@example.com: hello']);
    expect((await messages()).at(-1)).toMatchObject({
      state: 'refused',
      reason: expect.stringContaining('!~mail:*@spam.example'),
    });
  });

  test('MAIL-7: a message below what the agent takes in is refused at its door', async () => {
    const { intake, read, messages } = await setup({ trust: 'medium', unverified: 'low' });
    await intake.deliver('mail', mail('x@example.com'));
    await intake.deliver('mail', mail('bob@partner.example', { proof: 'verified' }));
    await intake.idle();
    expect(read).toEqual(['bob: hello']);
    expect((await messages())[0]).toMatchObject({
      state: 'refused',
      reason: expect.stringContaining('medium trust or more, and this is low'),
    });
  });

  test('MAIL-8: a known address without proof is neither that name nor that trust', async () => {
    const { intake, read, messages } = await setup({ allowlist: ['bob'] });
    await intake.deliver('mail', mail('bob@partner.example'));
    await intake.deliver('mail', mail('bob@partner.example', { id: '2', proof: 'verified', text: 'it is me' }));
    await intake.idle();
    expect(read).toEqual(['bob: it is me']);
    const [forged, real] = await messages();
    expect(forged).toMatchObject({ from: '~mail:bob@partner.example', trust: 'low', state: 'refused' });
    expect(real).toMatchObject({ from: 'bob', trust: 'medium' });
  });

  test.each(['alice', 'bob', 'reader', 'b*', '?ob', 'bob@partner.example'])(
    'MAIL-8: the pattern %s does not reach an unproven sender',
    async (pattern) => {
      const { intake, read } = await setup({ allowlist: [pattern] });
      for (const from of ['alice', 'bob', 'bob@partner.example', '~bob']) await intake.deliver('mail', mail(from));
      await intake.idle();
      expect(read).toEqual([]);
    },
  );

  test('MAIL-8: an unproven sender with a name that nobody can be called is refused, and shown as unreadable', async () => {
    const { intake, read, messages } = await setup({ allowlist: ['*'] });
    for (const from of ['a\u202Eb@x', 'a\nb', 'x'.repeat(400)])
      await intake.deliver('mail', mail(from, { id: `d${from.length}` }));
    await intake.idle();
    expect(read).toEqual([]);
    expect((await messages()).map(({ from, state, trust }) => [from, state, trust])).toEqual(
      Array.from({ length: 3 }, () => ['~mail:(unreadable)', 'refused', 'zero']),
    );
  });

  test('GATE-6: the same delivery again is the same message', async () => {
    const { intake, read } = await setup({});
    const first = await intake.deliver('mail', mail('x@example.com'));
    await intake.idle();
    expect(await intake.deliver('mail', mail('x@example.com', { text: 'other words' }))).toBe(first);
    await intake.idle();
    expect(read).toHaveLength(1);
  });

  test('bad deliveries are told apart, and a full queue takes nothing', async () => {
    const { intake } = await setup({ caps: { queued: 2, message: 100 } });
    await expect(intake.deliver('fax', mail('x@example.com'))).rejects.toMatchObject({ code: 'UNKNOWN_CHANNEL' });
    await expect(intake.deliver('mail', mail('x@example.com', { text: 'x'.repeat(101) }))).rejects.toMatchObject({
      code: 'TOO_LARGE',
    });
    await expect(intake.deliver('mail', mail('x@example.com', { text: 1 as never }))).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
    await expect(intake.deliver('mail', mail('x@example.com', { proof: 'yes' as never }))).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
    await expect(intake.deliver('mail', mail('x@example.com', { text: '\ud800' }))).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
    await intake.deliver('mail', mail('a@example.com'));
    await intake.deliver('mail', mail('b@example.com'));
    await expect(intake.deliver('mail', mail('c@example.com'))).rejects.toMatchObject({ code: 'QUEUE_FULL' });
    await intake.idle();
    await intake.deliver('mail', mail('c@example.com'));
  });
});

describe('between the doors', () => {
  test('MAIL-2: no channel leads to an action agent, and what its own runtime is told without a person’s key is refused', async () => {
    const { root, keys, store, executor, orders } = await setup({});
    const signer = signerOf(keys['executor']!);
    const made = createRuntime({ root, store, signer, agents: [executor], channels: [channelTo('executor_agent')] });
    await expect(made).rejects.toMatchObject({
      code: 'BAD_OPTION',
      message: expect.stringContaining('orders that a person has signed'),
    });
    expect(orders).toEqual([]);
  });

  test('MAIL-3: a forward carries the exact bytes chosen, under the label they had, and nothing else of the conversation', async () => {
    const { intake, exec, desk, orders, messages } = await setup({ allowlist: ['*'] });
    await intake.deliver('mail', mail('x@example.com', { id: '1', text: 'first' }));
    const second = await intake.deliver(
      'mail',
      mail('x@example.com', { id: '2', text: 'second: pay 7, not 70', subject: 'Re' }),
    );
    await intake.idle();
    await desk.forward(second, { to: 'executor_agent', note: 'do it' });
    await desk.forward(second, { to: 'executor_agent', note: 'only this', part: 'pay 7' });
    await exec.idle();
    expect(orders).toEqual([
      { from: 'alice', text: 'do it', material: ['second: pay 7, not 70'] },
      { from: 'alice', text: 'only this', material: ['pay 7'] },
    ]);
    await expect(desk.forward(second, { to: 'executor_agent', part: 'pay 70!' })).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
    expect(
      (await messages())
        .filter(({ to }) => to === 'executor_agent')
        .map(({ material }) => material.map(({ trust }) => trust)),
    ).toEqual([['low'], ['low']]);
  });

  test('MAIL-3: adopting words is an act of its own: they are the person’s own from then on', async () => {
    const { intake, exec, desk, orders } = await setup({});
    const id = await intake.deliver('mail', mail('x@example.com', { text: 'send bob the invoice' }));
    await intake.idle();
    await desk.adopt(id, { to: 'executor_agent', text: 'send bob the invoice' });
    await exec.idle();
    expect(orders).toEqual([{ from: 'alice', text: 'send bob the invoice', material: [] }]);
    await expect(desk.adopt(id, { to: 'executor_agent', text: 'send mallory the invoice' })).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
  });

  test('MAIL-4: an order is signed by the person in whose name it stands', async () => {
    const { root, keys, store } = await setup({});
    await expect(
      openDesk({ root, store, person: { ...signerOf(keys['intake']!), name: 'alice' } }),
    ).rejects.toMatchObject({ code: 'BAD_TRUST_ROOT' });
    await expect(openDesk({ root, store, person: signerOf(keys['intake']!) })).rejects.toMatchObject({
      code: 'BAD_TRUST_ROOT',
    });
    const keyless = await openDesk({ root, store, person: { name: 'alice' } });
    await expect(keyless.send('executor_agent', 'hi')).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
  });

  test('MAIL-5: a label survives storage, the journal and another process; a runtime cannot raise it over its ceiling', async () => {
    const { intake, desk, exec, orders, messages } = await setup({ unverified: 'high', ceiling: 'low' });
    const id = await intake.deliver('mail', mail('x@example.com'));
    await intake.idle();
    expect((await messages())[0]).toMatchObject({ trust: 'low' });
    await desk.forward(id, { to: 'executor_agent' });
    await exec.idle();
    expect(orders).toHaveLength(1);
    expect((await messages()).at(-1)!.material).toMatchObject([{ trust: 'low' }]);
  });
});

describe('contacts and channels', () => {
  test.each([
    [{ contacts: [{ ...bob, name: 'alice' }] }, /people and agents of the TrustRoot are no contacts/],
    [{ contacts: [{ ...bob, name: 'a:b' }] }, /holds ':' or '~'/],
    [{ contacts: [{ ...bob, trust: 'highest' as never }] }, /it is one of zero, low, medium, high/],
    [{ contacts: [{ ...bob, at: ['bob@partner.example'] }] }, /is no address/],
    [{ contacts: [bob, { ...bob, name: 'rob' }] }, /an address belongs to one contact/],
    [{ channels: [channelTo('nobody')] }, /no agent of this runtime/],
    [{ channels: [channelTo('reader'), channelTo('reader')] }, /two channels are called 'mail'/],
    [{ channels: [{ ...channelTo('reader'), name: 'a:b' }] }, /its name is made of/],
    [{ channels: [{ ...channelTo('reader'), unverified: 'some' as never }] }, /unverified is 'some'/],
  ])('a fault in %j is told when the runtime is made', async (options, message) => {
    await expect(setup(options)).rejects.toThrow(message);
  });
});

function channelTo(to: string, unverified?: TrustLevel): Channel {
  return { name: 'mail', to, ...(unverified && { unverified }), listen: async () => undefined };
}

interface Options {
  readonly allowlist?: readonly string[] | undefined;
  readonly trust?: TrustLevel;
  readonly unverified?: TrustLevel;
  readonly ceiling?: TrustLevel;
  readonly caps?: object;
  readonly contacts?: readonly (typeof bob)[];
  readonly channels?: readonly Channel[];
}

async function setup(options: Options) {
  const read: string[] = [];
  const orders: unknown[] = [];
  class Reader extends IntakeAgent<TrustLevel> {
    constructor() {
      const allowlist = 'allowlist' in options ? options.allowlist : ['*'];
      super({
        name: 'reader',
        trust: options.trust ?? 'low',
        tools: [],
        proposes: [only(note, { to: 'sender' })] as never,
        ...(allowlist && { allowlist }),
      });
    }
    protected async handle(message: Message, _session: IntakeSession<TrustLevel>) {
      read.push(`${message.from}: ${message.text}`);
    }
  }
  class Executor extends ActionAgent<'high'> {
    constructor() {
      super({ name: 'executor_agent', trust: 'high', tools: [tool(note, async () => 1)] });
    }
    protected async handle(order: Order, session: ActionSession<'high'>) {
      orders.push({
        from: order.from,
        text: order.text,
        material: order.material.map(({ text }) => session.reveal(text)),
      });
    }
  }
  const runtimes = {
    intake: { agents: ['reader'], ...(options.ceiling && { ceiling: options.ceiling }) },
    executor: { agents: ['executor_agent'] },
  };
  const { root, keys } = createTrustRoot({ owner: 'alice', runtimes });
  const store = memoryStore();
  const intake = await createRuntime({
    root,
    store,
    signer: signerOf(keys['intake']!),
    agents: [new Reader()],
    contacts: options.contacts ?? [bob],
    channels: options.channels ?? [channelTo('reader', options.unverified ?? 'low')],
    ...(options.caps && { caps: options.caps }),
  });
  const executor = new Executor();
  const exec = await createRuntime({ root, store, signer: signerOf(keys['executor']!), agents: [executor] });
  const desk = await openDesk({ root, store, person: signerOf(keys['alice']!) });
  /** Without the notice that anybody may write. */
  const messages = async () =>
    (await desk.messages()).filter(({ letter }) => !letter.text.startsWith('Anybody may write'));
  return { root, keys, store, intake, exec, executor, read, orders, desk, messages };
}
