// The pace of approving: who signs without reading is told so.
import { expect, test } from 'vitest';
import { NOW } from './items.fixture.js';
import { paceOf } from './pace.js';

const times = (count: number, each = 1000): number[] => Array.from({ length: count }, (_, i) => NOW - i * each);

test('SEE-1: so many approvals in two minutes are told, more of them are a reason to stop', () => {
  expect(paceOf(times(7), NOW)).toEqual({ count: 7, tone: 'plain', stop: false });
  expect(paceOf(times(12), NOW)).toEqual({
    ...{ count: 12, tone: 'warn', stop: false },
    words: 'you approved 12 proposals in the last 2 minutes: are you still reading?',
  });
  expect(paceOf(times(20), NOW)).toMatchObject({ tone: 'bad', stop: true });
});

test('SEE-1: what is long past, still to come or no time at all does not count', () => {
  expect(paceOf(times(100, 120_000), NOW).count).toBe(1);
  expect(paceOf([NOW + 1, Number.NaN, Infinity, -Infinity], NOW).count).toBe(0);
});
