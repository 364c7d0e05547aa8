// Names that are not what they look like are named as such, and honest ones are left alone.
import { describe, expect, test } from 'vitest';
import { skeleton } from './confusables.js';
import { isRightToLeft, KnownNames, lookAlike, mixedScripts, scriptsOf } from './scripts.js';

const known = new KnownNames(['alice@corp.example', 'alice', 'paypal', 'bill', 'modern', 'user1', 'bob']);

describe('SEE-2: look-alike names are flagged', () => {
  test('SEE-2: the naive comparisons do not tell: NFKC leaves a Cyrillic а a different letter, and equal on screen', () => {
    expect('pаypal').not.toBe('paypal');
    expect('pаypal'.normalize('NFKC')).not.toBe('paypal');
    expect(skeleton('pаypal')).toBe(skeleton('paypal'));
  });

  test.each([
    [
      'alice@соrp.example',
      'looks like "alice@corp.example", is not: it holds с U+0441 (Cyrillic), о U+043E (Cyrillic)',
    ],
    ['alıce', 'looks like "alice", is not: it holds ı U+0131 (Latin)'],
    ['pаypal', 'looks like "paypal", is not: it holds а U+0430 (Cyrillic)'],
    ['bilӏ', 'looks like "bill", is not: it holds ӏ U+04CF (Cyrillic)'],
    ['alice＠corp.example', 'looks like "alice@corp.example", is not: it holds ＠ U+FF20'],
    ['rnodern', 'looks like "modern", is not: character 1 is r U+0072, not m U+006D'],
    ['userl', 'looks like "user1", is not: character 5 is l U+006C, not 1 U+0031'],
    ['b0b', 'looks like "bob", is not: character 2 is 0 U+0030, not o U+006F'],
    ['Alice', 'looks like "alice", is not: character 1 is A U+0041, not a U+0061'],
    ['ali\u200bce', 'looks like "alice", is not: it holds U+200B'],
    ['alice ', 'looks like "alice", is not: character 6 is   U+0020, one more'],
    ['𝐚𝐥𝐢𝐜𝐞', 'looks like "alice", is not: it holds 𝐚 U+1D41A, 𝐥 U+1D425, 𝐢 U+1D422, 𝐜 U+1D41C, 𝐞 U+1D41E'],
  ])('SEE-2: %s', (name, words) => expect(lookAlike(name, known.lookedLike(name) ?? '')).toBe(words));

  test('SEE-2: known names, and names that look like none, are left alone', () => {
    for (const name of ['alice', 'bob', 'carol', 'dora@corp.example']) expect(known.lookedLike(name)).toBeUndefined();
  });

  test('SEE-2: two known names that look alike are twins, and each is still known', () => {
    const both = new KnownNames(['user1', 'userl']);
    expect([both.lookedLike('userl'), both.twin('userl'), both.twin('user1')]).toEqual([undefined, 'user1', 'userl']);
  });
});

describe('SEE-2: mixed scripts are flagged', () => {
  test.each([
    ['pаypal', 'mixes letters of Latin and Cyrillic: а U+0430 (Cyrillic)'],
    ['Αlpha', 'mixes letters of Greek and Latin: Α U+0391 (Greek)'],
    ['tо', 'mixes letters of Latin and Cyrillic: о U+043E (Cyrillic)'],
    ['ᎪB', 'mixes letters of Cherokee and Latin: Ꭺ U+13AA (Cherokee)'],
  ])('SEE-2: %s', (name, words) => expect(mixedScripts(name)).toBe(words));

  test('SEE-2: one script, or scripts that are written together, are left alone', () => {
    for (const name of ['alice_2@corp.example', 'москва', 'Jürgen', '東京タワーです Tokyo', '서울 Seoul', '123', '']) {
      expect(mixedScripts(name)).toBeUndefined();
    }
    expect(scriptsOf('a1б')).toEqual(['Latin', 'Cyrillic']);
  });

  test('SEE-2: letters that are written from right to left are found', () => {
    expect([isRightToLeft('100 א'), isRightToLeft('100 a')]).toEqual([true, false]);
  });
});
