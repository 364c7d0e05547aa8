// What a page or a feed could make this process do for minutes: the work is cut down before it is begun.
import { describe, expect, test } from 'vitest';
import { readItems } from './feed.js';
import { readable } from './readable.js';
import { thinHtml } from './thin-html.js';

const MIB2 = 2 * 1024 * 1024;
const URL = 'https://example.com/';
const BLANKS = [
  '\u00a0',
  ' \u00a0',
  '\u3000',
  '\u2003',
  '\u2028',
  '\ufeff',
  '\v',
  '\f',
  '\t',
  '\n',
  ' \n',
  '\r',
  '&nbsp;',
  ' &#x3000;',
];
const CAPS = { maxItems: 10, maxText: 1_000 };

describe('a page of blanks', () => {
  test.each(BLANKS)('2 MiB of %j become a few, and the text around them stays', (blank) => {
    const html = `<p>before${blank.repeat(MIB2 / blank.length)}after</p>`;
    const { body, isWhole } = thinHtml(html, URL);
    expect(body).toMatch(/^<p>before[ \n\t]{1,64}after<\/p>$/);
    expect(isWhole).toBe(true);
    expect(readable(html, URL).text.replace(/\s+/g, ' ')).toBe('before after');
  });

  test('also where elements and entities stand between them, and what is no blank starts anew', () => {
    const { body } = thinHtml(`<p>a${'&nbsp;<x-y z> </x-y z>'.repeat(2_000)}b ${'c '.repeat(100)}</p>`, URL);
    expect(Math.max(...(body.match(/\s+/g) ?? []).map(({ length }) => length))).toBeLessThanOrEqual(64);
    expect(body.match(/c /g)).toHaveLength(100);
  });

  test('a text has an end, and says that it was cut', () => {
    const { body, isWhole } = thinHtml(`<p>${'word '.repeat(200_000)}</p>`, URL);
    expect([body.length < 510_000, isWhole]).toEqual([true, false]);
  });
});

describe('a feed of tags', () => {
  const feed = (inside: string): string => `<rss><channel><item><title>one</title>${inside}</item></channel></rss>`;

  test('long names and very many tags are no feed', () => {
    const name = 'n'.repeat(10_000);
    expect(() => readItems(feed(`<${name}></${name}>`), URL, CAPS)).toThrow(/too many, or too long/);
    expect(() => readItems(feed('<a/>'.repeat(370_000)), URL, CAPS)).toThrow(/too many, or too long/);
  });

  test('deep names are not put together, and what stands beside them is read', () => {
    const deep = Array.from({ length: 50 }, (_, n) => `d${n}`);
    const nested = `${deep.map((one) => `<${one}>`).join('')}${'<a/>'.repeat(20_000)}${deep
      .toReversed()
      .map((one) => `</${one}>`)
      .join('')}`;
    expect(readItems(feed(`${nested}<description>text</description>`), URL, CAPS).items).toMatchObject([
      { title: 'one', text: 'text' },
    ]);
  });
});
