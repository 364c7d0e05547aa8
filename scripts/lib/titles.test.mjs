// Tries which promises a test file cites.
import { expect, test } from 'vitest';

import { idsIn, patternOf, testsIn } from './titles.mjs';

test('a title carries the titles of the suites around it, and what is written out of a computed one', () => {
  const text =
    "describe('GATE-1: a gate', () => { test.each([1])(`waits ${time} and LOG-2`, () => {}); it('b', () => {}); });";
  expect(testsIn('a.test.ts', text).map(({ title }) => idsIn(title))).toEqual([['GATE-1', 'LOG-2'], ['GATE-1']]);
});

test('a skipped test, or one in a skipped suite, is skipped', () => {
  const text =
    "test.skip('a', () => {}); describe.skip('b', () => { test('c', () => {}); }); test('d', () => {}); test.todo('e'); test.fails('f', () => {});";
  expect(testsIn('a.test.ts', text).map(({ skipped }) => skipped)).toEqual([true, true, false, true, true]);
});

test('the pattern of an id does not take a longer id', () => {
  const pattern = new RegExp(patternOf(['GATE-1', 'LOG-1']));
  expect(['GATE-1: a', 'a LOG-1', 'GATE-12: a', 'LOG-10: b'].map((title) => pattern.test(title))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
