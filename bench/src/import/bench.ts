/** What it costs to have us: the time of an import, what a bundler makes of it, and what lies on the disk. */
import { join } from 'node:path';
import type { Bench } from '../lib/bench.js';
import { installPeers, PEERS } from '../lib/peers.js';
import { table, type Goal } from '../lib/report.js';
import { spreadOf } from '../lib/spread.js';
import { timingOf, type Timing } from '../lib/measure.js';
import { importTimes, type Entry } from './fresh.js';
import { installed, minified } from './size.js';

const ROOT = join(import.meta.dirname, '../../..');
const HERE = join(ROOT, 'bench');
const ALLOWLIST = '@sallyport/allowlist';
const CORE = '@sallyport/core';
const BEYOND = '@sallyport/core, after zod';
const FRAMEWORKS = ['ai', '@openai/agents', '@langchain/langgraph', '@mastra/core'];

const ENTRIES: readonly Entry[] = [
  { name: 'zod', specifier: 'zod', from: HERE },
  { name: ALLOWLIST, specifier: ALLOWLIST, from: HERE },
  { name: CORE, specifier: CORE, from: HERE },
  { name: BEYOND, specifier: CORE, after: 'zod', from: HERE },
  ...FRAMEWORKS.map((name) => ({ name, specifier: name === '@mastra/core' ? `${name}/agent` : name, from: PEERS })),
];

export const bench: Bench = {
  async run({ pace }) {
    installPeers();
    const timings = await importTimes(ENTRIES, pace.rounds);
    const bundle = await minified(join(ROOT, 'packages/core/dist/index.js'), ROOT);
    const disk = installed(join(ROOT, 'packages/core'));
    const rows = [
      [CORE, mib(disk)],
      ...FRAMEWORKS.map((name) => [name, mib(installed(join(PEERS, 'node_modules', name)))]),
    ];
    return {
      sections: [{ title: 'an import in a fresh process', timings, limit: 'zod' }],
      goals: [
        time(timings, BEYOND, 15),
        time(timings, ALLOWLIST, 5),
        exact('core minified, without zod', { atMost: 30 }, 'KiB', bundle / 1024),
        exact('core installed, with all that comes with it', { atMost: 12 }, 'MiB', disk / 2 ** 20),
      ],
      notes: [
        `MiB on disk, dependencies and peers that are not optional included:\n${table(['', 'MiB'], rows)}`,
        'Mastra is imported as @mastra/core/agent, which has its Agent. LangGraph is installed with @langchain/core, its peer.',
      ],
    };
  },
};

function time(timings: readonly Timing[], name: string, atMost: number): Goal {
  const millis = timingOf(timings, name).rounds.map((nanos) => nanos / 1e6);
  return { what: `import of ${name}`, goal: { atMost }, unit: 'ms', measured: spreadOf(millis) };
}

const exact = (what: string, goal: Goal['goal'], unit: string, value: number): Goal => ({
  what,
  goal,
  unit,
  measured: spreadOf([value]),
});
const mib = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
