// Opens a store in one PostgreSQL database: makes its schema, checks that it is ours, brings it up to date.
import type { Store } from '@sallyport/core/store';
import type { Connect } from './driver.js';
import { storeError } from './failure.js';
import { Line } from './line.js';
import { channelOf } from './lock.js';
import { nodePostgres } from './node-postgres.js';
import { settingsOf, type PostgresStoreOptions, type Settings } from './options.js';
import { PostgresStore } from './postgres-store.js';
import { SchemaPin } from './schema.js';
import { settleSession, type Session } from './session.js';

/**
 * Opens the store in a PostgreSQL database (14 or later), in a schema of its own, which it makes where it may and there is none.
 * What a commit wrote is on the server's disk before it resolves. Any number of processes on any number of machines may
 * open the same. Needs the package `pg`.
 *
 * Throws `STORE_FAILED` (refused, wrong password, no such database, no permission, a standby: the message says which),
 * `STORE_FOREIGN` (somebody else's schema, or one whose tables were changed), `STORE_NEWER`, `BAD_OPTION`.
 *
 * @example
 * ```ts
 * import { postgresStore } from '@sallyport/store/postgres';
 *
 * await using store = await postgresStore('postgres://sallyport@db.example.com/office'); // closes it at the end of the block
 * console.log((await store.entries(0, 10)).length);
 * ```
 */
export async function postgresStore(urlOrOptions: string | PostgresStoreOptions): Promise<Store & AsyncDisposable> {
  const settings = settingsOf(urlOrOptions);
  return openPostgres(settings, await nodePostgres(settings));
}

/** {@link postgresStore} on any driver. */
export async function openPostgres(settings: Settings, connect: Connect): Promise<PostgresStore> {
  const pin = new SchemaPin(settings);
  const line = (hint?: () => void): Line => new Line(() => session(settings, connect, hint), settings.connectTimeout);
  const writing = line();
  try {
    await writing.once(({ driver }) => pin.migrate(driver));
  } catch (error) {
    await writing.close();
    throw storeError(settings.label, error);
  }
  return new PostgresStore({ settings, pin, writing, reading: line });
}

/** `hint`: listens for commits. */
async function session(settings: Settings, connect: Connect, hint?: () => void): Promise<Session> {
  const driver = await connect({ notified: () => hint?.() });
  try {
    const settled = await settleSession(driver, settings);
    if (hint !== undefined) await driver.script(`LISTEN ${channelOf(settings.schema)}`);
    return settled;
  } catch (error) {
    driver.cut();
    throw error;
  }
}
