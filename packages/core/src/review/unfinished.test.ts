// After a crash: what a person is shown of what is not over, and what becomes of it when a process is there again.
import { expect, test } from 'vitest';
import {
  eventually,
  executorOf,
  house,
  latch,
  mail,
  readerOf,
  sendAgain,
  sendNote,
  toBob,
} from '../runtime/house.fixture.js';
import { tool } from '../tools/tool.js';
import type { ReviewItem } from './item.js';

test('GATE-6: what was pending, approved, under way and of unknown outcome is each listed as that', async () => {
  const { desk, clock, proposed, start } = await house();
  const [first, second, third] = await proposed('a', 'b', 'c');
  const ids = async () => {
    const { pending, approved, started, interrupted } = await desk.unfinished();
    const of = (items: readonly ReviewItem[]) => items.map(({ id }) => id);
    return { pending: of(pending), approved: of(approved), started: of(started), interrupted: of(interrupted) };
  };
  await desk.approve(first!);
  expect(await ids()).toEqual({ pending: [second, third], approved: [first], started: [], interrupted: [] });
  const begun = latch();
  const send = tool(sendNote, async () => {
    begun.open();
    return new Promise<never>(() => undefined);
  });
  const dead = await start('executor', [executorOf([send])]);
  void dead.runtime.idle().catch(() => undefined);
  await begun.opened;
  dead.kill();
  await desk.approve(second!);
  expect(await ids()).toEqual({ pending: [third], approved: [second], started: [first], interrupted: [] });
  const { started } = await desk.unfinished();
  expect(started).toMatchObject([{ id: first, state: 'started', approvals: [{ by: 'alice' }] }]);
  // its process gives no sign of life, and the next one looks after it: it is not done again
  await clock.advance('11s');
  const sent: string[] = [];
  const next = await start('executor', [executorOf([tool(sendNote, async ({ body }) => void sent.push(body))])]);
  await next.runtime.idle();
  expect([await ids(), sent]).toEqual([{ pending: [third], approved: [], started: [], interrupted: [first] }, ['b']]);
  expect((await desk.notices()).map(({ id }) => id)).toEqual(expect.arrayContaining([first, second]));
});

test('GATE-6: what was approved while nobody was there runs when somebody is, and its owner is told; the asker is long gone', async () => {
  const { desk, proposed, start, stateOf } = await house();
  const [id] = await proposed('a');
  await desk.approve(id!);
  expect(await desk.notices()).toEqual([]);
  const { runtime } = await start('executor', [executorOf([tool(sendNote, async () => null)])]);
  await runtime.idle();
  expect(await stateOf(id!)).toBe('executed');
  expect(await desk.notices()).toMatchObject([{ id, what: `what 'reader' asked of 'executor_agent' is done` }]);
});

test('GATE-6: an idempotent tool is given the same key at each attempt, and two proposals have two', async () => {
  const { desk, clock, start, stateOf } = await house();
  const keys: (string | undefined)[] = [];
  const asking = readerOf(async (_message, session) => {
    await session.propose('executor_agent', sendAgain, toBob, { why: 'it was asked for' });
  });
  const reading = await start('intake', [asking]);
  for (const from of ['x@example.com', 'y@example.com']) await reading.runtime.deliver('mail', mail(from, { from }));
  await reading.runtime.idle();
  await reading.runtime.close();
  const [id, other] = (await desk.pending()).map((item) => item.id);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const isLast = attempt === 2;
    const send = tool(sendAgain, async (_args, { idempotencyKey }) => {
      keys.push(idempotencyKey);
      return isLast ? null : new Promise<never>(() => undefined);
    });
    const one = await start('executor', [executorOf([send])]);
    if (attempt === 0) await desk.approve(id!);
    const running = one.runtime.idle().catch(() => undefined);
    await eventually(() => keys.length === attempt + 1);
    if (isLast) await running;
    else one.kill();
    await clock.advance('11s');
  }
  expect(await stateOf(id!)).toBe('executed');
  await desk.approve(other!);
  const again = tool(sendAgain, async (_args, { idempotencyKey }) => void keys.push(idempotencyKey));
  await (await start('executor', [executorOf([again])])).runtime.idle();
  expect(keys).toEqual([id, id, id, other]);
});
