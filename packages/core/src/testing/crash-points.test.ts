// Dies at every point that can be named, before and after it is written down, starts again, and looks at what is left.
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ActionAgent, contract, IntakeAgent, only, tool, verifyJournal } from '../index.js';
import type { ActionSession, IntakeSession, Message, Order } from '../index.js';
import { crashPoints, nobody, scriptedReviewer, testGate, testRuntime } from '../testing.js';
import type { CrashPoint, ScriptedReviewer, TestGate } from '../testing.js';

const sendNote = contract({
  name: 'send_note',
  effect: 'send',
  control: ['to'],
  input: z.strictObject({ to: z.string(), body: z.string() }),
});
const toBob = { to: 'bob@example.com', body: 'hello' };
const supplier = { from: 'x@example.com', to: 'reader', text: 'hello' };

const both = (...moments: readonly string[]): readonly CrashPoint[] =>
  crashPoints.filter((point) => moments.includes(point.split(' ')[1]!));
const READING = both('deliver', 'start', 'call', 'execute', 'record', 'report', 'ask', 'end');
const DECIDING = both('edit', 'approve', 'deny', 'withdraw', 'expire');
const RUNNING = both('consume', 'execute', 'record');
const LOOKING_AFTER = both('recover');
const ORDERING = both('order');
const AT_A_GATE = both('ask', 'edit', 'approve', 'deny', 'withdraw', 'consume', 'execute', 'record', 'expire');

test('every point is tried below', () => {
  const tried = new Set([...READING, ...DECIDING, ...RUNNING, ...LOOKING_AFTER, ...ORDERING]);
  expect([...tried].sort()).toEqual([...crashPoints].sort());
  expect(crashPoints).toHaveLength(32);
});

test.each(READING)('GATE-6: an agent dies %s: its message is handled, reported and asked about once', async (point) => {
  const { t } = await setup();
  t.crashAt(point);
  const id = await t.mail(supplier);
  await t.idle();
  expect(t.crashed).toBe(point);
  await t.restart();
  await t.idle();
  expect(t.crashed).toBeUndefined();
  const messages = (await t.desk.messages()).map((message) => [message.id === id, message.from, message.state]);
  expect(messages.sort()).toEqual([
    [false, 'reader', 'executed'],
    [true, '~mail:x@example.com', 'executed'],
  ]);
  expect(t.attempts('send_note')).toMatchObject([{ state: 'pending', message: id }]);
  await whole(t);
});

describe('a decision', () => {
  test.each(DECIDING)(
    'GATE-6: the person dies %s: it is decided or it is not, and nothing in between',
    async (point) => {
      const { t, sent } = await asked();
      const [when, moment] = point.split(' ') as ['before' | 'after', string];
      const [item] = await t.desk.pending();
      t.crashAt(point);
      const act = {
        edit: () => t.desk.edit(item!.id, { body: 'rewritten' }),
        approve: () => t.desk.approve(item!.id),
        deny: () => t.desk.deny(item!.id, 'no'),
        withdraw: () => t.desk.withdraw(item!.id),
        expire: () => t.pass('25h'),
      }[moment]!;
      const told = await act().then(
        () => 'nothing',
        (error: { code: string }) => error.code,
      );
      expect([t.crashed, told]).toEqual([point, moment === 'expire' ? 'nothing' : 'CLOSED']);
      expect(sent).toEqual([]);
      const written = {
        edit: 'replaced',
        approve: 'approved',
        deny: 'denied',
        withdraw: 'withdrawn',
        expire: 'expired',
      };
      await t.restart();
      expect((await t.desk.item(item!.id)).state).toBe(
        when === 'after' ? written[moment as keyof typeof written] : 'pending',
      );
      await t.idle();
      expect(sent).toHaveLength(point === 'after approve' ? 1 : 0);
      expect(t.attempts('send_note')).toHaveLength(point === 'after edit' ? 2 : 1);
      await whole(t);
    },
  );

  test.each(both('approve'))(
    'GATE-6: a reviewer dies %s, and says the same again where it was not written',
    async (point) => {
      const reviewer = scriptedReviewer(['approve', 'deny']);
      const { t, sent } = await setup(reviewer);
      t.crashAt(point);
      await t.mail(supplier);
      await t.idle();
      expect([t.crashed, sent]).toEqual([point, []]);
      await t.restart();
      await t.idle();
      expect([sent, t.attempts('send_note')]).toMatchObject([[toBob], [{ state: 'executed' }]]);
      expect(reviewer.seen).toHaveLength(1);
    },
  );
});

describe('an execution', () => {
  test.each(RUNNING)(
    'GATE-6: the executor dies %s: what was approved is done once, or shown as interrupted',
    async (point) => {
      const { t, sent } = await asked();
      const [item] = await t.desk.pending();
      await t.desk.approve(item!.id);
      t.crashAt(point);
      await t.idle();
      expect(t.crashed).toBe(point);
      const ran = sent.length;
      expect(ran).toBe(['after execute', 'before record', 'after record'].includes(point) ? 1 : 0);
      await t.restart();
      await t.idle();
      const { state } = await t.desk.item(item!.id);
      const expected = { 'before consume': 'executed', 'after record': 'executed' }[point as string] ?? 'interrupted';
      expect([state, sent.length]).toEqual([expected, point === 'before consume' ? 1 : ran]);
      const notices = (await t.desk.notices()).filter(({ id }) => id === item!.id);
      expect(notices).toHaveLength(1);
      await whole(t);
    },
  );

  test.each(LOOKING_AFTER)('GATE-6: it dies %s what a dead one had begun: the third one does', async (point) => {
    const { t, sent } = await asked();
    const [item] = await t.desk.pending();
    await t.desk.approve(item!.id);
    t.crashAt('after consume');
    await t.idle();
    await t.restart();
    t.crashAt(point);
    await t.idle();
    expect(t.crashed).toBe(point);
    await t.restart();
    await t.idle();
    expect([(await t.desk.item(item!.id)).state, sent]).toEqual(['interrupted', []]);
    await whole(t);
  });
});

test.each(ORDERING)('GATE-6: the owner dies %s: the order is there whole, or not at all', async (point) => {
  const { t, heard } = await setup();
  t.crashAt(point);
  await expect(t.desk.send('executor_agent', 'go')).rejects.toMatchObject({ code: 'CLOSED' });
  await t.restart();
  await t.idle();
  expect(heard).toEqual(point === 'after order' ? ['go'] : []);
  await whole(t);
});

test('a dead process does nothing: it takes no mail, and time passes it by; the mail is delivered to the next one', async () => {
  const { t } = await setup();
  await t.mail(supplier);
  t.crashAt('after start');
  await t.idle();
  const late = await t.mail({ ...supplier, text: 'later' });
  await t.pass('48h');
  await t.idle();
  expect(t.attempts()).toEqual([]);
  await expect(t.desk.pending()).rejects.toMatchObject({
    code: 'CLOSED',
    message: expect.stringContaining('restart()'),
  });
  await t.restart();
  await t.idle();
  expect((await t.desk.messages()).find(({ id }) => id === late)).toMatchObject({ state: 'executed' });
  expect(t.attempts('send_note')).toHaveLength(2);
});

test('a point that is none is refused, with those that are', async () => {
  await using t = await testGate();
  expect(() => t.crashAt('before aprove' as never)).toThrow(
    /no such point; there are before deliver, .*before approve/,
  );
});

test('restart() without a crash is a kill at rest', async () => {
  const { t } = await asked();
  const before = t.runtime;
  await t.restart();
  await t.idle();
  expect(t.runtime).not.toBe(before);
  expect(t.attempts('send_note')).toMatchObject([{ state: 'pending' }]);
});

describe('a gate alone', () => {
  test.each(AT_A_GATE)(
    'GATE-6: it dies %s: asked again under the same name, it is done once, or not again',
    async (point) => {
      await using t = await testGate();
      const wired: number[] = [];
      const moment = point.split(' ')[1]!;
      t.crashAt(point);
      void guarded(t, wired)({ amount: 7 }, { once: 'invoice-1' });
      await t.idle();
      const decide = async (): Promise<void> => {
        const [item] = await t.desk.pending();
        if (item === undefined) return;
        if (moment === 'edit' && item.replaces === undefined) return void (await t.desk.edit(item.id, { amount: 8 }));
        if (moment === 'deny') return t.desk.deny(item.id);
        if (moment === 'withdraw') return t.desk.withdraw(item.id);
        if (moment === 'expire') return t.pass('25h');
        return t.desk.approve(item.id);
      };
      if (t.crashed === undefined) await decide().catch(() => undefined);
      await t.idle();
      expect(t.crashed).toBe(point);
      await t.restart();
      const again = guarded(t, wired)({ amount: 7 }, { once: 'invoice-1' });
      const ended = again.then(String, ({ name }: Error) => name);
      await t.idle();
      await decide();
      await t.idle();
      if (moment === 'edit' || moment === 'ask')
        await t.desk.approve((await t.desk.pending())[0]?.id ?? '').catch(() => undefined);
      await t.idle();
      const ends: Record<string, string> = {
        ...{ deny: 'GateDenied', withdraw: 'GateWithdrawn', expire: 'GateExpired', edit: 'wired 8' },
        ...(point !== 'before consume' && moment === 'consume' && { consume: 'GateInterrupted' }),
        ...(point !== 'after record' && { execute: 'GateInterrupted', record: 'GateInterrupted' }),
      };
      expect(await ended).toBe(ends[moment] ?? 'wired 7');
      expect(wired.length).toBeLessThanOrEqual(1);
      await whole(t);
    },
  );
});

async function whole(t: { readonly root: TestGate['root']; readonly store: TestGate['store'] }): Promise<void> {
  expect(await verifyJournal({ root: t.root, store: t.store })).toMatchObject({ ok: true, faults: [] });
}

const guarded = (t: TestGate, wired: number[]) =>
  t.gate.guard(
    async ({ amount }) => {
      wired.push(amount);
      return `wired ${amount}`;
    },
    { name: 'wire_money', input: z.strictObject({ amount: z.number() }) },
  );

async function asked() {
  const made = await setup();
  await made.t.mail(supplier);
  await made.t.idle();
  return made;
}

/** A reader that looks, reports and asks, and an executor that says what it sent and what it heard. */
async function setup(reviewer: ScriptedReviewer = nobody()) {
  const sent: unknown[] = [];
  const heard: string[] = [];
  const look = tool({
    name: 'look',
    effect: 'ingest',
    source: 'low',
    input: z.strictObject({}),
    run: async () => 'seen',
  });
  class Reader extends IntakeAgent<'low'> {
    constructor() {
      super({
        name: 'reader',
        trust: 'low',
        tools: [look],
        proposes: [only(sendNote, { to: 'anyone' })],
        allowlist: ['*'],
      });
    }
    protected async handle(_message: Message, session: IntakeSession<'low'>) {
      await session.call(look, {});
      await session.report('I have seen it');
      await session.propose('executor_agent', sendNote, toBob, { why: 'w' });
    }
  }
  class Executor extends ActionAgent<'high'> {
    constructor() {
      super({ name: 'executor_agent', trust: 'high', tools: [tool(sendNote, async (args) => void sent.push(args))] });
    }
    protected async handle({ text }: Order, _session: ActionSession<'high'>) {
      heard.push(text);
    }
  }
  const agents = [new Reader(), new Executor()];
  const t = await testRuntime({ agents, unverified: 'low', real: true, reviewer });
  return { t, sent, heard };
}
