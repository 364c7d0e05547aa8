// Runs the tests of a promise in a copy of the work tree, and reads what they said.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { capture, command } from '../lib/processes.mjs';
import { brokenFilesOf, testsOf } from '../lib/report.mjs';
import { idsIn, patternOf } from '../lib/titles.mjs';

const LIMIT = 180_000;

/** Runs the tests that cite one of `ids` in `files`; answers `{ tests, fault }`, the fault a line about a run that says nothing. */
export async function testsAt(top, files, { ids, fast }) {
  const report = join(top, 'report.json');
  rmSync(report, { force: true });
  const speed = fast ? ['--no-file-parallelism', '--bail=1'] : [];
  const args = [
    'run',
    '--no-typecheck',
    // each run reads the same files but for one: what is read is kept, by its content
    '--experimental.fsModuleCache',
    '--reporter=json',
    `--outputFile=${report}`,
    '-t',
    patternOf(ids),
    ...speed,
    ...files,
  ];
  const { code, output } = await capture(process.execPath, [command('vitest'), ...args], { cwd: top, limit: LIMIT });
  if (code === 'late') return { tests: [], fault: `the tests did not end in ${LIMIT / 1000} s` };
  if (!existsSync(report)) return { tests: [], fault: `vitest says: ${output.trim().split('\n').slice(-5).join(' ')}` };
  return testsIn(report, top);
}

/** What vitest's JSON report says of the tests under `top`. */
export function testsIn(report, top) {
  const results = JSON.parse(readFileSync(report, 'utf8'));
  const [broken] = brokenFilesOf(results);
  const tests = testsOf(results).map((test) => ({ ...test, file: test.file.slice(top.length + 1) }));
  return { tests, fault: broken && `${broken.file.slice(top.length + 1)} does not load: ${firstLine(broken.message)}` };
}

/** The baseline: before anything is broken, the tests of a sabotage are there and green. Answers a fault, or undefined. */
export function baselineFault({ promise, files }, { tests, fault }) {
  const own = tests.filter((test) => files.includes(test.file) && idsIn(test.title).includes(promise));
  const red = own.find(({ status }) => status === 'failed');
  if (red) return `already red before the sabotage: ${red.title}`;
  if (own.some(({ status }) => status === 'passed')) return undefined;
  return fault ?? `no test in ${files.join(', ')} cites ${promise} and runs`;
}

/** What became of a sabotage: `{ noticed, by }`, by the title of the first test that turned red, or a fault. */
export function verdictOf({ promise }, { tests, fault }) {
  const red = tests.find(({ title, status }) => status === 'failed' && idsIn(title).includes(promise));
  return red ? { noticed: true, by: red.title } : { noticed: false, fault: fault ?? 'its tests stay green' };
}

const firstLine = (text = '') => text.trim().split('\n')[0];
