// The store in memory. The whole port is tried by testStore() of @sallyport/store/conformance, which stands a floor above.
import { describe, expect, test } from 'vitest';
import { SallyportError } from '../errors.js';
import { checkChange, checkCounts, checkPlace, MAX_TEXT, memoryStore } from './memory-store.js';
import type { Change } from './store.js';

const codeOf = (error: unknown): unknown => (SallyportError.isInstance(error) ? error.code : error);

describe('memoryStore', () => {
  test('GATE-6: a build that throws writes nothing', async () => {
    const store = memoryStore();
    const commit = store.commit(0, () => {
      throw new Error('mine');
    });
    await expect(commit).rejects.toThrow('mine');
    expect(await store.entries(0, 9)).toEqual([]);
  });

  test('GATE-4: a condition that does not hold writes nothing', async () => {
    const store = memoryStore();
    const take = () =>
      store.commit(0, (tail) => ({
        entries: [{ seq: tail.length + 1, text: 'taken' }],
        rows: [{ kind: 'lease', id: 'a', value: '1' }],
        conditions: [{ kind: 'lease', id: 'a', is: undefined }],
      }));
    const results = await Promise.all([take(), take()]);
    expect(results).toEqual([{ seq: 1 }, { conflict: { kind: 'lease', id: 'a', is: undefined } }]);
    expect(await store.entries(0, 9)).toHaveLength(1);
  });

  test('GATE-1: wakes whoever watches, ends their wait when it is closed, and refuses everything after', async () => {
    const store = memoryStore();
    const woken = store.watch(0, new AbortController().signal);
    await store.commit(0, () => ({ entries: [{ seq: 1, text: 'one' }] }));
    await woken;
    const left = store.watch(1, new AbortController().signal).catch(codeOf);
    await store.close();
    expect(await left).toBe('CLOSED');
    expect(await store.get('lease', 'a').catch(codeOf)).toBe('CLOSED');
  });

  test('LOG-2: a journal shorter than what was seen is JOURNAL_BROKEN', async () => {
    const store = memoryStore();
    expect(await store.commit(1, () => undefined).catch(codeOf)).toBe('JOURNAL_BROKEN');
  });
});

describe('what every store checks', () => {
  test('LOG-2: entries continue the journal or they do not', () => {
    const entries = (...seqs: number[]): Change => ({ entries: seqs.map((seq) => ({ seq, text: '' })) });
    expect([entries(), entries(8), entries(8, 9)].map((change) => checkChange(change, 7))).toEqual([true, true, true]);
    expect([entries(7), entries(9), entries(8, 8), entries(9, 8)].map((change) => checkChange(change, 7))).toEqual(
      Array(4).fill(false),
    );
  });

  test('a text over the limit is TOO_LARGE, before it is written anywhere', () => {
    const value = 'x'.repeat(MAX_TEXT + 1);
    expect(() => checkChange({ rows: [{ kind: 'content', id: 'a', value }] }, 0)).toThrow(
      /is over 67108864 characters/,
    );
    checkChange({ rows: [{ kind: 'content', id: 'a', value: value.slice(1) }] }, 0);
  });

  test('what no store can keep is refused, and the message shows it in plain characters', () => {
    expect(() => checkPlace('lease', 'a\0b')).toThrow(/the id of a lease, 'a\\u\{0\}b', holds NUL/);
    expect(() => checkPlace('lease', 'a\ud800')).toThrow(/half a surrogate pair/);
    // A kind that the types do not allow, as a caller without types would pass it.
    expect(() => checkPlace('rows' as 'lease', 'a')).toThrow(/there is no kind of row called 'rows'/);
    for (const limit of [-1, 0.5, NaN]) expect(() => checkCounts({ limit })).toThrow(/limit has to be a whole number/);
    checkCounts({ after: 0, limit: Infinity });
  });
});
