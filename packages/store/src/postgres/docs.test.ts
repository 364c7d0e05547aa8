// Search on PostgreSQL: it answers to the letter what the store in memory answers, at the limits of its index too.
import { memoryStore, type Doc, type Query, type Store } from '@sallyport/core/store';
import * as fc from 'fast-check';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { setup } from './fixture.js';
import { startServer, type Server } from './server.fixture.js';

const started = await startServer();
afterAll(() => started?.close());
/** Asked for only where there is one. */
const server = started as Server;

const NEWEST: Query = { terms: [], limit: 9, order: 'newest' };
const term = (text: string, prefix = false) => ({ tokens: text.split(' '), prefix });

const word = fc.constantFrom('a', 'ab', 'abc', 'b', 'ｆ', 'é', '日本', '本語', '\u{1f600}', '\u3000', 'x\u200bx');
const name = fc.constantFrom('alice', 'bob', "o'neil", 'a\\b', '~mail:"x"', '{a,b}', 'NULL', '');
const kind = fc.constantFrom('message' as const, 'order' as const, 'decision' as const);
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
const doc = fc.record({
  kind,
  at: fc.nat(20),
  who: fc.uniqueArray(name, { maxLength: 3 }),
  tokens: fc.array(word, { maxLength: 8 }).map((words) => words.join(' ')),
});
const query = fc
  .record({
    terms: fc.array(fc.record({ tokens: fc.array(word, { minLength: 1, maxLength: 3 }), prefix: fc.boolean() }), {
      maxLength: 2,
    }),
    who: maybe(fc.array(name, { maxLength: 2 })),
    with: maybe(name),
    kinds: maybe(fc.array(kind, { maxLength: 2 })),
    from: maybe(fc.nat(20)),
    until: maybe(fc.nat(20)),
    before: maybe(fc.nat(40)),
    limit: fc.nat(6),
    order: fc.constantFrom('newest' as const, 'best' as const),
  })
  // `as`: what is undefined is left out
  .map((one) => Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined)) as unknown as Query);

describe.skipIf(started === undefined)('search on PostgreSQL', () => {
  test('MAIL-6: any query finds among any docs what the store in memory finds, in its order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(doc, { minLength: 1, maxLength: 30 }),
        fc.array(query, { minLength: 10, maxLength: 10 }),
        async (docs, queries) => {
          const { store } = await setup(server);
          const oracle = memoryStore();
          for (const one of [store, oracle]) await write(one, docs);
          for (const asked of queries)
            expect(await store.search(asked), JSON.stringify(asked)).toEqual(await oracle.search(asked));
          await store.close();
        },
      ),
      { numRuns: 12 },
    );
  }, 60_000);

  test('MAIL-6: what is far behind the newest is found by the index, rare and common words alike', async () => {
    const { store } = await setup(server);
    const docs = Array.from({ length: 700 }, (_, n) => ({
      tokens: n === 5 ? 'needle hay' : n < 60 ? 'straw' : 'hay',
      at: n,
    }));
    await write(store, docs);
    const found = (text: string, more: Partial<Query> = {}) =>
      store.search({ ...NEWEST, terms: [term(text)], ...more });
    expect(await found('needle')).toEqual([6]);
    expect(await found('needle hay')).toEqual([6]);
    expect(await found('hay needle')).toEqual([]);
    expect(await found('hay', { limit: 2 })).toEqual([700, 699]);
    expect(await found('straw', { limit: 2 })).toEqual([60, 59]);
    expect(await found('hay', { before: 8, limit: 3 })).toEqual([6]);
    expect(await store.search({ ...NEWEST, from: 3, until: 5 })).toEqual([5, 4]);
    expect(await found('hay', { limit: 700 })).toHaveLength(641);
  });

  test('MAIL-6: a phrase is found wherever it stands, behind the 16,383rd word too, and so is a word that stands there 300 times', async () => {
    const { store } = await setup(server);
    const far = `${'same '.repeat(300)}${Array.from({ length: 20_000 }, (_, n) => `w${n}`).join(' ')} far away same end`;
    await write(store, [{ tokens: far }]);
    for (const text of ['far away', 'w19999 far', 'same end', 'same same'])
      expect(await store.search({ ...NEWEST, terms: [term(text)] }), text).toEqual([1]);
    expect(await store.search({ ...NEWEST, terms: [term('away far')] })).toEqual([]);
  });

  test('MAIL-6: docs that have more words than their index takes are found by their text', async () => {
    const { store } = await setup(server);
    const wide = Array.from({ length: 300_000 }, (_, n) =>
      String.fromCodePoint(0x4e00 + (n % 20_000), 0x4e00 + Math.floor(n / 20_000)),
    );
    await write(store, [{ tokens: 'é'.repeat(256) }, { tokens: wide.join(' ') }]);
    const found = (text: string, prefix = false) => store.search({ ...NEWEST, terms: [term(text, prefix)] });
    expect(await found('é'.repeat(256))).toEqual([1]);
    expect(await found('é'.repeat(200), true)).toEqual([1]);
    expect(await found(wide[299_999]!)).toEqual([2]);
    expect(await found(`${wide[299_998]} ${wide[299_999]}`)).toEqual([2]);
    expect(await store.search({ ...NEWEST, who: ['bob'] })).toEqual([]);
  }, 60_000);

  test('a doc that is forgotten is gone with its words, and one that is written anew has only the new ones', async () => {
    const { schema, store } = await setup(server);
    await write(store, [{ tokens: 'secret one' }, { tokens: 'secret two' }]);
    await store.commit(2, () => ({ docs: [{ seq: 1 }, { ...base, seq: 2, tokens: 'two' }] }));
    expect(await store.search({ ...NEWEST, terms: [term('secret')] })).toEqual([]);
    expect(await store.search({ ...NEWEST, terms: [term('two')] })).toEqual([2]);
    expect(await server.sql(`SELECT seq FROM ${schema}.docs WHERE tokens ~ 'secret' OR words @@ 'secret'`)).toEqual([]);
  });
});

const base = { kind: 'message', at: 1, who: ['alice'] } as const;

/** One entry for each doc, in one commit. */
async function write(store: Store, docs: readonly Partial<Doc>[]): Promise<void> {
  onTestFinished(() => store.close());
  const whole = docs.map((one, at) => ({ ...base, tokens: '', ...one, seq: at + 1 }));
  await store.commit(0, () => ({ entries: whole.map(({ seq }) => ({ seq, text: `${seq}` })), docs: whole }));
}
