// The store on PostgreSQL: one database, as many machines on it as there are.
export { postgresStore } from './postgres/open.js';
export type { PostgresStoreOptions } from './postgres/options.js';
export type { PostgresTls } from './postgres/tls.js';
