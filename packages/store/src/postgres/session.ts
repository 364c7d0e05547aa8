// A fresh connection made ours: what it may not inherit from the role, the database or the server, and what it must find there.
import { DriverError, type Driver } from './driver.js';
import { failed } from './failure.js';
import type { Settings } from './options.js';

/** What is told apart later: has the server been started anew since? */
export interface Session {
  readonly driver: Driver;
  readonly startedAt: string;
}

interface Found {
  readonly version: number;
  readonly encoding: string;
  readonly fsync: string;
  readonly standby: boolean;
  readonly started: string;
}

const OLDEST = 140_000;

const FOUND = `SELECT current_setting('server_version_num')::int4 AS version, current_setting('server_encoding') AS encoding,
  current_setting('fsync') AS fsync, pg_is_in_recovery() AS standby, pg_postmaster_start_time()::text AS started`;

/**
 * - `search_path`: nobody's functions and operators stand before PostgreSQL's own.
 * - `synchronous_commit`: what a role or a database turned off is turned on; `remote_apply` promises more and stays.
 * - `row_security = off`: a policy that hides rows is an error, not a shorter journal.
 * - Whoever is paused in the middle of a commit gives the lock up.
 */
const settle = ({ lockTimeout }: Settings): string => `
  SET search_path = pg_catalog, pg_temp;
  SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') <> 'remote_apply';
  SET row_security = off;
  SET client_encoding = 'UTF8';
  SET lock_timeout = ${lockTimeout};
  SET statement_timeout = 0;
  SET idle_in_transaction_session_timeout = ${lockTimeout + 10_000};
  SET standard_conforming_strings = on;
  SET jit = off`;

/** Throws `STORE_FAILED`: too old, a standby, another encoding, a server that does not flush. */
export async function settleSession(driver: Driver, settings: Settings): Promise<Session> {
  await driver.script(settle(settings));
  const { version, encoding, fsync, standby, started } = (await driver.ask<Found>({ text: FOUND })).rows[0]!;
  if (standby) throw new DriverError('the server is a standby', '25006', false);
  const why =
    version < OLDEST
      ? `the server is PostgreSQL ${Math.floor(version / 10_000)}: update it to ${OLDEST / 10_000} or later`
      : encoding !== 'UTF8'
        ? `the database's encoding is ${encoding}, which cannot keep every text: make one with ENCODING 'UTF8'`
        : fsync !== 'on'
          ? 'the server runs with fsync = off, and loses what it acknowledged when its machine stops: turn fsync on'
          : undefined;
  if (why !== undefined) throw failed(settings.label, why);
  return { driver, startedAt: started };
}
