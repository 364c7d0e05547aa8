// What is over leaves memory: what is still to happen stays, and the rest is read from the journal when somebody asks.
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { signerOf } from '../people/key.js';
import { createTrustRoot } from '../people/trust-root.js';
import { Desk, openDesk } from '../review/desk.js';
import { HumanGate } from '../review/gate.js';
import { handClock } from '../testing/hand-clock.js';
import { Fold } from './fold.js';
import { Journal } from './journal.js';
import { Keyring } from './keyring.js';
import { memoryStore } from './memory-store.js';
import type { Store } from './store.js';

const KEPT = 20;

async function busyHouse(payments: number) {
  const { root, keys } = createTrustRoot({
    owner: 'alice',
    runtimes: { payments: { agents: ['payments', 'reader'] } },
  });
  const memory = memoryStore();
  const store: Store = Object.assign(Object.create(memory) as Store, {
    ...{ local: false, commit: memory.commit.bind(memory), entries: memory.entries.bind(memory) },
    ...{ get: memory.get.bind(memory), list: memory.list.bind(memory), watch: memory.watch.bind(memory) },
  });
  const clock = handClock();
  const gate = new HumanGate({ name: 'payments', root, store, clock, signer: signerOf(keys.payments) });
  const pay = gate.guard(async ({ n }) => n * 2, { name: 'pay', input: z.strictObject({ n: z.number() }) });
  const signer = signerOf(keys.alice);
  const desk = await openDesk({ root, store, clock, person: signer });
  const ids: string[] = [];
  for (let n = 0; n < payments; n++) {
    const call = pay({ n }, n === 0 ? { once: 'the first' } : {});
    await clock.advance(1);
    let item = (await desk.pending())[0];
    while (item === undefined) item = (await desk.pending())[0];
    ids.push(item.id);
    await desk.approve(item.id);
    expect(await call).toBe(n * 2);
  }
  const order = await desk.send('reader', 'an order');
  const journal = new Journal({ root, store, clock, signer, kept: KEPT });
  await journal.catchUp();
  return { root, store, clock, pay, ids, journal, order, forgetful: new Desk(journal, 'alice', signer) };
}

describe('what is over', () => {
  test('GATE-6: leaves memory, and is found again as it ended', async () => {
    const { ids, journal, forgetful } = await busyHouse(60);
    expect(journal.fold.actions.size).toBeLessThan(2 * KEPT);
    expect(journal.fold.actions.has(ids[1]!)).toBe(false);
    expect(await forgetful.item(ids[1]!)).toMatchObject({
      state: 'executed',
      decided: { by: 'alice', answer: 'approve' },
    });
    await expect(forgetful.item('nobody')).rejects.toMatchObject({ code: 'UNKNOWN_ID' });
    await expect(forgetful.approve(ids[1]!)).rejects.toMatchObject({
      code: 'ALREADY_DECIDED',
      message: expect.stringContaining('executed'),
    });
  });

  test('GATE-6: what has a name stays: asked again, it is answered and not done again', async () => {
    const { ids, journal, pay } = await busyHouse(60);
    expect(journal.fold.actions.has(ids[0]!)).toBe(true);
    expect(await pay({ n: 0 }, { once: 'the first' })).toBe(0);
  });

  test('MAIL-4: messages that are over are read from the journal, in their order', async () => {
    const { journal, forgetful, store, clock, root, order } = await busyHouse(1);
    for (let n = 0; n < 3 * KEPT; n++) await forgetful.send('reader', `order ${n}`);
    for (const id of [...journal.fold.open.mails.get('pending')!].slice(0, -2))
      journal.fold.moveMail(journal.fold.mails.get(id)!, 'refused', { at: 1, seq: journal.fold.head.seq });
    await forgetful.send('reader', 'the last one');
    journal.fold.settle();
    for (let n = 0; n < KEPT; n++) await forgetful.send('reader', `later ${n}`);
    expect(journal.fold.forgotten).toBeGreaterThan(0);
    expect(journal.fold.mails.has(order)).toBe(false);
    const all = await forgetful.messages();
    const whole = await new Desk(new Journal({ root, store, clock }), 'alice', undefined).messages();
    expect(all.map(({ id }) => id)).toEqual(whole.map(({ id }) => id));
    expect(await forgetful.messages({ after: all[4]!.seq, limit: 3 })).toMatchObject(
      all.slice(5, 8).map(({ id }) => ({ id })),
    );
  });

  test('GATE-6: a checkpoint of the world brings it back: the same answers, the same faults, the same end of the chain', async () => {
    const { root, store, journal } = await busyHouse(60);
    const before = journal.fold;
    const after = new Fold({ keyring: new Keyring(root), local: false, kept: KEPT });
    after.restore(JSON.parse(JSON.stringify(before.data())));
    expect(after.head).toEqual(before.head);
    expect([...after.actions.values()].map(({ digest, state }) => [digest, state])).toEqual(
      [...before.actions.values()].map(({ digest, state }) => [digest, state]),
    );
    expect(after.data()).toEqual(before.data());
    for (const row of await store.entries(0, 5)) expect(() => after.take(row)).toThrow(/does not continue/);
  });
});
