// The connection breaks: while nobody asks, while somebody waits, and at the worst moment of a commit.
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { postgresStore } from '../postgres.js';
import { refusal } from '../sqlite/fixture.js';
import type { Driver } from './driver.js';
import { DriverError } from './driver.js';
import { append, setup, spoilt, texts } from './fixture.js';
import { nodePostgres } from './node-postgres.js';
import { openPostgres } from './open.js';
import { settingsOf } from './options.js';
import { startServer, type Server } from './server.fixture.js';

const started = await startServer();
afterAll(() => started?.close());
/** Asked for only where there is one. */
const server = started as Server;

const HOUR = 3_600_000;
const cutAll = () =>
  server.sql(`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'sallyport'`);
const soon = (): AbortSignal => AbortSignal.timeout(15_000);
const LEASE = { kind: 'lease', id: 'a' } as const;

describe.skipIf(started === undefined)('a connection that breaks', () => {
  test('GATE-6: connections that were cut while nobody asked are made again, and nobody is told', async () => {
    const { store } = await setup(server);
    await append(store, 'one');
    expect(await texts(store)).toEqual(['one']);
    await cutAll();
    expect(await append(store, 'two')).toEqual({ seq: 2 });
    await cutAll();
    expect(await texts(store)).toEqual(['one', 'two']);
  });

  test('GATE-1: whoever waits is woken by a notification long before the poll', async () => {
    const { place, store } = await setup(server, { pollEvery: HOUR });
    const other = await postgresStore(place);
    for (let head = 0; head < 3; head++) {
      const waiting = store.watch(head, soon());
      await append(other, `${head}`);
      expect(await waiting).toBeUndefined();
    }
    await other.close();
  });

  test('GATE-1: whoever waits is woken by the poll when no notification comes', async () => {
    const place = { ...server.fresh(), pollEvery: 20 };
    const settings = settingsOf(place);
    const connect = await nodePostgres(settings);
    const deaf = await openPostgres(settings, () => connect({ notified: () => undefined }));
    onTestFinished(() => deaf.close());
    const other = await postgresStore(place);
    for (let head = 0; head < 3; head++) {
      const waiting = deaf.watch(head, soon());
      await append(other, `${head}`);
      expect(await waiting).toBeUndefined();
    }
    await other.close();
  });

  test('GATE-1: a wait goes on when its connection is cut, and misses nothing that was committed meanwhile', async () => {
    const { place, store } = await setup(server, { pollEvery: 50 });
    const other = await postgresStore(place);
    for (let head = 0; head < 3; head++) {
      const waiting = store.watch(head, soon());
      await cutAll();
      await append(other, `${head}`);
      expect(await waiting).toBeUndefined();
    }
    await other.close();
  });

  test.each(['entries', 'rows'])(
    'GATE-6: a commit (%s) whose answer is lost is found, and answered truly',
    async (what) => {
      const { builds, commit, store } = await breaking('after', what);
      expect(await commit()).toEqual({ seq: what === 'rows' ? 0 : 1 });
      expect(builds()).toBe(1);
      expect(what === 'rows' ? await store.get('lease', 'a') : await texts(store)).toEqual(
        what === 'rows' ? '1' : ['one'],
      );
      expect(await append(store, 'next')).toMatchObject({ seq: what === 'rows' ? 1 : 2 });
    },
  );

  test.each(['entries', 'rows'])(
    'GATE-6: a commit (%s) that never arrived says that nothing was written, and build is not run again',
    async (what) => {
      const { builds, commit, store } = await breaking('before', what);
      const error = await refusal(commit(), 'STORE_FAILED');
      expect(error.message).toMatch(/connection broke during a commit, and nothing of it was written: try again/);
      expect(error.facts).toMatchObject({ outcome: 'undone' });
      expect(builds()).toBe(1);
      expect([await texts(store), await store.get('lease', 'a')]).toEqual([[], undefined]);
    },
  );

  test('GATE-6: rows that somebody has written anew since are still known to have been written', async () => {
    const { commit, store } = await breaking('after', 'rows', async (schema) => {
      await server.sql(`UPDATE ${schema}.rows SET value = 'theirs'`);
    });
    expect(await commit()).toEqual({ seq: 0 });
    expect(await store.get('lease', 'a')).toBe('theirs');
  });

  test('GATE-6: what cannot be found out is said to be unknown', async () => {
    const { builds, commit } = await breaking('after', 'entries', async () => server.down('stop'), {
      connectTimeout: 300,
    });
    const error = await refusal(commit(), 'STORE_FAILED');
    await server.start();
    expect(error.message).toMatch(/whether it was written is unknown: look before you do it again/);
    expect(error.facts).toMatchObject({ outcome: 'unknown' });
    expect(builds()).toBe(1);
  });

  test('GATE-6: rows alone, written anew, behind a crash of the server: the transaction’s number may be another’s by now', async () => {
    const { commit } = await breaking('after', 'rows', async (schema) => {
      await server.sql(`UPDATE ${schema}.rows SET value = 'theirs'`);
      await server.down('crash');
      await server.start();
    });
    expect((await refusal(commit(), 'STORE_FAILED')).facts).toMatchObject({ outcome: 'unknown' });
  });

  test('GATE-6: a crash of the server before the commit arrived: nothing was written, and it says so', async () => {
    const { commit, store } = await breaking('before', 'rows', async () => {
      await server.down('crash');
      await server.start();
    });
    const error = await refusal(commit(), 'STORE_FAILED');
    expect(['undone', 'unknown']).toContain(error.facts['outcome']);
    expect(await store.get('lease', 'a')).toBeUndefined();
  });

  test('GATE-6: a server that is away for a moment is waited for, and one that stays away is named', async () => {
    const { store } = await setup(server, { connectTimeout: 20_000 });
    const { store: hasty } = await setup(server, { connectTimeout: 200 });
    await append(store, 'one');
    await server.down('stop');
    const [commit, read, waiting] = [append(store, 'two'), texts(store), store.watch(1, soon())];
    expect((await refusal(append(hasty, 'x'), 'STORE_FAILED')).message).toMatch(
      /nobody answers there: start the server/,
    );
    await server.start();
    expect(await commit).toEqual({ seq: 2 });
    expect((await read)[0]).toBe('one');
    expect(await waiting).toBeUndefined();
  });

  test('GATE-6: a store that is closed while the server is away is closed soon, and says so to whoever asks', async () => {
    const { store } = await setup(server, { connectTimeout: HOUR });
    await append(store, 'one');
    await server.down('stop');
    const commits = Promise.allSettled([append(store, 'two'), append(store, 'three')]);
    const watching = refusal(store.watch(1, soon()), 'CLOSED');
    await store.close();
    await server.start();
    expect((await commits).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await watching;
  });
});

/** A store whose connection breaks once, before or behind the COMMIT of what `commit` writes. `then` happens before it is made again. */
async function breaking(
  when: 'before' | 'after',
  what: string,
  then: (schema: string) => Promise<unknown> = async () => undefined,
  options: { readonly connectTimeout?: number } = {},
) {
  let armed = true;
  let builds = 0;
  const lose = async (driver: Driver, schema: string): Promise<never> => {
    driver.cut();
    await then(schema);
    throw new DriverError('Connection terminated unexpectedly', '', true);
  };
  const made = await setup(server, options, (driver) =>
    spoilt(driver, {
      ask: async (statement) => {
        if (statement.text !== 'COMMIT' || !armed) return driver.ask(statement);
        armed = false;
        if (when === 'after') await driver.ask(statement);
        return lose(driver, made.schema);
      },
    }),
  );
  const change = what === 'rows' ? { rows: [{ ...LEASE, value: '1' }] } : { entries: [{ seq: 1, text: 'one' }] };
  const commit = () => made.store.commit(0, () => (builds++, change));
  return { ...made, commit, builds: () => builds };
}
