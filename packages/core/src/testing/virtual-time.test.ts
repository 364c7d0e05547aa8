// Tries that a day passes in no time: for proposals, approvals, gates, waits, leases and an agent's own naps; and that nothing hangs.
import { describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { ActionAgent, contract, IntakeAgent, only, tool, type Clock } from '../index.js';
import type { ActionSession, IntakeSession, Message, Order } from '../index.js';
import { executorOf, house, latch, mail, readerOf, eventually } from '../runtime/house.fixture.js';
import { approveEverything, handClock, testGate, testRuntime } from '../testing.js';
import type { ScriptedReviewer, TestGate } from '../testing.js';
import './vitest.js';

const sendNote = contract({
  name: 'send_note',
  effect: 'send',
  control: ['to'],
  input: z.strictObject({ to: z.string(), body: z.string() }),
});
const toBob = { to: 'bob@example.com', body: 'hello' };
const sender = tool(sendNote, async () => 'sent');

describe('proposals', () => {
  test('GATE-7: a proposal that nobody decides on runs out after a day, at its time and not a moment before', async () => {
    await using t = await notes();
    await t.mail({ from: 'x@example.com', to: 'reader', text: 'hello' });
    await t.idle();
    await t.pass('23h');
    expect(t.attempts('send_note')).toMatchObject([{ state: 'pending' }]);
    await t.pass('2h');
    expect(t.attempts('send_note')).toMatchObject([{ state: 'expired', reason: 'its time ran out' }]);
    const { expires } = await t.desk.item(t.attempts('send_note')[0]!.id);
    const closed = (await t.store.entries(0, 100)).at(-1)!;
    expect(JSON.parse(closed.text)).toMatchObject({ record: { at: expires, body: { kind: 'step', to: 'expired' } } });
  });

  test('GATE-7: an agent that waits for a person is told when the time is up, and its lease has lasted for the whole day', async () => {
    const ends: string[] = [];
    await using t = await testRuntime({ agents: [asking(ends)], policy: () => 'ask' });
    await t.desk.send('executor_agent', 'go');
    await t.idle();
    expect(ends).toEqual([]);
    await t.pass('25h');
    expect(ends).toEqual(['GATE_EXPIRED']);
    expect(await t.desk.messages()).toMatchObject([{ state: 'executed' }]);
  });

  test('a reviewer answers as time passes: what is asked at noon is approved at noon', async () => {
    const clock = handClock();
    await using t = await testRuntime({
      clock,
      agents: [napping(clock), new Sender()],
      unverified: 'low',
      reviewer: approveEverything(),
    });
    const start = clock.now();
    await t.mail({ from: 'x@example.com', to: 'reader', text: 'hello' });
    await t.pass('48h');
    expect(t).toHaveReached('send_note');
    const entries = (await t.store.entries(0, 100)).map(({ text }) => JSON.parse(text).record);
    const executed = entries.find(({ body }) => body.kind === 'step' && body.to === 'executed');
    expect(executed.at - start).toBe(12 * 3_600_000);
  });
});

describe('work under way', () => {
  test('idle() comes back while an agent sleeps on the clock, and pass() wakes it', async () => {
    const clock = handClock();
    await using t = await testRuntime({ clock, agents: [napping(clock), new Sender()], unverified: 'low' });
    await t.mail({ from: 'x@example.com', to: 'reader', text: 'hello' });
    await t.idle();
    expect(t.attempts()).toEqual([]);
    await t.pass('13h');
    expect(t.attempts('send_note')).toMatchObject([{ state: 'pending' }]);
  });

  test('time passes while a tool is at work that waits for something else, and the tool goes on', async () => {
    const door = latch();
    const slow = tool({
      name: 'look',
      effect: 'ingest',
      source: 'low',
      input: z.strictObject({}),
      run: async () => door.opened.then(() => 'seen'),
    });
    const reader = readerOf(async (_message, session) => void (await session.call(slow, {})), {
      tools: [slow],
      allowlist: ['*'],
    });
    await using t = await testRuntime({ agents: [reader], unverified: 'low' });
    await t.mail({ from: 'x@example.com', to: 'reader', text: 'hello' });
    const idling = t.idle();
    await t.pass('24h');
    expect(t.attempts('look')).toMatchObject([{ state: 'started' }]);
    door.open();
    await idling;
    expect(t.attempts('look')).toMatchObject([{ state: 'executed' }]);
  });

  test('idle() waits for work that takes real time', async () => {
    const look = tool({
      name: 'look',
      effect: 'ingest',
      source: 'low',
      input: z.strictObject({}),
      run: () => new Promise<string>((resolve) => setTimeout(() => resolve('seen'), 20)),
    });
    const reader = readerOf(async (_message, session) => void (await session.call(look, {})), {
      tools: [look],
      allowlist: ['*'],
    });
    await using t = await testRuntime({ agents: [reader], unverified: 'low' });
    await t.mail({ from: 'x@example.com', to: 'reader', text: 'hello' });
    await t.idle();
    expect(t.attempts('look')).toMatchObject([{ state: 'executed' }]);
  });

  test('a test ends while an agent still sleeps, and while nobody has decided', async () => {
    const clock = handClock();
    const t = await testRuntime({ clock, agents: [napping(clock), new Sender()], unverified: 'low' });
    await t.mail({ from: 'x@example.com', to: 'reader', text: 'hello' });
    await t.idle();
    await t.close();
    const gate = await testGate();
    void wireOf(gate)({ amount: 1 });
    await gate.idle();
    await gate.close();
  });

  test('what is no duration is refused', async () => {
    await using t = await testGate();
    for (const by of ['a day', '-1h', 0, Number.NaN])
      await expect(t.pass(by as never)).rejects.toMatchObject({ code: 'BAD_OPTION' });
  });
});

describe('a gate alone', () => {
  test('GATE-7: what nobody decides on for a day is GateExpired', async () => {
    await using t = await testGate();
    const call = wireOf(t)({ amount: 1 });
    call.catch(() => undefined);
    await t.pass('23h');
    expect(await t.desk.pending()).toHaveLength(1);
    await t.pass('2h');
    await expect(call).rejects.toMatchObject({ name: 'GateExpired' });
    expect(t).toHaveAttempted('wire_money');
    t.assertNeverReached('wire_money');
  });

  test('GATE-7: waitFor ends the wait and not the proposal: asked again under its name, it waits on', async () => {
    await using t = await testGate();
    const wire = wireOf(t);
    const first = wire({ amount: 1 }, { waitFor: '8h', once: 'invoice-1' });
    first.catch(() => undefined);
    await t.pass('7h');
    await t.pass('1h');
    await expect(first).rejects.toMatchObject({ name: 'GateWaiting' });
    const second = wire({ amount: 1 }, { once: 'invoice-1' });
    await t.desk.approve((await t.desk.pending())[0]!.id);
    await t.idle();
    expect(await second).toBe('wired 1');
  });

  test('GATE-7: an approval that nothing has started on runs out, too', async () => {
    await using t = await testGate({ expires: '1h' });
    const given = wireOf(t)({ amount: 1 }, { waitFor: '1m', once: 'invoice-1' });
    given.catch(() => undefined);
    await t.pass('1m');
    await t.desk.approve((await t.desk.pending())[0]!.id);
    await t.pass('2h');
    await expect(t.gate.request(wireContract, { amount: 1 }, { once: 'invoice-1' })).rejects.toMatchObject({
      code: 'GATE_EXPIRED',
    });
  });
});

test('GATE-6: a lease lasts as long as its process lives, for a whole day; when it dies, the next one takes over ten seconds later', async () => {
  const { start, desk, clock } = await house();
  const door = latch();
  let attempts = 0;
  const reader = () =>
    readerOf(async () => {
      attempts += 1;
      await door.opened;
    });
  const first = await start('intake', [reader()]);
  await first.runtime.deliver('mail', mail('m1'));
  void first.runtime.idle();
  await eventually(() => attempts === 1);
  const second = await start('intake', [reader()]);
  void second.runtime.idle();
  await clock.advance('2h');
  expect(attempts).toBe(1);
  first.kill();
  await clock.advance('4s');
  expect(attempts).toBe(1);
  await clock.advance('20s');
  await eventually(() => attempts === 2);
  door.open();
  await second.runtime.idle();
  expect((await desk.messages())[0]!.state).toBe('executed');
});

test('no timer of the process is touched, and none is needed', async () => {
  const before = [setTimeout, setInterval, setImmediate, Date.now, performance.now, queueMicrotask];
  await using t = await testGate();
  wireOf(t)({ amount: 1 }).catch(() => undefined);
  await t.pass('25h');
  expect([setTimeout, setInterval, setImmediate, Date.now, performance.now, queueMicrotask]).toEqual(before);
});

test('timers that a test has replaced stop nothing', async () => {
  vi.useFakeTimers();
  try {
    await using t = await notes(approveEverything());
    await t.mail({ from: 'x@example.com', to: 'reader', text: 'hello' });
    await t.idle();
    await t.pass('24h');
    expect(t).toHaveReached('send_note');
  } finally {
    vi.useRealTimers();
  }
});

test('two tests may share a clock', async () => {
  const clock = handClock();
  await using one = await testGate({ clock });
  await using other = await testGate({ clock, expires: '1h' });
  const calls = [wireOf(one)({ amount: 1 }), wireOf(other)({ amount: 2 })];
  const ends = Promise.allSettled(calls);
  await one.idle();
  await other.pass('2h');
  await one.pass('23h');
  expect((await ends).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});

const wireContract = contract({
  name: 'wire_money',
  effect: 'execute',
  input: z.strictObject({ amount: z.number() }),
});
const wireOf = (t: TestGate) =>
  t.gate.guard(async ({ amount }) => `wired ${amount}`, {
    name: 'wire_money',
    input: z.strictObject({ amount: z.number() }),
  });

class Sender extends ActionAgent<'high'> {
  constructor() {
    super({ name: 'executor_agent', trust: 'high', tools: [sender] });
  }
  protected async handle() {}
}

/** Proposes a note at once. */
function notes(reviewer?: ScriptedReviewer) {
  class Reader extends IntakeAgent<'low'> {
    constructor() {
      super({
        name: 'reader',
        trust: 'low',
        tools: [],
        proposes: [only(sendNote, { to: 'anyone' })],
        allowlist: ['*'],
      });
    }
    protected async handle(_message: Message, session: IntakeSession<'low'>) {
      await session.propose('executor_agent', sendNote, toBob, { why: 'w' });
    }
  }
  return testRuntime({ agents: [new Reader(), new Sender()], unverified: 'low', reviewer });
}

/** Sleeps for half a day before it proposes. */
function napping(clock: Clock) {
  return readerOf(
    async (_message, session) => {
      await clock.sleep(12 * 3_600_000);
      await session.propose('executor_agent', sendNote as never, toBob as never, { why: 'w' });
    },
    { proposes: [only(sendNote, { to: 'anyone' })], allowlist: ['*'] },
  );
}

/** Asks a person, and remembers what it was told. */
function asking(ends: string[]) {
  return executorOf([sender], async (_order: Order, session: ActionSession<'high'>) => {
    await session.call(sender, toBob).catch((error: { code: string }) => ends.push(error.code));
  });
}
