// What watching promises: no wake-up is lost, and nobody waits for a store that is gone.
import { expect } from 'vitest';
import { append, refused, soon, write } from './help.js';
import type { Cases } from './case.js';

export const WATCHING: Cases = {
  'GATE-1: a watch resolves when an entry is there already, and when one is committed later': async ({ store }) => {
    const early = store.watch(0, soon('the first entry'));
    await append(store, 'one');
    await early;
    await store.watch(0, soon('an entry that is there'));
    const both = [store.watch(1, soon('the second entry')), store.watch(1, soon('the second entry'))];
    await append(store, 'two');
    await Promise.all(both);
  },

  'a watch that has nothing to report goes on waiting': async ({ store }) => {
    await append(store, 'one');
    const stop = new AbortController();
    const waiting = store.watch(7, stop.signal).then(
      () => 'woken',
      () => 'aborted',
    );
    await append(store, 'two');
    await write(store, { rows: [{ kind: 'lease', id: 'a', value: '1' }] });
    expect(await Promise.race([waiting, new Promise((resolve) => setTimeout(() => resolve('waiting'), 60))])).toBe(
      'waiting',
    );
    stop.abort();
    expect(await waiting).toBe('aborted');
  },

  'GATE-6: no wake-up is lost, whichever comes first, the commit or the watch': async ({ store }) => {
    for (let head = 0; head < 100; head++) {
      const commit = append(store, `${head}`);
      if (head % 3 === 1) await commit;
      if (head % 3 === 2) await new Promise(setImmediate);
      await store.watch(head, soon(`entry ${head + 1}`));
      await commit;
    }
  },

  'an aborted watch rejects with the reason, and leaves the others waiting': async ({ store }) => {
    const stop = new AbortController();
    const reason = new Error('enough');
    const [stopped, other] = [store.watch(0, stop.signal), store.watch(0, soon('an entry'))];
    stop.abort(reason);
    await expect(stopped).rejects.toBe(reason);
    await expect(store.watch(0, AbortSignal.abort(reason))).rejects.toBe(reason);
    await append(store, 'one');
    await other;
  },

  'closing the store ends every watch with CLOSED': async ({ store }) => {
    const waiting = [store.watch(0, soon('the end')), store.watch(5, soon('the end'))].map((watch) =>
      refused(watch, 'CLOSED'),
    );
    await store.close();
    await Promise.all(waiting);
  },
};
