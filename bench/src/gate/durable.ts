/** Round trips that are on the disk, FULL durability: by hand, ours and the peers', one at a time; by hand and ours, many at once. */
import { join } from 'node:path';
import { measure, ratio, timingOf, type Contender, type Pace, type Timing } from '../lib/measure.js';
import type { Goal, Section } from '../lib/report.js';
import { spreadOf } from '../lib/spread.js';
import { ByHand, recording, withoutIndex, type Script } from './by-hand.js';
import { folder } from '../lib/folder.js';
import { newHouse, placeAt } from './house.js';
import { openPeers, PEERS } from './peers.js';
import { counted, type Count } from './signatures.js';
import { tripsOn, type Signing, type Trips } from './trip.js';

const AT_ONCE = 64;
/** A turn of those who go many at once: so many that starting and ending does not count. */
const TURN = AT_ONCE * 8;

const UNSIGNED = 'by hand, unsigned';
const SIGNED = 'by hand, signed as often';
const OURS = 'sallyport';
const PLAIN = 'sallyport, without ledger and index';
const BATCH = 'sallyport, one decision a batch';
const ONE = 'sallyport, one at a time';

export interface Found {
  readonly sections: readonly Section[];
  readonly goals: readonly Goal[];
  readonly notes: readonly string[];
}

/** What one round trip writes, and how often it signs and checks. */
interface Facts {
  readonly script: Script;
  readonly count: Count;
}

export async function durable(pace: Pace): Promise<Found> {
  const { path, remove } = folder();
  const facts = await learn(path);
  const one = await oneAtATime(path, facts, pace);
  const many = await manyAtOnce(path, facts, pace);
  remove();
  const bytes = facts.script.flatMap(({ entries, rows }) => [
    ...entries.map(({ text }) => text),
    ...rows.map(({ value }) => value ?? ''),
  ]);
  const written = `A round trip is ${facts.script.length} transactions, ${facts.script.flatMap(({ entries }) => entries).length} entries, ${facts.script.flatMap(({ rows }) => rows).length} rows and ${bytes.join('').length} characters; ${facts.count.signed} signatures are made and ${facts.count.verified} checked. By hand is exactly that, in SQL; ours also keeps the words of each entry for the history, and a ledger.`;
  return {
    sections: [...one.sections, ...many.sections],
    goals: [...one.goals, ...many.goals],
    notes: [written, ...one.notes],
  };
}

/** One round trip, looked at. */
async function learn(path: string): Promise<Facts> {
  const house = newHouse();
  const { store, ledgers } = await placeAt(join(path, 'learn.db'));
  const recorded = recording(store);
  const trips = await tripsOn({ store: recorded.store, ledgers }, house);
  // the first one also writes down the contract
  await trips.take(1);
  recorded.script.length = 0;
  const count = await counted(async () => {
    await trips.take(1);
    // the desk hears of the end after the caller does
    await trips.close();
  });
  await store.close();
  return { script: [...recorded.script], count };
}

async function oneAtATime(path: string, { script, count }: Facts, pace: Pace): Promise<Found> {
  const [unsigned, signed] = [
    new ByHand(join(path, 'one-unsigned.db'), script),
    new ByHand(join(path, 'one-signed.db'), script, count),
  ];
  const [ours, bare] = [await open(path, 'one'), await open(path, 'bare', { isPlain: true })];
  const peers = await openPeers();
  const timings = await measure(
    [
      { name: UNSIGNED, run: (trips) => unsigned.take(trips) },
      { name: SIGNED, run: (trips) => signed.take(trips) },
      { name: OURS, run: (trips) => ours.trips.take(trips) },
      { name: PLAIN, run: (trips) => bare.trips.take(trips) },
      ...peers.contenders,
    ],
    { ...pace, millis: pace.millis * 10 },
  );
  for (const opened of [unsigned, signed, ours, bare, peers]) await opened.close();
  const mine = timingOf(timings, OURS);
  const over = (what: string, name: string, atLeast: number): readonly Goal[] => {
    const timing = timings.find((one) => one.name === name);
    return timing === undefined ? [] : [{ what, goal: { atLeast }, unit: '×', measured: ratio(timing, mine) }];
  };
  return {
    sections: [{ title: 'ask, decide, release: FULL durability, one at a time', timings, limit: UNSIGNED }],
    goals: [
      ...over('one at a time: speed of SQL by hand with as many signatures', SIGNED, 0.75),
      ...over('one at a time: speed of the same SQL unsigned', UNSIGNED, 0.35),
      ...over(`faster than ${PEERS.langgraph}`, PEERS.langgraph, 4),
      ...over(`faster than ${PEERS.dbos}`, PEERS.dbos, 6),
    ],
    notes: peers.missing,
  };
}

async function manyAtOnce(path: string, { script, count }: Facts, pace: Pace): Promise<Found> {
  const [unsigned, signed] = [
    new ByHand(join(path, 'many-unsigned.db'), script),
    new ByHand(join(path, 'many-signed.db'), script, count),
  ];
  const [one, each, batch] = [
    await open(path, 'alone'),
    await open(path, 'each'),
    await open(path, 'batch', { signing: 'batch' }),
  ];
  const turns = (name: string, take: (trips: number, atOnce: number) => unknown, atOnce = AT_ONCE): Contender => ({
    name,
    run: (count) => take(count * TURN, atOnce),
  });
  const measured = await measure(
    [
      turns(UNSIGNED, (...how) => unsigned.take(...how)),
      turns(SIGNED, (...how) => signed.take(...how)),
      turns(OURS, (...how) => each.trips.take(...how)),
      turns(BATCH, (...how) => batch.trips.take(...how)),
      { name: ONE, run: (trips) => one.trips.take(trips) },
    ],
    { ...pace, millis: pace.millis * 10 },
  );
  for (const opened of [unsigned, signed, one, each, batch]) await opened.close();
  const timings = measured.map((timing) => (timing.name === ONE ? timing : share(timing, TURN)));
  const fastest = timingOf(timings, BATCH);
  const perSecond = spreadOf(fastest.rounds.map((nanos) => 1e9 / nanos));
  return {
    sections: [{ title: `FULL durability, ${AT_ONCE} at once: each of them`, timings, limit: UNSIGNED }],
    goals: [
      { what: `${AT_ONCE} at once, one decision a batch`, goal: { atLeast: 15_000 }, unit: '/s', measured: perSecond },
      {
        what: `${AT_ONCE} at once, faster than one at a time`,
        goal: { atLeast: 4 },
        unit: '×',
        measured: ratio(timingOf(timings, ONE), fastest),
      },
    ],
    notes: [],
  };
}

/** A house of its own on a file of its own. */
async function open(
  path: string,
  name: string,
  how: { readonly signing?: Signing; readonly isPlain?: true } = {},
): Promise<{ readonly trips: Trips; readonly close: () => Promise<void> }> {
  const { store, ledgers } = await placeAt(join(path, `${name}.db`));
  const trips = await tripsOn(
    how.isPlain ? { store: withoutIndex(store), ledgers: false } : { store, ledgers },
    newHouse(),
    how.signing,
  );
  const close = async (): Promise<void> => {
    await trips.close();
    await store.close();
  };
  return { trips, close };
}

/** A timing of `parts` things at once, as that of one of them. */
function share({ name, rounds }: Timing, parts: number): Timing {
  const each = rounds.map((nanos) => nanos / parts);
  return { name, nanos: spreadOf(each), rounds: each };
}
