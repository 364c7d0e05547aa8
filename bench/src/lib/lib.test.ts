/** The numbers that the benches tell. */
import { expect, test } from 'vitest';
import { measure, ratio, timingOf } from './measure.js';
import { isMet, table } from './report.js';
import { spreadOf } from './spread.js';

test('a spread is the middle and the ends, in whatever order they came', () => {
  expect(spreadOf([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
  expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, min: 1, max: 4 });
  expect(spreadOf([10, 9])).toEqual({ median: 9.5, min: 9, max: 10 });
});

test('contenders take turns, and another one starts each round', async () => {
  const turns: string[] = [];
  const contender = (name: string) => ({
    name,
    run: (count: number) => {
      if (count === 1) turns.push(name);
      for (const end = performance.now() + 1; performance.now() < end;);
    },
  });
  const timings = await measure([contender('a'), contender('b')], { rounds: 4, millis: 0.001 });
  expect(turns.slice(-8).join('')).toBe('abbaabba');
  expect(timings.map(({ name, rounds }) => [name, rounds.length])).toEqual([
    ['a', 4],
    ['b', 4],
  ]);
});

test('a ratio is taken round by round', () => {
  const timing = (...rounds: number[]) => ({ name: 'a', nanos: spreadOf(rounds), rounds });
  expect(ratio(timing(10, 40, 30), timing(10, 20, 10))).toEqual({ median: 2, min: 1, max: 3 });
  expect(() => timingOf([timing(1)], 'b')).toThrow('nobody called b was measured');
});

test('the median decides whether a goal is met', () => {
  const measured = { median: 2, min: 1, max: 9 };
  const met = (goal: { atMost: number } | { atLeast: number }) => isMet({ what: '', unit: '×', goal, measured });
  expect([met({ atMost: 2 }), met({ atMost: 1.9 }), met({ atLeast: 2 }), met({ atLeast: 2.1 })]).toEqual([
    true,
    false,
    true,
    false,
  ]);
});

test('a table is Markdown, its columns aligned', () => {
  expect(table(['', 'median'], [['Set.has', '9 ns']])).toBe(
    ['|         | median |', '| ------- | ------ |', '| Set.has | 9 ns   |'].join('\n'),
  );
});
