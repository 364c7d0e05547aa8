// Reads the sabotages against the work tree before anything runs: which edits, which test files, and what is wrong with them.
import ts from 'typescript';
import { readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';

import { cellOf } from '../lib/promises.mjs';
import { isTest, sources, walk } from '../lib/workspace.mjs';

/**
 * The sabotages as they will be tried, with `text` (the whole edited file), `files` (the test files) and `kind`:
 * 'types' or 'run'. What cannot be tried carries a `fault`, a line that says why.
 */
export function planOf(sabotages, listed, top) {
  const scripts = walk(join(top, 'scripts')).map((file) => file.slice(top.length + 1));
  const tests = [...sources(top), ...scripts].filter(isTest);
  return sabotages.map((one) => {
    const files = tests.filter((file) => one.tests.some((part) => file.includes(part)));
    const types = files.filter((file) => /\.test-d\.tsx?$/.test(file));
    const fault = placeFault(one, top) ?? testFault(one, files, types, listed);
    return {
      ...one,
      files,
      kind: types.length > 0 ? 'types' : 'run',
      fault,
      text: fault ? undefined : edited(one, top),
    };
  });
}

/** What is wrong with the table: a promise without a sabotage, or words that differ from the data. */
export function tableFaults(sabotages, listed) {
  return listed.flatMap(({ id, sabotage }) => {
    const cell = cellOf(id, sabotages);
    if (cell === '') return [`${id}: no sabotage breaks it: add one to scripts/sabotages.mjs`];
    return cell === sabotage
      ? []
      : [`${id}: docs/promises.md says another sabotage: node scripts/sabotage.mjs --write`];
  });
}

const edited = ({ file, find, replace }, top) => readFileSync(join(top, file), 'utf8').replace(find, () => replace);

function placeFault({ file, find, replace }, top) {
  if (!existsSync(join(top, file))) return `${file} is not there`;
  const places = readFileSync(join(top, file), 'utf8').split(find).length - 1;
  if (places !== 1) return `${file}: the place to break is there ${places} times, not once`;
  if (find === replace) return `${file}: the edit changes nothing`;
  const { diagnostics } = ts.transpileModule(edited({ file, find, replace }, top), {
    fileName: file,
    reportDiagnostics: true,
  });
  return diagnostics.length > 0 ? `${file}: does not parse after the edit` : undefined;
}

function testFault({ promise, tests }, files, types, listed) {
  if (!listed.some(({ id }) => id === promise)) return `docs/promises.md has no ${promise}`;
  const idle = tests.find((part) => !files.some((file) => file.includes(part)));
  if (idle !== undefined || tests.length === 0) return `no test file matches ${idle ?? 'an empty list'}`;
  return types.length > 0 && types.length < files.length
    ? 'tests and type tests in one sabotage: make it two'
    : undefined;
}
