/** LIST-1 and LIST-4 over many patterns: the index visits whoever matches, and does so without trying everybody. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { putGlob, visitGlobs, type RuleTable } from './glob-index.js';
import { codePoints } from './glob.js';
import { referenceMatch } from './reference.fixture.js';

describe('against the reference', () => {
  // Few letters, so that patterns share beginnings; a lone surrogate, which no name holds, is a letter here like another.
  const letters = fc.constantFrom('a', 'b', '\u{1f600}', '\ud800');
  const name = fc.string({ unit: fc.oneof(letters, fc.constantFrom('*', '?')), maxLength: 12 });
  const pattern = fc.string({ unit: fc.oneof(letters, fc.constantFrom('*', '?', '*')), minLength: 1, maxLength: 8 });

  test('LIST-1: of many patterns, it misses none that matches', () => {
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 60 }), fc.array(name, { maxLength: 10 }), (patterns, names) => {
        const rules = indexOf(patterns);
        for (const one of names) {
          const visited = new Set(visitedBy(rules, one));
          expect(patterns.filter((p) => referenceMatch(p, one) && !visited.has(p))).toEqual([]);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('LIST-1: each rule is visited once, however often it was added and by however many ways it is reached', () => {
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 30 }), name, (patterns, one) => {
        const visited = visitedBy(indexOf([...patterns, ...patterns]), one);
        expect(new Set(visited).size).toBe(visited.length);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('work', () => {
  const SHAPES: readonly (readonly [string, (i: number) => string, (i: number) => string])[] = [
    ['beginnings', (i) => `team_${i}_*`, (i) => `team_${i}_dev`],
    ['ends', (i) => `*_${i}@corp.example`, (i) => `bob_${i}@corp.example`],
    ['middles', (i) => `*x${i}y*`, (i) => `ax${i}yb`],
    ['beginnings before one end', (i) => `bob${i}*@corp.example`, (i) => `bob${i}+news@corp.example`],
    ['question marks', (i) => `?user${i}?`, (i) => `xuser${i}y`],
    ['middles behind one middle', (i) => `*department*_${i}_*`, (i) => `the department of_${i}_x`],
  ];

  test.each(SHAPES)(
    'LIST-4: of 20,000 patterns that differ in their %s, a name meets a few',
    (_, patternOf, nameOf) => {
      const SIZE = 20_000;
      const rules = indexOf(Array.from({ length: SIZE }, (__, i) => patternOf(i)));
      for (const i of [0, 7, 1_234, SIZE - 1, SIZE + 5]) {
        const visited = visitedBy(rules, nameOf(i));
        expect(visited.includes(patternOf(i))).toBe(i < SIZE);
        expect(visited.length).toBeLessThan(100);
      }
    },
  );

  test('LIST-4: no name leads back over the same ground', () => {
    // Stars behind stars, and a name with every way through them: each beginning is left once for each place in the name.
    const patterns = Array.from({ length: 64 }, (_, i) => `${'*a'.repeat(i + 1)}*b`);
    let reads = 0;
    const name = new Proxy(codePoints('a'.repeat(256)), {
      get(codes, place) {
        if (++reads > 1_000_000) throw new Error('still reading');
        return Reflect.get(codes, place, codes) as unknown;
      },
    });
    visitGlobs(indexOf(patterns), name, () => undefined);
    const beginnings = 2 * patterns.length + 2;
    expect(reads).toBeLessThan(beginnings * 257);
  });
});

function indexOf(patterns: readonly string[]): RuleTable {
  const rules: RuleTable = new Map();
  for (const one of patterns) putGlob(rules, one, codePoints(one));
  return rules;
}

function visitedBy(rules: RuleTable, name: string): readonly string[] {
  const visited: string[] = [];
  visitGlobs(rules, codePoints(name), (rule) => void visited.push(rule));
  return visited;
}
