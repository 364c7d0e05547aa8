// The test suite for stores: whoever writes one runs this, and knows.
export { testStore } from './conformance/test-store.js';
export type { StoreUnderTest, TestStoreOptions } from './conformance/test-store.js';
