/** Times contenders in turns: every round runs all of them, so that a slow second of the machine slows nobody alone. */
import { spreadOf, type Spread } from './spread.js';

/** Somebody who does the same thing in their own way. */
export interface Contender {
  readonly name: string;
  /** Does the thing `count` times; what it returns depends on each of them, or the compiler would leave them out. */
  readonly run: (count: number) => unknown;
}

/** How long to measure. */
export interface Pace {
  /** At least 5. */
  readonly rounds: number;
  /** How long one contender runs in one round, in milliseconds; a slow one does the thing once. */
  readonly millis: number;
}

/** One contender's time for doing the thing once, in nanoseconds. */
export interface Timing {
  readonly name: string;
  readonly nanos: Spread;
  /** By round: those of two contenders in one round were measured side by side. */
  readonly rounds: readonly number[];
}

/** Measures all contenders, each warmed up first. The one that starts changes with the round. */
export async function measure(contenders: readonly Contender[], { rounds, millis }: Pace): Promise<readonly Timing[]> {
  const lanes: { contender: Contender; count: number; nanos: number[] }[] = [];
  for (const contender of contenders) lanes.push({ contender, count: await countFor(contender, millis), nanos: [] });
  for (let round = 0; round < rounds; round++) {
    const first = round % lanes.length;
    for (const lane of [...lanes.slice(first), ...lanes.slice(0, first)])
      lane.nanos.push((await time(lane.contender, lane.count)) / lane.count);
  }
  return lanes.map(({ contender, nanos }) => ({ name: contender.name, nanos: spreadOf(nanos), rounds: nanos }));
}

/** How many times as long `one` takes as `other`, compared round by round. */
export function ratio(one: Timing, other: Timing): Spread {
  return spreadOf(one.rounds.map((nanos, round) => nanos / (other.rounds[round] ?? Number.NaN)));
}

/** The timing of a name; throws when nobody of that name was measured. */
export function timingOf(timings: readonly Timing[], name: string): Timing {
  const found = timings.find((timing) => timing.name === name);
  if (!found) throw new Error(`nobody called ${name} was measured`);
  return found;
}

/** How often to do the thing in one turn. Finding out is the warm-up. */
async function countFor(contender: Contender, millis: number): Promise<number> {
  for (let count = 1; ; count *= 2) {
    const nanos = await time(contender, count);
    if (nanos >= millis * 1e6) return Math.max(1, Math.round((count * millis * 1e6) / nanos));
  }
}

async function time({ run }: Contender, count: number): Promise<number> {
  globalThis.gc?.(); // nobody pays for what another one threw away
  const started = process.hrtime.bigint();
  await run(count);
  return Number(process.hrtime.bigint() - started);
}
