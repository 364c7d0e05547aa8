// Opening: what is not ours is left alone, and what is ours is for its owner's eyes.
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { sqliteStore } from '../sqlite.js';
import { DriverError } from './driver.js';
import { folder, refusal, tamper, untouched } from './fixture.js';
import { openSqlite } from './open.js';
import { connect } from './photostructure.js';
import { APPLICATION_ID } from './schema.js';

const posix = process.platform !== 'win32';
const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe('opening a store', () => {
  const umask = process.umask();
  afterEach(() => void process.umask(umask));

  test.runIf(posix).each([0o000, 0o022, 0o777])(
    'only its owner may read the file, -wal and -shm, under umask %o too',
    async (narrow) => {
      const path = join(folder(), 'a.db');
      process.umask(narrow);
      const store = await sqliteStore(path);
      await store.commit(0, () => ({ entries: [{ seq: 1, text: 'one' }] }));
      expect([path, `${path}-wal`, `${path}-shm`].map(mode)).toEqual(['600', '600', '600']);
      await store.close();
      const again = await sqliteStore(path);
      expect(await again.entries(0, 9)).toHaveLength(1);
      expect([path, `${path}-wal`, `${path}-shm`].map(mode)).toEqual(['600', '600', '600']);
      await again.close();
    },
  );

  test.runIf(posix)(
    'a mode that the operator set is kept, shared with a group, and refused when everybody may look',
    async () => {
      const path = join(folder(), 'a.db');
      await (await sqliteStore(path)).close();
      chmodSync(path, 0o660);
      const store = await sqliteStore(path);
      await store.commit(0, () => ({ entries: [{ seq: 1, text: 'one' }] }));
      expect([path, `${path}-wal`].map(mode)).toEqual(['660', '660']);
      await store.close();
      for (const wide of [0o604, 0o602, 0o644]) {
        chmodSync(path, wide);
        expect((await refusal(sqliteStore(path), 'STORE_FAILED')).message).toContain(`chmod 600 '${path}'`);
        expect(mode(path)).toBe(wide.toString(8));
      }
    },
  );

  test('a path that is no place for a file is refused with the reason', async () => {
    const home = folder();
    mkdirSync(join(home, 'there'));
    writeFileSync(join(home, 'file'), '');
    const cases = [
      [join(home, 'there'), /is a folder/],
      [join(home, 'missing', 'a.db'), /the folder '.*missing' does not exist: make it first/],
      [join(home, 'file', 'a.db'), /the folder .* does not exist|cannot be read/],
    ] as const;
    for (const [path, why] of cases) expect((await refusal(sqliteStore(path), 'STORE_FAILED')).message).toMatch(why);
    for (const path of ['', ':memory:', 'file:a.db?mode=memory', 'a\0.db'])
      await refusal(sqliteStore(path), 'BAD_OPTION');
    for (const wrong of [0, -1, NaN, Infinity])
      await refusal(sqliteStore(join(home, 'a.db'), { lockTimeout: wrong }), 'BAD_OPTION');
  });

  test.runIf(posix)('a link is refused, wherever it leads, and so is one in the place of -wal', async () => {
    const home = folder();
    const path = join(home, 'a.db');
    symlinkSync(join(home, 'elsewhere.db'), path);
    expect((await refusal(sqliteStore(path), 'STORE_FAILED')).message).toMatch(/is a symbolic link/);
    rmSync(path);
    symlinkSync(join(home, 'elsewhere-wal'), `${path}-wal`);
    expect((await refusal(sqliteStore(path), 'STORE_FAILED')).message).toMatch(/is a symbolic link/);
  });

  test('odd characters in a path are only characters', async () => {
    const path = join(folder(), 'a?mode=memory#%41 é.db');
    await (await sqliteStore(path)).close();
    expect(statSync(path).size).toBeGreaterThan(0);
  });

  test('GATE-2: a file of a newer version is left as it is, and the error says what to do', async () => {
    const home = folder();
    const path = join(home, 'a.db');
    await (await sqliteStore(path)).close();
    tamper(path, 'PRAGMA user_version = 7');
    const before = untouched(home);
    const error = await refusal(sqliteStore(path), 'STORE_NEWER');
    expect(error.message).toMatch(/has format 7, this version knows up to 2: .*Update Sallyport/);
    expect(error.facts).toMatchObject({ found: 7, known: 2 });
    expect(untouched(home)).toEqual(before);
  });

  test("somebody else's database, and a file that is none, are left as they are", async () => {
    const home = folder();
    const path = join(home, 'a.db');
    const make: readonly (() => void)[] = [
      () => writeFileSync(path, 'x', { mode: 0o600 }),
      () => writeFileSync(path, 'no database at all, but a letter\n'.repeat(200), { mode: 0o600 }),
      () => (writeFileSync(path, '', { mode: 0o600 }), tamper(path, 'CREATE TABLE t (a)')),
      () => (writeFileSync(path, '', { mode: 0o600 }), tamper(path, 'PRAGMA journal_mode = WAL', 'CREATE TABLE t (a)')),
      () => (
        writeFileSync(path, '', { mode: 0o600 }),
        tamper(path, 'PRAGMA application_id = 252006674', 'CREATE TABLE entries (a)')
      ),
    ];
    for (const one of make) {
      one();
      const before = untouched(home);
      await refusal(sqliteStore(path), 'STORE_FOREIGN');
      expect(untouched(home)).toEqual(before);
      rmSync(path);
    }
  });

  test('a database that only claims to be ours is refused', async () => {
    const path = join(folder(), 'a.db');
    writeFileSync(path, '', { mode: 0o600 });
    tamper(path, `PRAGMA application_id = ${APPLICATION_ID}`, 'CREATE TABLE t (a)');
    expect((await refusal(sqliteStore(path), 'STORE_FOREIGN')).message).toMatch(
      /has a table that Sallyport did not make, 't'/,
    );
  });

  test('GATE-6: a file into which somebody empties their WAL at that moment is not taken for a damaged one', async () => {
    const path = join(folder(), 'a.db');
    await (await sqliteStore(path)).close();
    let looks = 0;
    const store = await openSqlite(path, {}, (file, mode) => {
      if (mode === 'look' && (looks += 1) < 3) throw new DriverError('malformed', 11, 'SQLITE_CORRUPT');
      return connect(file, mode);
    });
    expect(looks).toBe(3);
    await store.close();
  });

  test('GATE-6: a damaged file is refused with SQLite’s own code', async () => {
    const path = join(folder(), 'a.db');
    const store = await sqliteStore(path);
    for (let seq = 1; seq <= 40; seq++) await store.commit(0, () => ({ entries: [{ seq, text: 'x'.repeat(1_000) }] }));
    await store.close();
    damage(path);
    const broken = await sqliteStore(path);
    const error = await refusal(
      broken.commit(0, () => undefined),
      'STORE_FAILED',
    );
    expect(error.facts).toMatchObject({ sqlite: 'SQLITE_CORRUPT', path });
    expect(error.message).toMatch(/damaged: restore it from a backup/);
    await refusal(broken.entries(0, 9), 'STORE_FAILED');
    await broken.close();
  });

  test('one process may hold a file twice, and opening it again leaves the first handle its locks', async () => {
    const path = join(folder(), 'a.db');
    const first = await sqliteStore(path);
    const second = await sqliteStore(path);
    await second.close();
    await first.commit(0, () => ({ entries: [{ seq: 1, text: 'one' }] }));
    expect(statSync(`${path}-wal`).size).toBeGreaterThan(0);
    const third = await sqliteStore(path);
    expect(await third.entries(0, 9)).toHaveLength(1);
    await Promise.all([first.close(), third.close()]);
  });
});

/** Overwrites everything behind the first page. */
function damage(path: string): void {
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.fill(0xa5, 4096));
}
