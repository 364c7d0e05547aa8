// The store on PostgreSQL: one database, as many machines on it as there are.
export { postgresStore } from './postgres/open.js';
export type { PostgresStoreOptions, PostgresTls } from './postgres/options.js';
