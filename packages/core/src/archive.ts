// For whoever keeps a journal: checking it, taking it elsewhere, and letting old bytes go.
export { exportJournal, importJournal } from './archive/json-lines.js';
export { pruneJournal, type Pruned, type PruneOptions } from './archive/prune.js';
export { verifyJournal, type Missing, type Verification, type VerifyOptions } from './archive/verify.js';
