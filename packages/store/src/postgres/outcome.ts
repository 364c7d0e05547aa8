// What became of a commit whose answer never came.
import type { Change, EntryRow } from '@sallyport/core/store';
import { DriverError, type Driver } from './driver.js';
import { BEGIN, takeLock } from './lock.js';
import type { Session } from './session.js';
import type { Mark } from './write.js';

/** What was sent, and to whom. */
export interface Sent {
  readonly schema: string;
  readonly change: Change;
  readonly mark: Mark;
  /** When the server that it was sent to had been started. */
  readonly startedAt: string;
}

export type Outcome = 'committed' | 'undone' | 'unknown';

/**
 * Looks for it on another connection, under the lock: whoever gets that knows that the transaction is over. An entry tells
 * by itself, because it never goes. Rows may have been written anew since; then the server's own record of the transaction
 * tells, unless it crashed in between: what had not reached the disk is forgotten, and its number is given out again.
 */
export async function outcomeOf({ driver, startedAt }: Session, sent: Sent): Promise<Outcome> {
  await driver.script(`${BEGIN}; ${takeLock(sent.schema)}`);
  try {
    const [entry] = sent.change.entries ?? [];
    if (entry !== undefined) return await entryOutcome(driver, sent, entry);
    if (await hasRow(driver, sent)) return 'committed';
    const status = await statusOf(driver, sent.mark);
    if (status === 'aborted') return 'undone';
    return status === 'committed' && startedAt === sent.startedAt ? 'committed' : 'unknown';
  } finally {
    await driver.script('ROLLBACK').catch(() => driver.cut());
  }
}

async function entryOutcome(driver: Driver, { schema, mark }: Sent, { seq, text }: EntryRow): Promise<Outcome> {
  const sql = `SELECT text, xmin::text AS xmin FROM ONLY "${schema}".entries WHERE seq = $1`;
  const [found] = (await driver.ask<{ text: string; xmin: string }>({ text: sql, values: [seq] })).rows;
  if (found?.text !== text) return 'undone';
  // The same line by another transaction: of somebody else, or carried to another server.
  return found.xmin === mark.xmin ? 'committed' : 'unknown';
}

async function hasRow(driver: Driver, { schema, mark, change }: Sent): Promise<boolean> {
  const puts = (change.rows ?? []).filter((row) => row.value !== undefined);
  const sql = `SELECT 1 FROM ONLY "${schema}".rows r JOIN unnest($1::text[], $2::text[], $3::text[]) c (kind, id, value)
    ON r.kind = c.kind AND r.id = c.id AND r.value = c.value WHERE r.xmin::text = $4 LIMIT 1`;
  const values = [puts.map(({ kind }) => kind), puts.map(({ id }) => id), puts.map(({ value }) => value!), mark.xmin];
  return (await driver.ask({ text: sql, values })).rows.length > 0;
}

const FUTURE = '22023';

/** `null` where the server no longer knows. A number that it has not given out yet it had forgotten. */
async function statusOf(driver: Driver, { xid }: Mark): Promise<string | null> {
  const sql = 'SELECT pg_xact_status($1::text::xid8) AS status';
  try {
    return (await driver.ask<{ status: string | null }>({ text: sql, values: [xid] })).rows[0]!.status;
  } catch (error) {
    if (error instanceof DriverError && error.code === FUTURE) return 'aborted';
    throw error;
  }
}
