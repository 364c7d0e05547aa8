// The store on SQLite: one file, as many processes on it as there are.
export { sqliteStore } from './sqlite/open.js';
export type { SqliteStoreOptions } from './sqlite/open.js';
