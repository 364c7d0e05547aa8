// Every string has one visible spelling, and only one: all code points, half surrogates, random texts.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countUnsafe, html, isUnsafe, quoted, render, unrender } from './escape.js';

const RAW = /(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u{16FE4}\u2800\ufffc\u{13441}\u{13442}\u{1D159}]/u;

describe('SEE-2: what cannot be seen is spelled out', () => {
  test('SEE-2: without the wall an escape sequence reaches the terminal; through it none does', () => {
    const attack = 'hi\u001b[3A\u001b[2Kto: alice@corp.example';
    expect(RAW.test(JSON.parse(JSON.stringify(attack)))).toBe(true); // JSON alone does not help once it is parsed
    expect(RAW.test(attack.normalize('NFKC'))).toBe(true);
    expect(render(attack)).toBe('hi\\u{1b}[3A\\u{1b}[2Kto: alice@corp.example');
  });

  test('SEE-1, SEE-2: every code point and every half surrogate comes back, and none is shown raw', () => {
    const faults: string[] = [];
    let checked = 0;
    for (let start = 0; start <= 0x10ffff; start += 256) {
      const points = Array.from({ length: 256 }, (_, i) => String.fromCodePoint(start + i));
      checked += points.length;
      const text = `a${points.join('b')}c`; // each stands between letters, so that halves do not pair up
      const shown = render(text);
      if (unrender(shown) !== text || RAW.test(shown)) faults.push(`from U+${start.toString(16)}: ${shown}`);
    }
    expect(faults).toEqual([]); // what comes back from each text is that text: no two are spelled alike
    expect(checked).toBe(0x110000);
  });

  test('SEE-1, SEE-2: any string comes back, and nothing in it is shown raw', () => {
    fc.assert(
      fc.property(hostile(), (text) => {
        const shown = render(text);
        expect(unrender(shown)).toBe(text);
        expect(RAW.test(shown)).toBe(false);
        expect(/ {9}/.test(shown)).toBe(false);
        expect(/\p{M}{5}/u.test(shown)).toBe(false);
        expect(unrender(quoted(text).slice(1, -1))).toBe(text);
      }),
      { numRuns: 1500 },
    );
  });

  test('SEE-1: what a text spells by itself is not taken for an escape', () => {
    for (const text of ['\\u{1b}', '\\', '\\\\n', '⟨400 × U+2003⟩', '⏎', 'a\\tb', '⟩', '\\"', '⟨2 blank lines⟩']) {
      expect(unrender(render(text))).toBe(text);
    }
    expect(render('\\u{1b}')).not.toBe(render('\u001b'));
    expect(render('⟨400 × U+2003⟩')).not.toBe(render('\u2003'.repeat(400)));
    expect(render('⏎')).not.toBe(render('\n'));
  });
});

test('SEE-2: a name does not end before its end: what is drawn like the quote behind it is an escape', () => {
  for (const quote of '\u02ba\u02dd\u02ee\u02f6\u05f4\u201f\u2033\u2036\u3003\uff02"') {
    const name = `~mail:bob@example.com${quote} (HIGH trust) · "x`;
    expect(render(name)).toContain(quote); // the attack: as it stands, it reads as a source that is trusted
    expect(quoted(name).slice(1, -1).replaceAll('\\"', '')).not.toContain(quote);
    expect(unrender(quoted(name).slice(1, -1))).toBe(name);
  }
});

describe('SEE-1: padding is counted, not drawn', () => {
  test.each([
    [' '.repeat(8), '        '],
    [' '.repeat(9), '⟨9 × U+0020⟩'],
    ['\u2003'.repeat(400), '⟨400 × U+2003⟩'],
    ['\u2003'.repeat(2), '\\u{2003}\\u{2003}'],
    ['\n'.repeat(1000), '⟨1000 × U+000A⟩'],
    [' \u2003'.repeat(200), '⟨200 × U+0020 U+2003⟩'],
    ['\u{e0041}'.repeat(9), '⟨9 × U+E0041⟩'],
    [`${' '.repeat(9)}\u200b\n`, '⟨9 × U+0020⟩\\u{200b}⏎'],
    [`${' '.repeat(8)}\u00a0${' '.repeat(8)}`, `${' '.repeat(8)}\\u{a0}${' '.repeat(8)}`],
  ])('SEE-1: %j is spelled %j', (text, shown) => {
    expect(render(text)).toBe(shown);
    expect(unrender(shown)).toBe(text);
  });

  test('SEE-2: combining marks: four may stand on a letter; more, or with nothing to stand on, are escaped', () => {
    const mark = '\u0336';
    expect(render(`a${mark.repeat(4)}`)).toBe(`a${mark.repeat(4)}`);
    expect(render(`a${mark.repeat(5)}`)).toBe('a' + '\\u{336}'.repeat(5));
    expect(render(`a${mark.repeat(200)}`)).toBe('a⟨200 × U+0336⟩');
    expect(render(mark)).toBe('\\u{336}'); // it would stand on the frame
    expect(render(`\n${mark}`)).toBe('⏎\\u{336}');
    expect(render(`\\${mark}`)).toBe('\\\\\\u{336}');
    expect(render(`a${mark.repeat(4)}\u200d${mark.repeat(4)}`)).not.toMatch(/\p{M}{5}/u);
  });

  test('SEE-2: hidden characters are counted', () => {
    expect(countUnsafe('al\u200bice \u202e')).toBe(2);
    expect([isUnsafe('plain text, äöü 日本'), isUnsafe('a\u00adb')]).toEqual([false, true]);
  });

  test('SEE-1: a long text of anything comes back', () => {
    for (const unit of ['a', ' ', '\u200b \n', 'a\u0336', '\\', '\u001b[2K ']) {
      const text = unit.repeat(Math.ceil((1 << 18) / unit.length));
      expect(unrender(render(text)) === text).toBe(true);
    }
  });
});

describe('SEE-2: html() leaves no markup, whatever it is given', () => {
  test('SEE-2: no markup, no raw quote, nothing unsafe', () => {
    fc.assert(
      fc.property(hostile(), (text) => {
        expect(html(text)).not.toMatch(/[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/);
        expect(RAW.test(html(text))).toBe(false);
        expect(unhtml(html(render(text)))).toBe(render(text));
      }),
    );
  });
});

function unhtml(text: string): string {
  const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return text.replace(/&([a-z#0-9]+);/g, (all, name: string) => named[name] ?? all);
}

function hostile(): fc.Arbitrary<string> {
  const bits = fc.constantFrom(
    '\\',
    '⟨',
    '⟩',
    '⏎',
    '\n',
    '\r\n',
    '\t',
    ' ',
    '         ',
    '\u2003',
    '\u202e',
    '\u200b',
    '\u001b[2K',
    '\u0336',
    '\ud800',
    '\udc00',
    '\u{e0041}',
    '\\u{1b}',
    '⟨9 × U+0020⟩',
    '"',
    'a',
    '<b>',
    '&',
    "'",
    '\ufe0f',
    '\u2800',
  );
  const any = fc.string({ unit: 'binary' });
  const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 12 });
  const surrogates = units.map((codes) => String.fromCharCode(...codes));
  return fc.oneof(
    fc.array(bits, { maxLength: 30 }).map((all) => all.join('')),
    any,
    surrogates,
  );
}
