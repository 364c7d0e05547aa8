// What several processes of a test do at once: they count, by compare-and-swap, and write each step down.
import type { Store } from '@sallyport/core/store';

/** Adds one to a counter, and one entry that says so, `steps` times. */
export async function countUp(store: Store, steps: number): Promise<void> {
  for (let done = 0; done < steps;) {
    const is = await store.get('lease', 'counter');
    const value = `${Number(is ?? 0) + 1}`;
    const { conflict } = await store.commit(0, (tail) => ({
      entries: [{ seq: tail.length + 1, text: `${process.pid} ${value}` }],
      rows: [{ kind: 'lease', id: 'counter', value }],
      conditions: [{ kind: 'lease', id: 'counter', is }],
    }));
    if (conflict === undefined) done++;
  }
}
