// A cold start: what a process reads when it begins again grows with what is still to happen, not with the history.
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ActionAgent, createRuntime, createTrustRoot, openDesk, signerOf } from '@sallyport/core';
import type { Store } from '@sallyport/core/store';
import { expect, onTestFinished, test } from 'vitest';
import { fileLedger } from '../ledger.js';
import { sqliteStore } from '../sqlite.js';

/** Handles whatever its owner writes, and does nothing about it. */
class Clerk extends ActionAgent<'high'> {
  constructor() {
    super({ name: 'clerk', trust: 'high', tools: [] });
  }
  protected async handle() {}
}

const ORDERS = 120;

async function office() {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'a.db');
  const { root, keys } = createTrustRoot({
    owner: 'alice',
    people: ['bob'],
    runtimes: { office: { agents: ['clerk'] } },
  });
  const ledger = fileLedger(join(folder, 'office.ledger'));
  /** Starts the executor, lets it work, and ends it; says how many entries it has read. */
  const work = async (under = root, during: (store: Store) => Promise<void> = async () => undefined) => {
    await using store = await sqliteStore(path);
    let read = 0;
    const count = <T extends readonly unknown[]>(rows: T): T => ((read += rows.length), rows);
    const counting = new Proxy(store, {
      get: (of, name) => {
        if (name === 'entries') return async (after: number, limit: number) => count(await of.entries(after, limit));
        const value: unknown = Reflect.get(of, name);
        return typeof value === 'function' ? value.bind(of) : value;
      },
    });
    await using runtime = await createRuntime({
      ...{ root: under, store: counting, ledger, signer: signerOf(keys.office), agents: [new Clerk()] },
    });
    await runtime.idle();
    await during(store);
    return read;
  };
  const order = async (times: number) => {
    await using store = await sqliteStore(path);
    const desk = await openDesk({ root, store, person: signerOf(keys.alice), ledger: false });
    for (let n = 0; n < times; n++) await desk.send('clerk', `order ${n}`);
  };
  return { folder, path, root, keys, work, order };
}

test('GATE-6: whoever begins again begins from the checkpoint in its ledger, and misses nothing that came since', async () => {
  const { work, order, root, path, keys } = await office();
  await order(ORDERS);
  await work();
  expect(await work()).toBeLessThan(10);
  await order(3);
  expect(await work()).toBeLessThan(20);
  await using store = await sqliteStore(path);
  const desk = await openDesk({ root, store, person: signerOf(keys.alice), ledger: false });
  const states = (await desk.messages()).map(({ state }) => state);
  expect(states).toEqual(Array.from({ length: ORDERS + 3 }, () => 'executed'));
});

test('GATE-14: a store from before the checkpoint is refused all the same', async () => {
  const { work, order, path } = await office();
  await order(3);
  await work();
  copyFileSync(path, `${path}.old`);
  await order(ORDERS);
  await work();
  expect(await work()).toBeLessThan(10);
  copyFileSync(`${path}.old`, path);
  await expect(work()).rejects.toMatchObject({ code: 'JOURNAL_ROLLED_BACK' });
});

test('GATE-2: under another TrustRoot a checkpoint is worth nothing: everything is counted anew', async () => {
  const { work, order, root } = await office();
  await order(ORDERS);
  await work();
  const without = { ...root, principals: root.principals.filter(({ name }) => name !== 'bob') };
  expect(await work(without)).toBeGreaterThan(ORDERS);
});
