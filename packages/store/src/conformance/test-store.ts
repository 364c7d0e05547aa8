// Puts the suite together: every promise of the store port as a vitest test.
import type { Store } from '@sallyport/core/store';
import { describe, test } from 'vitest';
import { testCommits } from './commits.js';
import { testJournal } from './journal.js';
import { testReading } from './reading.js';
import { testSharing } from './sharing.js';
import { testWatching } from './watching.js';

/** A fresh, empty store for one test, and what else can be done to it. Tests of what is missing are skipped. */
export interface StoreUnderTest {
  readonly store: Store;
  /** Opens what `store` kept once more, after `store` was closed. */
  reopen?(): Promise<Store>;
  /** A second handle on the same data, as another process would hold it. */
  another?(): Promise<Store>;
  /** Clears up. Called at the end of every test, with the store open or closed. */
  close?(): Promise<void>;
}

export interface TestStoreOptions {
  /** How the suite is called in the report. Unsaid: 'a store'. */
  readonly name?: string;
}

/** One test on a fresh store. */
export type Check = (title: string, body: (under: Under) => Promise<void>) => void;
/** {@link StoreUnderTest} whose missing parts end the test as skipped when they are asked for. */
export type Under = Required<Omit<StoreUnderTest, 'close'>>;

/**
 * One vitest suite with every promise of the {@link Store} port. A store that passes it can hold a Sallyport.
 *
 * @example
 * ```ts
 * import { memoryStore } from '@sallyport/core/store';
 * import { testStore } from '@sallyport/store/conformance';
 *
 * testStore(async () => ({ store: memoryStore() }), { name: 'memoryStore' });
 * ```
 */
export function testStore(open: () => Promise<StoreUnderTest>, options: TestStoreOptions = {}): void {
  const check: Check = (title, body) =>
    test(title, async ({ skip }) => {
      const under = await open();
      const missing = (what: string) => (): never => skip(`this store has no ${what}()`);
      try {
        await body({
          store: under.store,
          reopen: under.reopen?.bind(under) ?? missing('reopen'),
          another: under.another?.bind(under) ?? missing('another'),
        });
      } finally {
        await under.store.close();
        await under.close?.();
      }
    });
  describe(options.name ?? 'a store', () => {
    testCommits(check);
    testJournal(check);
    testReading(check);
    testWatching(check);
    testSharing(check);
  });
}
