// What the author of a store needs: the port, the store in memory, keys and the base error.
export { ROW_KINDS } from './record/store.js';
export type { Change, Committed, Condition, EntryRow, Row, RowKind, Store } from './record/store.js';
export { brokenJournal, checkChange, checkCounts, checkPlace, MAX_TEXT, memoryStore } from './record/memory-store.js';
export { quote, SallyportError } from './errors.js';
export { newKey, signerOf } from './people/key.js';
export type { SecretKey, Signer } from './people/key.js';
