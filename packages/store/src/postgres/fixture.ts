// What the tests of this folder share: a store of their own on a server, somebody between it and its connections, the error that came out.
import type { Store } from '@sallyport/core/store';
import { onTestFinished } from 'vitest';
import type { Connect, Driver } from './driver.js';
import { nodePostgres } from './node-postgres.js';
import { openPostgres } from './open.js';
import { settingsOf, type PostgresStoreOptions } from './options.js';
import type { Server } from './server.fixture.js';

/** One entry for each text. */
export async function append(store: Store, ...lines: readonly string[]) {
  return store.commit(0, (tail) => ({ entries: lines.map((text, at) => ({ seq: tail.length + 1 + at, text })) }));
}

export const texts = async (store: Store): Promise<readonly string[]> =>
  (await store.entries(0, 100_000)).map((entry) => entry.text);

/** A store in a schema of its own; `spoil` stands between it and each of its connections. */
export async function setup(
  server: Server,
  options: PostgresStoreOptions = {},
  spoil: (driver: Driver) => Driver = (one) => one,
) {
  const place = { ...server.fresh(), ...options };
  const settings = settingsOf(place);
  const connect = await nodePostgres(settings);
  const spoilt: Connect = async (listener) => spoil(await connect(listener));
  const store = await openPostgres(settings, spoilt);
  onTestFinished(() => store.close());
  return { place, schema: place.schema, store };
}

/** A driver that does as `driver`, except where said. */
export const spoilt = (driver: Driver, parts: Partial<Driver>): Driver => ({
  ask: parts.ask ?? ((statement) => driver.ask(statement)),
  script: parts.script ?? ((text) => driver.script(text)),
  end: () => driver.end(),
  cut: () => driver.cut(),
  get ended() {
    return driver.ended;
  },
});
