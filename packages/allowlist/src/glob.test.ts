/** LIST-1 and LIST-4: the matcher against an independent reference, against picomatch, and under hostile patterns. */
import fc from 'fast-check';
import picomatch from 'picomatch';
import { describe, expect, test } from 'vitest';
import { codePoints, matchGlob } from './glob.js';
import { referenceMatch } from './reference.fixture.js';

describe('the grammar', () => {
  test.each([
    ['alice', 'alice', true],
    ['alice', 'Alice', false],
    ['alice', 'alice2', false],
    ['alice', 'alic', false],
    ['*', '', true],
    ['*', 'alice', true],
    ['?', 'a', true],
    ['?', '', false],
    ['?', 'ab', false],
    ['team_*', 'team_', true],
    ['team_*', 'team_dev', true],
    ['team_*', 'xteam_dev', false],
    ['*_ops', 'team_ops', true],
    ['*_ops', 'team_ops2', false],
    ['user_?', 'user_1', true],
    ['user_?', 'user_', false],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['a**c', 'ac', true],
    ['***', '', true],
    ['*a?c*', 'abababc', true],
    ['*ab*ab', 'ab', false],
    ['*aab', 'aaaab', true],
    ['?*', '', false],
    ['*?*', 'x', true],
    ['*?*?', '\u{1f600}', false],
    ['', '', true],
    ['', 'a', false],
  ])('LIST-1: %j matches %j: %j', (pattern, name, verdict) => {
    expect(glob(pattern, name)).toBe(verdict);
    expect(referenceMatch(pattern, name)).toBe(verdict);
  });

  test('LIST-1: ? is one code point, not one UTF-16 unit', () => {
    expect(glob('?', '\u{1f600}')).toBe(true);
    expect(glob('??', '\u{1f600}')).toBe(false);
    expect(glob('a?b', 'a\u{10ffff}b')).toBe(true);
    expect(glob('?', '\ud800')).toBe(true);
  });

  test('LIST-1: every other printable ASCII character is only itself', () => {
    for (let code = 0x20; code < 0x7f; code++) {
      const character = String.fromCharCode(code);
      if (character === '*' || character === '?') continue;
      for (const [pattern, name] of [
        [`${character}bob`, 'bob'],
        [`bob${character}`, 'bob'],
        [`${character}b*`, 'bob'],
      ] as const) {
        const itself = name.startsWith(character) && pattern !== `bob${character}` && referenceMatch(pattern, name);
        expect([pattern, glob(pattern, name)]).toEqual([pattern, itself]);
        expect([pattern, glob(pattern, pattern.replace('*', 'x'))]).toEqual([pattern, true]);
      }
    }
  });
});

describe('against others', () => {
  test('LIST-1: it agrees with an independent reference', () => {
    const letters = fc.constantFrom('a', 'b', '\u00e9', '\u{1f600}', '[', '\\', '.', '/');
    const name = fc.string({ unit: letters, maxLength: 12 });
    const pattern = fc.string({ unit: fc.oneof(letters, fc.constantFrom('*', '?', '*')), maxLength: 10 });
    fc.assert(
      fc.property(pattern, name, (p, n) => {
        expect(glob(p, n)).toBe(referenceMatch(p, n));
      }),
      { numRuns: 20_000 },
    );
  });

  test('LIST-1: it agrees with the reference on names that fit their pattern', () => {
    const letters = fc.constantFrom('a', 'b', '\u{1f600}');
    const piece = fc.oneof(letters, fc.constantFrom('*', '?'));
    const fitting = fc.array(fc.tuple(piece, fc.string({ unit: letters, maxLength: 3 }), letters), { maxLength: 10 });
    fc.assert(
      fc.property(fitting, (pieces) => {
        const pattern = pieces.map(([sign]) => sign).join('');
        const name = pieces.map(([sign, run, one]) => (sign === '*' ? run : sign === '?' ? one : sign)).join('');
        expect([glob(pattern, name), referenceMatch(pattern, name)]).toEqual([true, true]);
      }),
      { numRuns: 5_000 },
    );
  });

  test('LIST-1: it agrees with picomatch where both mean the same', () => {
    // Both mean the same on word characters of the BMP, names that are not empty, and stars that do not stand together.
    const letters = fc.constantFrom('a', 'b', 'c', '_', '-', '1', '\u00e9');
    const pattern = fc
      .string({ unit: fc.oneof(letters, fc.constantFrom('*', '?')), minLength: 1, maxLength: 8 })
      .filter((p) => !p.includes('**') && p.split('*').length <= 4);
    const name = fc.string({ unit: letters, minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(pattern, name, (p, n) => {
        expect(glob(p, n)).toBe(picomatch(p)(n));
      }),
      { numRuns: 5_000 },
    );
  });

  test('LIST-1: picomatch means something else elsewhere, which is why it does not decide', () => {
    expect(picomatch(['alice', '!spam_*'])('mallory')).toBe(true);
    for (const [pattern, name, ours] of [
      ['*', '.bob', true],
      ['*', 'a/b', true],
      ['?', '\u{1f600}', true],
      ['[ab]', 'a', false],
      ['(a|b)', 'a', false],
      ['./alice', 'alice', false],
      ['spam{*', 'spam{1', true],
    ] as const) {
      expect([pattern, glob(pattern, name), picomatch(pattern)(name)]).toEqual([pattern, ours, !ours]);
    }
  });
});

describe('work', () => {
  const hostile: readonly (readonly [string, string])[] = [
    ['*?*?*?*?*?*?*x', 'a'],
    ['*a*a*a*a*a*a*a*b', 'a'],
    [`${'*a'.repeat(60)}*b`, 'a'],
    [`*${'a'.repeat(100)}b*`, 'a'],
    [`*${'?'.repeat(100)}b*`, 'a'],
    [`${'*'.repeat(255)}b`, 'a'],
    ['*x*y*z*', 'x'],
  ];

  test.each(hostile)(
    'LIST-4: %s reads each place of the subject at most once per code point of a run',
    (pattern, letter) => {
      const longestRun = Math.max(...pattern.split('*').map((run) => run.length));
      for (const size of [64, 128, 256]) {
        const { reads } = count(pattern, letter.repeat(size));
        // Two reads a step (is there more? is it the same?), and a run is tried once at each place.
        expect(reads).toBeLessThanOrEqual(2 * (size + 1) * (longestRun + 1) + 2 * pattern.length);
      }
    },
  );

  test.each(hostile)('LIST-4: %s costs a subject of twice the size about twice the work', (pattern, letter) => {
    const [small, large] = [count(pattern, letter.repeat(256)), count(pattern, letter.repeat(512))];
    const overlap = 2 * pattern.length ** 2; // a run that nearly fills the small subject has few places there
    expect(large.reads).toBeLessThanOrEqual(2 * small.reads + overlap);
  });

  test('LIST-4: no pattern of 256 makes a subject of 256 cost more than their product', () => {
    const letters = fc.constantFrom('a', 'a', 'a', 'b', '*', '?');
    const pattern = fc.string({ unit: letters, minLength: 200, maxLength: 256 });
    const name = fc.string({ unit: fc.constantFrom('a', 'a', 'a', 'b'), minLength: 256, maxLength: 256 });
    fc.assert(
      fc.property(pattern, name, (p, n) => {
        const { reads, verdict } = count(p, n);
        expect(verdict).toBe(referenceMatch(p, n));
        expect(reads).toBeLessThanOrEqual(2 * 257 * 257);
      }),
      { numRuns: 100 },
    );
  });
});

function glob(pattern: string, name: string): boolean {
  return matchGlob(codePoints(pattern), codePoints(name));
}

/** Matches while counting how often the subject is read; gives up, as a fault, long after any linear matcher is done. */
function count(pattern: string, name: string): { reads: number; verdict: boolean } {
  let reads = 0;
  const subject = new Proxy(codePoints(name), {
    get(codes, place) {
      if (++reads > 1_000_000) throw new Error(`still reading: ${pattern}`);
      return Reflect.get(codes, place, codes) as unknown;
    },
  });
  const verdict = matchGlob(codePoints(pattern), subject);
  return { reads, verdict };
}
