/** What waits: how soon it wakes, what it takes while it waits, and what many that wait cost everybody else. */
import { measure, ratio, timingOf, type Pace, type Timing } from '../lib/measure.js';
import type { Goal } from '../lib/report.js';
import { spreadOf, type Spread } from '../lib/spread.js';
import type { Found } from './durable.js';
import { folder } from '../lib/folder.js';
import { newHouse, placeAt, type House } from './house.js';
import { inNewProcess, pendingFiles } from './pending.js';
import { tripsOn } from './trip.js';
import { waking } from './waking.js';

/** How many wait, of each size; and how often another process is woken in one round. */
export interface Sizes {
  readonly few: number;
  readonly some: number;
  readonly many: number;
  readonly wakes: number;
}

/** A file of 100,000 takes long to open: no more rounds than it needs. */
const ROUNDS = 5;

export async function waiting(pace: Pace, { few, some, many, wakes }: Sizes): Promise<Found> {
  const woken = await waking(pace.rounds, wakes);
  const { path, remove } = folder();
  const house = newHouse();
  const files = await pendingFiles(path, house, [few, some, many]);
  const [small = '', middle = '', large = ''] = files;
  const [desk, deskOfSome] = [await opened(path, 'desk', large), await opened(path, 'desk', middle)];
  const [gate, gateOfSome] = [await opened(path, 'gate', large), await opened(path, 'gate', middle)];
  const heap = await rounds(ROUNDS, () => inNewProcess('heap', path, small, String(few)));
  const timings = await oneMore(pace, house, { [of(few)]: small, [of(many)]: large });
  remove();
  return {
    sections: [{ title: 'one more round trip, while so many wait', timings, limit: of(few) }],
    goals: [
      most('wake-up of a gate in another process, p99', 50, 'ms', woken.p99),
      most(`inbox of 50 with ${size(many)} pending, cold`, 1, 'ms', desk['cold']),
      most(`inbox of 50 with ${size(many)} pending, warm`, 0.1, 'ms', desk['warm']),
      most('heap of a pending proposal, without a waiter', 0, 'KiB', kib(heap['alone'])),
      most('heap of its waiter', 1, 'KiB', kib(heap['waiter'])),
      most(`recovery with ${size(some)} pending, gate`, 0.5, 's', seconds(gateOfSome['ready'])),
      most(`recovery with ${size(some)} pending, desk`, 0.5, 's', seconds(deskOfSome['ready'])),
      most(`recovery with ${size(many)} pending, gate`, 2, 's', seconds(gate['ready'])),
      most(`recovery with ${size(many)} pending, desk`, 2, 's', seconds(desk['ready'])),
      most(
        `${size(few)} → ${size(many)} pending`,
        1.3,
        '×',
        ratio(timingOf(timings, of(many)), timingOf(timings, of(few))),
      ),
    ],
    notes: [
      `Wake-up: from before the decision is signed until the guarded function starts over there; p50 ${woken.p50.median.toFixed(1)} ms. Recovery: a new process, from opening the file until the first proposal is on record (gate), or the first 50 are shown (desk).`,
    ],
  };
}

/** One more round trip on each of these files. */
async function oneMore(pace: Pace, house: House, files: Readonly<Record<string, string>>): Promise<readonly Timing[]> {
  const lanes = await Promise.all(
    Object.entries(files).map(async ([name, file]) => {
      const place = await placeAt(file);
      return { name, store: place.store, trips: await tripsOn(place, house) };
    }),
  );
  const timings = await measure(
    lanes.map(({ name, trips: lane }) => ({ name, run: (count) => lane.take(count) })),
    { ...pace, millis: pace.millis * 10 },
  );
  for (const lane of lanes) {
    await lane.trips.close();
    await lane.store.close();
  }
  return timings;
}

/** What a new process says of a file, several times. */
async function opened(path: string, role: 'desk' | 'gate', file: string): Promise<Readonly<Record<string, Spread>>> {
  // the process before them, which leaves its ledger
  await inNewProcess(role, path, file);
  return rounds(ROUNDS, () => inNewProcess(role, path, file));
}

const most = (what: string, atMost: number, unit: string, measured = spreadOf([])): Goal => ({
  what,
  goal: { atMost },
  unit,
  measured,
});
const times = ({ median, min, max }: Spread, factor: number): Spread => ({
  median: median * factor,
  min: min * factor,
  max: max * factor,
});
const kib = (bytes: Spread | undefined): Spread => times(bytes ?? spreadOf([]), 1 / 1024);
const seconds = (millis: Spread | undefined): Spread => times(millis ?? spreadOf([]), 1e-3);
const size = (count: number): string => count.toLocaleString('en');
const of = (count: number): string => `${size(count)} pending`;

/** The same several times, by what it says. */
async function rounds(
  count: number,
  work: () => Promise<Readonly<Record<string, number>>>,
): Promise<Readonly<Record<string, Spread>>> {
  const found: Readonly<Record<string, number>>[] = [];
  while (found.length < count) found.push(await work());
  const names = Object.keys(found[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, spreadOf(found.map((one) => one[name] ?? Number.NaN))]));
}
