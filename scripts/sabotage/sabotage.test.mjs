// Tries the sabotage tooling itself: what it refuses to try, what counts as noticed, and that the tree stays untouched.
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';

import { packages, root } from '../lib/workspace.mjs';
import { breakIn, copyOf } from './copy.mjs';
import { planOf, tableFaults } from './plan.mjs';
import { baselineFault, verdictOf } from './run.mjs';

const leftovers = [];
afterEach(() => leftovers.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const listed = [{ id: 'LIST-2', sentence: '`!` wins.', sabotage: 'the order decides' }];
const good = {
  promise: 'LIST-2',
  what: 'the order decides',
  file: 'packages/allowlist/src/rules.ts',
  find: 'return !denied;',
  replace: 'return true;',
  tests: ['src/rules.test.ts'],
};

test('a sabotage that can be tried has its edited text and its test files', () => {
  expect(plan(good)).toMatchObject({
    kind: 'run',
    files: ['packages/allowlist/src/rules.test.ts'],
    text: expect.stringContaining('return true;'),
  });
  expect(plan({ ...good, tests: ['.test-d.ts'] })).toMatchObject({ kind: 'types', fault: undefined });
});

test.each([
  ['the file is gone', { file: 'packages/allowlist/src/gone.ts' }, 'is not there'],
  ['the place is gone', { find: 'nowhere' }, '0 times'],
  ['the place is not one', { find: 'e' }, 'not once'],
  ['nothing changes', { replace: good.find }, 'changes nothing'],
  ['the edit does not parse', { replace: 'return (;' }, 'does not parse'],
  ['the promise is not one', { promise: 'LIST-99' }, 'has no LIST-99'],
  ['there is no such test', { tests: ['src/rules.test.ts', 'gone.test.ts'] }, 'no test file matches gone.test.ts'],
  ['it mixes tests and type tests', { tests: ['src/rules.test'] }, 'make it two'],
])('a sabotage is a fault when %s', (_when, change, words) => {
  expect(plan({ ...good, ...change }).fault).toContain(words);
});

test('the table says what the data says, and every promise is broken by something', () => {
  expect(tableFaults([good], listed)).toEqual([]);
  expect(tableFaults([{ ...good, what: 'other words' }], listed)).toEqual([
    expect.stringContaining('another sabotage'),
  ]);
  expect(tableFaults([], listed)).toEqual([expect.stringContaining('no sabotage breaks it')]);
});

test('only a failure of a test that cites the promise counts as noticed', () => {
  const red = (title) => ({ tests: [{ title, status: 'failed' }] });
  expect(verdictOf(good, red('LIST-2: a'))).toEqual({ noticed: true, by: 'LIST-2: a' });
  expect(verdictOf(good, red('LIST-20: a')).noticed).toBe(false);
  expect(verdictOf(good, { tests: [], fault: 'a does not load' })).toEqual({
    noticed: false,
    fault: 'a does not load',
  });
});

test('what was red or missing before proves nothing', () => {
  const before = (...statuses) => ({ tests: statuses.map((status) => ({ file: 'a', title: 'LIST-2: b', status })) });
  const one = { promise: 'LIST-2', files: ['a'] };
  expect(baselineFault(one, before('passed', 'skipped'))).toBeUndefined();
  expect(baselineFault(one, before('passed', 'failed'))).toContain('already red');
  expect(baselineFault(one, before('skipped'))).toContain('no test in a cites LIST-2');
});

test('a copy links its packages to each other, its dependencies to the original, and is broken alone', () => {
  const copy = copyOf(root);
  leftovers.push(copy.top);
  for (const { dir, manifest } of packages()) {
    const own = join(copy.top, dir.slice(root.length), 'node_modules');
    for (const name of Object.keys(manifest.dependencies ?? {})) {
      const home = name.startsWith('@sallyport/') ? copy.top : join(root, 'node_modules/.pnpm');
      expect(realpathSync(join(own, name)).startsWith(home)).toBe(true);
    }
  }
  const before = readFileSync(join(root, 'package.json'), 'utf8');
  const mend = breakIn(copy, { file: 'package.json', text: '{}' }, root);
  expect([copy.top, root].map((top) => readFileSync(join(top, 'package.json'), 'utf8'))).toEqual(['{}', before]);
  mend();
  expect(readFileSync(join(copy.top, 'package.json'), 'utf8')).toBe(before);
});

/** The plan of one sabotage in a small workspace. */
function plan(sabotage) {
  const top = mkdtempSync(join(tmpdir(), 'sallyport-plan-'));
  leftovers.push(top);
  const files = {
    'package.json': '{ "name": "@sallyport/allowlist" }',
    'src/rules.ts': 'export function admits(denied: boolean): boolean {\n  return !denied;\n}\n',
    'src/rules.test.ts': '',
    'src/rules.test-d.ts': '',
  };
  for (const [name, text] of Object.entries(files)) {
    const path = join(top, 'packages/allowlist', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return planOf([sabotage], listed, top)[0];
}
