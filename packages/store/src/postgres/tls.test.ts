// A connection that is encrypted, to a server that proves who it is; everything else is refused before the password is sent.
import { chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import pg from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { postgresStore } from '../postgres.js';
import { refusal } from '../sqlite/fixture.js';
import { selfSigned } from './certificate.fixture.js';
import { append, setup, spoilt, texts } from './fixture.js';
import { PASSWORD, startServer, type Server } from './server.fixture.js';

const started = await startServer();
afterAll(() => started?.close());
/** Asked for only where there is one. */
const server = started as Server;

/** Has the server show a certificate for `host`. Answers the certificate, and the name of its file. */
async function show(host: string) {
  const { key, certificate } = selfSigned(host);
  const [keyFile, file] = [join(server.folder, 'server.key'), join(server.folder, 'server.crt')];
  for (const [path, text] of [
    [keyFile, key],
    [file, certificate],
  ] as const) {
    writeFileSync(path, text, { mode: 0o600 });
    if (process.getuid?.() === 0) chownSync(path, 65_534, 65_534);
  }
  await server.down('stop');
  await server.start('ssl=on', `ssl_key_file=${keyFile}`, `ssl_cert_file=${file}`);
  return { certificate, file };
}

describe.skipIf(started === undefined)('TLS', () => {
  test('a server that proves who it is is talked to in cipher, by commits, reads and waits', async () => {
    const { certificate, file } = await show('127.0.0.1');
    const seen: unknown[] = [];
    const { place, store } = await setup(server, { tls: { ca: certificate } }, (driver) =>
      spoilt(driver, {
        ask: async (statement) => {
          if (statement.text === 'COMMIT')
            seen.push(...(await driver.ask({ text: 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()' })).rows);
          return driver.ask(statement);
        },
      }),
    );
    const waiting = store.watch(0, AbortSignal.timeout(15_000));
    await append(store, 'one');
    await waiting;
    expect([await texts(store), seen]).toEqual([['one'], [{ ssl: true }]]);
    const byUrl = await postgresStore({
      schema: place.schema,
      url: `${server.url()}?sslmode=verify-full&sslrootcert=${file}`,
    });
    expect(await texts(byUrl)).toEqual(['one']);
    await byUrl.close();
  });

  test('a server that nobody vouches for, or that has another name, is refused', async () => {
    const { certificate } = await show('db.example.com');
    const to = (tls: object | true) => postgresStore({ ...server.fresh(), tls });
    const why =
      /the server could not be verified: give the certificate of its authority as tls.ca, or correct its name/;
    for (const tls of [
      true,
      {},
      { ca: selfSigned('127.0.0.1').certificate },
      { ca: certificate },
      { ca: certificate, servername: 'localhost' },
    ])
      expect((await refusal(to(tls as object), 'STORE_FAILED')).message).toMatch(why);
    const store = await to({ ca: certificate, servername: 'db.example.com' });
    await store.close();
    // A client that does not look lets it in, and has sent it the password.
    const careless = new pg.Client({ connectionString: server.url(), ssl: { rejectUnauthorized: false } });
    await careless.connect();
    await careless.end();
  });

  test('a key of our own is not in what is printed of the store', async () => {
    const { certificate } = await show('127.0.0.1');
    const own = selfSigned('client');
    const { store } = await setup(server, { tls: { ca: certificate, cert: own.certificate, key: own.key } });
    await append(store, 'one');
    expect(inspect(store, { depth: 9, showHidden: true })).not.toContain(own.key.slice(30, 90));
    expect(inspect(store, { depth: 9, showHidden: true })).not.toContain(PASSWORD);
  });
});
