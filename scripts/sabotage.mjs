// Breaks each promise on purpose, in copies of the work tree, and sees whether its tests notice.
// `node scripts/sabotage.mjs [--only GATE-4,LIST-1] [--json] [--lanes 2] [--write] [--tested REPORT]`; REPORT: vitest's JSON of this very work tree,
// so that the tests need not be run once more before anything is broken
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';

import { promises, writeCells } from './lib/promises.mjs';
import { coreIsStarted, root } from './lib/workspace.mjs';
import { breakIn, copyOf } from './sabotage/copy.mjs';
import { planOf, tableFaults } from './sabotage/plan.mjs';
import { baselineFault, testsAt, testsIn, verdictOf } from './sabotage/run.mjs';
import { sabotages } from './sabotages.mjs';

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
    lanes: { type: 'string', default: String(Math.min(2, availableParallelism())) },
    write: { type: 'boolean', default: false },
    tested: { type: 'string' },
  },
});

if (flags.write) writeCells(sabotages);
else if (coreIsStarted()) await main();
else console.log('skipped: there is no core to break yet\n\n0 noticed, 0 missed');

async function main() {
  const listed = promises();
  const only = flags.only?.split(',');
  const plan = planOf(only ? sabotages.filter(({ promise }) => only.includes(promise)) : sabotages, listed, root);
  const faults = only
    ? only.filter((id) => !plan.some((one) => one.promise === id)).map((id) => `${id}: no sabotage`)
    : tableFaults(sabotages, listed);
  const results = await tryAll(plan);
  report(results, faults);
}

/** Each sabotage with `noticed`, and `by` (the test that turned red) or `fault` (why nothing is proved). */
async function tryAll(plan) {
  const copies = [];
  const remove = () => copies.forEach((copy) => copy.remove());
  const stop = () => process.exit(130);
  process.on('exit', remove).on('SIGINT', stop).on('SIGTERM', stop);
  const results = plan.map((one, index) => ({ ...one, index, noticed: false }));
  const open = results.filter(({ fault }) => fault === undefined);
  const runs = open.filter(({ kind }) => kind === 'run');
  await Promise.all([tryTypes(open.filter(({ kind }) => kind === 'types')), tryRuns(runs, copies)]);
  return results;
}

async function tryRuns(runs, copies) {
  if (runs.length === 0) return;
  const lanes = Math.min(Number(flags.lanes), runs.length);
  for (let lane = 0; lane < lanes; lane += 1) copies.push(copyOf(root));
  const ids = [...new Set(runs.map(({ promise }) => promise))];
  const files = [...new Set(runs.flatMap((one) => one.files))];
  const before = flags.tested ? testsIn(flags.tested, root) : await testsAt(copies[0].top, files, { ids, fast: false });
  for (const one of runs) one.fault = baselineFault(one, before);
  const queue = runs.filter(({ fault }) => fault === undefined);
  runs.filter(({ fault }) => fault).forEach(say);
  await Promise.all(copies.map((copy) => work(copy, queue)));
}

async function work(copy, queue) {
  for (let one = queue.shift(); one; one = queue.shift()) {
    const mend = breakIn(copy, one, root);
    Object.assign(one, verdictOf(one, await testsAt(copy.top, one.files, { ids: [one.promise], fast: true })));
    mend();
    say(one);
  }
}

/** The compiler blocks its thread, so it has one of its own. */
function tryTypes(plan) {
  if (plan.length === 0) return Promise.resolve();
  const worker = new Worker(new URL('./sabotage/types.mjs', import.meta.url), { workerData: { plan, top: root } });
  return new Promise((resolve, reject) => {
    worker.once('error', reject).once('exit', resolve);
    worker.on('message', ({ index, baseline, result }) => {
      const one = plan.find((other) => other.index === index);
      one.fault = baselineFault(one, baseline);
      if (one.fault === undefined) Object.assign(one, verdictOf(one, result));
      say(one);
    });
  });
}

function say({ promise, what, noticed, by, fault }) {
  if (flags.json) return;
  console.log(`${noticed ? '✓' : '✗'} ${promise.padEnd(8)} ${what}`);
  console.log(noticed ? `           noticed by: ${by}` : `           MISSED: ${fault}`);
}

function report(results, faults) {
  const missed = results.filter(({ noticed }) => !noticed);
  const unplaced = results.filter(({ text }) => text === undefined);
  unplaced.forEach(say);
  if (flags.json) {
    const rows = results.map(({ promise, what, noticed, by, fault }) => ({ promise, what, noticed, by, fault }));
    console.log(JSON.stringify({ results: rows, faults }, null, 2));
  } else {
    for (const fault of faults) console.log(`✗ ${fault}`);
    console.log(`\n${results.length - missed.length} noticed, ${missed.length} missed`);
  }
  process.exitCode = missed.length + faults.length > 0 ? 1 : 0;
}
