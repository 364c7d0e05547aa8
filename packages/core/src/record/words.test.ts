// Words: every way of writing one thing is found by every other, and what is made is what the port asks for.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkChange } from './memory-store.js';
import { fits } from './memory-docs.js';
import { MOST_TOKENS, markOf, spansOf, termOf, tokensOf } from './words.js';

describe('the words of a text', () => {
  test.each([
    ['Crème BRÛLÉE, s’il vous plaît', 'creme brulee s il vous plait'],
    ['naïve naïve ﬁnance ＡＢＣ №5', 'naive naive finance abc no5'],
    ['ΟΔΟΣ ὁδός', 'οδοσ οδοσ'],
    ['Straße İstanbul Ёлка', 'straße istanbul елка'],
    ['in\u200bvo\u00adice', 'invoice'],
    ['user_name@mail.example-x.org', 'user name mail example x org'],
    ['東京都', '東京 京都 都'],
    ['abc漢字def', 'abc 漢字 字 def'],
    ['がか ｶﾞ', 'がか か ガ'],
    ['한국어 검색', '한국 국어 어 검색 색'],
    ['ข้อความ', 'ข้ ้อ อค คว วา าม ม'],
    ['कीमत', 'कीमत'],
    ['\ue000bob -- !', 'bob'],
    ['', ''],
  ])('MAIL-6: %s', (text, tokens) => {
    expect(tokensOf(text).join(' ')).toBe(tokens);
  });

  test('MAIL-6: a text has at most 16,000 tokens, and a long word is cut into pieces', () => {
    expect(tokensOf('a '.repeat(50_000))).toHaveLength(MOST_TOKENS);
    expect(tokensOf('x'.repeat(130)).map((token) => token.length)).toEqual([64, 64, 2]);
    expect(tokensOf('😀é'.repeat(40)).every((token) => token.isWellFormed())).toBe(true);
  });

  test('what is made of any text is what a store takes, and nothing changes when it is made again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const tokens = tokensOf(text).join(' ');
        const doc = { seq: 1, kind: 'message', at: 0, who: [], tokens } as const;
        expect(checkChange({ entries: [{ seq: 1, text: '' }], docs: [doc] }, 0)).toBe(true);
        for (const token of tokensOf(text)) expect(markOf('from', text)).not.toBe(token);
      }),
      { numRuns: 2_000 },
    );
  });

  test('MAIL-6: any two characters that stand together are found in a text without blanks, and one alone', () => {
    const text = fc.array(fc.constantFrom(...'東京都国語日本한국어กขคあいう'), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(text, fc.nat(), fc.nat(), (points, a, b) => {
        const from = a % points.length;
        const piece = points.slice(from, from + 1 + (b % (points.length - from))).join('');
        const doc = { seq: 1, kind: 'message', at: 0, who: [], tokens: tokensOf(points.join('')).join(' ') } as const;
        expect(fits(doc, { terms: [termOf(piece)!] })).toBe(true);
      }),
    );
  });

  test('MAIL-6: a phrase of a text without blanks is found only where it stands to the letter', () => {
    const text = fc.array(fc.constantFrom(...'東京都国'), { maxLength: 10 }).map((points) => points.join(''));
    fc.assert(
      fc.property(
        text,
        fc.string({ unit: fc.constantFrom(...'東京都国'), minLength: 2, maxLength: 5 }),
        (where, what) => {
          const doc = { seq: 1, kind: 'message', at: 0, who: [], tokens: tokensOf(where).join(' ') } as const;
          expect(fits(doc, { terms: [termOf(what)!] })).toBe(where.includes(what));
        },
      ),
    );
  });

  test('spans say where the tokens stand in the text as it was written', () => {
    const text = 'Né: 東京都 ﬁn';
    expect(spansOf(text).map(({ start, end, tokens }) => [text.slice(start, end), ...tokens])).toEqual([
      ['Né', 'ne'],
      ['東京', '東京'],
      ['京都', '京都'],
      ['都', '都'],
      ['ﬁn', 'fin'],
    ]);
  });
});
