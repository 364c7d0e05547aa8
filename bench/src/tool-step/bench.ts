/** What one guarded and audited tool call costs: beside a bare loop, and beside frameworks whose model is scripted. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Bench } from '../lib/bench.js';
import { measure, ratio, timingOf, type Timing } from '../lib/measure.js';
import { installPeers } from '../lib/peers.js';
import { table, type Goal } from '../lib/report.js';
import { spreadOf, type Spread } from '../lib/spread.js';
import { BARE, contenders, FRAMEWORKS, OURS } from './contenders.js';

const FASTER = { ai: 15, 'openai-agents': 70, langgraph: 150, mastra: 300 } as const;
const KIB = 1024;

const NOTES = [
  'A step of ours is on record three times before it returns (asked, started, ended): judged, hashed, chained; every argument and the answer lie under salted hashes. `call` is session.call() alone; `converse` is our model loop with a scripted model. The frameworks run conversations of ten calls with a scripted model; none of them stores anything. Processor time of the whole process, collecting included.',
];

export const bench: Bench = {
  async run({ pace }) {
    installPeers();
    const { all, close } = await contenders();
    // a step runs through so much code that the compiler needs a while; processor time, since machines are shared
    const timings = await measure(all, { ...pace, millis: pace.millis * 15, clock: 'cpu' });
    await close();
    const bytes = allocated();
    const rows = Object.entries(bytes).map(([name, { median, min, max }]) => [
      name,
      ...[median, min, max].map((value) => (value / KIB).toFixed(1)),
    ]);
    return {
      sections: [{ title: 'one step', timings, limit: BARE }],
      goals: [...goalsOf(timings), allocation(bytes[OURS])],
      notes: [`KiB allocated in one step:\n${table(['', 'median', 'min', 'max'], rows)}`, ...NOTES],
    };
  },
};

function goalsOf(timings: readonly Timing[]): readonly Goal[] {
  const ours = timingOf(timings, OURS);
  const overBare = ratio(ours, timingOf(timings, BARE));
  // `as`: the keys of the object
  const files = Object.keys(FASTER) as (keyof typeof FASTER)[];
  return [
    { what: `${OURS} over ${BARE}`, goal: { atMost: 3.5 }, unit: '×', measured: overBare },
    ...files.map((file) => ({
      what: `faster than ${FRAMEWORKS[file]}`,
      goal: { atLeast: FASTER[file] },
      unit: '×',
      measured: ratio(timingOf(timings, FRAMEWORKS[file]), ours),
    })),
  ];
}

function allocation(bytes: Spread | undefined): Goal {
  const { median, min, max } = bytes ?? spreadOf([]);
  const measured = { median: median / KIB, min: min / KIB, max: max / KIB };
  return { what: 'allocated in a step', goal: { atMost: 4 }, unit: 'KiB', measured };
}

/** Bytes by contender, measured in a process of its own. */
function allocated(): Readonly<Record<string, Spread>> {
  const flags = ['--expose-gc', '--min-semi-space-size=256', '--max-semi-space-size=256', '--import', 'tsx'];
  const output = execFileSync(process.execPath, [...flags, join(import.meta.dirname, 'bytes.ts')], {
    encoding: 'utf8',
  });
  // `as`: bytes.ts prints exactly this, on its last line
  const found = JSON.parse(output.trim().split('\n').at(-1) ?? '') as Record<string, readonly number[]>;
  return Object.fromEntries(Object.entries(found).map(([name, rounds]) => [name, spreadOf(rounds)]));
}
