// One process of the house: argv is what it is to be, as JSON. It works until it is told to stop, or killed.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  createRuntime,
  HumanGate,
  openDesk,
  SallyportError,
  signerOf,
  verifyJournal,
  type Channel,
  type Runtime,
} from '@sallyport/core';
import type { Store } from '@sallyport/core/store';
import * as z from 'zod';
import { Trap } from '../faults/trap.js';
import { pause } from '../lib/folder.js';
import { Executor, happen, Reader } from './agents.js';
import { duel } from './duelist.js';
import { isStoreFailure } from './life.js';
import { enter, HASTE, LEASE, planOf } from './house.js';
import type { Orders } from './orders.js';
import { review } from './people.js';
import { openStore } from './store.js';
import { World } from './world.js';

// `as`: the parent wrote it
const orders = JSON.parse(process.argv[2]!) as Orders;
const { folder, role, slow = 0, every = 30 } = orders;
const { root, keys } = enter(folder);
const trap = new Trap(root, orders.fault);
const world = new World(folder);
const stop = new AbortController();
let isFed = true;

process.once('SIGTERM', () => stop.abort());
process.on('message', (word) => {
  if (word === 'no more') isFed = false;
  else if (word === 'stop') stop.abort();
});
// an orphan has nobody left to work for
process.on('disconnect', () => process.exit(0));

const keyOf = (name: string) => signerOf(keys[name]!);
const open = (place = folder): Promise<Store & AsyncDisposable> =>
  openStore(orders.store, { folder: place, wrap: (connect) => trap.connect(connect) });
/** The number behind the last one that this one was told is done. */
const nextOf = (by: string, what: string): number =>
  Math.max(-1, ...world.acknowledged().map((one) => (one.by === by && one.what === what ? (one.n ?? -1) : -1))) + 1;

/** Where the store may go away, it may also say so; anywhere else that is a fault. */
async function bear<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (orders.restless !== true || !isStoreFailure(error)) throw error;
    await pause(20);
    return undefined;
  }
}

async function intake(store: Store, agent: 'reader' | 'hasty'): Promise<Runtime> {
  const channel: Channel = {
    name: 'mail',
    to: agent,
    unverified: 'low',
    listen: async (deliver, signal) => {
      for (let n = nextOf(agent, 'delivered'); isFed && !signal.aborted; n += 1) {
        if (orders.plan !== undefined && planOf(n) !== orders.plan) continue;
        // each from somebody else: nobody may fill the desk alone
        const from = `${agent}${n}@example.com`;
        const id = await deliver({ id: `${agent} ${n}`, from, proof: 'none', text: `${n}` });
        world.acknowledge({ id, what: 'delivered', by: agent, n });
        await pause(every);
      }
    },
  };
  const expires = agent === 'hasty' ? HASTE : '24h';
  const signer = keyOf(agent === 'reader' ? 'intake' : 'hasty');
  return createRuntime({
    root,
    store,
    signer,
    lease: LEASE,
    expires,
    agents: [new Reader(agent, world)],
    channels: [channel],
  });
}

/** Asks for one thing after the other, each under its name, and goes on where it was killed. */
async function gate(store: Store): Promise<void> {
  const guard = new HumanGate({
    name: 'payments',
    root,
    store,
    signer: keyOf('payments'),
    lease: LEASE,
    approvers: ['alice', 'bob'],
  });
  const wire = guard.guard(
    async ({ body, to }, { idempotencyKey }) => {
      await happen({ world, trap, slow }, 'wire', { to, body }, idempotencyKey);
      return body;
    },
    { name: 'wire', input: z.strictObject({ to: z.string(), body: z.string() }) },
  );
  const ask = (n: number) =>
    wire({ to: 'bank', body: `gate ${n}` }, { once: `${n}` }).then(
      () => ({ id: '', code: 'executed' }),
      (error: unknown) => {
        if (!SallyportError.isInstance(error)) throw error;
        // approved by whoever had edited it, it was rejected
        const isEnd = error.code.startsWith('GATE_') || error.facts['state'] === 'rejected';
        if (!isEnd) throw error;
        return { id: String(error.facts['id']), code: error.code };
      },
    );
  for (let n = nextOf('payments', 'ended'); isFed && !stop.signal.aborted; n += 1) {
    let ended = await bear(() => ask(n));
    // under the same name it is the same question
    while (ended === undefined && !stop.signal.aborted) ended = await bear(() => ask(n));
    if (ended === undefined) return;
    world.acknowledge({ ...ended, what: 'ended', by: 'payments', n });
    await pause(every);
  }
}

/** Makes one file after the other. */
async function make(): Promise<void> {
  for (let n = 0; !stop.signal.aborted; n += 1) {
    const place = join(folder, `made-${process.pid}-${n}`);
    mkdirSync(place);
    await (await open(place)).close();
  }
}

/** Opens the house, looks around, and closes it. */
async function comeAndGo(work: (store: Store) => Promise<unknown>): Promise<void> {
  while (!stop.signal.aborted) {
    const store = trap.store(await open());
    await work(store);
    await store.close();
  }
}

async function work(): Promise<void> {
  if (role === 'maker') return make();
  if (role === 'opener') return comeAndGo((store) => store.entries(0, 1));
  if (role === 'verifier') return comeAndGo((store) => verifyJournal({ root, store }));
  await using opened = await open();
  const store = trap.store(opened);
  if (role === 'gate') return await gate(store);
  if (role === 'duelist') return await duel({ root, store, person: keyOf(orders.person!), signal: stop.signal });
  if (role === 'alice' || role === 'bob') {
    const desk = await openDesk({ root, store, person: keyOf(role) });
    return await review(desk, { world, goOn: () => !stop.signal.aborted, orders: role === 'alice', bear });
  }
  const agents = [new Executor({ world, trap, slow })];
  await using runtime =
    role === 'executor'
      ? await createRuntime({ root, store, signer: keyOf('executor'), lease: LEASE, agents })
      : await intake(store, role === 'intake' ? 'reader' : 'hasty');
  await runtime.run({ signal: stop.signal });
}

// who duels is called from the first moment on, and says so at their desk
if (role !== 'duelist') process.send?.('ready');
// whoever finds the store away where there is nothing to go on with begins anew
while ((await bear(() => work().then(() => true))) !== true);
process.disconnect?.();
