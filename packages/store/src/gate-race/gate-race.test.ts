// Real processes on one file: they race for one approval, decide against each other, and are killed in the middle of it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyJournal } from '@sallyport/core';
import { describe, expect, test } from 'vitest';
import { house } from './house.fixture.js';

describe('one approval', () => {
  test('GATE-4: six processes that ask under one name run it once, and all of them get the one result', async () => {
    const { desk, effects, start, root, store } = await house();
    const askers = Array.from({ length: 6 }, () => start('ask'));
    await Promise.all(askers.map((one) => one.ready()));
    const item = await until(async () => (await desk.pending())[0]);
    expect(effects()).toEqual([]);
    await desk.approve(item.id, { digest: item.digest });
    expect(await Promise.all(askers.map((one) => one.ended))).toEqual(Array(6).fill(0));
    expect(effects()).toEqual(['wire 7']);
    expect(new Set(askers.map(({ said }) => said[1])).size).toBe(1);
    expect(await verifyJournal({ root, store })).toMatchObject({ ok: true });
  }, 90_000);

  test('GATE-4: four processes of one executor run each approved proposal once', async () => {
    const { desk, effects, start, propose, root, store } = await house();
    const texts = Array.from({ length: 12 }, (_, n) => `note-${n}`);
    await propose(texts);
    const executors = Array.from({ length: 4 }, () => start('execute', '1'));
    await Promise.all(executors.map((one) => one.ready()));
    const pending = await desk.pending();
    expect([pending.length, effects()]).toEqual([12, []]);
    await desk.decide(pending.map(({ id }) => ({ id, verdict: 'approve' })));
    await until(async () => (await statesOf(desk, pending)).every((state) => state === 'executed'));
    expect([...effects()].sort()).toEqual([...texts].sort());
    expect(await verifyJournal({ root, store })).toMatchObject({ ok: true });
  }, 90_000);
});

describe('two desks', () => {
  test('GATE-5: of an approval and a denial exactly one wins, and the other is told which', async () => {
    const { path, desk, start, propose, root, store } = await house();
    await propose(Array.from({ length: 20 }, (_, n) => `note-${n}`));
    const pending = await desk.pending();
    const desks = [start('decide', 'alice approve'), start('decide', 'bob deny')];
    await Promise.all(desks.map((one) => one.ready()));
    writeFileSync(join(path, 'start'), 'now');
    expect(await Promise.all(desks.map((one) => one.ended))).toEqual([0, 0]);
    const [alice, bob] = desks.map(
      ({ said }) => said.slice(1) as { id: string; won: boolean; code?: string; by?: string }[],
    );
    for (const [n, { id }] of pending.entries()) {
      const { state } = await desk.item(id);
      const [winner, loser] = state === 'approved' ? [alice![n], bob![n]] : [bob![n], alice![n]];
      expect(['approved', 'denied']).toContain(state);
      expect(winner).toEqual({ id, won: true });
      expect(loser).toEqual({
        id,
        won: false,
        code: 'ALREADY_DECIDED',
        state,
        by: state === 'approved' ? 'alice' : 'bob',
      });
    }
    expect(await verifyJournal({ root, store })).toMatchObject({ ok: true });
  }, 90_000);
});

describe('killed at any moment', () => {
  test('GATE-6: executors are killed while they execute: no effect twice, no decision lost, what broke off is shown', async () => {
    const { desk, effects, start, propose, root, store } = await house();
    const texts = Array.from({ length: 16 }, (_, n) => `note-${n}`);
    await propose(texts);
    const pending = await desk.pending();
    const acknowledged: string[] = [];
    const approving = (async () => {
      for (const { id } of pending) {
        await desk.approve(id);
        acknowledged.push(id);
        await pause(60);
      }
    })();
    const lane = async (): Promise<void> => {
      for (let kill = 0; kill < 2; kill += 1) {
        const executor = start('execute', '20');
        await executor.ready();
        await pause(Math.random() * 400);
        await executor.kill();
      }
    };
    await Promise.all([approving, lane(), lane()]);
    const last = start('execute', '1');
    const over = ['executed', 'interrupted'];
    await until(async () => (await statesOf(desk, pending)).every((state) => over.includes(state)));
    await last.kill();
    expect(acknowledged).toEqual(pending.map(({ id }) => id));
    expect(new Set(effects()).size).toBe(effects().length);
    const notices = new Set((await desk.notices()).map(({ id }) => id));
    for (const { id, parts } of pending) {
      const { state } = await desk.item(id);
      const happened = effects().includes(String(parts.find(({ name }) => name === 'body')!.value));
      // of an interrupted one nobody can say whether it happened: that is why it is shown
      expect(state === 'executed' ? happened : notices.has(id), `${id} ${state}`).toBe(true);
    }
    expect(await verifyJournal({ root, store })).toMatchObject({ ok: true });
  }, 120_000);
});

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
type Desk = Awaited<ReturnType<typeof house>>['desk'];

const statesOf = (desk: Desk, items: readonly { readonly id: string }[]) =>
  Promise.all(items.map(async ({ id }) => (await desk.item(id)).state));

async function until<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await pause(50);
  }
}
