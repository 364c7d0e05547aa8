// Every form of link that is known here, inside of random prose, against finders that share no code with ours.
import fc from 'fast-check';
import { LinkifyIt } from 'linkify-it';
import { describe, expect, test } from 'vitest';
import { changed, inertText, OwnLinks } from './inert.js';

describe('a text', () => {
  test.each([
    ['read https://evil.example/a?b=c, and then', 'read [link removed], and then'],
    ['HTTPS://evil.example', '[link removed]'],
    ['ｈｔｔｐｓ：／／evil．example', '[link removed]'],
    ['ht\u200Btps:/\u00AD/evil.example', '[link removed]'],
    ['https&#58;//evil.example', '[link removed]'],
    ['https&#x0003a;&sol;/evil.example', '[link removed]'],
    ['https&amp;colon;//evil.example', '[link removed]'],
    ['https%3A%2F%2Fevil.example', '[link removed]'],
    ['https%253A//evil.example', '[link removed]'],
    [String.raw`https:\\evil.example`, '[link removed]'],
    [String.raw`{"a":"https:\/\/evil.example"}`, '{"a":"[link removed]"}'],
    ['any+scheme.of-1://x', '[link removed]'],
    ['//evil.example/x', '[link removed]'],
    [String.raw`\\host\share`, '[link removed]'],
    ['www.evil.example', '[link removed]'],
    ['mailto:bob@evil.example tel:+4930 file:///etc', '[link removed] [link removed] [link removed]'],
    ['JavaScript:alert(1);x', '[link removed]'],
    ['[a](https://evil.example) ![b](x.png)', '[a] ([link removed]) ![b] (x.png)'],
    ['[a]: https://evil.example', '[a] : [link removed]'],
    ['<https://evil.example> <odd:thing>', '<[link removed]> <[link removed]>'],
    ['<a href="https://evil.example/x">click</a>', '<a [link removed]>click</a>'],
    ['<a href = /x>y</a>', '<a [link removed]>y</a>'],
    ['<a href="java\n&Tab;script:alert(1)">y</a>', '<a [link removed]>y</a>'],
    ['<img srcset="a 1x, b 2x" onerror=f()>', '<img [link removed] [link removed]>'],
    [String.raw`<p style="background:u\72l(\2f\2f evil.example)">`, '<p [link removed]>'],
    ['evil.example/path evil.example:80', '[link removed] [link removed]'],
    ['evil.example, evil.example/@bob', 'evil[.]example, [link removed]'],
    ['bob@evil.example/x www.bob@evil.example //bob@evil.example', 'bob@[link removed] [link removed] [link removed]'],
    ['10.0.0.1 10.0.0.1/x [::1] [2001:db8::1]:80/x', '10[.]0[.]0[.]1 [link removed] [link removed] [link removed]'],
    ['пример.рф evil。example evil｡example/x 💩.la', 'пример[.]рф evil[。]example [link removed] 💩[.]la'],
    ['finished.Then', 'finished[.]Then'],
  ])('FLOW-6: %j is left as %j', (text, inert) => {
    expect(inertText(text)).toBe(inert);
  });

  test.each([
    'At 12:30 or [12:30:45], version 1.2.3, 3.14 EUR, 12,50 EUR, No.5, 10%, a 20% b.',
    '2024-05-20, 31.12.2024, 20/05/2024, 2024-05-20T10:00:00Z',
    'Re:hello Subject: hi (note: this) {"a":1,"b":[2]}',
    'e.g. this, i.e. that, U.S.A., p.m., ... and/or TCP/IP, a//b, // a comment, /// another',
    'feedback.xlsx, src/index.ts:12, notes.txt',
    'bob@example.com, <john.smith+x@mail.example.org>, (bob@example.com).',
    'pkg@1.2.3, metadata:x, data: 5 rows, Tel: +49 30 1234, file: x',
    'これは文です。次の文。終わり',
    'if (a < b && c > d) x[0] = y[1]; a[::2]',
  ])('FLOW-6: %j stays as it is', (text) => {
    expect(inertText(text)).toBe(text);
  });

  test('FLOW-6: no link survives, whatever it is written like and wherever it stands', () => {
    fc.assert(
      fc.property(prose, (text) => {
        const inert = inertText(text);
        for (const view of views(inert)) expect({ view, found: linkable(view) }).toEqual({ view, found: [] });
      }),
      { numRuns: 2_000 },
    );
  });

  test('FLOW-6: the finders of the property above do find what it builds', () => {
    const found = fc.sample(links, 500).filter((link) => views(link).some((view) => linkable(view).length > 0));
    expect(found.length).toBeGreaterThan(400);
  });

  test('FLOW-6: what is inert stays as it is', () => {
    fc.assert(
      fc.property(fc.oneof(prose, fc.string({ unit: 'binary', maxLength: 60 })), (text) => {
        const inert = inertText(text);
        expect(inertText(inert)).toBe(inert);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ['/', ' '],
    [':/', ' '],
    ['a', ''],
    ['a.', ''],
    ['a.bb,', ''],
    ['a.bb?', ''],
    ['.', '/'],
    ['[', ''],
    ['[::', ''],
    ['](', ''],
    ['&#0', ''],
    ['&amp;', ''],
    ['%25', ''],
    ['<a href=', ''],
    ['<a href=\'"', ''],
    ['url(', '.'],
    ['bb.', ''],
    ['a@b.c', ''],
    ['see https://x.example, ', ''],
    ['data:', ''],
    ['x://', ''],
    ['\u200B', ''],
    ['\uFDFA', ''],
    ['1.', '/'],
    ['://a/b ', ''],
  ])('FLOW-6: a megabyte of %j comes to an end', (part, end) => {
    const length = Math.floor(1_000_000 / Buffer.byteLength(part));
    expect(typeof inertText(part.repeat(length) + end, new OwnLinks('see a.bb and x://y'))).toBe('string');
  });
});

describe('words of one’s own', () => {
  const own = new OwnLinks('Send https://ours.example/a (and ours.example) to bob@ours.example.');

  test.each([
    'see https://ours.example/a',
    '(https://ours.example/a),',
    '[here] (https://ours.example/a)',
    '<a href="https://ours.example/a">here</a>',
    'ours.example',
  ])('FLOW-6: %j may stand where they hold that very link', (text) => {
    expect(inertText(text, own)).toBe(text);
    expect(inertText(text)).not.toBe(text);
  });

  test.each([
    ['https://ours.example/a?q=secret', '[link removed]'],
    ['https://ours.example/a/secret', '[link removed]'],
    ['https://ours.example/a))))secret', '[link removed]'],
    ['https://ours.example/', '[link removed]'],
    ['https://evil.example/#https://ours.example/a', '[link removed]'],
    ['view-source:https://ours.example/a', '[link removed]'],
    ['HTTPS://ours.example/a', '[link removed]'],
    ['ours.example/a', '[link removed]'],
    ['<a href="https://ours.example/a?q">x</a>', '<a [link removed]>x</a>'],
  ])('FLOW-6: %j is not that very link', (text, inert) => {
    expect(inertText(text, own)).toBe(inert);
  });
});

test('FLOW-6: links are found however deep they lie, in keys too, and no field is lost', () => {
  const text = (words: string): string => inertText(words);
  const value = { a: [{ 'x://1': ['y://2', 3] }], 'x://1': 1, 'x://2': 2, b: 'kept' };
  expect(changed(value, { text, key: text })).toEqual({
    a: [{ '[link removed]': ['[link removed]', 3] }],
    '[link removed]': 1,
    '[link removed] 2': 2,
    b: 'kept',
  });
  const plain = { a: [{ b: 'kept' }] };
  expect(changed(plain, { text, key: text })).toBe(plain);
});

const host = fc.constantFrom(
  'evil.example',
  'evil.com',
  'a.evil.co.uk',
  'xn--e1afmkfd.xn--p1ai',
  'пример.рф',
  '1.2.3.4',
);
const path = fc.constantFrom('', '/', '/a?b=c#d', ':8080/x', '?q=1', '/(a)[b]{c}', '/a"b', '/a<b', '/a,b;c!', '/ä');
const scheme = fc.constantFrom('http', 'https', 'ftp', 'HtTpS', 'custom+scheme');
const slashes = fc.constantFrom(
  '://',
  ':\\\\',
  ':/\\',
  ':///',
  '：／／',
  '&#58;//',
  '&colon;//',
  '%3A//',
  ':&#x2f;&sol;',
  ':%2F%2f',
);
const plain = fc.oneof(
  fc.tuple(scheme, slashes, host, path).map((parts) => parts.join('')),
  fc.tuple(fc.constantFrom('//', 'www.', '', 'user@', 'https://u:p@'), host, path).map((parts) => parts.join('')),
  fc.constantFrom('mailto:', 'MAILTO:').map((start) => `${start}bob@evil.com`),
  fc.constantFrom('javascript:alert(1)', 'data:text/html,x', 'tel:+4930', 'sms:12345', 'file:///etc/passwd'),
);
/** A character in another form, or something within that nobody sees. */
const disguise = fc.constantFrom<(link: string, at: number) => string>(
  (link) => link,
  (link, at) => `${link.slice(0, at)}\u200B${link.slice(at)}`,
  (link, at) => `${link.slice(0, at)}\u{E0041}${link.slice(at)}`,
  (link, at) => `${link.slice(0, at)}\u0001${link.slice(at)}`,
  (link, at) => link.slice(0, at) + wide(link.charAt(at)) + link.slice(at + 1),
  (link, at) => `${link.slice(0, at)}&#${link.charCodeAt(at)};${link.slice(at + 1)}`,
  (link) => link.replaceAll('.', '．'),
);
const wide = (character: string): string =>
  /[!-~]/.test(character) ? String.fromCharCode(character.charCodeAt(0) + 0xfe_e0) : character;
const links = fc.tuple(plain, disguise, fc.nat(8)).map(([link, hide, at]) => hide(link, Math.min(at, link.length - 1)));
const around = fc.constantFrom<(link: string) => string>(
  (link) => link,
  (link) => `<${link}>`,
  (link) => `(${link}).`,
  (link) => `[text](${link} "title")`,
  (link) => `![](<${link}>)`,
  (link) => `\n[text]: ${link}\n`,
  (link) => `<a href="${link}">text</a>`,
  (link) => `<a href='${link}'>${link}</a>`,
  (link) => `<img src=${link}>`,
  (link) => `<p style="background:url(${link})">`,
  (link) => `"${link}"`,
  (link) => `**${link}**`,
);
const word = fc.oneof(
  fc.constantFrom('see ', 'now.Then ', ' 12:30 ', '\n', '', '-', '.', '/', '"', '](', '<', '>', '&', ':', '、', '。'),
  fc.string({ maxLength: 6 }),
  fc.string({ unit: 'grapheme', maxLength: 3 }),
);
const prose = fc
  .array(
    fc.oneof(
      word,
      fc.tuple(around, links).map(([wrap, link]) => wrap(link)),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

/** A text as it stands, and as various hands would pass it on. */
function views(text: string): readonly string[] {
  const seen = (one: string): string =>
    one.replaceAll(/\p{Default_Ignorable_Code_Point}|(?!\s)\p{Cc}/gu, '').normalize('NFKC');
  const decoded = text
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll(/&#x([0-9a-f]+);/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replaceAll('&colon;', ':')
    .replaceAll('&sol;', '/');
  const unescaped = text.replaceAll(/%(3a|2f)/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)));
  return [text, seen(text), decoded, seen(decoded), unescaped, seen(unescaped)];
}

const linkify = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: false, fuzzyIP: true });
/** What a browser would follow, also without `//`. */
const FOLLOWED = new Set(['javascript:', 'data:', 'mailto:', 'tel:', 'sms:', 'file:', 'http:', 'https:', 'ftp:']);

/** What a text can be clicked on for: by linkify-it, by the URL parser from each scheme on, as Markdown, as HTML. */
function linkable(text: string): readonly string[] {
  const clicked = linkify.match(text)?.map(({ raw }) => raw) ?? [];
  const parsed = Array.from(text.matchAll(/(?<![a-z_])[a-z][a-z0-9+.-]*:[^\s<>"]+/gi), ([address]) => address).filter(
    (address) => {
      const url = URL.canParse(address) ? new URL(address) : undefined;
      return url !== undefined && (url.host !== '' || FOLLOWED.has(url.protocol));
    },
  );
  const marked = text.match(/\]\(|^ {0,3}\[[^\]\n]+\]:\s*\S/gm) ?? [];
  const tagged = text.match(/<[a-z][^>]*\s(?:href|src|style)\s*=/gi) ?? [];
  return [...clicked, ...parsed, ...marked, ...tagged];
}
