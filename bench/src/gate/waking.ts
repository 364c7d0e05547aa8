/** How long a gate that waits in another process takes to start, once a person has pressed the button here. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Spread } from '../lib/spread.js';
import { spreadOf } from '../lib/spread.js';
import { folder } from '../lib/folder.js';
import { deskOn, newHouse, placeAt } from './house.js';

export interface Waking {
  readonly p50: Spread;
  readonly p99: Spread;
}

/** Milliseconds from before the decision is signed until the guarded function starts, over there. */
export async function waking(rounds: number, wakes: number): Promise<Waking> {
  const { path, remove } = folder();
  const house = newHouse();
  writeFileSync(join(path, 'house.json'), JSON.stringify(house));
  const place = await placeAt(join(path, 'a.db'));
  const desk = await deskOn(place, house);
  const over = new AbortController();
  const pressed = new Map<string, number>();
  const waiter = startWaiter(path, rounds * wakes);
  const reviewing = (async () => {
    for await (const { record } of desk.watch({ signal: over.signal })) {
      if (record?.body.kind !== 'proposal') continue;
      // it has settled, and looks again at any moment
      await pause(30 + Math.random() * 30);
      pressed.set(record.body.id, now());
      await desk.approve(record.body.id);
    }
  })();
  const started = await waiter;
  over.abort();
  await reviewing;
  await place.store.close();
  remove();
  const took = started.map(({ id, at }) => at - (pressed.get(id) ?? Number.NaN));
  const each = Array.from({ length: rounds }, (_, round) => took.slice(round * wakes, (round + 1) * wakes));
  return {
    p50: spreadOf(each.map((some) => percentile(some, 0.5))),
    p99: spreadOf(each.map((some) => percentile(some, 0.99))),
  };
}

interface Started {
  readonly id: string;
  readonly at: number;
}

/** What the other process says: when each of its functions has started. */
async function startWaiter(path: string, wakes: number): Promise<readonly Started[]> {
  const script = join(import.meta.dirname, 'waiter.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, path, String(wakes)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const started: Started[] = [];
  // `as`: waiter.ts prints exactly this
  createInterface(child.stdout).on('line', (line) => void started.push(JSON.parse(line) as Started));
  if ((await ended) !== 0) throw new Error('the process that waits at the gate has failed');
  return started;
}

/** The same clock in every process of this machine, in milliseconds. */
export const now = (): number => performance.timeOrigin + performance.now();
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
}
