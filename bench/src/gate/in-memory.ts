/** Round trips without a disk: what is left is the signatures, and our own work. */
import { memoryStore } from '@sallyport/core/store';
import { measure, ratio, timingOf, type Pace } from '../lib/measure.js';
import { spreadOf } from '../lib/spread.js';
import { passing } from './by-hand.js';
import type { Found } from './durable.js';
import { newHouse } from './house.js';
import { counted, signaturesAlone } from './signatures.js';
import { tripsOn } from './trip.js';

const ALONE = 'Ed25519 alone, as often';
const SIGNED = 'sallyport, every record signed';
const LOCAL = 'sallyport, memory store';
const PERSON = "Ed25519 alone, the person's";

export async function inMemory(pace: Pace): Promise<Found> {
  // a store that says it is shared has every record signed; one that lives in this process, only the person's
  const signed = await tripsOn({ store: passing(memoryStore(), { local: false }), ledgers: false }, newHouse());
  const local = await tripsOn({ store: memoryStore(), ledgers: false }, newHouse());
  const inSigned = await counted(() => signed.take(1));
  const inLocal = await counted(() => local.take(1));
  const text = 'x'.repeat(1_000);
  const timings = await measure(
    [
      { name: ALONE, run: signaturesAlone(inSigned, text) },
      { name: SIGNED, run: (trips) => signed.take(trips) },
      { name: PERSON, run: signaturesAlone(inLocal, text) },
      { name: LOCAL, run: (trips) => local.take(trips) },
    ],
    // nothing here waits for anybody
    { ...pace, millis: pace.millis * 10, clock: 'cpu' },
  );
  await signed.close();
  await local.close();
  const [mine, person] = [timingOf(timings, LOCAL), timingOf(timings, PERSON)];
  const without = mine.rounds.map((nanos, round) => 1e9 / (nanos - (person.rounds[round] ?? Number.NaN)));
  const words = ({ signed: made, verified }: typeof inLocal): string => `${made} made and ${verified} checked`;
  return {
    sections: [{ title: 'ask, decide, release: memory store', timings, limit: ALONE }],
    goals: [
      {
        what: 'memory store, every record signed: speed of the signatures alone',
        goal: { atLeast: 0.8 },
        unit: '×',
        measured: ratio(timingOf(timings, ALONE), timingOf(timings, SIGNED)),
      },
      {
        what: "memory store, the person's signature taken out of the sum",
        goal: { atLeast: 100_000 },
        unit: '/s',
        measured: spreadOf(without),
      },
    ],
    notes: [
      `Every record signed: ${words(inSigned)}. A memory store alone takes no runtime's signature, and always a person's: ${words(inLocal)}; for the last goal the time of these is subtracted, round by round.`,
    ],
  };
}
