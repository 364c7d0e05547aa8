// Two processes under one key, a store that fails for a moment, a process that was only asleep: nothing twice, nothing stuck.
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { memoryStore } from '../record/memory-store.js';
import type { Store } from '../record/store.js';
import { signerOf } from '../people/key.js';
import { createTrustRoot } from '../people/trust-root.js';
import { openDesk } from '../review/desk.js';
import { tool } from '../tools/tool.js';
import { createRuntime } from './create.js';
import {
  eventually,
  executorOf,
  house,
  latch,
  mail,
  mailbox,
  proposer,
  readerOf,
  sendAgain,
  sendNote,
  toBob,
} from './house.fixture.js';

const never = new Promise<never>(() => undefined);
const soon = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('a process that sees another one at work waits, and its own timers go on', async () => {
  const { root, keys } = createTrustRoot({ owner: 'alice', runtimes: { intake: { agents: ['reader'] } } });
  const memory = memoryStore();
  let gets = 0;
  const store: Store = {
    ...{ local: true, entries: memory.entries.bind(memory), list: memory.list.bind(memory) },
    search: memory.search.bind(memory),
    ...{ commit: memory.commit.bind(memory), watch: memory.watch.bind(memory), close: memory.close.bind(memory) },
    get: (kind, id) => {
      gets += 1;
      return memory.get(kind, id);
    },
  };
  const options = { root, signer: signerOf(keys['intake']!), channels: [mailbox], lease: '300ms' } as const;
  const door = latch();
  const reader = () => readerOf(() => door.opened);
  await using first = await createRuntime({ ...options, store: memory, agents: [reader()] });
  await using second = await createRuntime({ ...options, store, agents: [reader()] });
  await first.deliver('mail', mail('m1'));
  const idling = first.idle();
  const desk = await openDesk({ root, store: memory, person: signerOf(keys['alice']!) });
  await eventually(async () => (await desk.messages())[0]!.state === 'started');
  const watching = second.idle();
  await soon(20);
  door.open();
  await Promise.all([idling, watching]);
  expect(gets).toBeLessThan(100);
});

describe('a store that fails for a moment', () => {
  test('GATE-6: a handling whose end could not be written is looked after, and its conversation goes on', async () => {
    const { start, desk, clock } = await house();
    const read: string[] = [];
    const { runtime, fail } = await start('intake', [
      readerOf(async ({ text }) => {
        read.push(text);
        if (read.length === 1) fail(1);
      }),
    ]);
    runtime.on('error', () => undefined);
    await runtime.deliver('mail', mail('m1'));
    await runtime.deliver('mail', mail('m2'));
    const stop = new AbortController();
    const running = runtime.run({ signal: stop.signal });
    for (let n = 0; n < 20; n += 1) await clock.advance('2s');
    stop.abort();
    await running;
    expect((await desk.messages()).map(({ state }) => state)).toEqual(['executed', 'executed']);
  });

  test('GATE-6: a call whose end could not be written is shown as interrupted', async () => {
    const { start, desk, clock } = await house();
    const made: { fail?: (commits: number) => void } = {};
    const send = tool(sendNote, async () => made.fail!(1));
    const executor = executorOf([send], async (_order, session) => void (await session.call(send, toBob)));
    const { runtime, fail } = await start('executor', [executor]);
    made.fail = fail;
    runtime.on('error', () => undefined);
    await desk.send('executor_agent', 'go');
    const stop = new AbortController();
    const running = runtime.run({ signal: stop.signal });
    for (let n = 0; n < 20; n += 1) await clock.advance('2s');
    stop.abort();
    await running;
    expect((await desk.notices()).map(({ what }) => what)).toContainEqual(
      expect.stringMatching(/asked of .* ended interrupted/),
    );
  });
});

describe('a process that was only asleep', () => {
  test('GATE-6: the session of a handling that was taken over acts no more', async () => {
    const { start, desk, clock } = await house();
    const saved: string[] = [];
    const save = tool({
      name: 'look_up',
      effect: 'analyze',
      input: z.strictObject({ by: z.string() }),
      run: async ({ by }) => void saved.push(by),
    });
    const door = latch();
    const codes: unknown[] = [];
    const reader = (who: string, wait: boolean) =>
      readerOf(
        async (_message, session) => {
          if (wait) await door.opened;
          await session.call(save, { by: who }).catch((error: { code: string }) => codes.push(error.code));
        },
        { tools: [save] },
      );
    const first = await start('intake', [reader('the sleeper', true)]);
    await first.runtime.deliver('mail', mail('m1'));
    const idling = first.runtime.idle();
    await eventually(async () => (await desk.messages())[0]!.state === 'started');
    // its timers do not run while it is asleep, so that its lease runs out
    first.fail(100);
    await clock.advance('11s');
    first.fail(0);
    const second = await start('intake', [reader('the other', false)]);
    await second.runtime.idle();
    expect(saved).toEqual(['the other']);
    door.open();
    await idling;
    expect([saved, codes]).toEqual([['the other'], [expect.any(String)]]);
  });
});

describe('two that look after one orphan', () => {
  test('GATE-6: only one of them runs it again', async () => {
    const { start, desk, clock, verify } = await house();
    const intake = await start('intake', [proposer(sendAgain as never)]);
    await intake.runtime.deliver('mail', mail('m1'));
    await intake.runtime.idle();
    await desk.approve((await desk.pending())[0]!.id);
    const runs: string[] = [];
    const door = latch();
    const executor = (who: string, until: Promise<void>) =>
      executorOf([
        tool(sendAgain, async () => {
          runs.push(who);
          await until;
        }),
      ]);
    const dead = await start('executor', [executor('dead', never)]);
    void dead.runtime.idle();
    await eventually(() => runs.length === 1);
    await eventually(async () => (await verify()).entries === 6);
    dead.kill();
    await clock.advance('11s');
    const [one, two] = [
      await start('executor', [executor('one', door.opened)]),
      await start('executor', [executor('two', door.opened)]),
    ];
    const idling = [one.runtime.idle(), two.runtime.idle()];
    await eventually(() => runs.length >= 2);
    await soon(50);
    door.open();
    await Promise.all(idling);
    expect(runs).toHaveLength(2);
    expect((await verify()).faults).toEqual([]);
  });
});

describe('what is run again', () => {
  test('GATE-10: nothing of a frozen agent is run again', async () => {
    const { start, desk, clock } = await house();
    const intake = await start('intake', [proposer(sendAgain as never)]);
    await intake.runtime.deliver('mail', mail('m1'));
    await intake.runtime.idle();
    const [item] = await desk.pending();
    await desk.approve(item!.id);
    const runs: string[] = [];
    const first = await start('executor', [
      executorOf([
        tool(sendAgain, async () => {
          runs.push('first');
          await never;
        }),
      ]),
    ]);
    void first.runtime.idle();
    await eventually(() => runs.length === 1);
    first.kill();
    await desk.freeze('executor_agent', 'it smells');
    await clock.advance('11s');
    const second = await start('executor', [executorOf([tool(sendAgain, async () => void runs.push('again'))])]);
    await second.runtime.idle();
    expect([runs, (await desk.item(item!.id)).state]).toEqual([['first'], 'interrupted']);
  });
});

describe('a key that may not take steps', () => {
  test('GATE-4: a runtime whose key may not sign steps runs nothing', async () => {
    const { root, keys } = createTrustRoot({ owner: 'alice', runtimes: { executor: { agents: ['executor_agent'] } } });
    const pinned = structuredClone(root) as { principals: { name: string; keys: { may: string[] }[] }[] } & typeof root;
    pinned.principals.find(({ name }) => name === 'executor')!.keys[0]!.may = ['message', 'proposal'];
    const memory = memoryStore();
    const store: Store = {
      ...memory,
      local: false,
      entries: memory.entries.bind(memory),
      get: memory.get.bind(memory),
      list: memory.list.bind(memory),
      commit: memory.commit.bind(memory),
      watch: memory.watch.bind(memory),
      close: memory.close.bind(memory),
    };
    const runs: unknown[] = [];
    const send = tool(sendNote, async (args) => void runs.push(args));
    const desk = await openDesk({ root: pinned, store, person: signerOf(keys['alice']!) });
    await desk.send('executor_agent', 'go');
    const executor = executorOf([send], async (_order, session) => void (await session.call(send, toBob)));
    const made = createRuntime({ root: pinned, store, signer: signerOf(keys['executor']!), agents: [executor] });
    await expect(made).rejects.toMatchObject({
      code: 'BAD_TRUST_ROOT',
      message: expect.stringContaining('may not sign step'),
    });
    expect(runs).toEqual([]);
  });
});
