// How many people must approve, who of them counts, and who is let in when time runs out: at a gate and in a runtime alike.
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { newKey, signerOf } from '../people/key.js';
import type { ApprovalOptions } from '../people/approvers.js';
import { createTrustRoot } from '../people/trust-root.js';
import { memoryStore } from '../record/memory-store.js';
import { eventually, executorOf, house, mail, readerOf, sendNote, toBob } from '../runtime/house.fixture.js';
import { testGate, type TestGateOptions } from '../testing/test-gate.js';
import { tool } from '../tools/tool.js';
import { HumanGate } from './gate.js';

const input = z.strictObject({ iban: z.string(), amount: z.number() });
const order = { iban: 'GB33', amount: 120 };
const two = { approvers: ['*'], quorum: 2 } as const;

describe('a quorum', () => {
  test('GATE-9: with one approval too few it is pending again, says who is missing, and runs when they have approved it too', async () => {
    const { t, ask, asked, wired } = await gate({ ...two, people: ['bob', 'carol'] });
    const call = ask();
    const { id } = await asked();
    await t.desk.approve(id);
    await t.idle();
    expect(wired).toEqual([]);
    expect(await t.desk.item(id)).toMatchObject({
      state: 'pending',
      approvals: [{ by: 'owner' }],
      missing: '1 of 2 approvals: bob or carol may still approve',
    });
    await expect(t.desk.approve(id)).rejects.toMatchObject({
      code: 'ALREADY_DECIDED',
      message: expect.stringContaining('you have approved it; one more person must'),
    });
    await (await t.deskOf('bob')).approve(id);
    await t.idle();
    expect([await call, wired]).toEqual(['wired 120', [order]]);
    const done = await t.desk.item(id);
    expect([done.state, done.approvals.map(({ by }) => by), done.decided]).toEqual([
      'executed',
      ['owner', 'bob'],
      { by: 'bob', answer: 'approve' },
    ]);
    expect(done.missing).toBeUndefined();
  });

  test('GATE-9: without a quorum, one person is enough for the same', async () => {
    const { t, ask, asked, wired } = await gate({ approvers: ['*'], people: ['bob', 'carol'] });
    const call = ask();
    await t.desk.approve((await asked()).id);
    await t.idle();
    expect([await call, wired.length]).toEqual(['wired 120', 1]);
  });

  test('GATE-9: the release says who has approved it, in their order', async () => {
    const t = await testGate({ ...two, people: ['bob'] });
    const wire = t.gate.guard(async () => null, { name: 'other', input });
    const asked = t.gate.request(wire.contract, order);
    await t.idle();
    const { id } = (await t.desk.pending())[0]!;
    await (await t.deskOf('bob')).approve(id);
    await t.idle();
    await t.desk.approve(id);
    await t.idle();
    expect(await asked).toEqual({ id, args: order, by: 'owner', approvedBy: ['bob', 'owner'] });
  });

  test('GATE-9: persons are counted, and not their keys: a second key of the same person adds nothing', async () => {
    const { root, keys, deskOf, proposed, start, stateOf, intrude, desk } = await house();
    const second = newKey('alice');
    const enrolled = {
      ...root.principals.find(({ name }) => name === 'alice')!,
      keys: [{ id: second.secret.id, public: second.public, may: ['decision' as const] }],
    };
    await intrude({ kind: 'permit', subject: enrolled }, 'alice', signerOf(keys['alice']!));
    const [id] = await proposed('a');
    const { digest } = await desk.item(id!);
    const send = tool(sendNote, async () => null);
    const { runtime } = await start('executor', [executorOf([send], undefined, two)]);
    await (await deskOf('alice')).approve(id!);
    await runtime.idle();
    const items = [{ proposal: id!, digest, answer: 'approve' as const }];
    await intrude({ kind: 'decision', id: 'd-2', items }, 'alice', signerOf(second.secret));
    await runtime.idle();
    expect((await desk.item(id!)).approvals.map(({ by }) => by)).toEqual(['alice']);
    expect(await stateOf(id!)).toBe('pending');
    await (await deskOf('bob')).approve(id!);
    await runtime.idle();
    expect(await stateOf(id!)).toBe('executed');
  });

  test('GATE-9: in a runtime, too, and a denial ends it whatever was approved so far', async () => {
    const { proposed, desk, deskOf, start, stateOf } = await house();
    const [first, second] = await proposed('a', 'b');
    const sent: unknown[] = [];
    const send = tool(sendNote, async ({ body }) => void sent.push(body));
    const { runtime } = await start('executor', [executorOf([send], undefined, two)]);
    const bob = await deskOf('bob');
    for (const id of [first!, second!]) await desk.approve(id);
    await runtime.idle();
    expect([await stateOf(first!), (await desk.item(first!)).missing]).toEqual([
      'pending',
      '1 of 2 approvals: bob may still approve',
    ]);
    await bob.approve(first!);
    await bob.deny(second!, 'once is enough');
    await runtime.idle();
    expect([await stateOf(first!), await stateOf(second!), sent]).toEqual(['executed', 'denied', ['a']]);
  });

  test('GATE-8: what somebody edits is another proposal: nobody has approved that', async () => {
    const { t, ask, asked, wired } = await gate({ ...two, people: ['bob', 'carol'] });
    const call = ask();
    const { id } = await asked();
    await t.desk.approve(id);
    await t.idle();
    const edited = await (await t.deskOf('bob')).edit(id, { amount: 9_000 });
    const item = await t.desk.item(edited);
    expect([item.approvals, item.replaces?.parts.find(({ name }) => name === 'amount')?.value]).toEqual([[], 120]);
    await (await t.deskOf('carol')).approve(edited);
    await t.idle();
    expect([wired, (await t.desk.item(edited)).missing]).toEqual([[], '1 of 2 approvals: owner may still approve']);
    await t.desk.approve(edited);
    await t.idle();
    expect(await call).toBe('wired 9000');
  });

  test('GATE-12: why somebody approved it is not why somebody else has denied it', async () => {
    const { t, ask, asked } = await gate({ ...two, people: ['bob'] });
    const call = ask();
    const { id } = await asked();
    await t.desk.decide([{ id, verdict: 'approve', reason: 'looks fine' }]);
    await t.idle();
    await (await t.deskOf('bob')).deny(id);
    await t.idle();
    const error = await call.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'GATE_DENIED', facts: { by: 'bob' } });
    expect(error).not.toMatchObject({ facts: { reason: expect.anything() } });
  });

  test('GATE-10: what one of two has approved can be withdrawn, and its executor’s rules count as they are when it would start', async () => {
    const { proposed, desk, deskOf, start, stateOf } = await house();
    const [first, second] = await proposed('a', 'b');
    const send = tool(sendNote, async () => null);
    const strict = await start('executor', [executorOf([send], undefined, two)]);
    for (const id of [first!, second!]) await desk.approve(id);
    await strict.runtime.idle();
    await strict.runtime.close();
    await (await deskOf('bob')).withdraw(first!, 'not needed');
    await desk.withdraw(second!);
    const lax = await start('executor', [executorOf([send], undefined, { approvers: ['*'] })]);
    await lax.runtime.idle();
    expect([await stateOf(first!), await stateOf(second!)]).toEqual(['withdrawn', 'withdrawn']);
  });

  test('GATE-9: nobody lowers it by writing to the store: it stands in the executor’s own config', async () => {
    const { proposed, desk, start, stateOf, intrude, keys } = await house();
    const [id] = await proposed('a');
    const sent: unknown[] = [];
    const send = tool(sendNote, async (args) => void sent.push(args));
    await desk.approve(id!);
    const { runtime } = await start('executor', [executorOf([send], undefined, two)]);
    await runtime.idle();
    // the intake's key, and no key at all, say that it is approved
    await intrude({ kind: 'step', of: id!, to: 'approved', fence: 0 }, 'intake', signerOf(keys['intake']!));
    await intrude({ kind: 'step', of: id!, to: 'approved', fence: 0 }, 'executor');
    await runtime.idle();
    expect([await stateOf(id!), sent]).toEqual(['pending', []]);
  });
});

describe('separation of duties', () => {
  test('GATE-9: who has edited it does not approve it, where somebody else may', async () => {
    const { t, ask, asked, wired } = await gate({ approvers: ['*'], people: ['bob'] });
    const call = ask();
    call.catch(() => undefined);
    const edited = await t.desk.edit((await asked()).id, { amount: 9_000 });
    await t.desk.approve(edited);
    await t.idle();
    await expect(call).rejects.toMatchObject({
      code: 'REFUSED',
      message: expect.stringContaining(`'owner' asked for it or wrote a part of it`),
    });
    const again = ask();
    const other = await t.desk.edit((await asked()).id, { amount: 7 });
    await (await t.deskOf('bob')).approve(other);
    await t.idle();
    expect([await again, wired]).toEqual(['wired 7', [{ ...order, amount: 7 }]]);
  });

  test('GATE-9: switched off, or with one approver only, whoever has edited it approves it', async () => {
    for (const options of [{ approvers: ['*'], separation: false }, {}]) {
      const { t, ask, asked } = await gate({ ...options, people: ['bob'] });
      const call = ask();
      await t.desk.approve(await t.desk.edit((await asked()).id, { amount: 1 }));
      await t.idle();
      expect(await call).toBe('wired 1');
    }
  });

  test('GATE-9: whose order is being handled does not approve what comes of it', async () => {
    const rules = { approvers: ['*'] };
    for (const [person, expected] of [
      ['alice', ['rejected', 0]],
      ['bob', ['executed', 1]],
    ] as const) {
      const { desk, deskOf, start, stateOf } = await house();
      const sent: unknown[] = [];
      const send = tool(sendNote, async (args) => void sent.push(args));
      const act: Parameters<typeof executorOf>[1] = async (_order, session) => {
        await session.call(send, toBob).catch(() => undefined);
      };
      const policy = () => 'ask' as const;
      const { runtime } = await start('executor', [executorOf([send], act, rules)], { policy });
      await desk.send('executor_agent', 'send it');
      const running = runtime.idle();
      const { id } = await eventually(async () => (await desk.pending())[0]);
      await (await deskOf(person)).approve(id);
      await running;
      await runtime.idle();
      expect([await stateOf(id), sent.length]).toEqual(expected);
    }
  });
});

describe('escalation', () => {
  const escalate = { after: '30m', to: ['boss_*'] } as const;

  test('GATE-10: in time the others may not; when it was not decided in time they may, once said and told', async () => {
    const { t, ask, asked, wired } = await gate({ escalate, people: ['boss_1'] });
    const events: unknown[] = [];
    t.gate.on('escalated', (event) => events.push(event));
    const boss = await t.deskOf('boss_1');
    const early = ask();
    await boss.approve((await asked()).id);
    await t.idle();
    await expect(early).rejects.toMatchObject({ code: 'REFUSED' });
    const call = ask();
    const { id } = await asked();
    await t.pass('29m');
    expect([(await t.desk.item(id)).missing, events]).toEqual([undefined, []]);
    await t.pass('2h');
    expect(events).toEqual([{ proposal: id, executor: 'gate' }]);
    expect((await t.desk.item(id)).missing).toBe('it was not decided in time: boss_* may approve it as well now');
    expect((await t.desk.notices()).map(({ what }) => what)).toContain(
      `what 'gate' asked of 'gate' was not decided in time: more people may approve it now`,
    );
    await boss.approve(id);
    await t.idle();
    expect([await call, wired]).toEqual(['wired 120', [order]]);
  });

  test('GATE-10: a runtime lets them in as well, at its time, and it is written down once', async () => {
    const { proposed, clock, deskOf, desk, start, stateOf, entries } = await house();
    const [id] = await proposed('a');
    const send = tool(sendNote, async () => null);
    const rules = { approvers: ['alice'], escalate: { after: '30m', to: ['bob'] } } as const;
    const { runtime } = await start('executor', [executorOf([send], undefined, rules)]);
    const events: unknown[] = [];
    runtime.on('escalated', (event) => events.push(event));
    await runtime.idle();
    await clock.advance('31m');
    await runtime.idle();
    await runtime.idle();
    expect(events).toEqual([{ proposal: id, executor: 'executor_agent' }]);
    const steps = (await entries()).filter(({ text }) => JSON.parse(text).record.body.to === 'pending');
    expect(steps).toHaveLength(1);
    expect((await desk.item(id!)).missing).toContain('bob may approve it as well now');
    await (await deskOf('bob')).approve(id!);
    await runtime.idle();
    expect(await stateOf(id!)).toBe('executed');
  });

  test('GATE-9: whoever is let in does not approve what they have themselves rewritten, unless that was said', async () => {
    for (const [separation, expected] of [
      [undefined, 'rejected'],
      [false, 'executed'],
    ] as const) {
      const { proposed, clock, deskOf, start, stateOf } = await house();
      const [id] = await proposed('a');
      const rules = { approvers: ['alice'], escalate: { after: '30m', to: ['bob'] } } as const;
      const { runtime } = await start('executor', [
        executorOf([tool(sendNote, async () => null)], undefined, {
          ...rules,
          ...(separation === false && { separation }),
        }),
      ]);
      const bob = await deskOf('bob');
      const own = await bob.edit(id!, { body: 'as bob wants it' });
      await clock.advance('31m');
      await runtime.idle();
      await runtime.idle();
      await bob.approve(own);
      await runtime.idle();
      expect(await stateOf(own)).toBe(expected);
    }
  });

  test('GATE-10: those who are let in count towards the quorum', async () => {
    const { t, ask, asked } = await gate({
      approvers: ['owner', 'bob'],
      quorum: 2,
      escalate,
      people: ['bob', 'boss_1'],
    });
    const call = ask();
    const { id } = await asked();
    await t.desk.approve(id);
    await t.pass('31m');
    expect((await t.desk.item(id)).missing).toContain('1 of 2 approvals so far');
    await (await t.deskOf('boss_1')).approve(id);
    await t.idle();
    expect(await call).toBe('wired 120');
  });
});

describe('a warning before it runs out', () => {
  test('GATE-7: once, when a tenth of its time is left, as a notice and as an event', async () => {
    const { t, ask, asked } = await gate({ expires: '2h', people: [] });
    const events: unknown[] = [];
    t.gate.on('expiring', (event) => events.push(event));
    const call = ask();
    call.catch(() => undefined);
    const { id, expires } = await asked();
    await t.pass('107m');
    expect([events, await t.desk.notices()]).toEqual([[], []]);
    await t.pass('2m');
    await t.pass('2m');
    expect(events).toEqual([{ proposal: id, expires }]);
    expect(await t.desk.notices()).toMatchObject([
      {
        id,
        what: expect.stringContaining(`runs out at ${new Date(expires).toISOString()}`),
        at: expires - 12 * 60_000,
      },
    ]);
    await t.desk.deny(id);
    expect(await t.desk.notices()).toEqual([]);
  });

  test('GATE-7: a runtime tells it of what its agents would execute', async () => {
    const { proposed, clock, start } = await house();
    const [id] = await proposed('a');
    const { runtime } = await start('executor', [executorOf([tool(sendNote, async () => null)])]);
    const events: unknown[] = [];
    runtime.on('expiring', (event) => events.push(event));
    await clock.advance('22h');
    await runtime.idle();
    expect(events).toEqual([]);
    await clock.advance('61m');
    await runtime.idle();
    await runtime.idle();
    expect(events).toEqual([{ proposal: id, expires: expect.any(Number) }]);
  });
});

describe('rules that cannot be', () => {
  test.each<[ApprovalOptions | object, string]>([
    [{ quorum: 0 }, 'it is how many people must approve, 1 or more'],
    [{ quorum: 1.5 }, 'it is how many people must approve, 1 or more'],
    [{ quorum: '2' }, 'it is how many people must approve, 1 or more'],
    [{ quorum: 2 }, '2 people must approve, and nobody could ever have them all'],
    [{ approvers: ['alice', 'bob'], quorum: 3 }, '3 people must approve'],
    [{ separation: 'no' }, 'it is true or false'],
    [{ escalate: { after: '30m' } }, 'does not say to whom'],
    [{ escalate: { to: ['bob'] } }, 'does not say when'],
    [{ escalate: { after: '30m', to: [] } }, 'name none'],
    [{ escalate: { after: 'soon', to: ['bob'] } }, 'it is a duration'],
    [{ escalate: { after: '30m', to: ['bob'], too: 1 } }, "takes no option 'too'"],
    [{ escalate: { after: '24h', to: ['bob'] } }, 'escalate earlier, or let it expire later'],
  ])('GATE-9: %j is a fault when a gate or a runtime is made', async (rules, words) => {
    const { root, keys } = createTrustRoot({
      owner: 'alice',
      people: ['bob'],
      runtimes: { payments: { agents: ['payments'] } },
    });
    const make = () =>
      new HumanGate({ name: 'payments', root, store: memoryStore(), signer: signerOf(keys['payments']!), ...rules });
    expect(make).toThrow(expect.objectContaining({ code: 'BAD_OPTION', message: expect.stringContaining(words) }));
    const { start } = await house();
    const made = async () => start('executor', [executorOf([])], { agentDefaults: rules });
    await expect(made()).rejects.toMatchObject({ code: 'BAD_OPTION', message: expect.stringContaining(words) });
  });

  test('GATE-9: what people who may be enrolled later could mend is a fault when it is first needed', async () => {
    const { ask } = await gate({ approvers: ['finance_*'], quorum: 2, people: ['finance_1'] });
    await expect(ask()).rejects.toMatchObject({ code: 'BAD_OPTION', message: expect.stringContaining('finance_1') });
    const { start } = await house();
    const executor = executorOf([], undefined, { approvers: ['*'], quorum: 3 });
    await expect(start('executor', [executor])).rejects.toMatchObject({ code: 'BAD_OPTION' });
  });
});

test('GATE-9: A3-authority-053: approval for a Zero-trust-derived action by the data author', async () => {
  for (const [separation, expected] of [
    [undefined, 'rejected'],
    [false, 'executed'],
  ] as const) {
    const { desk, deskOf, start, stateOf } = await house();
    const bob = await deskOf('bob');
    // bob's own words reach the reader, and come back as what is to be sent
    const reader = readerOf(
      async ({ text }, session) => {
        await session.propose('executor_agent', sendNote, { ...toBob, body: text }, { why: 'bob asks' });
      },
      { allowlist: ['bob', '~mail:*'] },
    );
    const intake = await start('intake', [reader]);
    await intake.runtime.deliver('mail', mail('m1'));
    const forged = await bob.send('reader', 'pay me');
    await intake.runtime.idle();
    const item = (await desk.pending()).find(({ message }) => message?.id === forged)!;
    const send = tool(sendNote, async () => null);
    const rules = { approvers: ['*'], ...(separation !== undefined && { separation }) };
    const { runtime } = await start('executor', [executorOf([send], undefined, rules)]);
    await bob.approve(item.id);
    await runtime.idle();
    expect(await stateOf(item.id)).toBe(expected);
  }
});

/** A gate around one function, and what it did. */
async function gate(options: TestGateOptions) {
  const t = await testGate(options);
  const wired: unknown[] = [];
  const wire = t.gate.guard(
    async (args) => {
      wired.push(args);
      return `wired ${args.amount}`;
    },
    { name: 'wire_money', input },
  );
  const ask = (): Promise<string> => {
    const call = wire(order);
    call.catch(() => undefined);
    return call;
  };
  const asked = async () => {
    await t.idle();
    return (await t.desk.pending())[0]!;
  };
  return { t, wired, ask, asked };
}
