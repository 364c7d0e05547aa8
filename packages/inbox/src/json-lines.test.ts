// JSON as lines: one spelling a value, canonical keys, decimals.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Json, SallyportError } from '@sallyport/core';
import { unrender } from './escape.js';
import { decimal, jsonLines } from './json-lines.js';

describe('SEE-1: a JSON value is shown whole and in one way', () => {
  test('SEE-1: keys are in canonical order, strings spelled out', () => {
    expect(jsonLines({ b: ['x', 1], a: 'l\u001b' })).toEqual([
      '{',
      '  "a": "l\\u{1b}",',
      '  "b": [',
      '    "x",',
      '    1',
      '  ]',
      '}',
    ]);
    expect([jsonLines({}), jsonLines([]), jsonLines(null), jsonLines(false)]).toEqual([
      ['{}'],
      ['[]'],
      ['null'],
      ['false'],
    ]);
  });

  test.each([
    [1e21, '1000000000000000000000'],
    [-0, '0'],
    [0.1 + 0.2, '0.30000000000000004'],
    [1_000, '1000'],
    [1e-7, '0.0000001'],
    [-1.25e-9, '-0.00000000125'],
    [1.5e300, '1.5e+300'],
    [9007199254740993, '9007199254740992'],
  ])('SEE-1: the number %d is shown as %s', (value, shown) => expect(decimal(value)).toBe(shown));

  test('SEE-1: what JSON cannot say is refused, not drawn', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => jsonLines([value])).toThrow(SallyportError);
    }
    // A value that never was JSON, as a faulty desk could hand it out.
    expect(() => jsonLines({ a: undefined } as unknown as Json)).toThrow(/not JSON/);
    const deep = JSON.parse('['.repeat(300) + ']'.repeat(300)) as Json; // JSON.parse returns JSON
    expect(() => jsonLines(deep)).toThrow(/nested deeper/);
  });

  test('SEE-1: any value can be read back from its lines', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = JSON.parse(JSON.stringify(value)) as Json; // drops -0, as the canonical form does
        const lines = jsonLines(json);
        expect(readBack(lines.join('\n'))).toEqual(json);
      }),
      { numRuns: 1000 },
    );
  });
});

/** Strings of the lines back into JSON strings, then JSON. */
function readBack(text: string): unknown {
  return JSON.parse(text.replace(/"((?:[^"\\]|\\.)*)"/gsu, (_, inner: string) => JSON.stringify(unrender(inner))));
}
