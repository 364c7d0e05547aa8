// A small life in one process: a reader, an executor and the owner, each with a connection of their own to one store.
import {
  createRuntime,
  openDesk,
  SallyportError,
  signerOf,
  type Channel,
  type Clock,
  type Desk,
  type Runtime,
} from '@sallyport/core';
import type { Store } from '@sallyport/core/store';
import { join } from 'node:path';
import { fileLedger } from '../../../packages/store/src/ledger.js';
import { Trap } from '../faults/trap.js';
import { Executor, Reader } from './agents.js';
import { enter, LEASE } from './house.js';
import { answerPending } from './people.js';
import { World } from './world.js';

export const SEATS = ['intake', 'executor', 'alice'] as const;
export type Seat = (typeof SEATS)[number];

export interface LifeOptions {
  readonly folder: string;
  readonly open: (seat: Seat) => Promise<Store & AsyncDisposable>;
  readonly clock?: Clock;
  readonly expires?: number;
}

export interface Life {
  readonly world: World;
  readonly intake: Runtime;
  readonly executor: Runtime;
  readonly alice: Desk;
  /** What went wrong in the background of either runtime. */
  readonly faults: unknown[];
}

const MAIL: Channel = { name: 'mail', to: 'reader', unverified: 'low', listen: async () => undefined };

/** Calls `work` with everybody at their seat; afterwards they have all left. */
export async function live<T>(options: LifeOptions, work: (life: Life) => Promise<T>): Promise<T> {
  const { folder, open, clock, expires = 3_600_000 } = options;
  const { root, keys } = enter(folder);
  const world = new World(folder);
  const trap = new Trap(root, undefined);
  const ledgerOf = (seat: Seat) => fileLedger(join(folder, `${seat}.ledger`));
  const common = { root, lease: LEASE, expires, ...(clock && { clock }) } as const;
  await using intakeStore = await open('intake');
  await using executorStore = await open('executor');
  await using aliceStore = await open('alice');
  await using intake = await createRuntime({
    ...common,
    store: intakeStore,
    signer: signerOf(keys['intake']!),
    ledger: ledgerOf('intake'),
    agents: [new Reader('reader', world)],
    channels: [MAIL],
  });
  await using executor = await createRuntime({
    ...common,
    store: executorStore,
    signer: signerOf(keys['executor']!),
    ledger: ledgerOf('executor'),
    agents: [new Executor({ world, trap, slow: 0 })],
  });
  const faults: unknown[] = [];
  for (const runtime of [intake, executor]) runtime.on('error', ({ error }) => faults.push(error));
  const person = signerOf(keys['alice']!);
  const alice = await openDesk({ root, store: aliceStore, person, ledger: ledgerOf('alice'), ...(clock && { clock }) });
  return await work({ world, intake, executor, alice, faults });
}

/** A mail with a number comes in, and everybody does with it what they do. `insist` is around each thing that somebody waits for. */
export async function handle(
  { world, intake, executor, alice }: Life,
  n: number,
  insist: <T>(work: () => Promise<T>) => Promise<T> = (work) => work(),
): Promise<void> {
  const mail = { id: `reader ${n}`, from: `reader${n}@example.com`, proof: 'none', text: `${n}` } as const;
  const id = await insist(() => intake.deliver('mail', mail));
  world.acknowledge({ id, what: 'delivered', by: 'reader', n });
  await insist(() => intake.idle());
  // what is edited is pending again
  while ((await insist(() => answerPending(alice, world))) > 0);
  await insist(() => executor.idle());
}

/** Is it the store that could not? */
export const isStoreFailure = (error: unknown): boolean =>
  SallyportError.isInstance(error) && error.code === 'STORE_FAILED';
