// The lock of a store: who holds it writes.
import { createHash } from 'node:crypto';

/** What is one and the same for everybody who uses this schema of this database. */
const idOf = (schema: string): bigint => createHash('sha256').update(`sallyport ${schema}`).digest().readBigInt64BE();

/**
 * An advisory lock of the transaction, and not `SELECT … FOR UPDATE` on a row: it needs no right to change anything, writes
 * nothing, is served in the order of asking, is there before the tables are, and goes with the transaction, however that
 * ends. Who ignores it can still not write an entry twice: `seq` is the primary key.
 */
export const takeLock = (schema: string): string => `SELECT pg_advisory_xact_lock(${idOf(schema)})`;

/** Where commits are told of. */
export const channelOf = (schema: string): string => `sallyport_${schema}`;

export const BEGIN = 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE';
