// Tests the way from HTML to text: nothing visible is lost, nothing takes for ever.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textOfHtml } from './html.js';

test.each([
  ['<p>Hello <b>Bob</b>,</p><p>see you</p>', 'Hello Bob,\n\nsee you'],
  ['one<br>two<BR/>three', 'one\ntwo\nthree'],
  ['  a \n\t b  ', 'a b'],
  ['<ul><li>a<li>b</ul>', '- a\n- b'],
  ['<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>', 'a b\n\nc'],
  ['<a href="https://evil.example/?q=1&amp;r=2">your bank</a>.', 'your bank <https://evil.example/?q=1&r=2>.'],
  ["<a href='x'>1</a><a href=y>2</a>", '1 <x>2 <y>'],
  ['<a title="a > b" href="x">1</a>', '1 <x>'],
  ['<img alt="a cat" src=x><img src=y>', '[image: a cat]'],
  ['&lt;b&gt; &amp;amp; &eacute;&#233;&#xe9; &nbsp;&unknown; &euro;5', '<b> &amp; ééé \u00a0&unknown; €5'],
  ['&#0;&#xd800;&#99999999;', '\ufffd\ufffd\ufffd'],
  ['1 < 2 <3', '1 < 2 <3'],
  ['a<b', 'a<b'],
  ['a<b title="', 'a<b title="'],
  ['', ''],
])('%j reads %j', (html, text) => {
  expect(textOfHtml(html).text).toBe(text);
});

test('what the HTML hides is in the text', () => {
  const hidden =
    '<div style="display:none">pay <span style="color:#fff;font-size:0">mallory</span></div><title>t</title>';
  expect(textOfHtml(hidden)).toEqual({ text: 'pay mallory\n\nt', leftOut: 0 });
});

test('comments, scripts and styles are counted, not dropped in silence', () => {
  const html = 'a<!-- 12 --><script type="x">if (a<b) alert(1)</script ><style>p{}</style>b<!-- never closed';
  expect(textOfHtml(html)).toEqual({ text: 'ab', leftOut: 4 + 17 + 3 + 13 });
});

test('a length-changing lower case does not shift what is read', () => {
  expect(textOfHtml('İİİ<SCRIPT>x</SCRIPT>İ<P>y').text).toBe('İİİİ\n\ny');
});

test('every text between tags comes out', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 20 });
  const tags = fc.constantFrom('<b>', '</b>', '<p>', '<td>', '<div hidden>', '</x-y>', '<br>', ' ');
  fc.assert(
    fc.property(words, fc.array(tags, { minLength: 20, maxLength: 20 }), (list, between) => {
      const html = list.map((word, index) => `${between[index] ?? ''}${word}`).join('');
      expect(textOfHtml(html).text.replace(/[\s]/g, '')).toBe(list.join(''));
    }),
  );
});

describe('half a megabyte of anything is read in one pass', () => {
  const bits = [
    '<',
    '<a',
    '<!--',
    '<script>',
    '<div>',
    '<blockquote>',
    '&',
    '&#x41;',
    ' ',
    '\n',
    '<a href="',
    "<a x='",
    '<p>',
  ];
  test.each(bits.concat('<li>', '=', '<a =', '<td>x', '<a href=x>', 'x<br> '))('of %j', (bit) => {
    const html = bit.repeat(Math.ceil((512 * 1024) / bit.length));
    expect(textOfHtml(`<blockquote>${'<ul>'.repeat(1000)}${html}`).text.length).toBeLessThan(8 * html.length);
  });
});
