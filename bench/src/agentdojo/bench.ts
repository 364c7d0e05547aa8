// Replays information-flow policies on AgentDojo without a model: whoever reads an attack obeys it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../lib/bench.js';
import { readSuites } from './data.js';
import { replay, type SuiteRows } from './replay.js';
import { goalsOf, tablesOf, totalsOf } from './tables.js';

/** The half of the benchmark that comes with this bench. */
const DATA = join(import.meta.dirname, '../../data/agentdojo.json');

export const bench: Bench = {
  async run({ quick, data, json }) {
    const suites = (data.length > 0 ? data : [DATA]).flatMap(readSuites);
    const started = performance.now();
    const rows: SuiteRows[] = [];
    for (const suite of suites) rows.push(await replay(suite, { oneIn: quick ? 7 : 1, say }));
    const seconds = Math.round((performance.now() - started) / 1_000);
    say('');
    const totals = totalsOf(rows);
    if (json !== undefined) writeFileSync(json, `${JSON.stringify({ totals, suites: rows }, null, 2)}\n`);
    // a wall that lets one attack through is no wall
    if (totals.some(({ isQuarantined, attacksCareful }) => isQuarantined && attacksCareful > 0)) process.exitCode = 1;
    const broken = rows.flatMap(({ suite, policies }) =>
      policies.flatMap(({ policy, broken: some }) => some.map((one) => ({ suite, policy, ...one }))),
    );
    if (broken.length > 0) process.exitCode = 1;
    return {
      sections: [],
      tables: tablesOf(rows),
      goals: goalsOf(rows),
      notes: [
        `Every call went through a real runtime, desk and journal in memory; everything is counted by what the tools executed (${seconds} s).`,
        ...broken.slice(0, 5).map((one) => `Broke off, and counts for nothing: ${JSON.stringify(one)}`),
        ...(broken.length > 5 ? [`${broken.length} runs broke off.`] : []),
        ...(quick ? ['A sample: one attack in seven.'] : []),
      ],
    };
  },
};

/** On a line of its own that the next one takes the place of, where somebody looks. */
function say(what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${what}`);
}
