// What postgresStore() takes: what it does not know it refuses, and it repeats nothing that could be a secret.
import { inspect } from 'node:util';
import { SallyportError } from '@sallyport/core/store';
import { describe, expect, test } from 'vitest';
import { postgresStore } from '../postgres.js';
import { refusal } from '../sqlite/fixture.js';
import { settingsOf, type PostgresStoreOptions } from './options.js';

const HERE = { host: 'localhost', database: 'office' };

describe('the options of a store on PostgreSQL', () => {
  test('a URL is taken apart', () => {
    const settings = settingsOf('postgresql://al%40ice:p%2Fw@[::1]:6543/of%20fice');
    expect(settings).toMatchObject({
      host: '::1',
      port: 6543,
      database: 'of fice',
      user: 'al@ice',
      schema: 'sallyport',
    });
    expect(settings.password()).toBe('p/w');
    expect(settings.label).toBe('[::1]:6543/of fice#sallyport');
    expect(settingsOf('postgres:///office?host=/run/postgresql')).toMatchObject({
      host: '/run/postgresql',
      port: 5432,
    });
    expect(settingsOf({ ...HERE, lockTimeout: 1.5 })).toMatchObject({
      lockTimeout: 2,
      connectTimeout: 10_000,
      pollEvery: 250,
    });
  });

  test('to another machine it is TLS, and the server is verified, unless it is said aloud', () => {
    const tlsTo = (options: PostgresStoreOptions | string): unknown => settingsOf(options).tls?.rejectUnauthorized;
    for (const host of ['localhost', '127.0.0.1', '127.9.9.9', '::1', '/run/postgresql'])
      expect(tlsTo({ ...HERE, host })).toBeUndefined();
    for (const host of ['db', '10.0.0.1', 'localhost.example.com', '127.0.0.1.example.com', '::ffff:127.0.0.1'])
      expect(tlsTo({ ...HERE, host })).toBe(true);
    expect(tlsTo({ ...HERE, host: 'db', tls: false })).toBeUndefined();
    expect(tlsTo('postgres://db/office?sslmode=disable')).toBeUndefined();
    expect(tlsTo('postgres://db/office?sslmode=require')).toBe(true);
    expect(tlsTo({ url: 'postgres://localhost/office', tls: { ca: 'x' } })).toBe(true);
  });

  test.each([
    ['nothing', undefined, /takes a URL, or an object of options/],
    ['no database', 'postgres://localhost', /is told no database/],
    ['another scheme', 'mysql://u:hunter2@localhost/office', /takes a URL as postgres:/],
    ['no URL', 'hunter2', /takes a URL as postgres:/],
    ['a password with a slash in it', 'postgres://u:1/hunter2@db/office', /is %2F/],
    ['a password with a # in it', 'postgres://u:1#hunter2@db/office', /takes a URL/],
    ['half of an escape', 'postgres://u:%hunter2@db/office', /% itself is %25/],
    ['a parameter nobody knows', 'postgres://db/office?password=hunter2', /takes no 'password' in its URL/],
    ['a parameter twice', 'postgres://db/office?sslmode=require&sslmode=disable', /each parameter of its URL once/],
    ['several hosts', 'postgres:///office?host=a,b', /one host/],
    [
      'a mode that protects from nobody',
      'postgres://db/office?sslmode=prefer',
      /takes disable .*, require or verify-full/,
    ],
    [
      'a certificate that is not there',
      'postgres://db/office?sslrootcert=/no/such',
      /cannot read the file that sslrootcert names \(ENOENT\)/,
    ],
    ['TLS said twice', { url: 'postgres://db/office?sslmode=disable', tls: true }, /told twice about TLS/],
    ['url and host', { ...HERE, url: 'postgres://db/office' }, /url, or host, .* not both/],
    ['an unknown option', { ...HERE, passwort: 'hunter2' }, /takes no option 'passwort'/],
    [
      'an unknown option of tls',
      { ...HERE, host: 'db', tls: { rejectUnauthorized: false } },
      /takes no option 'tls.rejectUnauthorized'/,
    ],
    ['tls that is none', { ...HERE, host: 'db', tls: 'no' }, /true, false or an object as tls/],
    ['tls with a socket', { ...HERE, host: '/run', tls: true }, /no tls with a socket/],
    ['a port that is none', { ...HERE, port: 0 }, /from 1 to 65535/],
    ['a text with NUL', { ...HERE, password: 'hunter2\0' }, /a text without NUL as password/],
    ['a number for a text', { ...HERE, user: 5 }, /a text without NUL as user/],
    ['a schema of the server’s', { ...HERE, schema: 'pg_catalog' }, /one of its own/],
    ['everybody’s schema', { ...HERE, schema: 'public' }, /one of its own/],
    ['a schema with more in it', { ...HERE, schema: 'a"; DROP TABLE x' }, /a name of a-z, 0-9 and _ as schema/],
    ['no time at all', { ...HERE, lockTimeout: 0 }, /positive number of milliseconds as lockTimeout/],
    ['no number', { ...HERE, pollEvery: '5s' }, /positive number of milliseconds as pollEvery/],
    ['endless waiting', { ...HERE, connectTimeout: Infinity }, /positive number of milliseconds as connectTimeout/],
  ])('%s is refused, and nothing of it is repeated that could be a secret', async (_, given, why) => {
    // what a caller without types would pass
    const error = await refusal(postgresStore(given as string), 'BAD_OPTION');
    expect(error.message).toMatch(why);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('hunter2');
  });

  test('without the package pg it says what to install', async () => {
    const { nodePostgres } = await import('./node-postgres.js');
    const missing = () => Promise.reject(new Error("Cannot find package 'pg'"));
    const error: unknown = await nodePostgres(settingsOf(HERE as PostgresStoreOptions), missing).catch(
      (one: unknown) => one,
    );
    expect(SallyportError.isInstance(error) && `${error.code} ${error.message}`).toBe(
      "BAD_OPTION postgresStore() needs the package 'pg', which cannot be loaded: npm install pg",
    );
  });
});
