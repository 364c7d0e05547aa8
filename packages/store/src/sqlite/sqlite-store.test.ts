// The store while it is open: tampering, full disks, missing files and other people's locks.
import { copyFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from '@sallyport/core/store';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { sqliteStore, type SqliteStoreOptions } from '../sqlite.js';
import { DriverError, type Connect, type Driver } from './driver.js';
import { folder, refusal, tamper } from './fixture.js';
import { openSqlite } from './open.js';
import { connect } from './photostructure.js';

describe('a store on SQLite', () => {
  test.each([
    [
      'a trigger',
      'CREATE TRIGGER eat AFTER INSERT ON rows BEGIN DELETE FROM rows; END',
      /has a trigger that Sallyport did not make, 'eat'/,
    ],
    ['a view', 'CREATE VIEW more AS SELECT * FROM rows', /has a view that Sallyport did not make, 'more'/],
    ['a column', 'ALTER TABLE rows ADD COLUMN note TEXT', /has a table that Sallyport made differently, 'rows'/],
    ['an index', 'CREATE INDEX fast ON rows (value)', /has a index that Sallyport did not make, 'fast'/],
    ['a missing table', 'DROP TABLE rows', /lacks the/],
  ])(
    'GATE-4: %s that was slipped in is noticed, when the file is opened and while it is open',
    async (_, statement, why) => {
      const { path, store } = await setup();
      await append(store, 'one');
      tamper(path, statement);
      expect((await refusal(append(store, 'two'), 'STORE_FOREIGN')).message).toMatch(why);
      expect((await refusal(sqliteStore(path), 'STORE_FOREIGN')).message).toMatch(why);
    },
  );

  test('GATE-6: a file that was refused is not left locked, and is taken again when it is mended', async () => {
    const { path, store } = await setup({ lockTimeout: 200 });
    tamper(path, 'CREATE TRIGGER eat AFTER INSERT ON rows BEGIN DELETE FROM rows; END');
    await refusal(sqliteStore(path), 'STORE_FOREIGN');
    await refusal(append(store, 'one'), 'STORE_FOREIGN');
    tamper(path, 'DROP TRIGGER eat');
    expect(await append(store, 'one')).toEqual({ seq: 1 });
    await (await sqliteStore(path)).close();
  });

  test('GATE-4: a trigger that came and went does not stop the store', async () => {
    const { path, store } = await setup();
    tamper(path, 'CREATE TRIGGER eat AFTER INSERT ON rows BEGIN DELETE FROM rows; END', 'DROP TRIGGER eat');
    expect(await append(store, 'one')).toEqual({ seq: 1 });
  });

  test('GATE-2: a newer version that takes the file over while it is open ends the older one', async () => {
    const { path, store } = await setup();
    tamper(path, 'CREATE TABLE newer (a)', 'PRAGMA user_version = 3');
    expect((await refusal(append(store, 'one'), 'STORE_NEWER')).facts).toMatchObject({ found: 3, known: 2 });
  });

  test('GATE-4: a write that changes nothing undoes the whole commit', async () => {
    const { store } = await setup({}, (driver) => ({
      ...driver,
      run: (sql, ...values) => (sql.startsWith('INSERT INTO rows') ? 0 : driver.run(sql, ...values)),
    }));
    const commit = store.commit(0, () => ({
      entries: [{ seq: 1, text: 'one' }],
      rows: [{ kind: 'lease', id: 'a', value: '1' }],
    }));
    expect((await refusal(commit, 'STORE_FAILED')).message).toMatch(/changed 0 rows instead of one/);
    expect(await store.entries(0, 9)).toEqual([]);
  });

  test.each([
    ['cut off', 'DELETE FROM entries WHERE seq > 1', 3],
    ['emptied', 'DELETE FROM entries', 1],
    ['with a hole', 'DELETE FROM entries WHERE seq = 2', 0],
    ['with an entry far behind', "INSERT INTO entries VALUES (9, 'x')", 3],
  ])('LOG-2: a journal %s is JOURNAL_BROKEN for whoever commits', async (_, statement, after) => {
    const { path, store } = await setup();
    await append(store, 'one', 'two', 'three');
    tamper(path, statement);
    await refusal(
      store.commit(after, () => ({ rows: [{ kind: 'lease', id: 'a', value: '1' }] })),
      'JOURNAL_BROKEN',
    );
    expect(await store.get('lease', 'a')).toBeUndefined();
  });

  test('GATE-6: a full disk fails the commit, loses nothing, and the store goes on when there is space again', async () => {
    const drivers: Driver[] = [];
    const { store } = await setup({}, (driver) => (drivers.push(driver), driver));
    await append(store, 'one');
    drivers.at(-1)!.all('PRAGMA max_page_count = 8');
    const error = await refusal(append(store, 'x'.repeat(100_000)), 'STORE_FAILED');
    expect(error.message).toMatch(/the disk is full: free some space, then try again/);
    expect(error.facts).toMatchObject({ sqlite: 'SQLITE_FULL' });
    drivers.at(-1)!.all('PRAGMA max_page_count = 100000');
    expect(await append(store, 'two')).toEqual({ seq: 2 });
    expect(await texts(store)).toEqual(['one', 'two']);
  });

  test('GATE-6: a file that becomes read-only fails the commit, can be read, and is written again when it is mended', async () => {
    const drivers: Driver[] = [];
    const { store } = await setup({}, (driver) => (drivers.push(driver), driver));
    await append(store, 'one');
    drivers.at(-1)!.all('PRAGMA query_only = ON');
    const error = await refusal(append(store, 'two'), 'STORE_FAILED');
    expect(error.message).toMatch(/it is read-only: make the file and its folder writable/);
    expect(error.facts).toMatchObject({ sqlite: 'SQLITE_READONLY' });
    expect(await texts(store)).toEqual(['one']);
    expect(await store.search({ terms: [], limit: 9, order: 'newest' })).toEqual([]);
    drivers.at(-1)!.all('PRAGMA query_only = OFF');
    expect(await append(store, 'two')).toEqual({ seq: 2 });
  });

  test('GATE-6: a file that another program has locked for good is said to be so when it is opened, and is opened later', async () => {
    const { path, store } = await setup();
    await append(store, 'one');
    await store.close();
    const other = connect(path, 'write');
    onTestFinished(() => other.close());
    other.run('BEGIN EXCLUSIVE');
    const error = await refusal(sqliteStore(path, { lockTimeout: 100 }), 'STORE_FAILED');
    expect(error.message).toMatch(/another process holds the write lock: look for one that hangs/);
    other.run('ROLLBACK');
    const again = await sqliteStore(path);
    expect(await texts(again)).toEqual(['one']);
    await again.close();
  });

  test('GATE-6: a full disk while docs are written loses neither the journal nor the index', async () => {
    const drivers: Driver[] = [];
    const { store } = await setup({}, (driver) => (drivers.push(driver), driver));
    const tokens = (n: number) => Array.from({ length: 5_000 }, (_, at) => `w${n}x${at}`).join(' ');
    const put = (n: number, words: string) =>
      store.commit(n - 1, () => ({
        entries: [{ seq: n, text: 'x' }],
        docs: [{ seq: n, kind: 'message', at: n, who: [], tokens: words }],
      }));
    await put(1, 'one');
    drivers.at(-1)!.all('PRAGMA max_page_count = 18');
    expect((await refusal(put(2, tokens(2)), 'STORE_FAILED')).facts).toMatchObject({ sqlite: 'SQLITE_FULL' });
    drivers.at(-1)!.all('PRAGMA max_page_count = 100000');
    expect(await put(2, tokens(2))).toEqual({ seq: 2 });
    expect(await store.search({ terms: [], limit: 9, order: 'newest' })).toEqual([2, 1]);
    const found = await store.search({ terms: [{ tokens: ['one'], prefix: false }], limit: 9, order: 'newest' });
    expect(found).toEqual([1]);
  });

  test('GATE-6: a commit that fails at the very end leaves nothing behind, and the next one goes through', async () => {
    let commits = 0;
    const { store } = await setup({}, (driver) => ({
      ...driver,
      run: (sql, ...values) => {
        // The first one made the tables.
        if (sql === 'COMMIT' && ++commits === 2) throw new DriverError('disk I/O error', 1034, 'SQLITE_IOERR');
        return driver.run(sql, ...values);
      },
    }));
    await refusal(append(store, 'one'), 'STORE_FAILED');
    expect(await append(store, 'two')).toEqual({ seq: 1 });
    expect(await texts(store)).toEqual(['two']);
  });

  test.runIf(process.platform !== 'win32')(
    'GATE-6: a file that was removed or replaced while it was open takes no more commits',
    async () => {
      const { path, store } = await setup();
      await append(store, 'one');
      renameSync(path, `${path}.old`);
      expect((await refusal(append(store, 'two'), 'STORE_FAILED')).message).toMatch(/removed or replaced/);
      await (await sqliteStore(path)).close();
      await refusal(append(store, 'two'), 'STORE_FAILED');
      rmSync(path);
    },
  );

  test('GATE-6: whoever waits for the lock lets the event loop go on, gives up in time, and gets it when it is free', async () => {
    const { path, store } = await setup({ lockTimeout: 300 });
    const other = connect(path, 'write');
    onTestFinished(() => other.close());
    other.run('BEGIN IMMEDIATE');
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 5);
    const error = await refusal(append(store, 'one'), 'STORE_FAILED');
    clearInterval(ticking);
    expect(error.message).toMatch(/another process holds the write lock/);
    expect(ticks).toBeGreaterThan(10);
    const waiting = append(store, 'one');
    expect(await texts(store)).toEqual([]);
    setTimeout(() => other.run('ROLLBACK'), 50);
    expect(await waiting).toEqual({ seq: 1 });
  });

  test('GATE-1: watching and committing do not depend on timers that a test holds', async () => {
    const { path, store } = await setup();
    const other = await sqliteStore(path);
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const waiting = store.watch(0, new AbortController().signal);
    await append(other, 'one');
    expect(await waiting).toBeUndefined();
    await other.close();
  });

  test('GATE-6: a closed store is whole in its one file', async () => {
    const { path, store } = await setup();
    await append(store, 'one');
    await store.close();
    copyFileSync(path, `${path}.copy`);
    const copy = await sqliteStore(`${path}.copy`);
    expect(await texts(copy)).toEqual(['one']);
    await copy.close();
  });

  test('a process with nothing to wait for has no timer', async () => {
    const { store } = await setup();
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const stop = new AbortController();
    const waiting = store.watch(0, stop.signal);
    expect(timers()).toBeGreaterThan(before);
    stop.abort();
    await expect(waiting).rejects.toThrow('aborted');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(timers()).toBeLessThanOrEqual(before);
  });
});

async function append(store: Store, ...lines: readonly string[]) {
  return store.commit(0, (tail) => ({ entries: lines.map((text, at) => ({ seq: tail.length + 1 + at, text })) }));
}

const texts = async (store: Store) => (await store.entries(0, 1_000)).map((entry) => entry.text);

/** A store in a folder of its own; `spoil` stands between it and its driver. */
async function setup(options: SqliteStoreOptions = {}, spoil: (driver: Driver) => Driver = (driver) => driver) {
  const path = join(folder(), 'a.db');
  const spoilt: Connect = (where, mode) =>
    mode === 'write' ? spoil(bound(connect(where, mode))) : connect(where, mode);
  const store = await openSqlite(path, options, spoilt);
  onTestFinished(() => store.close());
  return { path, store };
}

/** The driver as an object that can be spread. */
const bound = (driver: Driver): Driver => ({
  run: driver.run.bind(driver),
  all: driver.all.bind(driver),
  get: driver.get.bind(driver),
  inTransaction: driver.inTransaction.bind(driver),
  close: driver.close.bind(driver),
});
