// Puts the suite together: every promise of the store port as a vitest test.
import { describe, test } from 'vitest';
import type { Cases, StoreUnderTest } from './case.js';
import { COMMITS } from './commits.js';
import { JOURNAL } from './journal.js';
import { READING } from './reading.js';
import { SEARCHING } from './searching.js';
import { SHARING } from './sharing.js';
import { WATCHING } from './watching.js';

export interface TestStoreOptions {
  /** How the suite is called in the report. Unsaid: 'a store'. */
  readonly name?: string;
}

const CASES: Cases = { ...COMMITS, ...JOURNAL, ...READING, ...WATCHING, ...SEARCHING, ...SHARING };

/**
 * One vitest suite with every promise of the {@link Store} port. A store that passes it can hold a Sallyport.
 * `open` makes a fresh, empty store for each test.
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
  describe(options.name ?? 'a store', () => {
    // The assertions stand in the cases, where the linter does not look for them.
    test.for(Object.entries(CASES))('%s', async ([, body], { skip }) => {
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
  });
}
