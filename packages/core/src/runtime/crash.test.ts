// Processes that die, in memory: cut off from the store at every point, so that what comes next finds what they left.
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { signerOf } from '../people/key.js';
import { tool } from '../tools/tool.js';
import {
  eventually,
  executorOf,
  house,
  latch,
  mail,
  proposer,
  readerOf,
  sendAgain,
  sendNote,
  toBob,
  type House,
} from './house.fixture.js';

const never = new Promise<never>(() => undefined);

describe('broken handlings', () => {
  test('GATE-6: one that only observed, reported and proposed is queued again, and leaves nothing twice', async () => {
    const { start, desk, clock } = await house();
    let attempts = 0;
    const look = tool({
      name: 'look',
      effect: 'ingest',
      source: 'low',
      input: z.strictObject({}),
      run: async () => 'seen',
    });
    const reader = () =>
      readerOf(
        async (_message, session) => {
          attempts += 1;
          await session.call(look, {});
          await session.report('I have seen it');
          await session.propose('executor_agent', sendNote, toBob, { why: 'w' });
          if (attempts === 1) await never;
        },
        { tools: [look] },
      );
    const first = await start('intake', [reader()]);
    await first.runtime.deliver('mail', mail('m1'));
    void first.runtime.idle();
    await eventually(async () => (await desk.pending()).length === 1);
    first.kill();
    const second = await start('intake', [reader()]);
    await clock.advance('11s');
    await second.runtime.idle();
    expect(attempts).toBe(2);
    expect((await desk.messages()).map(({ from, state }) => [from, state])).toEqual([
      ['~mail:x@example.com', 'executed'],
      ['reader', 'executed'],
    ]);
    expect(await desk.pending()).toHaveLength(1);
  });

  test('KEY-1: an order whose key was revoked meanwhile is not begun again', async () => {
    for (const isRevoked of [true, false]) {
      const { start, desk, deskOf, keys, clock } = await house();
      let attempts = 0;
      const executor = () =>
        executorOf(
          [],
          async () => {
            attempts += 1;
            if (attempts === 1) await never;
          },
          { allowlist: ['bob'] },
        );
      const first = await start('executor', [executor()]);
      const order = await (await deskOf('bob')).send('executor_agent', 'go');
      void first.runtime.idle();
      await eventually(() => attempts === 1);
      first.kill();
      if (isRevoked) await desk.revokeKey(keys['bob']!.id);
      const second = await start('executor', [executor()]);
      await clock.advance('11s');
      await second.runtime.idle();
      expect(attempts).toBe(isRevoked ? 1 : 2);
      const state = (await desk.messages()).find(({ id }) => id === order)!.state;
      expect(state).toBe(isRevoked ? 'interrupted' : 'executed');
    }
  });

  test('GATE-6: one that acted is interrupted, shown to the owner, and handled again only when they lift it', async () => {
    const { start, desk, clock } = await house();
    const sent: unknown[] = [];
    const heard: string[] = [];
    const send = tool(sendNote, async (args) => void sent.push(args));
    const executor = () =>
      executorOf([send], async ({ text }, session) => {
        heard.push(text);
        if (heard.length > 1) return;
        await session.call(send, toBob);
        await never;
      });
    const first = await start('executor', [executor()]);
    const id = await desk.send('executor_agent', 'go');
    void first.runtime.idle();
    await eventually(() => sent.length === 1);
    await eventually(async () => (await first.store.get('lease', id)) !== undefined);
    first.kill();
    const second = await start('executor', [executor()]);
    await clock.advance('11s');
    await second.runtime.idle();
    await second.runtime.idle();
    expect([sent, heard]).toEqual([[toBob], ['go']]);
    expect(await desk.notices()).toContainEqual(
      expect.objectContaining({ id, what: expect.stringContaining('ended interrupted') }),
    );
    await desk.lift(id);
    await second.runtime.idle();
    expect([sent, heard]).toEqual([[toBob], ['go', 'go']]);
    expect((await desk.messages())[0]!.state).toBe('executed');
  });

  test('GATE-6: while its process is alive nobody takes a handling over', async () => {
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
    const idling = first.runtime.idle();
    await eventually(() => attempts === 1);
    const second = await start('intake', [reader()]);
    const watching = second.runtime.idle();
    await clock.advance('1m');
    expect(attempts).toBe(1);
    door.open();
    await Promise.all([idling, watching]);
    expect([attempts, (await desk.messages())[0]!.state]).toEqual([1, 'executed']);
  });

  test('GATE-6: after three attempts it is interrupted, and a person says what becomes of it', async () => {
    const { start, desk, clock } = await house();
    let attempts = 0;
    const reader = () =>
      readerOf(async () => {
        attempts += 1;
        await never;
      });
    let id = '';
    for (let death = 0; death < 3; death += 1) {
      const { runtime, kill } = await start('intake', [reader()]);
      id = await runtime.deliver('mail', mail('m1'));
      void runtime.idle();
      await eventually(() => attempts === death + 1);
      await eventually(async () => (await desk.messages())[0]!.state === 'started');
      kill();
      await clock.advance('11s');
    }
    const { runtime } = await start('intake', [reader()]);
    await runtime.idle();
    expect([attempts, (await desk.messages())[0]!.state]).toEqual([3, 'interrupted']);
    expect(await desk.notices()).toMatchObject([{ id, what: expect.stringContaining('ended interrupted') }]);
  });
});

describe('broken executions', () => {
  test('GATE-6: one that had started is interrupted and shown, not run again', async () => {
    const { clock, desk, start, stateOf, begun } = await setup(sendNote);
    const { id, runs } = await begun();
    const second = await start('executor', [executorOf([tool(sendNote, async () => void runs.push('again'))])]);
    await clock.advance('11s');
    await second.runtime.idle();
    await second.runtime.idle();
    expect([runs, await stateOf(id)]).toEqual([['first'], 'interrupted']);
    expect(await desk.notices()).toMatchObject([{ id, what: expect.stringContaining('ended interrupted') }]);
    await expect(desk.approve(id)).rejects.toMatchObject({ code: 'ALREADY_DECIDED' });
  });

  test('GATE-6: an idempotent one is run again, under the same key', async () => {
    const { clock, start, stateOf, begun } = await setup(sendAgain);
    const { id, runs, keys } = await begun();
    const again = tool(sendAgain, async (_args, { idempotencyKey }) => {
      runs.push('again');
      keys.push(idempotencyKey);
    });
    const second = await start('executor', [executorOf([again])]);
    await clock.advance('11s');
    await second.runtime.idle();
    expect([runs, keys, await stateOf(id)]).toEqual([['first', 'again'], [id, id], 'executed']);
  });

  test('GATE-6: an approval that nothing has started on is run by whoever comes next', async () => {
    const { proposed, desk, start, stateOf } = await house();
    const [id] = await proposed('a');
    await desk.approve(id!);
    const sent: unknown[] = [];
    const { runtime } = await start('executor', [executorOf([tool(sendNote, async (args) => void sent.push(args))])]);
    await runtime.idle();
    await runtime.idle();
    expect([sent, await stateOf(id!)]).toEqual([[{ ...toBob, body: 'a' }], 'executed']);
  });

  test('GATE-6: a zombie’s word under an old fence does not count', async () => {
    const { clock, desk, start, stateOf, proposed, keys, intrude, verify } = await setup(sendAgain);
    const [id] = await proposed(sendAgain, 'a');
    await desk.approve(id!);
    const door = latch();
    const first = await start('executor', [executorOf([tool(sendAgain, async () => never)])]);
    void first.runtime.idle();
    await eventually(async () => (await stateOf(id!)) === 'started');
    first.kill();
    await clock.advance('11s');
    const second = await start('executor', [executorOf([tool(sendAgain, () => door.opened)])]);
    const idling = second.runtime.idle();
    await eventually(async () => (await verify()).entries >= 7);
    // what the dead process would have said, had it only been asleep
    await intrude({ kind: 'step', of: id!, to: 'failed', fence: 1 }, 'executor', signerOf(keys['executor']!));
    expect(await stateOf(id!)).toBe('started');
    door.open();
    await idling;
    expect(await stateOf(id!)).toBe('executed');
    expect((await verify()).faults).toMatchObject([
      { what: expect.stringContaining('under the fence 1, which is not 2') },
    ]);
  });
});

describe('a crash at any point', () => {
  const cases = [sendNote, sendAgain].flatMap((asked) =>
    [false, true].flatMap((written) => Array.from({ length: 4 }, (_, commits) => [asked, commits, written] as const)),
  );
  test.each(cases.map(([asked, commits, written]) => [asked.name, commits, written, asked] as const))(
    'GATE-6: %s: the executor dies at its commit %i (written: %s): done once, or shown as interrupted',
    async (_name, commits, written, asked) => {
      const { clock, desk, proposed, start, stateOf, verify } = await setup(asked);
      const [id] = await proposed(asked, 'a');
      await desk.approve(id!);
      const effects = new Map<string, number>();
      const executor = () =>
        executorOf([
          tool(asked, async (_args, { idempotencyKey }) => {
            effects.set(idempotencyKey!, (effects.get(idempotencyKey!) ?? 0) + 1);
          }),
        ]);
      const first = await start('executor', [executor()]);
      first.killAfter(commits, written);
      const idling = first.runtime.idle();
      await Promise.race([idling, eventually(first.isKilled)]);
      await new Promise((resolve) => setTimeout(resolve, 5));
      first.kill();
      await clock.advance('11s');
      const second = await start('executor', [executor()]);
      await second.runtime.idle();
      const state = await stateOf(id!);
      const times = effects.get(id!) ?? 0;
      if (asked === sendAgain) expect([state, times >= 1]).toEqual(['executed', true]);
      else expect(state === 'executed' ? times === 1 : state === 'interrupted' && times <= 1).toBe(true);
      if (state === 'interrupted') expect(await desk.notices()).toMatchObject([{ id }]);
      expect(await verify()).toMatchObject({ ok: true });
    },
  );

  test.each(Array.from({ length: 12 }, (_, n) => [n >> 1, n % 2 === 1] as const))(
    'GATE-6: the intake process dies at its commit %i (written: %s): no proposal is lost and none is made twice',
    async (commits, written) => {
      const { clock, desk, start, verify } = await house();
      const first = await start('intake', [proposer()]);
      await first.runtime.deliver('mail', mail('m1'));
      await first.runtime.deliver('mail', mail('m2', { from: 'y@example.com' }));
      first.killAfter(commits, written);
      const idling = first.runtime.idle();
      await Promise.race([idling, eventually(first.isKilled)]);
      first.kill();
      await clock.advance('11s');
      const second = await start('intake', [proposer()]);
      await second.runtime.idle();
      expect((await desk.messages()).map(({ state }) => state)).toEqual(['executed', 'executed']);
      expect((await desk.pending()).map(({ parts }) => parts[1]!.value).sort()).toEqual(['m1', 'm2']);
      expect(await verify()).toMatchObject({ ok: true });
    },
  );
});

/** A house where `asked` is proposed; `begun()` has it approved, started, and its process killed in the middle of it. */
async function setup(asked: typeof sendNote | typeof sendAgain) {
  const made: House = await house();
  const { clock, desk, start, stateOf } = made;
  const proposed = async (wanted: typeof asked, ...texts: readonly string[]): Promise<readonly string[]> => {
    const { runtime } = await start('intake', [proposer(wanted as never)]);
    for (const text of texts) await runtime.deliver('mail', mail(text));
    await runtime.idle();
    await runtime.close();
    return (await desk.pending()).map(({ id }) => id);
  };
  const begun = async () => {
    const [id] = await proposed(asked, 'a');
    await desk.approve(id!);
    const runs: string[] = [];
    const keys: unknown[] = [];
    const run = tool(asked as typeof sendNote, async (_args, { idempotencyKey }) => {
      runs.push('first');
      keys.push(idempotencyKey);
      await never;
    });
    const first = await start('executor', [executorOf([run])]);
    void first.runtime.idle();
    await eventually(async () => runs.length === 1 && (await stateOf(id!)) === 'started');
    first.kill();
    return { id: id!, runs, keys };
  };
  return { ...made, clock, proposed, begun };
}
