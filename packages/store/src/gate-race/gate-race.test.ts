// Real processes on one store: they race for one approval, decide against each other, and are killed in the middle of it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyJournal } from '@sallyport/core';
import { afterAll, describe, expect, test } from 'vitest';
import { startServer } from '../postgres/server.fixture.js';
import { house } from './house.fixture.js';

const server = await startServer();
afterAll(() => server?.close());
const places: Readonly<Record<string, () => Promise<string | undefined>>> = {
  SQLite: async () => undefined,
  ...(server && { PostgreSQL: () => server.database() }),
};

describe.each(Object.entries(places))('on %s', (_, place) => {
  test('GATE-4: six processes race for one name at the gate and for the proposals of one executor: each is done once', async () => {
    const { desk, effects, start, propose, root, store } = await house(await place());
    const texts = Array.from({ length: 12 }, (_, n) => `note-${n}`);
    await propose(texts);
    const racers = Array.from({ length: 6 }, () => start('race', '1'));
    await Promise.all(racers.map((one) => one.heard(1)));
    const pending = await until(async () => {
      const items = await desk.pending();
      return items.length === 13 && items;
    });
    expect(effects()).toEqual([]);
    await desk.decide(pending.map(({ id, digest }) => ({ id, digest, verdict: 'approve' })));
    await until(async () => (await statesOf(desk, pending)).every((state) => state === 'executed'));
    await Promise.all(racers.map((one) => one.heard(2)));
    // all of them got the one result: the process id of the one that ran it
    expect(new Set(racers.map(({ said }) => said[1])).size).toBe(1);
    expect([...effects()].sort()).toEqual([...texts, 'wire 7'].sort());
    expect(await verifyJournal({ root, store })).toMatchObject({ ok: true });
  }, 180_000);

  test('GATE-5: of an approval and a denial exactly one wins, and the other is told which', async () => {
    const { path, desk, start, propose, root, store } = await house(await place());
    await propose(Array.from({ length: 20 }, (_, n) => `note-${n}`));
    const pending = await desk.pending();
    const desks = [start('decide', 'alice approve'), start('decide', 'bob deny')];
    await Promise.all(desks.map((one) => one.heard(1)));
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
  }, 180_000);

  test('GATE-6: executors are killed while they execute: no effect twice, no decision lost, what broke off is shown', async () => {
    const { desk, effects, start, propose, root, store } = await house(await place());
    const texts = Array.from({ length: 12 }, (_, n) => `note-${n}`);
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
    const lane = async (kills: number): Promise<void> => {
      for (let kill = 0; kill < kills; kill += 1) {
        const executor = start('execute', '20');
        await executor.heard(1);
        await pause(Math.random() * 400);
        await executor.kill();
      }
    };
    await Promise.all([approving, lane(2), lane(1)]);
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

test('GATE-11: six executors race for the uses of one grant: none is used twice, none is lost', async () => {
  const { desk, effects, start, propose, root, store } = await house();
  await propose(Array.from({ length: 12 }, (_, n) => `note-${n}`));
  const pending = await desk.pending();
  const racers = Array.from({ length: 6 }, () => start('execute', '1'));
  await Promise.all(racers.map((one) => one.heard(1)));
  const grant = await desk.grant({ agent: 'reader', like: pending[0]!.id }, { uses: 7, until: '1h' });
  const items = () => Promise.all(pending.map(({ id }) => desk.item(id)));
  const done = await until(async () => {
    const found = (await items()).filter(({ state }) => state === 'executed');
    return found.length === 7 && found;
  });
  expect(done.map(({ approvals }) => approvals.map((one) => one.grant))).toEqual(done.map(() => [grant]));
  expect([await desk.grants(), (await desk.pending()).length]).toEqual([[], 5]);
  expect([new Set(effects()).size, effects().length]).toEqual([7, 7]);
  expect(await verifyJournal({ root, store })).toMatchObject({ ok: true });
}, 90_000);

test('GATE-6, GATE-11: executors are killed while they use a grant: no use is lost, and nothing is done twice', async () => {
  const { desk, effects, start, propose, root, store } = await house();
  await propose(Array.from({ length: 12 }, (_, n) => `note-${n}`));
  const pending = await desk.pending();
  await desk.grant({ agent: 'reader', like: pending[0]!.id }, { uses: 10, until: '1h' });
  for (let kill = 0; kill < 3; kill += 1) {
    const executor = start('execute', '20');
    await executor.heard(1);
    await pause(Math.random() * 150);
    await executor.kill();
  }
  const last = start('execute', '1');
  await until(async () => {
    const states = await statesOf(desk, pending);
    return states.filter((state) => state === 'executed' || state === 'interrupted').length === 10;
  });
  await last.kill();
  expect((await desk.pending()).length).toBe(2);
  expect(new Set(effects()).size).toBe(effects().length);
  const { interrupted, started, approved } = await desk.unfinished();
  expect([started, approved]).toEqual([[], []]);
  const notices = new Set((await desk.notices()).map(({ id }) => id));
  expect(interrupted.every(({ id }) => notices.has(id))).toBe(true);
  expect(await verifyJournal({ root, store })).toMatchObject({ ok: true });
}, 90_000);

test('GATE-9: two people approve at the same time, and executors race to give it back to the other one: done once, by both', async () => {
  const { desk, deskOf, effects, start, propose, root, store } = await house();
  await propose(Array.from({ length: 8 }, (_, n) => `note-${n}`));
  const pending = await desk.pending();
  const racers = Array.from({ length: 4 }, () => start('quorum', '1'));
  await Promise.all(racers.map((one) => one.heard(1)));
  const bob = await deskOf('bob');
  const approve = async (who: Desk): Promise<void> => {
    for (const { id } of pending)
      await until(async () => {
        const told = await who.approve(id).then(
          () => 'done',
          (error: { code: string; message: string }) => error,
        );
        if (told === 'done') return true;
        expect(told).toMatchObject({ code: 'ALREADY_DECIDED' });
        // the other one was quicker: it comes back as soon as an executor has seen that one is not enough
        return (await who.item(id)).approvals.some(({ by }) => by === who.person);
      });
  };
  await Promise.all([approve(desk), approve(bob)]);
  await until(async () => (await statesOf(desk, pending)).every((state) => state === 'executed'));
  for (const { id } of pending)
    expect((await desk.item(id)).approvals.map(({ by }) => by).toSorted()).toEqual(['alice', 'bob']);
  expect([new Set(effects()).size, effects().length]).toEqual([8, 8]);
  expect(await verifyJournal({ root, store })).toMatchObject({ ok: true });
}, 90_000);

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
