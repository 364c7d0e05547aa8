// The store while it is open: changed tables, rows that were removed, and other people's locks.
import { setTimeout as pause } from 'node:timers/promises';
import { inspect } from 'node:util';
import { afterAll, describe, expect, test, vi, onTestFinished } from 'vitest';
import { postgresStore } from '../postgres.js';
import { refusal } from '../sqlite/fixture.js';
import { DriverError } from './driver.js';
import { append, setup, spoilt, texts } from './fixture.js';
import { PASSWORD, startServer, type Server } from './server.fixture.js';

const started = await startServer();
afterAll(() => started?.close());
/** Asked for only where there is one. */
const server = started as Server;

const EATING = `CREATE FUNCTION eat() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`;

describe.skipIf(started === undefined)('a store on PostgreSQL', () => {
  test.each([
    [
      'a trigger',
      `${EATING}; CREATE TRIGGER eat BEFORE INSERT ON S.rows FOR EACH ROW EXECUTE FUNCTION eat()`,
      /has a trigger that Sallyport did not make, 'eat'/,
    ],
    [
      'a rule',
      'CREATE RULE eat AS ON INSERT TO S.rows DO INSTEAD NOTHING',
      /has a rule that Sallyport did not make, 'eat'/,
    ],
    ['a policy', 'CREATE POLICY hide ON S.rows USING (false)', /has a policy that Sallyport did not make, 'hide'/],
    [
      'row security',
      'ALTER TABLE S.rows ENABLE ROW LEVEL SECURITY',
      /has a table that Sallyport made differently, 'rows'/,
    ],
    ['a column', 'ALTER TABLE S.rows ADD COLUMN note text', /has a table that Sallyport made differently, 'rows'/],
    [
      'a default',
      `ALTER TABLE S.entries ALTER COLUMN text SET DEFAULT 'x'`,
      /has a table that Sallyport made differently, 'entries'/,
    ],
    [
      'a constraint',
      'ALTER TABLE S.rows ADD CONSTRAINT short CHECK (length(value) < 9)',
      /has a constraint that Sallyport did not make, 'short'/,
    ],
    ['a lost key', 'ALTER TABLE S.entries DROP CONSTRAINT entries_pkey', /lacks the index 'entries_pkey'/],
    ['an index', 'CREATE INDEX fast ON S.rows (value)', /has a index that Sallyport did not make, 'fast'/],
    [
      'a child table',
      'CREATE TABLE S.more () INHERITS (S.entries)',
      /has a (child )?table that Sallyport did not make, '.*more'/,
    ],
    [
      'tables that are not logged',
      'ALTER TABLE S.entries SET UNLOGGED',
      /has a (table|index) that Sallyport made differently, 'entries/,
    ],
    [
      'another table in its place',
      'ALTER TABLE S.rows RENAME TO old; CREATE TABLE S.rows (LIKE S.old INCLUDING ALL)',
      /Sallyport (did not make|made differently)/,
    ],
    [
      'a view in its place',
      'ALTER TABLE S.rows RENAME TO old; CREATE VIEW S.rows AS SELECT * FROM S.old',
      /Sallyport (did not make|made differently)|lacks/,
    ],
    ['a missing table', 'DROP TABLE S.rows', /lacks/],
    ['a second format', 'INSERT INTO S.format VALUES (1)', /says 2 times which format it has/],
  ])(
    'GATE-4: %s that was slipped in is noticed, when the store is opened and while it is open',
    async (_, statement, why) => {
      const { schema, place, store } = await setup(server);
      await append(store, 'one');
      await server.sql('DROP FUNCTION IF EXISTS eat() CASCADE', statement.replaceAll('S.', `${schema}.`));
      expect((await refusal(append(store, 'two'), 'STORE_FOREIGN')).message).toMatch(why);
      expect((await refusal(postgresStore(place), 'STORE_FOREIGN')).message).toMatch(why);
    },
  );

  test('GATE-4: a trigger that eats consumptions eats them from anybody, and not one of ours', async () => {
    const { schema, store } = await setup(server);
    const trigger = `CREATE TRIGGER eat BEFORE INSERT ON ${schema}.rows FOR EACH ROW EXECUTE FUNCTION eat()`;
    await server.sql(`DROP FUNCTION IF EXISTS eat() CASCADE; ${EATING}`, trigger);
    await server.sql(`INSERT INTO ${schema}.rows VALUES ('lease', 'used', '1')`);
    expect(await server.sql(`SELECT * FROM ${schema}.rows`)).toEqual([]);
    await refusal(
      store.commit(0, () => ({ rows: [{ kind: 'lease', id: 'used', value: '1' }] })),
      'STORE_FOREIGN',
    );
  });

  test('GATE-6: a store that was refused is not left locked, and is taken again when it is mended', async () => {
    const { schema, place, store } = await setup(server, { lockTimeout: 500 });
    await server.sql(`CREATE RULE eat AS ON INSERT TO ${schema}.rows DO INSTEAD NOTHING`);
    await refusal(postgresStore(place), 'STORE_FOREIGN');
    await refusal(append(store, 'one'), 'STORE_FOREIGN');
    await server.sql(`DROP RULE eat ON ${schema}.rows`);
    expect(await append(store, 'one')).toEqual({ seq: 1 });
    await (await postgresStore(place)).close();
  });

  test('GATE-4: nobody slips a trigger in between the look at the tables and the write', async () => {
    let slipping: Promise<unknown> | undefined;
    const { schema, store } = await setup(server, {}, (driver) =>
      spoilt(driver, {
        ask: async (statement) => {
          if (statement.name === 'put_entries')
            slipping ??= server.sql(`CREATE RULE eat AS ON INSERT TO ${schema}.rows DO INSTEAD NOTHING`);
          return driver.ask(statement);
        },
      }),
    );
    const rows = [{ kind: 'lease' as const, id: 'a', value: '1' }];
    expect(await store.commit(0, () => ({ entries: [{ seq: 1, text: 'one' }], rows }))).toEqual({ seq: 1 });
    expect(await store.get('lease', 'a')).toBe('1');
    await slipping;
    await refusal(append(store, 'two'), 'STORE_FOREIGN');
  });

  test('GATE-2: a newer version that takes the schema over while it is open ends the older one', async () => {
    const { schema, store } = await setup(server);
    await server.sql(`UPDATE ${schema}.format SET version = 2`, `CREATE TABLE ${schema}.newer ()`);
    expect((await refusal(append(store, 'one'), 'STORE_NEWER')).facts).toMatchObject({ found: 2, known: 1 });
  });

  test.each(['put_entries', 'put_rows'])(
    'GATE-4: a write that changes nothing (%s) undoes the whole commit',
    async (name) => {
      const { store } = await setup(server, {}, (driver) =>
        spoilt(driver, {
          ask: async <T>(statement: Parameters<typeof driver.ask>[0]) => {
            const answer = await driver.ask<T>(statement);
            return statement.name === name ? { ...answer, rows: [{ ...answer.rows[0]!, changes: 0 }] } : answer;
          },
        }),
      );
      const rows = [{ kind: 'lease' as const, id: 'a', value: '1' }];
      const commit = store.commit(0, () => ({ entries: [{ seq: 1, text: 'one' }], rows }));
      expect((await refusal(commit, 'STORE_FAILED')).message).toMatch(/changed 0 rows instead of 1/);
      expect([await store.entries(0, 9), await store.get('lease', 'a')]).toEqual([[], undefined]);
    },
  );

  test.each([
    ['cut off', 'DELETE FROM S.entries WHERE seq > 1', 3],
    ['emptied', 'DELETE FROM S.entries', 1],
    ['truncated', 'TRUNCATE S.entries', 1],
    ['with a hole', 'DELETE FROM S.entries WHERE seq = 2', 0],
    ['with an entry far behind', `INSERT INTO S.entries VALUES (9, 'x')`, 3],
  ])('LOG-2: a journal %s is JOURNAL_BROKEN for whoever commits', async (_, statement, after) => {
    const { schema, store } = await setup(server);
    await append(store, 'one', 'two', 'three');
    await server.sql(statement.replaceAll('S.', `${schema}.`));
    const commit = store.commit(after, () => ({ rows: [{ kind: 'lease', id: 'a', value: '1' }] }));
    await refusal(commit, 'JOURNAL_BROKEN');
    expect(await store.get('lease', 'a')).toBeUndefined();
  });

  test("LOG-2: who writes without the lock and comes first makes it a conflict 'journal', and nothing of ours stays", async () => {
    const { schema, store } = await setup(server, {}, (driver) =>
      spoilt(driver, {
        ask: async (statement) => {
          if (statement.name === 'put_entries') await server.sql(`INSERT INTO ${schema}.entries VALUES (1, 'theirs')`);
          return driver.ask(statement);
        },
      }),
    );
    expect(await append(store, 'ours')).toEqual({ conflict: 'journal' });
    expect(await texts(store)).toEqual(['theirs']);
  });

  test('GATE-6: a full disk fails the commit, loses nothing, and the store goes on when there is space again', async () => {
    let full = true;
    const { store } = await setup(server, {}, (driver) =>
      spoilt(driver, {
        ask: async (statement) => {
          if (full && statement.name === 'put_entries') throw new DriverError('could not extend file', '53100', false);
          return driver.ask(statement);
        },
      }),
    );
    const error = await refusal(append(store, 'one'), 'STORE_FAILED');
    expect(error.message).toMatch(/the disk of the server is full: free some space, then try again/);
    expect(error.facts).toMatchObject({ postgres: '53100' });
    full = false;
    expect(await append(store, 'two')).toEqual({ seq: 1 });
    expect(await texts(store)).toEqual(['two']);
  });

  test('GATE-6: whoever waits for the lock lets the event loop go on, gives up in time, and gets it when it is free', async () => {
    const { place, schema, store } = await setup(server, { lockTimeout: 300 });
    let free = (): void => undefined;
    const held = new Promise<void>((resolve) => (free = resolve));
    let building = (): void => undefined;
    const inside = new Promise<void>((resolve) => (building = resolve));
    const { store: other } = await setup(server, { schema }, (driver) =>
      spoilt(driver, {
        ask: async (statement) => {
          if (statement.text === 'COMMIT' && statement.name === undefined) await (building(), held);
          return driver.ask(statement);
        },
      }),
    );
    const holding = append(other, 'first');
    await inside;
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 5);
    const error = await refusal(append(store, 'second'), 'STORE_FAILED');
    clearInterval(ticking);
    expect(error.message).toMatch(/another process holds the store's lock/);
    expect(ticks).toBeGreaterThan(10);
    const waiting = append(store, 'second');
    expect(await texts(store)).toEqual([]);
    free();
    expect([await holding, await waiting]).toEqual([{ seq: 1 }, { seq: 2 }]);
    expect(place.schema).toBe(schema);
  });

  test('GATE-1: watching and committing do not depend on timers that a test holds', async () => {
    const { place, store } = await setup(server, { pollEvery: 20 });
    const other = await postgresStore(place);
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const waiting = store.watch(0, new AbortController().signal);
    await append(other, 'one');
    expect(await waiting).toBeUndefined();
    await other.close();
  });

  test('a process with nothing to wait for has no timer', async () => {
    const { store } = await setup(server);
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const stop = new AbortController();
    const waiting = store.watch(0, stop.signal);
    await pause(100);
    const during = timers();
    stop.abort();
    await expect(waiting).rejects.toThrow('aborted');
    await pause(50);
    expect(timers()).toBeLessThan(during);
  });

  test('nothing that is printed of a store holds the password', async () => {
    const { store } = await setup(server);
    await append(store, 'one');
    expect(inspect(store, { depth: 9, showHidden: true }) + JSON.stringify(store)).not.toContain(PASSWORD);
  });

  test('what a role or a database turned off is turned on: durable commits, and no row is hidden', async () => {
    await server.sql(
      `ALTER DATABASE postgres SET synchronous_commit = off`,
      `ALTER DATABASE postgres SET search_path = evil`,
    );
    onTestFinished(async () => void (await server.sql(`ALTER DATABASE postgres RESET ALL`)));
    const seen: unknown[] = [];
    const settings = `SELECT current_setting('synchronous_commit') AS durable, current_setting('search_path') AS path`;
    const { store } = await setup(server, {}, (driver) =>
      spoilt(driver, {
        ask: async (statement) => {
          if (statement.text === 'COMMIT') seen.push(...(await driver.ask({ text: settings })).rows);
          return driver.ask(statement);
        },
      }),
    );
    await append(store, 'one');
    expect(seen).toEqual([{ durable: 'on', path: 'pg_catalog, pg_temp' }]);
  });
});
