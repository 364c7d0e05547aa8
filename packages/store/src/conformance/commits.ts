// What one commit promises: all or nothing, and only when its conditions hold.
import type { Change, Condition } from '@sallyport/core/store';
import { expect } from 'vitest';
import { append, refused, texts, write } from './help.js';
import type { Cases } from './case.js';

const LEASE = { kind: 'lease', id: 'a' } as const;

export const COMMITS: Cases = {
  'LOG-1: a commit writes its entries and rows, and answers with the last entry': async ({ store }) => {
    const change: Change = {
      entries: [
        { seq: 1, text: 'one' },
        { seq: 2, text: 'two' },
      ],
      rows: [{ ...LEASE, value: '1' }],
    };
    expect(await write(store, change)).toEqual({ seq: 2 });
    expect(await texts(store)).toEqual(['one', 'two']);
    expect(await store.get('lease', 'a')).toBe('1');
  },

  'a build that returns nothing writes nothing and answers where the journal ends': async ({ store }) => {
    expect(await store.commit(0, () => undefined)).toEqual({ seq: 0 });
    await append(store, 'one');
    expect(await store.commit(1, () => undefined)).toEqual({ seq: 1 });
    expect(await store.commit(1, () => ({}))).toEqual({ seq: 1 });
    expect(await texts(store)).toEqual(['one']);
  },

  'GATE-6: when build throws nothing is written, its own error comes out, and the store goes on': async ({ store }) => {
    const mine = new Error('mine');
    const commit = store.commit(0, () => {
      throw mine;
    });
    await expect(commit).rejects.toBe(mine);
    expect(await texts(store)).toEqual([]);
    expect(await append(store, 'one')).toEqual({ seq: 1 });
  },

  'build is called once and inside: it does not run before its turn': async ({ store }) => {
    const calls: string[] = [];
    const first = store.commit(
      0,
      (tail) => (calls.push(`first ${tail.length}`), { entries: [{ seq: 1, text: 'one' }] }),
    );
    const second = store.commit(0, (tail) => (calls.push(`second ${tail.length}`), undefined));
    await Promise.all([first, second]);
    expect(calls).toEqual(['first 0', 'second 1']);
  },

  'a build that is asynchronous is refused, and nothing is written': async ({ store }) => {
    // A promise has no property that Change has, so the compiler lets it through where all of them are optional.
    const build = (async () => ({ entries: [{ seq: 1, text: 'one' }] })) as unknown as () => Change;
    await refused(store.commit(0, build), 'BAD_INPUT');
    expect(await texts(store)).toEqual([]);
  },

  'GATE-4: a row that must be absent, or have exactly this value, decides whether anything is written': async ({
    store,
  }) => {
    const put = (is: string | undefined, value: string) =>
      write(store, { conditions: [{ ...LEASE, is }], rows: [{ ...LEASE, value }] });
    expect(await put('0', '1')).toEqual({ conflict: { ...LEASE, is: '0' } });
    expect(await put(undefined, '1')).toEqual({ seq: 0 });
    expect(await put(undefined, '2')).toEqual({ conflict: { ...LEASE, is: undefined } });
    expect(await put('1 ', '2')).toEqual({ conflict: { ...LEASE, is: '1 ' } });
    expect(await put('1', '2')).toEqual({ seq: 0 });
    expect(await store.get('lease', 'a')).toBe('2');
  },

  'GATE-4: one condition that does not hold leaves nothing of the commit behind': async ({ store }) => {
    const missing: Condition = { kind: 'contract', id: 'c', is: '1' };
    await write(store, { rows: [{ ...LEASE, value: '1' }] });
    const change: Change = {
      entries: [{ seq: 1, text: 'one' }],
      rows: [
        { ...LEASE, value: undefined },
        { kind: 'content', id: 'x', value: '1' },
      ],
      conditions: [{ ...LEASE, is: '1' }, missing],
    };
    expect(await write(store, change)).toEqual({ conflict: missing });
    expect([await texts(store), await store.get('lease', 'a'), await store.get('content', 'x')]).toEqual([
      [],
      '1',
      undefined,
    ]);
  },

  'GATE-4: of fifty commits at once under one condition exactly one wins': async ({ store }) => {
    const take = (n: number) =>
      store.commit(0, (tail) => ({
        entries: [{ seq: tail.length + 1, text: `taken by ${n}` }],
        rows: [{ ...LEASE, value: `${n}` }],
        conditions: [{ ...LEASE, is: undefined }],
      }));
    const results = await Promise.all(Array.from({ length: 50 }, (_, n) => take(n)));
    expect(results.filter((result) => result.conflict === undefined)).toHaveLength(1);
    expect(await texts(store)).toEqual([`taken by ${await store.get('lease', 'a')}`]);
  },

  'conditions are judged against what was there before the commit, and its rows are written in their order': async ({
    store,
  }) => {
    const rows = [
      { ...LEASE, value: '1' },
      { ...LEASE, value: undefined },
      { ...LEASE, value: '2' },
    ];
    expect(await write(store, { rows, conditions: [{ ...LEASE, is: undefined }] })).toEqual({ seq: 0 });
    expect(await store.get('lease', 'a')).toBe('2');
    await write(store, {
      rows: [
        { ...LEASE, value: undefined },
        { kind: 'lease', id: 'never there', value: undefined },
      ],
    });
    expect(await store.get('lease', 'a')).toBeUndefined();
  },

  'what cannot be kept exactly is refused: NUL, half a surrogate pair, an unknown kind': async ({ store }) => {
    for (const odd of ['a\0b', '\0', 'a\ud800', '\udc00b']) {
      await refused(write(store, { entries: [{ seq: 1, text: odd }] }), 'BAD_INPUT');
      await refused(
        write(store, { entries: [{ seq: 1, text: 'one' }], rows: [{ ...LEASE, id: odd, value: '1' }] }),
        'BAD_INPUT',
      );
      await refused(
        write(store, { entries: [{ seq: 1, text: 'one' }], rows: [{ ...LEASE, value: odd }] }),
        'BAD_INPUT',
      );
      await refused(write(store, { conditions: [{ ...LEASE, id: odd, is: undefined }] }), 'BAD_INPUT');
      await refused(store.get('lease', odd), 'BAD_INPUT');
      await refused(store.list('lease', { after: odd, limit: 1 }), 'BAD_INPUT');
    }
    // A kind that the types do not allow, as a caller without types would pass it.
    const rows = [{ kind: 'entries' as 'lease', id: 'a', value: '1' }];
    await refused(write(store, { entries: [{ seq: 1, text: 'one' }], rows }), 'BAD_INPUT');
    expect(await texts(store)).toEqual([]);
  },
};
