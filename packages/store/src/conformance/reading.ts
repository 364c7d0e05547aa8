// What reading promises: an order, pages that meet, and results that nobody can change.
import type { Row } from '@sallyport/core/store';
import { expect } from 'vitest';
import { append, refused, texts, write } from './help.js';
import type { Cases } from './case.js';

/** In the order of their UTF-8 bytes, which is not the order that JavaScript sorts in. */
const IDS = [
  '',
  '\u0001',
  ' ',
  '"',
  '%',
  "'; DROP TABLE rows; --",
  '0',
  '10',
  '2',
  '?',
  'A',
  '\\',
  '__proto__',
  'a',
  'a\n',
  'a ',
  'aa',
  'b',
  'constructor',
  'é',
  '\u200b',
  '\ufffd',
  '\u{1f600}',
  '\u{1f600}a',
];

export const READING: Cases = {
  'entries come oldest first, at most as many as asked for, and pages meet': async ({ store }) => {
    await append(store, 'one', 'two', 'three');
    const seqs = async (after: number, limit: number) => (await store.entries(after, limit)).map((entry) => entry.seq);
    expect(await seqs(0, 2)).toEqual([1, 2]);
    expect(await seqs(2, 2)).toEqual([3]);
    expect(await seqs(3, 2)).toEqual([]);
    expect(await seqs(9, 2)).toEqual([]);
    expect(await seqs(0, 0)).toEqual([]);
    expect(await seqs(1, Infinity)).toEqual([2, 3]);
  },

  'ids are kept to the letter and listed in the order of their UTF-8 bytes, only those of the kind': async ({
    store,
  }) => {
    const rows = IDS.map((id): Row => ({ kind: 'content', id, value: JSON.stringify(id) }));
    await write(store, { rows: rows.toReversed() });
    await write(store, { rows: [{ kind: 'lease', id: 'a', value: 'a lease' }] });
    expect(await store.list('content', { limit: 100 })).toEqual(rows);
    expect(await store.list('contract', { limit: 100 })).toEqual([]);
    for (const id of IDS) expect(await store.get('content', id)).toBe(JSON.stringify(id));
    for (const id of ['e\u0301', 'B', 'a\t', 'toString']) expect(await store.get('content', id)).toBeUndefined();
  },

  'a list in pages misses nothing and repeats nothing, also while rows come and go': async ({ store }) => {
    await write(store, { rows: IDS.map((id): Row => ({ kind: 'content', id, value: '1' })) });
    const found: string[] = [];
    for (let after: string | undefined; ;) {
      const page = await store.list('content', { limit: 3, ...(after !== undefined && { after }) });
      if (page.length === 0) break;
      found.push(...page.map((row) => row.id));
      after = found.at(-1)!;
      await write(store, {
        rows: [
          { kind: 'content', id: after, value: undefined },
          { kind: 'content', id: `!${found.length}`, value: '1' },
        ],
      });
    }
    expect(found.filter((id) => IDS.includes(id))).toEqual(IDS);
    expect(await store.list('content', { after: '\u{10ffff}', limit: 3 })).toEqual([]);
    expect(await store.list('content', { limit: 0 })).toEqual([]);
  },

  'values are kept to the letter, however long': async ({ store }) => {
    const long = JSON.stringify('\u{1f600}é\n'.repeat(500_000));
    await write(store, {
      rows: [
        { kind: 'content', id: 'long', value: long },
        { kind: 'content', id: 'empty', value: '' },
      ],
    });
    expect((await store.get('content', 'long')) === long).toBe(true);
    expect(await store.get('content', 'empty')).toBe('');
  },

  'what was committed does not change with the objects that it came from, nor with those handed out': async ({
    store,
  }) => {
    const entry = { seq: 1, text: 'one' };
    const row = { kind: 'lease' as const, id: 'a', value: '1' };
    await write(store, { entries: [entry], rows: [row] });
    entry.text = 'changed';
    row.value = 'changed';
    expect([await texts(store), await store.get('lease', 'a')]).toEqual([['one'], '1']);
    const handedOut = [await store.entries(0, 9), await store.list('lease', { limit: 9 })];
    await store.commit(0, (tail) => void handedOut.push(tail));
    for (const list of handedOut) expect([list, ...list].every(Object.isFrozen)).toBe(true);
  },

  'after close every method rejects with CLOSED, and closing again does no harm': async ({ store }) => {
    await store.close();
    await refused(append(store, 'one'), 'CLOSED');
    await refused(store.entries(0, 1), 'CLOSED');
    await refused(store.get('lease', 'a'), 'CLOSED');
    await refused(store.list('lease', { limit: 1 }), 'CLOSED');
    await refused(store.watch(0, AbortSignal.timeout(1_000)), 'CLOSED');
    await store.close();
  },
};
