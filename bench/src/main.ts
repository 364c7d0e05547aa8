/** Runs the benches that are named, all without a name: `pnpm bench [NAME …] [--quick] [--data FILE …] [--json FILE]`. */
import { parseArgs } from 'node:util';
import { BadData, type Bench } from './lib/bench.js';
import { textOf, writeJson } from './lib/report.js';

/** Loaded one by one: a bench brings its peers along. */
const BENCHES: Readonly<Record<string, () => Promise<{ readonly bench: Bench }>>> = {
  allowlist: () => import('./allowlist/bench.js'),
  'tool-step': () => import('./tool-step/bench.js'),
  gate: () => import('./gate/bench.js'),
  history: () => import('./history/bench.js'),
  import: () => import('./import/bench.js'),
  judge: () => import('./judge/bench.js'),
  types: () => import('./types/bench.js'),
  agentdojo: () => import('./agentdojo/bench.js'),
};

const PACE = { rounds: 9, millis: 20 };
const QUICK = { rounds: 5, millis: 5 };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean' }, data: { type: 'string', multiple: true }, json: { type: 'string' } },
});
const { quick = false, data = [], json } = values;
const names = positionals.length > 0 ? positionals : Object.keys(BENCHES);

for (const name of names) {
  const load = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
  if (!load) {
    console.error(`no such bench: ${name}\nthere are: ${Object.keys(BENCHES).join(', ')}`);
    process.exitCode = 2;
    break;
  }
  const { bench } = await load();
  const command = `pnpm bench ${name}${quick ? ' --quick' : ''}`;
  const findings = await bench.run({ pace: quick ? QUICK : PACE, quick, data, json }).catch(told);
  if (findings === undefined) break;
  console.log(`\n${textOf(command, findings)}\n\n${writeJson(name, command, findings)}`);
}

/** What somebody gave is told to them; what is our own fault is thrown on. */
function told(error: unknown): undefined {
  if (!(error instanceof BadData)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
