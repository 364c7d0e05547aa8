// The search index in the file: it answers as the store in memory does, forgets for good, and stops nobody when it breaks.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOC_KINDS, memoryStore, type Change, type Doc, type Query, type Store } from '@sallyport/core/store';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { sqliteStore } from '../sqlite.js';
import { folder, refusal, tamper, trespass } from './fixture.js';
import { APPLICATION_ID } from './schema.js';

const NAMES = ['alice', 'bob', 'Bob', '~mail:eve@x.example', "o'neil"];
const WORDS = ['a', 'ab', 'abc', 'b', 'ba', 'and', 'é', '東京', '京都', '都', '\ue000bob'];
const START = Date.UTC(2025, 11, 20);
const DAY = 86_400_000;

const day = fc.integer({ min: 0, max: 100 }).map((n) => START + n * DAY);
const names = fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 3 });
const kinds = fc.uniqueArray(fc.constantFrom(...DOC_KINDS.slice(0, 4)), { maxLength: 2 });
const words = fc.array(fc.constantFrom(...WORDS), { maxLength: 8 }).map((some) => some.join(' '));
const doc = fc.record({ kind: fc.constantFrom(...DOC_KINDS.slice(0, 4)), at: day, who: names, tokens: words });
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ put: fc.array(doc, { maxLength: 12 }) }) },
  { weight: 1, arbitrary: fc.record({ forget: fc.array(fc.nat({ max: 40 }), { maxLength: 5 }) }) },
  { weight: 1, arbitrary: fc.record({ again: doc, at: fc.nat({ max: 40 }) }) },
);
const term = fc.record({
  tokens: fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 3 }),
  prefix: fc.boolean(),
});
const query: fc.Arbitrary<Query> = fc.record(
  {
    terms: fc.array(term, { maxLength: 3 }),
    who: names,
    with: fc.constantFrom(...NAMES, 'nobody'),
    kinds,
    from: day,
    until: day,
    before: fc.nat({ max: 60 }),
    limit: fc.constantFrom(0, 1, 3, 100),
    order: fc.constant('newest' as const),
  },
  { requiredKeys: ['terms', 'limit', 'order'] },
);

describe('searching a store on SQLite', () => {
  test('MAIL-6: whatever is written, forgotten and asked for, it answers as the store in memory does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), fc.array(query, { maxLength: 12 }), async (steps, queries) => {
        const memory = memoryStore();
        const store = await sqliteStore(join(folder(), 'a.db'));
        for (const one of steps) {
          const change = (length: number): Change => changeOf(one, length);
          await Promise.all([memory, store].map((each) => each.commit(0, ({ length }) => change(length))));
        }
        for (const one of queries) {
          expect(await store.search(one)).toEqual(await memory.search(one));
          // the order of the best is the store's own: which ones they are is not
          const best = { ...one, limit: 1_000, order: 'best' } as const;
          expect(new Set(await store.search(best))).toEqual(new Set(await memory.search(best)));
        }
        await store.close();
      }),
      { numRuns: 60 },
    );
  });

  test('a query with as many names and terms as may be is answered', async () => {
    const { store } = await setup();
    await put(store, { tokens: 'a b', who: ['n7'] });
    const who = Array.from({ length: 4_096 }, (_, n) => `n${n}`);
    await put(store, { who });
    const terms = Array.from({ length: 100 }, (_, n) => ({ tokens: [n % 2 === 0 ? 'a' : 'b'], prefix: n % 3 === 0 }));
    expect(await store.search({ terms, who, limit: 9, order: 'newest' })).toEqual([1]);
    expect(await store.search({ terms, who, limit: 9, order: 'best' })).toEqual([1]);
  });

  test('MAIL-6: what was forgotten is not in the file any more', async () => {
    const { path, store } = await setup();
    for (let n = 0; n < 50; n++) await put(store, { tokens: `zanzibar${n} common` });
    const bytes = (): string => `${readFileSync(path, 'latin1')}${readFileSync(`${path}-wal`, 'latin1')}`;
    trespass(path, 'PRAGMA wal_checkpoint(TRUNCATE)');
    // what follows the first letters, which FTS5 writes once for all of them
    expect(bytes()).toContain('anzibar');
    await store.commit(0, () => ({ docs: Array.from({ length: 50 }, (_, n) => ({ seq: n + 1 })) }));
    trespass(path, 'PRAGMA wal_checkpoint(TRUNCATE)');
    expect(bytes()).not.toContain('anzibar');
  });

  test('GATE-6: a file of format 1 keeps its journal, has an empty index, and takes docs of what is on record', async () => {
    const path = join(folder(), 'a.db');
    writeFileSync(path, '', { mode: 0o600 });
    tamper(
      path,
      ...FORMAT_1,
      "INSERT INTO entries VALUES (1, 'one'), (2, 'two')",
      "INSERT INTO rows VALUES ('lease', 'a', '1')",
    );
    const store = await sqliteStore(path);
    onTestFinished(() => store.close());
    expect((await store.entries(0, 9)).map(({ text }) => text)).toEqual(['one', 'two']);
    expect(await store.get('lease', 'a')).toBe('1');
    expect(await found(store)).toEqual([]);
    await store.commit(0, () => ({ docs: [docAt(1, { tokens: 'one' }), docAt(2, { tokens: 'two' })] }));
    expect([await found(store), await found(store, 'two')]).toEqual([[2, 1], [2]]);
  });

  test.each([
    ['a missing table behind the index', 'DROP TABLE history_docsize', /lacks the table 'history_docsize'/],
    [
      'a table behind it that was changed',
      'ALTER TABLE history_config ADD COLUMN x',
      /made differently, 'history_config'/,
    ],
    [
      'a trigger behind it',
      'CREATE TRIGGER eat AFTER INSERT ON history_data BEGIN DELETE FROM rows; END',
      /cannot create triggers on shadow tables/,
    ],
    ['a trigger on the docs', 'CREATE TRIGGER eat AFTER INSERT ON docs BEGIN DELETE FROM rows; END', /has a trigger/],
  ])('GATE-4: %s is noticed', async (_, statement, why) => {
    const { path, store } = await setup();
    await put(store, { tokens: 'one' });
    trespass(path, statement);
    expect((await refusal(put(store, { tokens: 'two' }), 'STORE_FOREIGN')).message).toMatch(why);
    expect((await refusal(sqliteStore(path), 'STORE_FOREIGN')).message).toMatch(why);
  });

  test('GATE-6: an index that somebody damaged is said to be so, stops no commit, and is made again', async () => {
    const { path, store } = await setup();
    for (let n = 0; n < 20; n++) await put(store, { tokens: `word${n} common` });
    trespass(path, "UPDATE history_data SET block = x'ffffffffff' WHERE id > 1");
    const error = await refusal(found(store, 'common'), 'STORE_FAILED');
    expect(error.message).toMatch(/its search index is damaged, and the journal is not: reindex\(\)/);
    await put(store, { tokens: 'common again' });
    expect(await found(store, 'common')).toEqual([21]);
    await store.commit(0, (tail) => ({ docs: tail.map(({ seq }) => docAt(seq, { tokens: 'common' })) }));
    expect(await found(store, 'common')).toHaveLength(21);
    expect(await store.entries(0, 99)).toHaveLength(21);
  });
});

const FORMAT_1 = [
  'CREATE TABLE entries (seq INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT',
  'CREATE TABLE rows (kind TEXT NOT NULL, id TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, id)) STRICT',
  `PRAGMA application_id = ${APPLICATION_ID}`,
  'PRAGMA user_version = 1',
];

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
function changeOf(one: Step, length: number): Change {
  if ('put' in one) {
    const entries = one.put.map((_, at) => ({ seq: length + 1 + at, text: '' }));
    return { entries, docs: one.put.map((facts, at) => ({ seq: length + 1 + at, ...facts })) };
  }
  if ('forget' in one) return { docs: one.forget.filter((n) => n < length).map((n) => ({ seq: n + 1 })) };
  return { docs: one.at < length ? [{ seq: one.at + 1, ...one.again }] : [] };
}

const docAt = (seq: number, facts: Partial<Doc>): Doc => ({
  ...{ seq, kind: 'message', at: START, who: [], tokens: '' },
  ...facts,
});

const put = (store: Store, facts: Partial<Doc>) =>
  store.commit(0, ({ length }) => ({
    entries: [{ seq: length + 1, text: '' }],
    docs: [docAt(length + 1, facts)],
  }));

const found = (store: Store, ...tokens: readonly string[]) =>
  store.search({ terms: tokens.map((token) => ({ tokens: [token], prefix: false })), limit: 99, order: 'newest' });

async function setup() {
  const path = join(folder(), 'a.db');
  const store = await sqliteStore(path);
  onTestFinished(() => store.close());
  return { path, store };
}
