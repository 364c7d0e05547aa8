// Lines are broken so that they fit, and so that it can be seen where they were broken.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { block } from './block.js';
import { columns, wrap } from './wrap.js';

describe('SEE-1: a line is broken where that can be seen', () => {
  test('SEE-1: at a space, which starts the next line: "rm -rf /" and "tmp" do not become "rm -rf /tmp"', () => {
    expect(wrap({ lead: '│ ', text: 'please run rm -rf / tmp' }, 23)).toEqual(['│ please run rm -rf /', '┊  tmp']);
    expect(wrap({ lead: '│ ', text: 'please run rm -rf /tmp' }, 23)).toEqual(['│ please run rm -rf', '┊  /tmp']);
  });

  test('SEE-1: a break of the text and a break of the screen do not look alike', () => {
    const screen = (text: string): string[] => block(text).flatMap((line) => wrap({ lead: '│ ', text: line }, 20));
    expect(screen('a'.repeat(17) + 'b')).not.toEqual(screen('a'.repeat(17) + '\nb'));
    expect(screen('aaaaaaaaaaaaaaa bbbbbbbbbb')).not.toEqual(screen('aaaaaaaaaaaaaaa\nbbbbbbbbbb'));
    expect(screen('aaaaaaaaaaaaaaa\n┊ b')).not.toEqual(screen('aaaaaaaaaaaaaaab'));
  });

  test('SEE-2: an escape is not broken, and wide letters count as two', () => {
    expect(wrap({ lead: '', text: `${'x'.repeat(15)}\\u{202e}y` }, 20)).toEqual(['x'.repeat(15), '┊ \\u{202e}y']);
    expect([columns('日本'), columns('ab'), columns('e\u0301'), columns('\\u{1b}'), columns('😀')]).toEqual([
      4, 2, 1, 6, 2,
    ]);
  });

  test('SEE-1: any text fits any width, comes back whole, and ends in no blank', () => {
    const word = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 30 }),
      fc.constantFrom(' ', '  ', '\u200b', '日本語', 'a'.repeat(99)),
    );
    const text = fc.array(word, { maxLength: 20 }).map((all) => all.join(' '));
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 90 }), (value, width) => {
        for (const line of block(value.replaceAll('\n', ' '))) {
          const lines = wrap({ lead: '│ ', text: line }, width);
          for (const one of lines) expect(columns(one)).toBeLessThan(Math.max(20, width) + 2); // the bar itself counts as two
          expect(lines.map((one) => one.slice(2)).join('')).toBe(line);
          expect(lines.filter((one) => one.length > 1 && one.endsWith(' '))).toEqual([]);
          expect(lines.slice(1).every((one) => one.startsWith('┊ '))).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});
