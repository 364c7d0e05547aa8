/** What is no decision: compiling, memory, and the longest that one name can take. */
import { allowlist } from '@sallyport/allowlist';
import { measure, type Pace } from '../lib/measure.js';
import type { Goal, Section } from '../lib/report.js';
import { spreadOf, type Spread } from '../lib/spread.js';
import { workload } from './lists.js';
import { LIMIT, OURS, PEERS } from './peers.js';

const MIB = 2 ** 20;

/** Time and memory of loading a list; the peers load one of 10,000 beside us. */
export async function compile(
  size: number,
  pace: Pace,
): Promise<{ sections: readonly Section[]; goals: readonly Goal[] }> {
  const { patterns } = workload(size);
  const label = size.toLocaleString('en');
  const [names, wildcards] = [patterns.map((_, i) => `user_${i}`), patterns.map((_, i) => `team_${i}_*`)];
  const few = workload(Math.min(size, 10_000)).patterns;
  const peers = [LIMIT, OURS, ...PEERS.filter(({ upTo }) => few.length <= upTo)];
  const beside = peers.map(({ name, load }) => ({
    name,
    run: async (count: number) => repeat(count, () => load(few)),
  }));
  const [ours] = await measure(
    [{ name: OURS.name, run: async (count) => repeat(count, () => OURS.load(patterns)) }],
    pace,
  );
  const millis = spreadOf((ours?.rounds ?? []).map((nanos) => nanos / 1e6));
  const held = (name: string, load: () => unknown): Goal => ({
    what: name,
    goal: { atMost: 6 },
    unit: 'MiB',
    measured: bytes(load, pace.rounds),
  });
  return {
    sections: [
      {
        title: `loading ${few.length.toLocaleString('en')} patterns`,
        timings: await measure(beside, pace),
        limit: LIMIT.name,
      },
    ],
    goals: [
      { what: `loading ${label} patterns`, goal: { atMost: 100 }, unit: 'ms', measured: millis },
      held(`memory of ${label} patterns`, () => OURS.load(patterns)),
      held(`memory of ${label} names`, () => OURS.load(names)),
      held(`memory of ${label} wildcards`, () => OURS.load(wildcards)),
    ],
  };
}

/** The slowest single decisions that we know, each asked once of a list of its own. */
export function longest({ rounds }: Pace): readonly Goal[] {
  const pairs: readonly (readonly [string, readonly string[], string])[] = [
    ['a pattern of 256 on a name of 256: stars', [`${'*a'.repeat(127)}*b`], 'a'.repeat(256)],
    ['a pattern of 256 on a name of 256: a long run', [`*${'a'.repeat(127)}b`], 'a'.repeat(256)],
    ['a pattern of 256 on a name of 256: question marks', [`*${'?'.repeat(127)}b*`], 'a'.repeat(256)],
    ['a name of 64 KiB, which is refused unread', ['*a*b*'], 'a'.repeat(65_536)],
  ];
  return pairs.map(([what, patterns, name]) => ({
    what,
    goal: { atMost: 1 },
    unit: 'ms',
    measured: once(patterns, name, rounds),
  }));
}

/** What a list holds on to after strangers have asked under a million names of 256 characters. */
export function hostileMemory(names: number): string {
  const { check } = allowlist({ owner: 'owner', patterns: ['bob', 'team_*', '*x*'], onWarning: () => undefined });
  const run = (): void => {
    for (let i = 0; i < names; i++) check(`${i}`.padEnd(256, 'y'));
  };
  const { median } = bytes(run, 1);
  check('bob');
  return `After ${names.toLocaleString('en')} different names of 256 characters a list holds ${median.toFixed(2)} MiB more than before: it keeps 1,024 answers to strangers.`;
}

/** The longest decision that we know of a hostile list: its patterns share beginnings that a name has many ways through. */
export function hostileList({ rounds }: Pace): string {
  const { median } = once(stars(), 'a'.repeat(256), rounds);
  return `A list of 127 patterns \`*a*b\`, \`*a*a*b\`, … decides on a new name of 256 \`a\` in ${median.toFixed(1)} ms.`;
}

function stars(): readonly string[] {
  return Array.from({ length: 127 }, (_, i) => `${'*a'.repeat(i + 1)}*b`);
}

/** Milliseconds by the clock on the wall for the first decision of a list. The code is warm, the answer is not kept yet. */
function once(patterns: readonly string[], name: string, rounds: number): Spread {
  const times = Array.from({ length: rounds + 20 }, () => {
    const { check } = allowlist({ owner: 'owner', patterns, onWarning: () => undefined });
    const started = performance.now();
    check(name);
    return performance.now() - started;
  });
  return spreadOf(times.slice(20));
}

async function repeat(count: number, run: () => unknown): Promise<void> {
  for (let i = 0; i < count; i++) await run();
}

/** MiB that are held after `run` and were not before, what it returned included. */
function bytes(run: () => unknown, rounds: number): Spread {
  return spreadOf(
    Array.from({ length: rounds }, () => {
      const before = held();
      const result = run();
      const after = held();
      return result === bytes ? 0 : (after - before) / MIB; // the result is used, and so still there
    }),
  );
}

function held(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
