// Real processes on one file: racing, watching each other, and killed in the middle of it.
import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { start } from '../process.fixture.js';
import { sqliteStore } from '../sqlite.js';
import { folder } from './fixture.js';
import { connect } from './photostructure.js';

const CHILD = fileURLToPath(new URL('./several-processes.child.ts', import.meta.url));

const DONE = fileURLToPath(new URL('./exit.child.ts', import.meta.url));

describe('several processes on one store', () => {
  test('GATE-4: processes that count by compare-and-swap lose no step and double none, and the journal has no gap', async () => {
    const path = join(folder(), 'a.db');
    const [processes, steps] = [3, 25];
    const children = Array.from({ length: processes }, () => child('count', path, `${steps}`));
    expect(await Promise.all(children.map((one) => one.ended))).toEqual(Array(processes).fill(0));
    const store = await sqliteStore(path);
    const entries = await store.entries(0, 10_000);
    expect(entries.map((entry) => entry.seq)).toEqual(Array.from({ length: processes * steps }, (_, n) => n + 1));
    expect(entries.map((entry) => Number(entry.text.split(' ')[1]))).toEqual(entries.map((entry) => entry.seq));
    expect(await store.get('lease', 'counter')).toBe(`${processes * steps}`);
    const share = (pid: string): number => entries.filter((entry) => entry.text.startsWith(`${pid} `)).length;
    expect(children.map((one) => share(`${one.pid}`))).toEqual(Array(processes).fill(steps));
    await store.close();
  }, 60_000);

  test('GATE-6: processes are killed while they commit: everything acknowledged is there, once, and the file is whole', async () => {
    const path = join(folder(), 'a.db');
    const acknowledged: { seq: number; text: string }[] = [];
    let kills = 0;
    const lane = async (): Promise<void> => {
      for (; kills < 12; kills++) {
        const writer = child('write', path);
        await writer.line();
        await writer.line();
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 120));
        await writer.kill();
        // Its first line says that it is ready; a line that the kill cut off was not acknowledged.
        acknowledged.push(...writer.said.slice(1).map((line): { seq: number; text: string } => JSON.parse(line)));
      }
    };
    await Promise.all([lane(), lane()]);
    const store = await sqliteStore(path);
    const entries = await store.entries(0, 1_000_000);
    expect(entries.map((entry) => entry.seq)).toEqual(entries.map((_, at) => at + 1));
    for (const { seq, text } of acknowledged) {
      expect(entries[seq - 1]).toEqual({ seq, text });
      expect(await store.get('content', text.split(' ').slice(0, 2).join(' '))).toBe(text);
    }
    expect(new Set(entries.map((entry) => entry.text)).size).toBe(entries.length);
    expect(acknowledged.length).toBeGreaterThan(kills);
    expect(entries.length - acknowledged.length).toBeLessThanOrEqual(kills);
    await store.close();
    expect(check(path)).toBe('ok');
  }, 120_000);

  test('GATE-6: a process that is killed while it makes a store leaves one that opens, or none', async () => {
    const home = folder();
    await Promise.all(
      [0, 1].map(async () => {
        const maker = child('make', home);
        await maker.line();
        await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 100));
        await maker.kill();
      }),
    );
    const made = readdirSync(home).filter((name) => name.endsWith('.db'));
    expect(made.length).toBeGreaterThan(1);
    for (const name of made) {
      const store = await sqliteStore(join(home, name));
      expect(await store.commit(0, () => ({ entries: [{ seq: 1, text: 'one' }] }))).toEqual({ seq: 1 });
      await store.close();
    }
  }, 60_000);

  test('GATE-1: a process that watches sees the commit of another within a moment', async () => {
    const path = join(folder(), 'a.db');
    const store = await sqliteStore(path);
    const watcher = child('watch', path, '40');
    await watcher.line();
    for (let seq = 1; seq <= 40; seq++) {
      await new Promise((resolve) => setTimeout(resolve, 10 + Math.random() * 30));
      await store.commit(seq - 1, () => ({
        entries: [{ seq, text: `${performance.timeOrigin + performance.now()}` }],
      }));
    }
    expect(await watcher.ended).toBe(0);
    const late = watcher.said
      .slice(1)
      .map((line): { late: number } => JSON.parse(line))
      .map((seen) => seen.late)
      .sort((a, b) => a - b);
    expect(late).toHaveLength(40);
    // Two busy cores may make one of them late; a lost wake-up would make all of them wait for ever.
    expect(late[20]).toBeLessThan(100);
    await store.close();
  }, 60_000);

  test.runIf(process.platform !== 'win32')(
    'a file that may only be read is refused with the remedy',
    async () => {
      const home = folder();
      const path = join(home, 'a.db');
      await (await sqliteStore(path)).close();
      chmodSync(home, 0o755);
      // Readable for the group, and the child leaves the user that owns it, but not its group, where it can.
      chmodSync(path, 0o440);
      const reader = child('read-only', path);
      await reader.ended;
      expect(reader.said.join()).toMatch(
        /failed: the file is read-only, or not for this user: make '.*a.db' readable and writable/,
      );
    },
    30_000,
  );
});

test.each(['run', 'gate', 'watch'])(
  'a process whose %s is over ends by itself, though nobody has closed the store',
  async (what) => {
    const one = start(DONE, [what, join(folder(), 'a.db')]);
    expect(await one.ended).toBe(0);
    expect(one.said.at(-1)).toBe('done');
  },
  30_000,
);

/** What SQLite itself says of the file. */
function check(path: string): string | undefined {
  const driver = connect(path, 'write');
  try {
    return driver.get<{ integrity_check: string }>('PRAGMA integrity_check')?.integrity_check;
  } finally {
    driver.close();
  }
}

/** Starts one process, which ends with the test at the latest. */
function child(...args: readonly string[]) {
  return start(CHILD, args);
}
