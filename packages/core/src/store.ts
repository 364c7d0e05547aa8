// What the author of a store needs: the port, the store in memory, keys and the base error.
export { DOC_KINDS, ROW_KINDS } from './record/store.js';
export type {
  Change,
  Committed,
  Condition,
  Doc,
  DocKind,
  EntryRow,
  Query,
  Row,
  RowKind,
  Store,
  Term,
} from './record/store.js';
export type { Checkpoint, Holder, Ledger, OpenLedger, Saved } from './record/ledger.js';
export { brokenJournal, checkChange, checkCounts, checkPlace, MAX_TEXT, memoryStore } from './record/memory-store.js';
export { checkDocs, checkQuery, MAX_TOKENS, RANKED } from './record/docs.js';
export { fits } from './record/memory-docs.js';
export { MOST_TOKENS, termOf, tokensOf } from './record/words.js';
export { quote, SallyportError } from './errors.js';
export { newKey, signerOf } from './people/key.js';
export type { SecretKey, Signer } from './people/key.js';
