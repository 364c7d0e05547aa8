// Searches as people write them: what is understood, and what is refused with what to write instead.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SallyportError } from '../errors.js';
import { checkQuery } from '../record/docs.js';
import { markOf } from '../record/words.js';
import { readQuery, type HistoryQuery } from './query.js';
import { snippetOf } from './snippet.js';

const term = (tokens: string, prefix = false) => ({ tokens: tokens.split(' '), prefix });
const DAY = 86_400_000;

describe('a search', () => {
  test.each<[string, object]>([
    ['', { terms: [] }],
    ['  Invoice   crème ', { terms: [term('invoice'), term('creme')] }],
    ['"pay the bill" now', { terms: [term('pay the bill'), term('now')] }],
    ['“pay the bill”', { terms: [term('pay the bill')] }],
    ['inv* "pay the b"*', { terms: [term('inv', true), term('pay the b', true)] }],
    ['bob@example.com', { terms: [term('bob example com')] }],
    ['10:30 "OR" "-x"', { terms: [term('10 30'), term('or'), term('x')] }],
    ['東京都 京', { terms: [term('東京 京都'), term('京', true)] }],
    [
      'from:bob to:reader tool:pay',
      { terms: [term(markOf('from', 'bob')), term(markOf('to', 'reader')), term(markOf('tool', 'pay'))] },
    ],
    ['from:"~mail:a b@x.example"', { terms: [term(markOf('from', '~mail:a b@x.example'))] }],
    ['from:~mail:a@x.example', { terms: [term(markOf('from', '~mail:a@x.example'))] }],
    ['with:bob kind:decision kind:Refusal', { terms: [], with: 'bob', kinds: ['decision', 'refusal'] }],
    ['after:1970-01-02 before:1970-02-01', { terms: [], from: DAY, until: 31 * DAY }],
  ])('MAIL-6: %s', (line, query) => {
    expect(readQuery(line)).toEqual(query);
  });

  test('MAIL-6: the same in fields', () => {
    const fields: HistoryQuery = { text: 'fox kind:call', from: 'bob', with: 'alice', since: 1, until: 2 };
    expect(readQuery(fields)).toEqual(
      readQuery('fox kind:call from:bob with:alice') && {
        ...{ terms: [term(markOf('from', 'bob')), term('fox')], with: 'alice', kinds: ['call'], from: 1, until: 2 },
      },
    );
  });

  test.each<[unknown, RegExp]>([
    ['"open', /a quotation mark is not closed: '"open'/],
    ['fox OR owl', /there is no OR: all words have to hold; to look for the word itself, write "OR"/],
    ['-fox', /nothing can be left out: take off '-fox', or write "fox"/],
    ['(fox owl)', /there are no brackets/],
    ['f*x', /a \* stands at the end of a word/],
    ['*', /holds no letter and no digit/],
    ['--- fox', /nothing can be left out|holds no letter/],
    ['""', /holds no letter and no digit/],
    ['form:bob', /'form' is nothing to search by: there is from, to, with, tool, kind, before, after/],
    ['https://example.com', /'https' is nothing to search by/],
    ['from:""', /nothing stands behind from:/],
    ['from:a from:b', /from: is said twice/],
    ['kind:mail', /'mail' is no kind: there is message, order, forward/],
    ['before:yesterday', /before: takes a day as 2026-01-31, and not 'yesterday'/],
    ['after:2026-02-31', /after: takes a day/],
    ['a '.repeat(51), /51 words and phrases, and 50 are taken/],
    ['x'.repeat(1_001), /at most 1000 characters/],
    ['\ud800', /well-formed/],
    [7, /an object of options/],
    [{ form: 'bob' }, /takes no option 'form'/],
    [{ from: '' }, /from is a name/],
    [{ kinds: ['mail'] }, /kinds is of message/],
    [{ since: 0.5 }, /since is a time in milliseconds/],
    [{ text: 7 }, /well-formed text/],
  ])('what is not understood is refused with the remedy: %s', (search, why) => {
    let error: unknown;
    try {
      // `as`: what the types forbid
      readQuery(search as string);
    } catch (thrown) {
      error = thrown;
    }
    expect(SallyportError.isInstance(error)).toBe(true);
    // `as`: it was just seen to be one
    expect((error as SallyportError).message).toMatch(why);
  });

  test('whatever is written, it is a query that a store takes, or an error of ours that may be printed', () => {
    const part = fc.constantFrom(
      'a',
      '東京',
      '"',
      '*',
      ':',
      ' ',
      'from:',
      'kind:call',
      'after:2026-01-01',
      '\u001b[31m',
      '\u202e',
      '-',
      '😀',
      'OR',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(part).map((some) => some.join('')),
        ),
        (line) => {
          try {
            checkQuery({ ...readQuery(line), limit: 1, order: 'newest' });
          } catch (error) {
            if (!SallyportError.isInstance(error)) throw error;
            expect(error.code).toBe('BAD_INPUT');
            // eslint-disable-next-line no-control-regex
            expect(error.message).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('a snippet', () => {
  const marked = (text: string, ...terms: Parameters<typeof snippetOf>[1]) => {
    const snippet = snippetOf(text, terms);
    return snippet.marks.map(([from, to]) => snippet.text.slice(from, to));
  };

  test('MAIL-6: shows where the words stand, as they were written', () => {
    expect(marked('Crème and CREME', term('creme'))).toEqual(['Crème', 'CREME']);
    expect(marked('pay the bill, pay', term('pay the'))).toEqual(['pay the']);
    expect(marked('an invoicing tool', term('inv', true), term('tool'))).toEqual(['invoicing', 'tool']);
    expect(marked('東京都の請求書', term('京都'), term('請求 求書'))).toEqual(['京都', '請求書']);
    expect(marked('nothing', term('fox'))).toEqual([]);
  });

  test('is a short piece of a long text, around the first place, and cuts no character in two', () => {
    const text = `${'😀 '.repeat(500)}fox ${'😀 '.repeat(500)}`;
    const snippet = snippetOf(text, [term('fox')]);
    expect(snippet.text.length).toBeLessThanOrEqual(162);
    expect([snippet.text.isWellFormed(), snippet.text.includes('fox')]).toEqual([true, true]);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.nat({ max: 400 }), (some, at) => {
        const one = snippetOf(`${some.slice(0, at)} fox ${some.slice(at)}`.toWellFormed(), [term('fox')]);
        expect(one.text.isWellFormed()).toBe(true);
        for (const [from, to] of one.marks) expect(0 <= from && from < to && to <= one.text.length).toBe(true);
      }),
    );
  });
});
