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
  /**
   * What to measure by: the clock on the wall (the default), or the time that the processor gave this process, which is the
   * fairer one on a machine that others use, for what waits for nobody.
   */
  readonly clock?: 'wall' | 'cpu';
}

/** One contender's time for doing the thing once, in nanoseconds. */
export interface Timing {
  readonly name: string;
  readonly nanos: Spread;
  /** By round: those of two contenders in one round were measured side by side. */
  readonly rounds: readonly number[];
}

/** Measures all contenders, each warmed up first. The one that starts changes with the round. */
export async function measure(contenders: readonly Contender[], pace: Pace): Promise<readonly Timing[]> {
  const { rounds, millis, clock = 'wall' } = pace;
  const time = async ({ run }: Contender, count: number): Promise<number> => {
    globalThis.gc?.(); // nobody pays for what another one threw away
    const started = CLOCKS[clock]();
    await run(count);
    return CLOCKS[clock]() - started;
  };
  const lanes: { contender: Contender; count: number; nanos: number[] }[] = [];
  for (const contender of contenders)
    lanes.push({ contender, count: await countFor((count) => time(contender, count), millis), nanos: [] });
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
async function countFor(time: (count: number) => Promise<number>, millis: number): Promise<number> {
  for (let count = 1; ; count *= 2) {
    const nanos = await time(count);
    if (nanos >= millis * 1e6) return Math.max(1, Math.round((count * millis * 1e6) / nanos));
  }
}

/** Nanoseconds since some moment. */
const CLOCKS = {
  wall: () => Number(process.hrtime.bigint()),
  cpu: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) * 1e3;
  },
};
