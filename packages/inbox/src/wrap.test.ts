// Lines are broken so that they fit, and so that it can be seen where they were broken.
import * as fc from 'fast-check';
import { eastAsianWidth } from 'get-east-asian-width';
import { describe, expect, test } from 'vitest';
import { block } from './block.js';
import { render } from './escape.js';
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

  test('SEE-1: no character takes more columns on a terminal than are counted here, so that none breaks a line by itself', () => {
    let wider = 0;
    // all that scripts and symbols have, and samples of the ideographs and of what is private or unassigned
    for (let point = 0x20; point <= 0x10ffff; point += point < 0x20000 ? 1 : 257) {
      const shown = render(`a${String.fromCodePoint(point)}`);
      const taken = [...shown].reduce((width, c) => width + columnsOnTerminal(c), 0);
      if (columns(shown) < taken) wider += 1;
    }
    expect(wider).toBe(0);
    expect([columns('Ａ'), columns('क'), columns('का')]).toEqual([2, 2, 4]);
  });

  test('SEE-1: text of wide letters or of marks cannot set words of its own where those of the screen begin', () => {
    const forged = 'LOW risk: it records · 1 argument';
    for (const filler of ['Ａ'.repeat(39), 'a\u093e'.repeat(39), 'a\u093e\u093e\u093e\u093e'.repeat(16)]) {
      const lines = wrap({ lead: '│ ', text: render(`${filler}${forged}`) }, 80);
      for (const line of lines) {
        expect(line).toMatch(/^[│┊] /);
        expect([...line].reduce((width, c) => width + columnsOnTerminal(c), 0)).toBeLessThanOrEqual(80);
      }
    }
  });
});

/** As wcwidth() says: marks that stand on a letter and format characters take none, East Asian wide ones two. */
function columnsOnTerminal(character: string): number {
  return /[\p{Mn}\p{Me}\p{Cf}]/u.test(character) ? 0 : eastAsianWidth(character.codePointAt(0)!);
}
