import { describe, expect, test, vi } from 'vitest';
import type { Channel, Delivery } from '../mail/channel.js';
import { labelOf } from '../content/label.js';
import { makeContent } from '../content/content.js';
import { newId } from '../clock.js';
import { signerOf } from '../people/key.js';
import type { Body } from '../record/body.js';
import type { Store } from '../record/store.js';
import { tool } from '../tools/tool.js';
import {
  eventually,
  type Acting,
  executorOf,
  house,
  latch,
  mail,
  mailbox,
  proposer,
  readerOf,
  sendNote,
  toBob,
} from './house.fixture.js';
import { createRuntime } from './create.js';

describe('the queue', () => {
  test('GATE-6: what was delivered is durable: the process dies, the next one handles it, and the same delivery is the same message', async () => {
    const { start } = await house();
    const read: string[] = [];
    const reader = () => readerOf(async ({ text }) => void read.push(text));
    const first = await start('intake', [reader()]);
    const id = await first.runtime.deliver('mail', mail('m1'));
    first.kill();
    const { runtime } = await start('intake', [reader()]);
    await runtime.idle();
    expect(read).toEqual(['m1']);
    expect(await runtime.deliver('mail', mail('m1', { text: 'other words' }))).toBe(id);
    await runtime.idle();
    expect(read).toEqual(['m1']);
  });

  test('LOG-1: a message is on record before anybody reads it, and its start before its handling', async () => {
    const { start, entries } = await house();
    const seen: number[] = [];
    const reader = readerOf(async () => void seen.push((await entries()).length));
    const { runtime } = await start('intake', [reader]);
    await runtime.deliver('mail', mail('m1'));
    expect(await entries()).toHaveLength(1);
    await runtime.idle();
    expect([seen, (await entries()).length]).toEqual([[2], 3]);
  });

  test('run() works as mail comes in, and ends when its signal aborts; what comes later waits', async () => {
    const { start } = await house();
    const read: string[] = [];
    const { runtime } = await start('intake', [readerOf(async ({ text }) => void read.push(text))]);
    const stop = new AbortController();
    const running = runtime.run({ signal: stop.signal });
    for (const id of ['m1', 'm2']) {
      await runtime.deliver('mail', mail(id));
      await eventually(() => read.includes(id));
    }
    stop.abort();
    await running;
    await runtime.deliver('mail', mail('m3'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(read).toEqual(['m1', 'm2']);
    await runtime.idle();
    expect(read).toEqual(['m1', 'm2', 'm3']);
  });

  test('run() that ends in the middle of a handling aborts it, and one that only observed is queued again', async () => {
    const { start, desk } = await house();
    let attempts = 0;
    const reader = readerOf(async (_message, { signal }) => {
      attempts += 1;
      if (attempts === 1)
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    const { runtime } = await start('intake', [reader]);
    await runtime.deliver('mail', mail('m1'));
    const stop = new AbortController();
    const running = runtime.run({ signal: stop.signal });
    await eventually(() => attempts === 1);
    stop.abort();
    await running;
    expect((await desk.messages())[0]!.state).toBe('pending');
    await runtime.idle();
    expect((await desk.messages())[0]!.state).toBe('executed');
    expect(attempts).toBe(2);
  });

  test('GATE-1: idle() returns when nothing can go on without a person, and the one who asked waits on', async () => {
    const { start, desk } = await house();
    const ran: unknown[] = [];
    const ends: string[] = [];
    const send = tool(sendNote, async (args) => void ran.push(args));
    const executor = executorOf([send], async (_order, session) => {
      await session.call(send, toBob);
      ends.push('got it');
    });
    const { runtime } = await start('executor', [executor], { policy: () => 'ask' });
    await desk.send('executor_agent', 'go');
    await runtime.idle();
    expect([ran, ends]).toEqual([[], []]);
    const [item] = await desk.pending();
    await desk.approve(item!.id);
    await runtime.idle();
    expect([ran, ends]).toEqual([[toBob], ['got it']]);
  });

  test('one handling of a conversation at a time and in order, several conversations at once, never more than concurrency', async () => {
    const { start } = await house();
    const under: string[] = [];
    const log: string[] = [];
    const doors = new Map<string, ReturnType<typeof latch>>();
    const most = { all: 0, conversation: 0 };
    const reader = readerOf(async ({ from, text }) => {
      under.push(from);
      most.all = Math.max(most.all, under.length);
      most.conversation = Math.max(most.conversation, under.filter((one) => one === from).length);
      const door = latch();
      doors.set(text, door);
      await door.opened;
      under.splice(under.indexOf(from), 1);
      log.push(text);
    });
    const { runtime } = await start('intake', [reader], { concurrency: 2 });
    for (const name of ['a1', 'a2', 'b1', 'c1', 'a3'])
      await runtime.deliver('mail', mail(name, { from: `${name[0]}@example.com` }));
    const idling = runtime.idle();
    await eventually(() => doors.size === 2);
    expect([...doors.keys()]).toEqual(['a1', 'b1']);
    for (const name of ['b1', 'c1', 'a1', 'a2', 'a3']) {
      await eventually(() => doors.has(name));
      doors.get(name)!.open();
    }
    await idling;
    expect(log).toEqual(['b1', 'c1', 'a1', 'a2', 'a3']);
    expect(most).toEqual({ all: 2, conversation: 1 });
  });

  test('a handling that is still being started counts: a slow store lets no more of them in', async () => {
    const { start, store } = await house();
    const slow: Store = {
      ...store,
      get: async (kind, id) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        return store.get(kind, id);
      },
    };
    let [under, most] = [0, 0];
    const reader = readerOf(async () => {
      most = Math.max(most, (under += 1));
      // until a second one is there, however slow the machine is
      for (let looks = 0; looks < 200 && most < 2; looks++) await new Promise((resolve) => setTimeout(resolve, 5));
      await new Promise((resolve) => setTimeout(resolve, 5));
      under -= 1;
    });
    const { runtime } = await start('intake', [reader], { concurrency: 2, store: slow });
    for (const name of ['a', 'b', 'c', 'd', 'e'])
      await runtime.deliver('mail', mail(name, { from: `${name}@example.com` }));
    await runtime.idle();
    expect([under, most]).toEqual([0, 2]);
  });

  test('a handling that waits for a person does not count: the others go on', async () => {
    const { start, desk, deskOf } = await house();
    const heard: string[] = [];
    const send = tool(sendNote, async () => 1);
    const act: Acting = async ({ text }, session) => {
      if (text === 'ask') await session.call(send, toBob);
      heard.push(text);
    };
    const executor = executorOf([send], act, { allowlist: ['bob'] });
    const { runtime } = await start('executor', [executor], { concurrency: 1, policy: () => 'ask' });
    await desk.send('executor_agent', 'ask');
    await (await deskOf('bob')).send('executor_agent', 'and I');
    await runtime.idle();
    expect(heard).toEqual(['and I']);
    await desk.deny((await desk.pending())[0]!.id);
    await runtime.idle();
    expect((await desk.messages()).map(({ state }) => state)).toEqual(['failed', 'executed']);
  });

  test('GATE-12: a throw marks the handling failed, tells the owner why, and is not tried again; the owner may have it done again', async () => {
    const { start, desk } = await house();
    const read: string[] = [];
    const reader = readerOf(async ({ text }) => {
      read.push(text);
      if (text === 'm1' && read.length === 1) throw new Error('I cannot read this');
    });
    const { runtime } = await start('intake', [reader]);
    const id = await runtime.deliver('mail', mail('m1'));
    await runtime.deliver('mail', mail('m2'));
    await runtime.idle();
    await runtime.idle();
    expect(read).toEqual(['m1', 'm2']);
    expect(await desk.notices()).toMatchObject([{ id, what: expect.stringContaining('ended failed') }]);
    expect((await desk.messages())[0]).toMatchObject({ state: 'failed', reason: 'I cannot read this' });
    await desk.lift(id);
    await runtime.idle();
    expect(read).toEqual(['m1', 'm2', 'm1']);
    expect(await desk.notices()).toEqual([]);
  });

  test.each([undefined, null, '', 0, new Error('\ud800')])(
    'whatever handle throws is a failure: %s',
    async (thrown) => {
      const { start, desk } = await house();
      const reader = readerOf(async () => {
        throw thrown;
      });
      const { runtime } = await start('intake', [reader]);
      await runtime.deliver('mail', mail('m1'));
      await runtime.idle();
      expect((await desk.messages())[0]).toMatchObject({ state: 'failed' });
      await runtime.close();
    },
  );

  test('GATE-12: what cannot be written down is a failure too', async () => {
    const { start, desk } = await house();
    const reader = readerOf(async () => {
      throw Object.create(null);
    });
    const { runtime } = await start('intake', [reader]);
    await runtime.deliver('mail', mail('m1'));
    void runtime.idle();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await desk.messages())[0]).toMatchObject({ state: 'failed' });
  });
});

describe('caps', () => {
  test('a hundred proposals wait for a person, the next one is PENDING_FULL, and the older ones stay', async () => {
    const { start, desk } = await house();
    const codes: string[] = [];
    const reader = readerOf(async ({ text }, session) => {
      for (let n = 0; n < 20; n += 1) {
        const asking = session.propose('executor_agent', sendNote, { ...toBob, body: `${text} ${n}` }, { why: 'w' });
        await asking.catch((error: { code: string }) => codes.push(error.code));
      }
    });
    const { runtime } = await start('intake', [reader]);
    for (let n = 0; n < 6; n += 1) await runtime.deliver('mail', mail(`m${n}`, { from: `x${n}@example.com` }));
    await runtime.idle();
    const pending = await desk.pending();
    expect(codes).toEqual(Array.from({ length: 20 }, () => 'PENDING_FULL'));
    expect(pending).toHaveLength(100);
    // whose mail came last found the desk full, and nothing that stood there had to go
    expect(new Set(pending.map(({ parts }) => String(parts[1]!.value).split(' ')[0])).size).toBeGreaterThanOrEqual(5);
  });

  test('one sender fills no desk: twenty proposals of theirs wait, and those of the others come through', async () => {
    const { start, desk } = await house();
    const codes: string[] = [];
    const reader = readerOf(async ({ text }, session) => {
      for (let n = 0; n < (text === 'loud' ? 30 : 1); n += 1) {
        const asking = session.propose('executor_agent', sendNote, { ...toBob, body: `${text} ${n}` }, { why: 'w' });
        await asking.catch((error: { code: string; message: string }) => codes.push(`${error.code}: ${error.message}`));
      }
    });
    const { runtime } = await start('intake', [reader]);
    await runtime.deliver('mail', mail('loud'));
    await runtime.idle();
    await runtime.deliver('mail', mail('quiet', { from: 'y@example.com' }));
    await runtime.idle();
    expect(await desk.pending()).toHaveLength(21);
    expect(new Set(codes)).toEqual(
      new Set([
        "PENDING_FULL: messages from '~mail:x@example.com' have left 20 proposals waiting for a person: decide those first, or ask later",
      ]),
    );
  });

  test('who was denied again and again asks no more for a while, and only they', async () => {
    const { start, desk, clock } = await house();
    const codes: string[] = [];
    const reader = readerOf(async ({ text }, session) => {
      const asking = session.propose('executor_agent', sendNote, { ...toBob, body: text }, { why: 'w' });
      await asking.catch((error: { code: string }) => codes.push(error.code));
    });
    const { runtime } = await start('intake', [reader]);
    const ask = async (id: string, from = 'x@example.com') => {
      await runtime.deliver('mail', mail(id, { from }));
      await runtime.idle();
      return (await desk.pending())[0];
    };
    for (let n = 0; n < 5; n += 1) await desk.deny((await ask(`m${n}`))!.id);
    expect(await ask('once more')).toBeUndefined();
    expect(codes).toEqual(['PENDING_FULL']);
    const other = await ask('other', 'y@example.com');
    await desk.deny(other!.id);
    await clock.advance('6m');
    expect(await ask('later')).toBeDefined();
  });

  test('one message makes no more than twenty reports', async () => {
    const { start, desk } = await house();
    const reader = readerOf(async (_message, session) => {
      for (let n = 0; n < 30; n += 1) await session.report(`${n}`);
    });
    const { runtime } = await start('intake', [reader]);
    await runtime.deliver('mail', mail('m1'));
    await runtime.idle();
    const messages = await desk.messages();
    expect(messages.filter(({ from }) => from === 'reader')).toHaveLength(20);
    expect(messages[0]).toMatchObject({ state: 'failed', reason: expect.stringContaining('has made 20 reports') });
  });

  test('a decision makes room again', async () => {
    const { start, desk } = await house();
    const { runtime } = await start('intake', [proposer()], { caps: { pending: 1 } });
    await runtime.deliver('mail', mail('m1'));
    await runtime.deliver('mail', mail('m2'));
    await runtime.idle();
    expect((await desk.messages()).map(({ state }) => state)).toEqual(['executed', 'failed']);
    await desk.deny((await desk.pending())[0]!.id);
    await runtime.deliver('mail', mail('m3'));
    await runtime.idle();
    expect((await desk.pending()).map(({ parts }) => parts[1]!.value)).toEqual(['m3']);
  });

  test('a full queue refuses and what is in it is worked', async () => {
    const { start } = await house();
    const read: string[] = [];
    const { runtime } = await start('intake', [readerOf(async ({ text }) => void read.push(text))], {
      caps: { queued: 2 },
    });
    await runtime.deliver('mail', mail('m1'));
    await runtime.deliver('mail', mail('m2'));
    await expect(runtime.deliver('mail', mail('m3'))).rejects.toMatchObject({
      code: 'QUEUE_FULL',
      facts: { queued: 2 },
    });
    await runtime.idle();
    expect(read).toEqual(['m1', 'm2']);
    await runtime.deliver('mail', mail('m3'));
  });

  test.each([
    { concurrency: 0 },
    { concurrency: 1.5 },
    { caps: { pending: Number.NaN } },
    { caps: { waiting: 3 } },
    { lease: 'soon' },
    { expires: -1 },
    { polcy: () => 'ask' },
    { policy: 'ask' },
  ])('%j is a fault when the runtime is made', async (options) => {
    const { start } = await house();
    await expect(start('intake', [proposer()], options as never)).rejects.toMatchObject({ code: 'BAD_OPTION' });
  });
});

describe('between the doors', () => {
  test('MAIL-2: no key but a person’s makes an action agent listen, whoever writes the record', async () => {
    const { start, keys, intrude, store, desk } = await house();
    const heard: string[] = [];
    // neither the list nor the trust keeps anybody out here: it is the signature alone
    const executor = executorOf([], async ({ text }) => void heard.push(text), {
      allowlist: ['reader', 'executor_agent', '~mail:*'],
    });
    const { runtime } = await start('executor', [executor]);
    const message = async (from: string): Promise<Body> => {
      const { content, row } = makeContent({ from, text: 'obey' }, labelOf(from, 'high'));
      await store.commit((await store.entries(0, 1_000)).length, () => ({ rows: [{ kind: 'content', ...row }] }));
      return { kind: 'message', id: newId(), from, to: 'executor_agent', text: content, material: [] };
    };
    const [alice, intake, exec] = ['alice', 'intake', 'executor'].map((name) => signerOf(keys[name]!));
    for (const from of ['alice', 'reader', '~mail:x@example.com', 'executor_agent']) {
      await intrude(await message(from), 'intake', intake);
      await intrude(await message(from), 'executor', exec);
      await intrude(await message(from), from);
    }
    await intrude(await message('alice'), 'alice', intake);
    await runtime.idle();
    expect(heard).toEqual([]);
    await intrude(await message('alice'), 'alice', alice);
    await runtime.idle();
    expect(heard).toEqual(['obey']);
    expect((await desk.messages()).filter(({ state }) => state === 'executed')).toHaveLength(1);
  });

  test('MAIL-2: what an intake agent proposes and reports reaches nobody but a person', async () => {
    const { start, desk } = await house();
    const heard: string[] = [];
    const ran: unknown[] = [];
    const reader = readerOf(async (_message, session) => {
      await session.report('to the executor: obey');
      await session.propose('executor_agent', sendNote, toBob, { why: 'obey' });
    });
    const send = tool(sendNote, async (args) => void ran.push(args));
    const executor = executorOf([send], async ({ text }) => void heard.push(text));
    const intake = await start('intake', [reader]);
    const exec = await start('executor', [executor]);
    await intake.runtime.deliver('mail', mail('m1'));
    await intake.runtime.idle();
    await exec.runtime.idle();
    expect([heard, ran]).toEqual([[], []]);
    expect((await desk.messages()).at(-1)).toMatchObject({ from: 'reader', to: 'alice', trust: 'low' });
  });
});

describe('a frozen agent', () => {
  test('GATE-10: its mail waits, its proposals are withdrawn and new ones refused, until the owner lifts it', async () => {
    const { start, desk, proposed, stateOf } = await house();
    const [id] = await proposed('before');
    await desk.freeze('reader', 'it smells');
    expect(await stateOf(id!)).toBe('withdrawn');
    const { runtime } = await start('intake', [proposer()]);
    await runtime.deliver('mail', mail('m1'));
    await runtime.idle();
    expect((await desk.messages()).at(-1)!.state).toBe('pending');
    await desk.lift('reader');
    await runtime.idle();
    expect((await desk.pending()).map(({ parts }) => parts[1]!.value)).toEqual(['m1']);
  });

  test('GATE-10: frozen in the middle of a handling, it proposes and acts no more', async () => {
    const { start, desk } = await house();
    const codes: string[] = [];
    const reader = readerOf(async (_message, session) => {
      await desk.freeze('reader');
      await session
        .propose('executor_agent', sendNote, toBob, { why: 'w' })
        .catch((error: { code: string }) => codes.push(error.code));
    });
    const { runtime } = await start('intake', [reader]);
    await runtime.deliver('mail', mail('m1'));
    await runtime.idle();
    expect(codes).toEqual(['REFUSED']);
    expect(await desk.pending()).toEqual([]);
  });
});

describe('events', () => {
  test('each says what happened with ids and names alone, and a listener that throws disturbs nobody', async () => {
    const { start, desk } = await house();
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    try {
      const { runtime } = await start('intake', [proposer()]);
      const heard: unknown[] = [];
      runtime.on('message', () => {
        throw new Error('a careless listener');
      });
      runtime.on('message', ({ id, from, to }) => heard.push(['message', id, from, to]));
      const forget = runtime.on('step', ({ of, to }) => heard.push(['step', of, to]));
      runtime.on('proposal', ({ id, requester, executor }) => heard.push(['proposal', id, requester, executor]));
      runtime.on('decision', ({ proposal, by, answer }) => heard.push(['decision', proposal, by, answer]));
      const m1 = await runtime.deliver('mail', mail('m1'));
      await runtime.idle();
      const [item] = await desk.pending();
      forget();
      await desk.approve(item!.id);
      await runtime.idle();
      expect(heard).toEqual([
        ['message', m1, '~mail:x@example.com', 'reader'],
        ['step', m1, 'started'],
        ['proposal', item!.id, 'reader', 'executor_agent'],
        ['step', m1, 'executed'],
        ['decision', item!.id, 'alice', 'approve'],
      ]);
      expect(warned.mock.calls.map(([text]) => text)).toEqual([`a listener of 'message' threw: a careless listener`]);
    } finally {
      warned.mockRestore();
    }
  });

  test('a stop, its lift, and a record that does not count are events too', async () => {
    const { start, desk, intrude } = await house();
    const { runtime } = await start('intake', [proposer()]);
    const heard: unknown[] = [];
    runtime.on('stop', ({ target, by }) => heard.push(['stop', target, by]));
    runtime.on('lift', ({ target, by }) => heard.push(['lift', target, by]));
    runtime.on('fault', ({ signer, what }) => heard.push(['fault', signer, what]));
    await desk.freeze('reader');
    await desk.lift('reader');
    await intrude({ kind: 'permit', subject: { name: 'mallory', trust: 'high', at: [] } }, 'alice');
    await runtime.idle();
    expect(heard).toEqual([
      ['stop', 'reader', 'alice'],
      ['lift', 'reader', 'alice'],
      ['fault', 'alice', 'is not signed'],
    ]);
  });
});

describe('channels and the end', () => {
  test('run() listens; a channel that breaks off is told, and listened to again', async () => {
    const { root, keys, store } = await house();
    const read: string[] = [];
    let times = 0;
    const flaky: Channel = {
      ...mailbox,
      listen: async (deliver: (delivery: Delivery) => Promise<string>, signal: AbortSignal) => {
        times += 1;
        await deliver(mail(`m${times}`));
        if (times === 1) throw new Error('the line is down');
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      },
    };
    const reader = readerOf(async ({ text }) => void read.push(text));
    const runtime = await createRuntime({
      root,
      store,
      signer: signerOf(keys['intake']!),
      agents: [reader],
      channels: [flaky],
    });
    const faults: string[] = [];
    runtime.on('error', ({ what, error }) => faults.push(`${what}: ${(error as Error).message}`));
    const running = runtime.run();
    await eventually(() => read.includes('m2'));
    await runtime.close();
    await running;
    expect(read).toEqual(['m1', 'm2']);
    expect(faults).toEqual([`the channel 'mail' broke off: the line is down`]);
  });

  test('close() aborts what is under way, waits for it, and nothing works afterwards', async () => {
    const { start, desk } = await house();
    const events: string[] = [];
    const under = latch();
    const reader = readerOf(async (_message, { signal }) => {
      under.open();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      await new Promise((resolve) => setTimeout(resolve, 20));
      events.push('handled');
    });
    const { runtime } = await start('intake', [reader]);
    await runtime.deliver('mail', mail('m1'));
    const running = runtime.run();
    await under.opened;
    await runtime.close();
    events.push('closed');
    await running;
    expect(events).toEqual(['handled', 'closed']);
    expect((await desk.messages())[0]!.state).toBe('executed');
    await runtime.close();
    for (const work of [runtime.deliver('mail', mail('m2')), runtime.run(), runtime.idle()])
      await expect(work).rejects.toMatchObject({ code: 'CLOSED' });
  });
});

describe('what a developer got wrong', () => {
  test('what handle() throws is an error event, and the owner reads why in a notice', async () => {
    const { start, desk } = await house();
    const { runtime } = await start('intake', [readerOf(async () => Promise.reject(new TypeError('my own bug')))]);
    const heard: unknown[] = [];
    runtime.on('error', (event) => heard.push(event));
    const id = await runtime.deliver('mail', mail('m1'));
    await runtime.idle();
    expect(heard).toMatchObject([{ error: { message: 'my own bug' }, what: expect.stringContaining(`'reader'`) }]);
    expect(await desk.notices()).toMatchObject([
      { id, what: expect.stringContaining('ended failed'), reason: 'my own bug' },
    ]);
  });

  test('LOG-1: a call and a proposal that could not even be read are on record, as refused', async () => {
    const { start, entries } = await house();
    const codes: string[] = [];
    const reader = readerOf(async (_message, session) => {
      const tries = [
        () => session.propose('executor_agent', sendNote, { to: 'bob@example.com' } as never, { why: 'w' }),
        () => session.propose('executor_agent', sendNote, { ...toBob, body: new Date() } as never, { why: 'w' }),
        () => session.propose('nobody', sendNote, toBob, { why: 'w' }),
      ];
      for (const attempt of tries) await attempt().catch((error: { code: string }) => codes.push(error.code));
    });
    const { runtime } = await start('intake', [reader]);
    await runtime.deliver('mail', mail('m1'));
    await runtime.idle();
    expect(codes).toEqual(['BAD_INPUT', 'NOT_JSON', 'UNKNOWN_AGENT']);
    const bodies = (await entries()).map(({ text }) => JSON.parse(text).record.body);
    expect(bodies.filter(({ kind, to }) => kind === 'step' && to === 'refused')).toHaveLength(3);
  });

  test('names that nobody bears, a reviewer beside keys, an agent without handle() and a channel without listen() are told at once', async () => {
    const { start } = await house();
    const made = (agent: object, options: object = {}) =>
      start('executor', [executorOf([], undefined, agent)], options);
    for (const [making, words] of [
      [() => made({ acceptsFrom: ['raeder'] }), `takes proposals from 'raeder'`],
      [() => made({ approvers: ['alcie'] }), 'nobody could ever approve'],
      [() => made({ approvers: [''] }), 'are no list of names'],
      [() => made({}, { reviewer: { review: async () => undefined } }), 'a reviewer beside root'],
      [
        () => start('intake', [proposer()], { channels: [{ ...mailbox, listen: undefined }] as never }),
        'has no listen',
      ],
      [() => start('intake', [Object.assign(proposer(), { handle: undefined })]), 'has no handle()'],
    ] as const)
      await expect((async () => making())()).rejects.toMatchObject({
        code: 'BAD_OPTION',
        message: expect.stringContaining(words),
      });
  });
});
