// The test suite for stores: whoever writes one runs this, and knows.
export { testStore } from './conformance/test-store.js';
export type { TestStoreOptions } from './conformance/test-store.js';
export type { StoreUnderTest } from './conformance/case.js';
