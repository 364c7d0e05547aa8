// The ledger of one principal: files of its own, outside of any store.
export { fileLedger } from './ledger/file-ledger.js';
