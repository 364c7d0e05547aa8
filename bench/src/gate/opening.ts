/** A process that opens a file with many pending proposals, says how long that takes, and ends: argv is a role, a folder and a file. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Desk } from '@sallyport/core';
import { spreadOf } from '../lib/spread.js';
import { deskOn, gateOn, guardedBy, input, placeAt, type House } from './house.js';
import { copy, leavePending } from './pending.js';

const LIMIT = 50;
const WARM = 50;
/** A desk that reads everything each time is asked less often, in milliseconds. */
const LONGEST = 2_000;

const [role = '', path = '', file = '', count = ''] = process.argv.slice(2);
// `as`: pending.ts wrote it
const house = JSON.parse(readFileSync(join(path, 'house.json'), 'utf8')) as House;
const ROLES: Readonly<Record<string, () => Promise<Readonly<Record<string, number>>>>> = { desk, gate, heap };
const said = await ROLES[role]?.();
console.log(JSON.stringify(said));
process.exit();

/** Until the desk is open, until it has shown the first 50, and how long it takes to show them again. */
async function desk(): Promise<Readonly<Record<string, number>>> {
  const started = performance.now();
  const opened = await deskOn(await placeAt(file), house);
  const ready = performance.now() - started;
  const page = pageOf(opened);
  const cold = await time(page);
  const warm: number[] = [];
  const until = performance.now() + LONGEST;
  while (warm.length === 0 || (warm.length < WARM && performance.now() < until)) warm.push(await time(page));
  return { ready: ready + cold, cold, warm: spreadOf(warm).median };
}

/** Until a gate has taken in what there is, and its first proposal is on record. */
async function gate(): Promise<Readonly<Record<string, number>>> {
  const ready = await time(async () => leavePending(await placeAt(file), house, 1));
  return { ready };
}

/** Bytes a proposal that waits: while nobody waits for it, and what comes on top with a caller who does. */
async function heap(): Promise<Readonly<Record<string, number>>> {
  const many = Number(count);
  // it is written to
  const own = `${file}-${process.pid}`;
  copy(file, own);
  const before = used();
  const nothing = await askedOnce(`${own}-empty`);
  const empty = used();
  const { store, wire } = await askedOnce(own);
  const alone = used();
  for (let n = 0; n < many; n++) void wire(input);
  while ((await store.entries(2 * many, 1)).length === 0) await new Promise((again) => setTimeout(again, 50));
  const waited = used();
  await nothing.store.close();
  const each = (alone - empty - (empty - before)) / many;
  return { alone: each, waiter: (waited - alone) / many - each };
}

/** A gate that has taken in what there is. */
async function askedOnce(at: string) {
  const place = await placeAt(at);
  const wire = guardedBy(gateOn(place, house), () => undefined);
  await wire(input, { waitFor: 1 }).catch(() => undefined);
  return { store: place.store, wire };
}

/** What the desk shows first. */
function pageOf(opened: Desk): () => Promise<readonly unknown[]> {
  const pending: (options: { readonly limit: number }) => Promise<readonly unknown[]> = opened.pending.bind(opened);
  return () => pending({ limit: LIMIT });
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function used(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
