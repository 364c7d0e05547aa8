// A worker that tries the type sabotages: the compiler reads the edited file from memory, nothing is written.
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';

import { testsIn } from '../lib/titles.mjs';
import { baseOptions, faultsIn, programOf, textOf } from '../lib/typescript.mjs';

const { plan, top } = workerData;
const untouched = new Map();

for (const one of plan)
  parentPort.postMessage({ index: one.index, baseline: baseline(one.files), result: results(one) });

/** Checked once per set of files. */
function baseline(files) {
  const key = files.join();
  if (!untouched.has(key)) untouched.set(key, results({ files }));
  return untouched.get(key);
}

/** The tests of some type test files, in the shape of a test run: red where the compiler finds a fault inside. */
function results({ files, file, text }) {
  const overlay = new Map(text === undefined ? [] : [[join(top, file), text]]);
  const program = programOf(
    files.map((name) => join(top, name)),
    baseOptions(),
    { overlay },
  );
  return { tests: files.flatMap((name) => statuses(name, program)) };
}

function statuses(name, program) {
  const path = join(top, name);
  const faults = faultsIn(program, path);
  return testsIn(path).map(({ title, start, end, skipped }) => {
    const red = faults.find((fault) => fault.start >= start && fault.start < end);
    return { file: name, title, status: skipped ? 'skipped' : red ? 'failed' : 'passed', message: red && textOf(red) };
  });
}
