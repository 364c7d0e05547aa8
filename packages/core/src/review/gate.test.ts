import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { signerOf } from '../people/key.js';
import { createTrustRoot } from '../people/trust-root.js';
import { memoryStore } from '../record/memory-store.js';
import { handClock } from '../testing/hand-clock.js';
import { contract } from '../tools/contract.js';
import { openDesk } from './desk.js';
import type { AskOptions } from './gate-options.js';
import { HumanGate } from './gate.js';

const input = z.strictObject({ iban: z.string(), amount: z.number().positive() });
const wireMoney = { name: 'wire_money', input, control: ['iban', 'amount'] as const };
const order = { iban: 'GB33BUKB20201555555555', amount: 120 };

describe('a gate alone', () => {
  test('GATE-1: blocks until a person has decided, and then runs exactly what was approved', async () => {
    const { wire, wired, desk, asked } = await setup();
    let settled = false;
    const call = wire(order).finally(() => (settled = true));
    const item = await asked();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([settled, wired]).toEqual([false, []]);
    await desk.approve(item.id, { digest: item.digest });
    expect(await call).toBe('wired 120');
    expect(wired).toEqual([order]);
  });

  test('GATE-1: a denial is an error that says who and why, and nothing runs', async () => {
    const { wire, wired, desk, asked } = await setup();
    const call = wire(order);
    call.catch(() => undefined);
    await desk.deny((await asked()).id, 'not this month');
    await expect(call).rejects.toMatchObject({
      name: 'GateDenied',
      code: 'GATE_DENIED',
      facts: { by: 'alice', reason: 'not this month' },
    });
    expect(wired).toEqual([]);
  });

  test('GATE-2: only a person whom the gate lists may approve', async () => {
    const { wire, wired, asked, deskOf } = await setup({ approvers: ['bob'] });
    const call = wire(order);
    call.catch(() => undefined);
    await (await deskOf('alice')).approve((await asked()).id);
    await expect(call).rejects.toMatchObject({
      code: 'REFUSED',
      message: expect.stringContaining(`'alice' is not among those who may approve`),
    });
    const second = wire({ ...order, amount: 7 });
    await (await deskOf('bob')).approve((await asked()).id);
    expect(await second).toBe('wired 7');
    expect(wired).toEqual([{ ...order, amount: 7 }]);
  });

  test('GATE-2: an empty or unreadable list of approvers is a fault when the gate is made', async () => {
    await expect(setup({ approvers: [] })).rejects.toMatchObject({ code: 'BAD_OPTION' });
    await expect(setup({ approvers: [''] })).rejects.toMatchObject({ code: 'BAD_OPTION' });
    await expect(setup({ aprovers: ['bob'] } as never)).rejects.toMatchObject({
      code: 'BAD_OPTION',
      message: expect.stringContaining("takes no option 'aprovers'"),
    });
  });

  test('GATE-3: what is changed after it was asked is not what runs', async () => {
    const { wire, wired, desk, asked } = await setup();
    const mutable = { ...order };
    const call = wire(mutable);
    const item = await asked();
    mutable.amount = 9_000;
    await desk.approve(item.id);
    await call;
    expect(wired).toEqual([order]);
  });

  test('GATE-3: another digest than the one that was shown is refused, and it stays pending', async () => {
    const { wire, desk, asked } = await setup();
    wire(order).catch(() => undefined);
    const item = await asked();
    await expect(
      desk.approve(item.id, { digest: item.digest.replace(/^./, (c) => (c === '0' ? '1' : '0')) }),
    ).rejects.toMatchObject({ code: 'BAD_EVIDENCE' });
    expect((await desk.pending()).map(({ id }) => id)).toEqual([item.id]);
  });

  test('GATE-4: many waiters under one name, one run, one result for all of them', async () => {
    const { wire, wired, desk, asked } = await setup();
    const calls = Array.from({ length: 20 }, () => wire(order, { once: 'invoice-4711' }));
    await desk.approve((await asked()).id);
    expect(new Set(await Promise.all(calls))).toEqual(new Set(['wired 120']));
    expect(wired).toHaveLength(1);
    expect(await wire(order, { once: 'invoice-4711' })).toBe('wired 120');
    expect(wired).toHaveLength(1);
  });

  test('GATE-4: one approval is one run: the same arguments without a name are asked again', async () => {
    const { wire, wired, desk, asked } = await setup();
    const first = wire(order);
    await desk.approve((await asked()).id);
    await first;
    const second = wire(order, { waitFor: '1ms' });
    await expect(second).rejects.toMatchObject({ code: 'GATE_WAITING' });
    expect(wired).toHaveLength(1);
  });

  test('GATE-4: other arguments under one name are a conflict, and nothing is asked', async () => {
    const { wire, desk, asked } = await setup();
    wire(order, { once: 'a' }).catch(() => undefined);
    await asked();
    await expect(wire({ ...order, amount: 9_000 }, { once: 'a' })).rejects.toMatchObject({ code: 'ONCE_CONFLICT' });
    expect(await desk.pending()).toHaveLength(1);
  });

  test('GATE-5: approve raced with deny: one wins, the other is told which', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { wire, wired, desk, asked, deskOf } = await setup();
      const call = wire(order).catch((error: unknown) => error);
      const { id } = await asked();
      const bob = await deskOf('bob');
      const answers = await Promise.allSettled(
        round % 2 ? [desk.approve(id), bob.deny(id)] : [bob.deny(id), desk.approve(id)],
      );
      const lost = answers.filter(({ status }) => status === 'rejected');
      expect(lost).toHaveLength(1);
      const { state } = await desk.item(id);
      await call;
      expect(lost[0]).toMatchObject({
        reason: { code: 'ALREADY_DECIDED', facts: { by: state === 'denied' ? 'bob' : 'alice' } },
      });
      expect(wired).toHaveLength(state === 'denied' ? 0 : 1);
    }
  });

  test('GATE-7: expired: nothing runs, and a late approval is refused', async () => {
    const clock = handClock();
    const { wire, wired, desk, asked } = await setup({ clock, expires: '30m' });
    const call = wire(order);
    call.catch(() => undefined);
    const { id } = await asked();
    await clock.advance('31m');
    await expect(call).rejects.toMatchObject({ name: 'GateExpired', code: 'GATE_EXPIRED' });
    await expect(desk.approve(id)).rejects.toMatchObject({ code: 'ALREADY_DECIDED', facts: { state: 'expired' } });
    expect(wired).toEqual([]);
  });

  test('GATE-7: approved, and not started in time: nothing runs', async () => {
    const clock = handClock();
    const first = await setup({ clock, expires: '30m' });
    await expect(first.wireSoon(order)).rejects.toMatchObject({ code: 'GATE_WAITING' });
    await first.desk.approve((await first.asked()).id);
    await clock.advance('31m');
    await expect(first.wire(order, { once: 'soon' })).rejects.toMatchObject({ code: 'GATE_EXPIRED' });
    expect(first.wired).toEqual([]);
  });

  test('GATE-7: a wait that runs out is no expiry: the same name goes on with the same proposal', async () => {
    const { wire, wireSoon, wired, desk, asked } = await setup();
    const waiting = await wireSoon(order).catch((error: { facts: { id: string } }) => error);
    const { id } = await asked();
    expect(waiting).toMatchObject({ name: 'GateWaiting', facts: { id } });
    await desk.approve(id);
    expect(wired).toEqual([]);
    expect(await wire(order, { once: 'soon' })).toBe('wired 120');
  });

  test.each([Number.NaN, -1, 0, Infinity, '5 minutes', '', null])('GATE-7: %s is no duration', async (expires) => {
    await expect(setup({ expires: expires as never })).rejects.toMatchObject({ code: 'BAD_OPTION' });
  });

  test('GATE-8: an edit is checked by the schema, and runs only when it was approved itself', async () => {
    const { wire, wired, desk, asked } = await setup();
    const call = wire(order);
    const { id } = await asked();
    await expect(desk.edit(id, { amount: 'x' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(desk.edit(id, { amount: -1 })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(desk.edit(id, { bcc: 'mallory' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect((await desk.pending()).map((item) => item.id)).toEqual([id]);
    const edited = await desk.edit(id, { amount: 10 });
    const item = await desk.item(edited);
    expect(item.replaces).toMatchObject({ id, parts: [{ name: 'amount', value: 120 }, { name: 'iban' }] });
    expect(item.parts).toMatchObject([
      { name: 'amount', value: 10, trust: 'high' },
      { name: 'iban', trust: 'zero' },
    ]);
    await expect(desk.approve(id)).rejects.toMatchObject({ code: 'ALREADY_DECIDED', facts: { state: 'replaced' } });
    await desk.approve(edited);
    expect(await call).toBe('wired 10');
    expect(wired).toEqual([{ ...order, amount: 10 }]);
  });

  test('GATE-12: aborted, it is withdrawn: a late approval is answered so, and nothing runs', async () => {
    const { wire, wired, desk, asked } = await setup();
    const stop = new AbortController();
    const call = wire(order, { signal: stop.signal });
    call.catch(() => undefined);
    const { id } = await asked();
    stop.abort(new Error('given up'));
    await expect(call).rejects.toThrow('given up');
    await expect(desk.approve(id)).rejects.toMatchObject({ code: 'ALREADY_DECIDED', facts: { state: 'withdrawn' } });
    expect(wired).toEqual([]);
  });

  test('GATE-12: a function that throws is failed, and never run again under its name', async () => {
    const { gate, asked, desk } = await setup();
    let runs = 0;
    const broken = gate.guard(
      async () => {
        runs += 1;
        throw new Error('the bank is closed');
      },
      { ...wireMoney, name: 'broken' },
    );
    const call = broken(order, { once: 'b' });
    call.catch(() => undefined);
    await desk.approve((await asked()).id);
    await expect(call).rejects.toThrow('the bank is closed');
    await expect(broken(order, { once: 'b' })).rejects.toMatchObject({ code: 'GATE_FAILED' });
    expect(runs).toBe(1);
  });

  test('GATE-12: a person withdraws what is pending and revokes what nothing has started on', async () => {
    const { wireSoon, wire, wired, desk, asked } = await setup();
    await wireSoon(order).catch(() => undefined);
    const { id } = await asked();
    await desk.approve(id);
    await desk.withdraw(id, 'changed my mind');
    await expect(wire(order, { once: 'soon' })).rejects.toMatchObject({
      code: 'GATE_WITHDRAWN',
      facts: { state: 'revoked', by: 'alice' },
    });
    expect(wired).toEqual([]);
  });

  test('GATE-1: request() releases once, with the arguments as they were approved', async () => {
    const { gate, desk, asked } = await setup();
    const call = gate.request(contract({ ...wireMoney, effect: 'execute' }), order, { why: 'invoice 4711' });
    const item = await asked();
    expect(item.why.text).toBe('invoice 4711');
    await desk.approve(item.id);
    expect(await call).toEqual({ id: item.id, args: order, by: 'alice', approvedBy: ['alice'] });
  });

  test('WALL-3: it takes plain JSON only', async () => {
    const { wire, desk } = await setup();
    for (const bad of [
      { ...order, at: new Date() },
      { ...order, amount: Number.NaN },
      {
        get amount() {
          return 1;
        },
        iban: 'x',
      },
      new Proxy(order, {}),
      { ...order, bcc: 'x' },
    ]) {
      await expect(wire(bad as never)).rejects.toMatchObject({ code: expect.stringMatching(/^(NOT_JSON|BAD_INPUT)$/) });
    }
    expect(await desk.pending()).toEqual([]);
  });

  test('a gate takes as many questions as it is said to, and a desk reads them page by page, oldest first', async () => {
    const { root, keys, store, desk } = await setup();
    const gate = new HumanGate({
      name: 'payments',
      root,
      store,
      signer: signerOf(keys['payments']!),
      caps: { pending: 130 },
    });
    const guarded = gate.guard(async () => 1, { ...wireMoney, name: 'many' });
    const stop = new AbortController();
    const calls = Array.from({ length: 130 }, (_, i) => guarded({ ...order, amount: i + 1 }, { signal: stop.signal }));
    calls.forEach((call) => call.catch(() => undefined));
    while ((await desk.pending()).length < 130) await new Promise((resolve) => setImmediate(resolve));
    await expect(guarded(order)).rejects.toMatchObject({ code: 'PENDING_FULL' });
    const all = await desk.pending();
    const pages = [await desk.pending({ limit: 60 })];
    while (pages.at(-1)!.length > 0) pages.push(await desk.pending({ limit: 60, after: pages.at(-1)!.at(-1)!.id }));
    expect(pages.map(({ length }) => length)).toEqual([60, 60, 10, 0]);
    expect(pages.flat().map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    stop.abort();
    await Promise.allSettled(calls);
    expect(await desk.pending()).toEqual([]);
    await gate.close();
  });

  test.each([[{ pending: 0 }], [{ pending: 1.5 }], [{ queued: 3 }], ['100']])(
    'caps of %j are a fault',
    async (caps) => {
      const { root, keys, store } = await setup();
      const make = () =>
        new HumanGate({ name: 'payments', root, store, signer: signerOf(keys['payments']!), caps: caps as never });
      expect(make).toThrow(/caps/);
    },
  );
});

async function setup(
  options: { approvers?: readonly string[]; clock?: ReturnType<typeof handClock>; expires?: never | '30m' } = {},
) {
  const { root, keys } = createTrustRoot({
    owner: 'alice',
    people: ['bob'],
    runtimes: { payments: { agents: ['payments'] } },
  });
  const store = memoryStore();
  const clock = options.clock && { clock: options.clock };
  const gate = new HumanGate({ name: 'payments', root, store, signer: signerOf(keys['payments']!), ...options });
  const wired: unknown[] = [];
  const guarded = gate.guard(async (args) => {
    wired.push(args);
    return `wired ${args.amount}`;
  }, wireMoney);
  const deskOf = (name: string) => openDesk({ root, store, person: signerOf(keys[name]!), ...clock });
  const desk = await deskOf('alice');
  /** The next proposal that waits. */
  const asked = async () => {
    for (;;) {
      const [item] = await desk.pending();
      if (item !== undefined) return item;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const wire = (args: typeof order, ask: AskOptions = {}) => guarded(args, ask);
  /** Waits only a moment, under the name `soon`. */
  const wireSoon = async (args: typeof order) => {
    const call = wire(args, { once: 'soon', waitFor: '20ms' });
    call.catch(() => undefined);
    if (options.clock) {
      await asked();
      await options.clock.advance('30ms');
    }
    return call;
  };
  return { gate, wire, wireSoon, wired, desk, deskOf, asked, store, root, keys };
}
