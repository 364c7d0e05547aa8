/** What a decision costs: beside Set.has, which nobody can beat, and beside the matchers that people use. */
import type { Bench } from '../lib/bench.js';
import { cycle } from '../lib/cycle.js';
import { measure, ratio, timingOf, type Contender, type Pace, type Timing } from '../lib/measure.js';
import type { Goal, Section } from '../lib/report.js';
import { spreadOf } from '../lib/spread.js';
import { fuzz } from './fuzz.js';
import { newNames, workload, type Workload } from './lists.js';
import { LIMIT, OURS, PEERS } from './peers.js';
import { compile, hostileList, hostileMemory, longest } from './size.js';

const SIZES = [5, 100, 1_000, 10_000, 100_000];
/** More than the 1,024 answers that are kept. */
const NEW = 20_000;
const WAYS = ['exact hit', 'wildcard hit', 'miss', 'miss, new names', 'wildcard hit, new names'] as const;
type Way = (typeof WAYS)[number];

/** At most so many times Set.has; where a list of 100,000 may take more, `long`. */
const AT_MOST: Readonly<Record<Way, { readonly short: number; readonly long: number }>> = {
  'exact hit': { short: 1.3, long: 1.3 },
  'wildcard hit': { short: 6, long: 12 },
  miss: { short: 3.5, long: 3.5 },
  'wildcard hit, new names': { short: 6, long: 12 },
  'miss, new names': { short: 3.5, long: 3.5 },
};
/** Times faster than picomatch, by the length of the list. */
const PICOMATCH: Readonly<Record<number, number>> = { 5: 3, 100: 40, 1_000: 700, 10_000: 20_000 };

export const bench: Bench = {
  async run({ pace: { rounds, millis }, quick }) {
    const pace: Pace = { rounds, millis, clock: 'cpu' }; // nothing here waits
    const sections: Section[] = [];
    const goals: Goal[] = [];
    const add = ({ section, reached }: { section: Section; reached: readonly Goal[] }): void => {
      sections.push(section);
      goals.push(...reached);
    };
    for (const size of quick ? SIZES.slice(0, 3) : SIZES) {
      const load = workload(size);
      for (const way of WAYS) add(await besideLimit(load, way, pace));
      if (size <= 10_000) add(await besidePeers(load, pace));
    }
    const compiled = await compile(quick ? 10_000 : 100_000, pace);
    const { cases, wrong } = fuzz(quick ? 20_000 : 1_000_000, 20_261_125);
    const exactly = (value: number) => spreadOf([value]);
    goals.push(...compiled.goals, ...longest(pace), {
      what: `wrong answers in ${cases.toLocaleString('en')} fuzzed cases`,
      goal: { atMost: 0 },
      unit: '',
      measured: exactly(wrong.length),
    });
    sections.push(...compiled.sections);
    return {
      sections,
      goals,
      notes: [hostileList(pace), hostileMemory(quick ? 20_000 : 1_000_000), ...wrong.slice(0, 10)],
    };
  },
};

async function besideLimit(
  load: Workload,
  way: Way,
  pace: Pace,
): Promise<{ section: Section; reached: readonly Goal[] }> {
  const size = load.patterns.length;
  const names = namesFor(load, way);
  const set = new Set(way.startsWith('wildcard') ? [...load.patterns, ...names] : load.patterns); // its hits are hits too
  const decide = await OURS.load(load.patterns);
  const timings = await measure(
    [
      { name: LIMIT.name, run: cycle(names, (name) => set.has(name)) },
      { name: OURS.name, run: cycle(names, decide) },
    ],
    pace,
  );
  const title = `${way}, ${size.toLocaleString('en')} patterns`;
  const { short, long } = AT_MOST[way];
  const measured = ratio(timingOf(timings, OURS.name), timingOf(timings, LIMIT.name));
  const goal: Goal = { what: title, goal: { atMost: size > 1_000 ? long : short }, unit: '× Set.has', measured };
  return { section: { title, timings, limit: LIMIT.name }, reached: [goal] };
}

function namesFor(load: Workload, way: Way): readonly string[] {
  if (way === 'exact hit') return load.listed;
  if (way === 'wildcard hit') return load.wild;
  if (way === 'miss') return load.strangers;
  if (way === 'miss, new names') return newNames(NEW, (i) => `mallory_${i}_x`);
  const wild = load.patterns.filter((p) => p.startsWith('team_'));
  return newNames(NEW, (i) => (wild[i % wild.length] ?? '').replace('*', `${i}`));
}

async function besidePeers(load: Workload, pace: Pace): Promise<{ section: Section; reached: readonly Goal[] }> {
  const size = load.patterns.length;
  const names = [load.listed, load.wild, load.strangers].flatMap((some) => some.slice(0, 40));
  const fresh = newNames(NEW, (i) => `${names[i % names.length] ?? ''}${i}`);
  const ours = await OURS.load(load.patterns);
  const contenders: Contender[] = [
    { name: OURS.name, run: cycle(names, ours) },
    { name: `${OURS.name}, new names`, run: cycle(fresh, ours) },
  ];
  for (const peer of PEERS.filter(({ upTo }) => size <= upTo)) {
    const decide = await peer.load(load.patterns);
    const other = names.filter((name) => decide(name) !== ours(name)).length;
    const name = other > 0 ? `${peer.name} (decides otherwise on ${other} of ${names.length} names)` : peer.name;
    contenders.push({ name, run: cycle(names, decide) });
  }
  const timings = await measure(contenders, pace);
  const section = {
    title: `peers, ${size.toLocaleString('en')} patterns, names of all kinds`,
    timings,
    limit: OURS.name,
  };
  return { section, reached: [OURS.name, `${OURS.name}, new names`].flatMap((who) => peerGoals(timings, who, size)) };
}

function peerGoals(timings: readonly Timing[], who: string, size: number): readonly Goal[] {
  const us = timingOf(timings, who);
  const [regExp, picomatch] = ['one combined RegExp', 'picomatch, split by hand'].map((name) =>
    timingOf(timings, name),
  );
  if (!regExp || !picomatch) return [];
  const from = `at ${size.toLocaleString('en')}`;
  const goals: Goal[] = [
    {
      what: `picomatch ÷ ${who} ${from}`,
      goal: { atLeast: PICOMATCH[size] ?? 0 },
      unit: '×',
      measured: ratio(picomatch, us),
    },
  ];
  if (size === 5)
    goals.push({ what: `${who} ÷ RegExp ${from}`, goal: { atMost: 1.2 }, unit: '×', measured: ratio(us, regExp) });
  if (size === 1_000)
    goals.push({ what: `RegExp ÷ ${who} ${from}`, goal: { atLeast: 3.5 }, unit: '×', measured: ratio(regExp, us) });
  return goals;
}
