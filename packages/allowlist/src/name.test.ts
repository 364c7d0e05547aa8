/** LIST-5: which texts can be a participant's name, and what is said of those that cannot. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allowlist } from './allowlist.js';
import { nameFault } from './name.js';

const REFUSED: readonly (readonly [string, unknown, string])[] = [
  ['empty', '', 'is empty'],
  ['a leading blank', ' alice', 'has a blank at an end'],
  ['a trailing blank', 'alice ', 'has a blank at an end'],
  ['a trailing blank after a letter beyond ASCII', 'jos\u00e9 ', 'has a blank at an end'],
  ['blank only', '   ', 'has a blank at an end'],
  ['NUL', 'a\0b', 'holds unsafe U+0000'],
  ['a line end', 'alice\n', 'holds unsafe U+000A'],
  ['an escape sequence', '\u001b[2Kbob', 'holds unsafe U+001B'],
  ['DEL', 'a\u007f', 'holds unsafe U+007F'],
  ['a C1 control', 'a\u009bb', 'holds unsafe U+009B'],
  ['a no-break space', 'alice\u00a0', 'holds unsafe U+00A0'],
  ['a soft hyphen', 'ali\u00adce', 'holds unsafe U+00AD'],
  ['a zero-width space', 'al\u200bice', 'holds unsafe U+200B'],
  ['a zero-width joiner', 'al\u200dice', 'holds unsafe U+200D'],
  ['a right-to-left override', 'bob\u202ecilbup', 'holds unsafe U+202E'],
  ['an isolate', '\u2066bob\u2069', 'holds unsafe U+2066'],
  ['a line separator', 'a\u2028b', 'holds unsafe U+2028'],
  ['a variation selector', 'alice\ufe0f', 'holds unsafe U+FE0F'],
  ['a Hangul filler', 'a\u3164', 'holds unsafe U+3164'],
  ['an empty Braille cell', 'a\u2800b', 'holds unsafe U+2800'],
  ['a Khitan filler', 'a\u{16fe4}', 'holds unsafe U+16FE4'],
  ['a musical null notehead', 'a\u{1d159}', 'holds unsafe U+1D159'],
  ['a tag character', 'a\u{e0061}', 'holds unsafe U+E0061'],
  ['a private-use character', 'a\ue000', 'holds unsafe U+E000'],
  ['an unassigned character', 'a\u0378', 'holds unsafe U+0378'],
  ['a noncharacter', 'a\uffff', 'holds unsafe U+FFFF'],
  ['a lone high surrogate', 'a\ud800b', 'holds unsafe U+D800'],
  ['a lone low surrogate', 'a\udc00', 'holds unsafe U+DC00'],
  ['a decomposed letter', 'jose\u0301', 'is not in NFC'],
  ['a compatibility singleton', '\u212a', 'is not in NFC'],
  ['257 code points', 'a'.repeat(257), 'exceeds 256 code points'],
  ['257 astral code points', '\u{1f600}'.repeat(257), 'exceeds 256 code points'],
  ['a million characters', 'a'.repeat(1e6), 'exceeds 256 code points'],
  ['undefined', undefined, 'is not a string'],
  ['null', null, 'is not a string'],
  ['a number', 123, 'is not a string'],
  ['a list', ['alice'], 'is not a string'],
  ['a String object', new String('alice'), 'is not a string'],
  ['an object that poses as a string', { toString: () => 'alice', length: 5 }, 'is not a string'],
];

describe('names that are refused', () => {
  test.each(REFUSED)('LIST-5: %s', (_, name, fault) => {
    expect(nameFault(name)).toBe(fault);
    const open = allowlist({ owner: 'owner', patterns: ['*'], onWarning: () => undefined });
    expect(open.check(name as string)).toEqual({ allowed: false, rule: undefined, reason: `the name ${fault}` });
  });

  test('LIST-5: the class is that of Unicode, code point by code point', () => {
    const visible = /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u;
    const invisible = /^[\p{Default_Ignorable_Code_Point}\u{16fe4}\u2800\u{1d159}]$/u;
    const wrong: string[] = [];
    for (let code = 0; code <= 0x10ffff; code++) {
      const character = String.fromCodePoint(code);
      if (character.normalize('NFC') !== character) continue;
      const accepted = nameFault(`a${character}b`) === undefined;
      const expected = character === ' ' || (visible.test(character) && !invisible.test(character));
      // A letter may still compose with what stands beside it; then NFC is what refuses it.
      if (accepted !== expected && `a${character}b`.normalize('NFC') === `a${character}b`)
        wrong.push(code.toString(16));
    }
    expect(wrong).toEqual([]);
  });

  test('LIST-5: a reason never repeats an unsafe character', () => {
    const open = allowlist({ owner: 'owner', patterns: ['*'], onWarning: () => undefined });
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const { allowed, reason } = open.check(name);
        const fault = nameFault(name);
        expect([allowed, reason]).toEqual(fault === undefined ? [true, 'matches *'] : [false, `the name ${fault}`]);
        expect(fault ?? '').toMatch(/^[ -~]*$/);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('names that are accepted', () => {
  test.each([
    'alice',
    'a',
    '.',
    '..',
    '__proto__',
    'constructor',
    'O\u2019Neill',
    'Jos\u00e9',
    'Ann Lee',
    '\u{1f600}',
    '\u05d0\u05d1',
    '+15551234',
    '@alice:matrix.org',
    '~mail:bob@corp.example',
    'corp\\bob',
    '!alice',
    '*',
    'a'.repeat(256),
    '\u{1f600}'.repeat(256),
  ])('LIST-5: %j', (name) => {
    expect(nameFault(name)).toBeUndefined();
  });
});
