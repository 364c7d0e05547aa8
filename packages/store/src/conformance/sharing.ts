// What a store promises that outlives its handle, or has more than one.
import type { Store } from '@sallyport/core/store';
import { expect } from 'vitest';
import { append, soon, texts, write } from './help.js';
import type { Cases } from './case.js';

export const SHARING: Cases = {
  'GATE-6: what was committed is there after the store was closed and opened again': async ({ store, reopen }) => {
    const value = JSON.stringify('\u{1f600}'.repeat(10_000));
    await append(store, 'one');
    await write(store, {
      rows: [
        { kind: 'content', id: 'é', value },
        { kind: 'lease', id: 'gone', value: '1' },
      ],
    });
    await write(store, { rows: [{ kind: 'lease', id: 'gone', value: undefined }] });
    await store.close();
    const again = await reopen();
    expect(await texts(again)).toEqual(['one']);
    expect([await again.get('content', 'é'), await again.get('lease', 'gone')]).toEqual([value, undefined]);
    expect(await append(again, 'two')).toEqual({ seq: 2 });
    await again.close();
  },

  'LOG-1: commits that were under way when the store was closed are there, or were rejected': async ({
    store,
    reopen,
  }) => {
    const commits = Array.from({ length: 20 }, (_, n) => append(store, `${n}`));
    const settled = Promise.allSettled(commits);
    await store.close();
    const done = (await settled).filter((result) => result.status === 'fulfilled').length;
    const again = await reopen();
    expect(await texts(again)).toHaveLength(done);
    await again.close();
  },

  'a second handle sees what the first has committed, at once': async ({ store, another }) => {
    const other = await another();
    for (const [n, text] of ['one', 'two', 'three'].entries()) {
      await append(n % 2 === 0 ? store : other, text);
      expect(await texts(n % 2 === 0 ? other : store)).toHaveLength(n + 1);
    }
    await other.close();
  },

  'GATE-1: a commit of one handle wakes those who watch on the other': async ({ store, another }) => {
    const other = await another();
    for (let head = 0; head < 5; head++) {
      const waiting = store.watch(head, soon("the other handle's entry"));
      await append(other, `${head}`);
      await waiting;
    }
    await other.close();
  },

  'GATE-4: two handles that race for one condition: exactly one wins, every time': async ({ store, another }) => {
    const other = await another();
    for (let round = 0; round < 20; round++) {
      const results = await Promise.all([store, other].map((handle, who) => take(handle, `${round}`, who)));
      expect(results.filter((result) => result.conflict === undefined)).toHaveLength(1);
    }
    expect(await texts(store)).toHaveLength(20);
    await other.close();
  },

  'LOG-1: two handles count together: no step lost, none doubled, no gap': async ({ store, another }) => {
    const other = await another();
    const count = async (handle: Store): Promise<void> => {
      for (let step = 0; step < 30; step++) {
        await handle.commit(0, (tail) => ({
          entries: [{ seq: tail.length + 1, text: `${Number(tail.at(-1)?.text ?? 0) + 1}` }],
        }));
      }
    };
    await Promise.all([count(store), count(other), count(store)]);
    expect(await texts(other)).toEqual(Array.from({ length: 90 }, (_, n) => `${n + 1}`));
    await other.close();
  },
};

const take = (handle: Store, id: string, who: number) =>
  handle.commit(0, (tail) => ({
    entries: [{ seq: tail.length + 1, text: `${id} by ${who}` }],
    rows: [{ kind: 'lease', id, value: `${who}` }],
    conditions: [{ kind: 'lease', id, is: undefined }],
  }));
