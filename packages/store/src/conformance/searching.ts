// What searching promises: exactly the docs that fit, in their order, page by page, and nothing of what was forgotten.
import { termOf, tokensOf, type Doc, type DocKind, type Query, type Store } from '@sallyport/core/store';
import { expect } from 'vitest';
import { append, refused, write } from './help.js';
import type { Cases } from './case.js';

const JANUARY = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;

export const SEARCHING: Cases = {
  'MAIL-6: words are found, all of them or none, whatever stands around them': async ({ store }) => {
    await fill(store, ['the quick brown fox', 'the slow fox', 'quick', 'foxes of the brown wood', '']);
    expect(await find(store, 'fox')).toEqual([2, 1]);
    expect(await find(store, 'the', 'quick')).toEqual([1]);
    expect(await find(store, 'quick', 'slow')).toEqual([]);
    expect(await find(store, 'fo')).toEqual([]);
    expect(await find(store)).toEqual([5, 4, 3, 2, 1]);
  },

  'MAIL-6: a phrase is found where its words stand in this order without a gap': async ({ store }) => {
    await fill(store, ['pay the bill now', 'the pay bill', 'bill the pay the', 'pay the', 'the bill pay the bill']);
    expect(await find(store, 'pay the bill')).toEqual([5, 1]);
    expect(await find(store, 'the pay')).toEqual([3, 2]);
    expect(await find(store, 'pay the bill', 'now')).toEqual([1]);
    expect(await find(store, 'a a')).toEqual([]);
  },

  'MAIL-6: the beginning of a word is found, and of the last one of a phrase': async ({ store }) => {
    await fill(store, ['invoice from bob', 'an invoicing tool', 'inv', 'voice from', 'invoice fro']);
    expect(await seqs(store, { terms: [termOf('inv', true)!] })).toEqual([5, 3, 2, 1]);
    expect(await seqs(store, { terms: [termOf('invoi', true)!] })).toEqual([5, 2, 1]);
    expect(await seqs(store, { terms: [termOf('voice', true)!] })).toEqual([4]);
    expect(await seqs(store, { terms: [termOf('invoice fro', true)!] })).toEqual([5, 1]);
    expect(await seqs(store, { terms: [termOf('x', true)!] })).toEqual([]);
  },

  'MAIL-6: letters of every script, and words that a database would read as its own': async ({ store }) => {
    const words = ['straße', 'δελτιο', 'счет', 'فاتورة', 'कीमत', 'and', 'or', 'not', 'near', 'null', '0', 'ok 007'];
    await fill(store, [...words, '\ue000mark', '😀']);
    for (const [at, word] of words.entries()) expect(await find(store, word), word).toEqual([at + 1]);
    expect(await seqs(store, { terms: [{ tokens: ['\ue000mark'], prefix: false }] })).toEqual([words.length + 1]);
    expect(await find(store, 'mark')).toEqual([]);
    expect(await find(store, 'strasse')).toEqual([]);
  },

  'MAIL-6: Chinese, Japanese, Korean and Thai are found by any piece of them, one character too': async ({ store }) => {
    await fill(store, ['東京都の請求書', '京都', '한국어 청구서', 'ใบแจ้งหนี้', '東 京', '都']);
    expect(await find(store, '京都')).toEqual([2, 1]);
    expect(await find(store, '東京')).toEqual([1]);
    expect(await find(store, '東京都の請')).toEqual([1]);
    expect(await find(store, '東京の')).toEqual([]);
    expect(await find(store, '請求書')).toEqual([1]);
    expect(await find(store, '都')).toEqual([6, 2, 1]);
    expect(await find(store, '京')).toEqual([5, 2, 1]);
    expect(await find(store, '청구')).toEqual([3]);
    expect(await find(store, 'แจ้ง')).toEqual([4]);
  },

  'MAIL-6: only what one of these may find, and only what another took part in': async ({ store }) => {
    const names = ['bob', 'Bob', '~mail:bob@x.example', 'bo', "b'ob", 'b ob', '*', '', 'é', 'e\u0301'];
    await fill(
      store,
      names.map((name) => ({ who: [name, 'alice'] })),
    );
    for (const [at, name] of names.entries()) {
      expect(await seqs(store, { who: [name] }), name).toEqual([at + 1]);
      expect(await seqs(store, { with: name }), name).toEqual([at + 1]);
    }
    expect(await seqs(store, { who: ['bob', 'é', 'nobody'] })).toEqual([9, 1]);
    expect(await seqs(store, { who: ['bob', 'bo'], with: 'alice' })).toEqual([4, 1]);
    expect(await seqs(store, { who: ['bob'], with: 'Bob' })).toEqual([]);
    for (const nobody of [{ who: [] }, { who: ['carol'] }, { with: 'carol' }])
      expect(await seqs(store, nobody)).toEqual([]);
    expect(await seqs(store, { who: names, limit: 3 })).toEqual([10, 9, 8]);
  },

  'MAIL-6: only of these kinds, and only from this time on and before that': async ({ store }) => {
    const kinds: readonly DocKind[] = ['message', 'decision', 'message', 'refusal', 'call'];
    const days = [0, 31, 30, 59, 400];
    await fill(
      store,
      kinds.map((kind, at) => ({ kind, at: JANUARY + days[at]! * DAY, tokens: `w${at % 2}` })),
    );
    expect(await seqs(store, { kinds: ['message'] })).toEqual([3, 1]);
    expect(await seqs(store, { kinds: ['decision', 'call'] })).toEqual([5, 2]);
    expect(await seqs(store, { kinds: [] })).toEqual([]);
    expect(await seqs(store, { from: JANUARY + 30 * DAY })).toEqual([5, 4, 3, 2]);
    expect(await seqs(store, { from: JANUARY + 30 * DAY + 1, until: JANUARY + 59 * DAY + 1 })).toEqual([4, 2]);
    expect(await seqs(store, { until: JANUARY + 31 * DAY })).toEqual([3, 1]);
    expect(await seqs(store, { until: JANUARY })).toEqual([]);
    expect(await seqs(store, { from: JANUARY, until: JANUARY + 40 * DAY, kinds: ['message'] })).toEqual([3, 1]);
    expect(await seqs(store, { terms: [termOf('w0')!], from: JANUARY + DAY })).toEqual([5, 3]);
    expect(await seqs(store, { from: 0, until: Number.MAX_SAFE_INTEGER })).toEqual([5, 4, 3, 2, 1]);
  },

  'MAIL-6: pages meet, also while entries are written': async ({ store }) => {
    await fill(
      store,
      Array.from({ length: 25 }, (_, n) => (n % 2 === 0 ? 'even' : 'odd')),
    );
    const found: number[] = [];
    for (let before: number | undefined; ; before = found.at(-1)) {
      const page = await seqs(store, { terms: [termOf('even')!], limit: 4, ...(before !== undefined && { before }) });
      if (page.length === 0) break;
      found.push(...page);
      await fill(store, ['even']);
    }
    expect(found).toEqual(Array.from({ length: 13 }, (_, n) => 25 - 2 * n));
    expect(await seqs(store, { limit: 0 })).toEqual([]);
    expect(await seqs(store, { before: 0 })).toEqual([]);
    expect(await seqs(store, { before: 2 })).toEqual([1]);
  },

  'MAIL-6: the best come first where that is asked for, and nothing that does not fit': async ({ store }) => {
    const filler = ' lorem ipsum dolor sit amet'.repeat(8);
    await fill(store, ['fox fox fox', `fox${filler}`, `wolf${filler}`, `fox fox${filler}`, 'wolf']);
    const best = { terms: [termOf('fox')!], order: 'best' } as const;
    expect(await seqs(store, best)).toEqual([1, 4, 2]);
    expect(await seqs(store, { ...best, limit: 2 })).toEqual([1, 4]);
    expect(await seqs(store, { ...best, before: 4 })).toEqual([1, 2]);
    expect(await seqs(store, { ...best, who: ['nobody'] })).toEqual([]);
    expect(await seqs(store, { ...best, kinds: ['message'], until: JANUARY + DAY })).toEqual([1, 4, 2]);
    expect(await seqs(store, { order: 'best', limit: 2 })).toEqual([5, 4]);
  },

  'MAIL-6: what was forgotten is not found, the rest is; written again, a doc stands for itself alone': async ({
    store,
  }) => {
    await fill(store, ['one secret', 'two secrets', 'three secret']);
    await write(store, { docs: [{ seq: 1 }, { seq: 3 }] });
    expect(await find(store, 'secret')).toEqual([]);
    expect(await find(store)).toEqual([2]);
    await write(store, { docs: [{ seq: 3 }, { seq: 1 }] });
    await write(store, {
      docs: [
        doc(1, { tokens: 'again', who: ['bob'] }),
        doc(2, { tokens: 'other', kind: 'stop', at: JANUARY + 40 * DAY }),
      ],
    });
    expect(await find(store, 'again')).toEqual([1]);
    expect(await find(store, 'secrets')).toEqual([]);
    expect(await seqs(store, { who: ['alice'] })).toEqual([2]);
    expect(await seqs(store, { kinds: ['message'] })).toEqual([1]);
    expect(await seqs(store, { until: JANUARY + 39 * DAY })).toEqual([1]);
    await write(store, { docs: [{ seq: 1 }, { seq: 2 }] });
    expect(await find(store)).toEqual([]);
    await fill(store, ['new']);
    expect(await find(store, 'new')).toEqual([4]);
  },

  'LOG-1: the docs of a commit that conflicts are not written, nor those of one that is refused': async ({ store }) => {
    await fill(store, ['here']);
    const docs = [doc(1, { tokens: 'changed', who: ['mallory'] })];
    const conditions = [{ kind: 'lease', id: 'a', is: '1' }] as const;
    expect(await write(store, { docs, conditions })).toHaveProperty('conflict');
    expect(await write(store, { entries: [{ seq: 9, text: '' }], docs })).toEqual({ conflict: 'journal' });
    const bad = { seq: 1, kind: 'lease', id: 'x', value: '\0' } as const;
    await refused(write(store, { docs, rows: [bad] }), 'BAD_INPUT');
    expect(await find(store)).toEqual([1]);
    expect(await find(store, 'changed')).toEqual([]);
    await write(store, { docs });
    expect(await seqs(store, { who: ['mallory'] })).toEqual([1]);
  },

  'what is no doc is refused whole, and what is no query too': async ({ store }) => {
    await append(store, 'one');
    for (const odd of ODD_DOCS) {
      const change = { entries: [{ seq: 2, text: 'two' }], docs: [{ ...doc(1, {}), ...odd } as Doc] };
      await refused(write(store, change), 'BAD_INPUT');
    }
    await refused(write(store, { docs: [{ seq: 2 }] }), 'BAD_INPUT');
    expect([await find(store), (await store.entries(0, 9)).length]).toEqual([[], 1]);
    // `as`: what the types forbid
    for (const odd of ODD_QUERIES) await refused(seqs(store, odd as Partial<Query>), 'BAD_INPUT');
  },

  'what was found is frozen, and a doc does not change with the object that it came from': async ({ store }) => {
    const one = { ...doc(1, { tokens: 'one' }), who: ['bob'] };
    await write(store, { entries: [{ seq: 1, text: '' }], docs: [one] });
    one.who.push('mallory');
    one.tokens = 'other';
    expect(Object.isFrozen(await store.search(query({})))).toBe(true);
    expect([await find(store, 'one'), await seqs(store, { who: ['mallory'] })]).toEqual([[1], []]);
  },

  'after close a search rejects with CLOSED': async ({ store }) => {
    await store.close();
    await refused(find(store, 'one'), 'CLOSED');
  },

  'MAIL-6: what was written is found after the store was closed and opened again, and by a second handle': async ({
    store,
    reopen,
    another,
  }) => {
    const other = await another();
    await fill(store, [{ tokens: 'one', who: ['bob'] }]);
    expect(await seqs(other, { terms: [termOf('one')!], who: ['bob'] })).toEqual([1]);
    await fill(other, [{ tokens: 'two', who: ['carol'] }]);
    await fill(store, [{ tokens: 'three', who: ['carol', 'bob'] }]);
    expect([await seqs(store, { who: ['carol'] }), await seqs(other, { who: ['bob'] })]).toEqual([
      [3, 2],
      [3, 1],
    ]);
    await other.close();
    await store.close();
    const again = await reopen();
    expect([await find(again, 'three'), await seqs(again, { with: 'bob' })]).toEqual([[3], [3, 1]]);
    await again.close();
  },
};

const ODD_DOCS = [
  ...[{ seq: 0 }, { seq: 3 }, { seq: 1.5 }, { seq: NaN }, { at: -1 }, { at: 0.5 }, { at: Infinity }],
  ...[{ kind: 'lease' }, { kind: 'toString' }, { who: ['a', 'a'] }, { who: 'a' }, { who: [1] }, { who: ['\0'] }],
  ...[' a', 'a ', 'a  b', 'A', 'a-b', 'a"b', 'a_b', 'a\n', '\0', '\ud800', 'x'.repeat(257)].map((tokens) => ({
    tokens,
  })),
];
const ODD_QUERIES = [
  ...[{ limit: -1 }, { limit: 1.5 }, { limit: NaN }, { before: -1 }, { from: 0.5 }, { until: NaN }, { order: 'worst' }],
  ...[{ kinds: ['lease'] }, { who: 'bob' }, { who: ['\0'] }, { with: 7 }, { terms: 'fox' }],
  ...[[], ['a b'], ['"'], ['A'], [''], ['*'], [7]].map((tokens) => ({ terms: [{ tokens, prefix: false }] })),
];

const doc = (seq: number, facts: Partial<Doc>): Doc => ({
  ...{ seq, kind: 'message', at: JANUARY, who: ['alice'], tokens: '' },
  ...facts,
});

/** One entry with a doc for each of these; a text is a doc's words. */
async function fill(store: Store, docs: readonly (string | Partial<Doc>)[]): Promise<void> {
  await store.commit(0, ({ length }) => ({
    entries: docs.map((_, at) => ({ seq: length + 1 + at, text: '' })),
    docs: docs.map((facts, at) => doc(length + 1 + at, typeof facts === 'string' ? { tokens: wordsIn(facts) } : facts)),
  }));
}

/** The words of a text; one that is a mark is kept as it is. */
const wordsIn = (text: string): string => (text.startsWith('\ue000') ? text : tokensOf(text).join(' '));

const query = (part: Partial<Query>): Query => ({ terms: [], limit: 100, order: 'newest', ...part });
const seqs = (store: Store, part: Partial<Query>): Promise<readonly number[]> => store.search(query(part));
const find = (store: Store, ...phrases: readonly string[]): Promise<readonly number[]> =>
  seqs(store, { terms: phrases.map((phrase) => termOf(phrase)!) });
