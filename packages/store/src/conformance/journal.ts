// What the journal promises: gapless, in order, and never shorter than it was.
import { expect } from 'vitest';
import { append, following, refused, texts, write } from './help.js';
import type { Cases } from './case.js';

export const JOURNAL: Cases = {
  'LOG-2: build gets exactly the entries after `after`, oldest first': async ({ store }) => {
    await append(store, 'one', 'two', 'three');
    const seen: unknown[] = [];
    for (const after of [0, 2, 3]) await store.commit(after, (tail) => void seen.push(tail));
    expect(seen).toEqual([following(0, ['one', 'two', 'three']), following(2, ['three']), []]);
  },

  "LOG-2: entries that do not continue the journal are a conflict 'journal', and nothing is written": async ({
    store,
  }) => {
    await append(store, 'one');
    for (const seqs of [[1], [3], [0], [-1], [2, 2], [2, 4], [3, 2], [2.5], [NaN]]) {
      const entries = seqs.map((seq) => ({ seq, text: 'x' }));
      expect(await write(store, { entries, rows: [{ kind: 'lease', id: 'a', value: '1' }] }), `[${seqs}]`).toEqual({
        conflict: 'journal',
      });
    }
    expect([await texts(store), await store.get('lease', 'a')]).toEqual([['one'], undefined]);
  },

  'LOG-2: a journal that ends before what was already seen is JOURNAL_BROKEN, and build is not called': async ({
    store,
  }) => {
    await append(store, 'one');
    let called = false;
    await refused(
      store.commit(2, () => ((called = true), undefined)),
      'JOURNAL_BROKEN',
    );
    expect(called).toBe(false);
    expect(await append(store, 'two')).toEqual({ seq: 2 });
  },

  'LOG-1: a hundred commits at once continue the journal without a gap, none lost and none twice': async ({
    store,
  }) => {
    await Promise.all(Array.from({ length: 100 }, (_, n) => append(store, `${n}`)));
    const entries = await store.entries(0, 1_000);
    expect(entries.map((entry) => entry.seq)).toEqual(Array.from({ length: 100 }, (_, n) => n + 1));
    expect(new Set(entries.map((entry) => entry.text)).size).toBe(100);
  },

  'LOG-1: texts are kept to the letter, however long': async ({ store }) => {
    const long = '\u{1f600}é\n"\\\'%_'.repeat(200_000);
    await append(store, '', ' ', '\u0001\u001b[31m\u202e\ufeff', long);
    expect(await texts(store)).toEqual(['', ' ', '\u0001\u001b[31m\u202e\ufeff', long]);
  },

  'places that are no whole numbers are refused': async ({ store }) => {
    for (const odd of [-1, 0.5, NaN]) {
      await refused(
        store.commit(odd, () => undefined),
        'BAD_INPUT',
      );
      await refused(store.entries(odd, 1), 'BAD_INPUT');
      await refused(store.entries(0, odd), 'BAD_INPUT');
      await refused(store.list('lease', { limit: odd }), 'BAD_INPUT');
      await refused(store.watch(odd, AbortSignal.abort()), 'BAD_INPUT');
    }
  },
};
