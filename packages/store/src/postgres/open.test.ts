// Opening: what is not ours is left alone, and whatever is wrong with the server is said with its remedy.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { postgresStore } from '../postgres.js';
import { refusal } from '../sqlite/fixture.js';
import { append, texts } from './fixture.js';
import { PASSWORD, startServer, type Server } from './server.fixture.js';

const started = await startServer();
afterAll(() => started?.close());
/** Asked for only where there is one. */
const server = started as Server;

/** Everything in a schema, to see that nothing was touched. */
const contents = (schema: string) =>
  server.sql(
    `SELECT relname, relkind, xmin::text FROM pg_class WHERE relnamespace = '${schema}'::regnamespace ORDER BY 1`,
  );

describe.skipIf(started === undefined)('opening a store', () => {
  test('a schema is made once, by whoever comes first of many', async () => {
    const place = server.fresh();
    const stores = await Promise.all(Array.from({ length: 6 }, () => postgresStore(place)));
    await append(stores[0]!, 'one');
    expect(await Promise.all(stores.map(texts))).toEqual(Array(6).fill(['one']));
    await Promise.all(stores.map((store) => store.close()));
  });

  test('two stores in one database do not see each other, nor wait for each other', async () => {
    const [a, b] = await Promise.all([postgresStore(server.fresh()), postgresStore(server.fresh())]);
    await append(a, 'a');
    await append(b, 'b');
    expect([await texts(a), await texts(b)]).toEqual([['a'], ['b']]);
    await Promise.all([a.close(), b.close()]);
  });

  test('GATE-2: a schema of a newer version is left as it is, and the error says what to do', async () => {
    const place = server.fresh();
    await (await postgresStore(place)).close();
    await server.sql(`UPDATE ${place.schema}.format SET version = 7`);
    const before = await contents(place.schema);
    const error = await refusal(postgresStore(place), 'STORE_NEWER');
    expect(error.message).toMatch(/has format 7, this version knows up to 1: .*Update Sallyport/);
    expect(await contents(place.schema)).toEqual(before);
  });

  test.each([
    ['a table', 'CREATE TABLE S.entries (a int)', /belongs to another program: it has a table 'entries'/],
    ['a function', 'CREATE FUNCTION S.f() RETURNS int LANGUAGE sql AS $$SELECT 1$$', /belongs to another program/],
    ['a type', 'CREATE DOMAIN S.d AS text', /belongs to another program/],
    [
      'what only claims to be ours',
      'CREATE TABLE S.format (version integer NOT NULL); INSERT INTO S.format VALUES (1)',
      /lacks the table/,
    ],
    ['a format that is none', 'CREATE TABLE S.format (version integer NOT NULL)', /says 0 times which format it has/],
  ])("somebody else's schema, with %s in it, is left as it is", async (_, statement, why) => {
    const place = server.fresh();
    await server.sql(`CREATE SCHEMA ${place.schema}`, statement.replaceAll('S.', `${place.schema}.`));
    const before = await contents(place.schema);
    expect((await refusal(postgresStore(place), 'STORE_FOREIGN')).message).toMatch(why);
    expect(await contents(place.schema)).toEqual(before);
  });

  test('what cannot be reached or entered is named with its remedy, and the password is in none of it', async () => {
    await server.sql(`CREATE ROLE nobody LOGIN PASSWORD 'n'`, `CREATE ROLE many LOGIN PASSWORD 'm' CONNECTION LIMIT 0`);
    await server.sql(`CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0`);
    const cases = [
      [server.url({ password: 'hunter2' }), /refused the password: check the user and the password/, '28P01'],
      [server.url({ user: 'stranger', password: 'hunter2' }), /refused the password/, '28P01'],
      [server.url({ database: 'nowhere' }), /there is no such database: make it with CREATE DATABASE/, '3D000'],
      [
        server.url({ user: 'nobody', password: 'n' }),
        /may not do this: give it the rights that docs\/postgres.md lists/,
        '42501',
      ],
      [server.url({ user: 'many', password: 'm' }), /too many connections: raise max_connections/, '53300'],
      [
        `postgres://a:hunter2@127.0.0.1:1/office`,
        /nobody answers there: start the server, or correct host and port/,
        'ECONNREFUSED',
      ],
      [`postgres://a:hunter2@no-such-host.invalid/office`, /no such host|cannot be looked up/, /ENOTFOUND|EAI_AGAIN/],
      [`postgres:///office?host=/no/such/folder`, /no socket in that folder/, 'ENOENT'],
      [server.url({ database: 'latin' }), /encoding is LATIN1, .* make one with ENCODING 'UTF8'/, undefined],
      [`${server.url()}?sslmode=require`, /the server takes no TLS: turn ssl on there, or say aloud/, ''],
    ] as const;
    for (const [url, why, code] of cases) {
      const error = await refusal(postgresStore(url), 'STORE_FAILED');
      expect(error.message).toMatch(why);
      if (code !== undefined) expect(error.facts['postgres']).toMatch(code);
      expect(inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error)).not.toMatch(
        new RegExp(`hunter2|${PASSWORD}`),
      );
    }
  });

  test('GATE-6: a server that does not flush is refused, because it cannot keep what it acknowledges', async () => {
    await server.down('stop');
    await server.start('fsync=off');
    const error = await refusal(postgresStore(server.fresh()), 'STORE_FAILED');
    await server.down('stop');
    await server.start();
    expect(error.message).toMatch(/fsync = off, and loses what it acknowledged .*: turn fsync on/);
  });

  test('a standby is refused, with the remedy', async () => {
    const place = server.fresh();
    await (await postgresStore(place)).close();
    await server.down('stop');
    const signal = join(server.folder, 'data', 'standby.signal');
    writeFileSync(signal, '');
    onTestFinished(() => rmSync(signal, { force: true }));
    await server.start();
    const error = await refusal(postgresStore(place), 'STORE_FAILED');
    await server.down('stop');
    rmSync(signal);
    await server.start();
    expect(error.message).toMatch(
      /is a standby, or was made read-only: give the address of the one that can be written to/,
    );
  });

  test('a database that is read-only unless said otherwise is written to all the same', async () => {
    await server.sql(`ALTER DATABASE postgres SET default_transaction_read_only = on`);
    const store = await postgresStore(server.fresh());
    await server.sql(`BEGIN READ WRITE; ALTER DATABASE postgres RESET ALL; COMMIT`);
    expect(await append(store, 'one')).toEqual({ seq: 1 });
    await store.close();
  });
});
