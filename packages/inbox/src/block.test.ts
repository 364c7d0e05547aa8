// A text as lines: exact, blank lines counted, line ends visible.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { block, unblock } from './block.js';

describe('SEE-1: a text as lines is the whole text', () => {
  test('SEE-1: padding with blank lines is counted, and the last line stays in sight', () => {
    const attack = `ls${'\n'.repeat(1000)}rm -rf /`;
    expect(attack.split('\n')).toHaveLength(1001); // drawn as it is, it scrolls the first line away
    expect(block(attack)).toEqual(['ls', '⟨999 × blank line⟩', 'rm -rf /']);
  });

  test('SEE-1: lines that only look blank are counted too', () => {
    expect(block(`a${'\n   '.repeat(50)}\nb`)).toEqual(['a', '⟨50 × next line⟩', '  \\u{20}', 'b']);
    expect(block(`a${'\n\u200b'.repeat(50)}\nb`)).toEqual(['a', '⟨50 × next line⟩', '\\u{200b}', 'b']);
  });

  test('SEE-1: three blank lines stay as they are, the same sentence twenty times too', () => {
    expect(block('a\n\n\n\nb')).toEqual(['a', '', '', '', 'b']);
    expect(block('no\n'.repeat(20))).toHaveLength(21);
  });

  test('SEE-1: a space at the end of a line can be seen', () => {
    expect(block('to \nx')).toEqual(['to\\u{20}', 'x']);
  });

  test('SEE-1: a text cannot write a count itself', () => {
    for (const text of ['⟨999 × blank line⟩', '⟨5 × next line⟩\na', '\n\n\n\n\n⟨5 × next line⟩']) {
      expect(unblock(block(text))).toBe(text);
    }
  });

  test('SEE-1, SEE-2: any text comes back, and no line holds a newline or anything else that is unsafe', () => {
    const part = fc.constantFrom(
      '\n',
      '\n\n\n\n\n',
      ' ',
      '   ',
      'a',
      '\u200b',
      '\n\u200b',
      '\r\n',
      '⟨',
      '\u0336',
      '│ ',
    );
    const text = fc.oneof(
      fc.array(part, { maxLength: 40 }).map((all) => all.join('')),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(text, (value) => {
        const lines = block(value);
        expect(unblock(lines)).toBe(value);
        for (const line of lines) expect(line).not.toMatch(/(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]| $/u);
      }),
      { numRuns: 1000 },
    );
  });
});
