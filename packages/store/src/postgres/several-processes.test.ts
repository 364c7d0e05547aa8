// Real processes on one server: racing, watching each other, killed in the middle of it, and the server killed under them.
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { EntryRow } from '@sallyport/core/store';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { postgresStore } from '../postgres.js';
import { start } from '../process.fixture.js';
import { startServer, type Server } from './server.fixture.js';

const started = await startServer();
afterAll(() => started?.close());
/** Asked for only where there is one. */
const server = started as Server;

const CHILD = fileURLToPath(new URL('./several-processes.child.ts', import.meta.url));
const child = (role: string, url: string, count = 0) => start(CHILD, [role, url, `${count}`]);

/** What a writer says of one commit. */
interface Said {
  readonly text: string;
  readonly builds: number;
  readonly seq?: number;
  readonly outcome?: 'undone' | 'unknown';
}
/** Its first line says that it is ready, and a line that the kill cut off says nothing. */
const saidBy = (lines: readonly string[]): readonly Said[] =>
  lines.flatMap((line): readonly Said[] => (line.startsWith('{') && line.endsWith('}') ? [JSON.parse(line)] : []));

describe.skipIf(started === undefined)('several processes on one server', () => {
  test('GATE-4: processes that count by compare-and-swap lose no step and double none, and the journal has no gap', async () => {
    const { url, store } = await setup();
    const [processes, steps] = [3, 25];
    const children = Array.from({ length: processes }, () => child('count', url, steps));
    expect(await Promise.all(children.map((one) => one.ended))).toEqual(Array(processes).fill(0));
    const entries = await store.entries(0, 10_000);
    expect(entries.map((entry) => entry.seq)).toEqual(Array.from({ length: processes * steps }, (_, n) => n + 1));
    expect(entries.map((entry) => Number(entry.text.split(' ')[1]))).toEqual(entries.map((entry) => entry.seq));
    expect(await store.get('lease', 'counter')).toBe(`${processes * steps}`);
    const share = (pid: string): number => entries.filter((entry) => entry.text.startsWith(`${pid} `)).length;
    expect(children.map((one) => share(`${one.pid}`))).toEqual(Array(processes).fill(steps));
  }, 60_000);

  test('GATE-6: processes are killed while they commit: everything acknowledged is there, once', async () => {
    const { url, store } = await setup();
    const said: Said[] = [];
    let kills = 0;
    const lane = async (): Promise<void> => {
      for (; kills < 6; kills++) {
        const writer = child('write', url);
        await writer.line();
        await writer.line();
        await pause(Math.random() * 120);
        await writer.kill();
        said.push(...saidBy(writer.said));
      }
    };
    await Promise.all([lane(), lane()]);
    const entries = await store.entries(0, 1_000_000);
    judge(entries, said);
    const acknowledged = said.filter(({ seq }) => seq !== undefined).length;
    expect(acknowledged).toBeGreaterThan(kills);
    expect(entries.length - acknowledged).toBeLessThanOrEqual(kills);
    for (const { text } of entries) expect(await store.get('content', text)).toBe(text);
  }, 120_000);

  test('GATE-6: the server is killed and started again under load: nothing acknowledged is lost, nothing is there twice, and waits go on', async () => {
    const { url, store } = await setup();
    const writers = Array.from({ length: 3 }, () => child('write', url));
    const watcher = child('watch', url, 1_000_000);
    for (const one of [...writers, watcher]) await one.line();
    for (const how of ['crash', 'stop', 'crash'] as const) {
      await pause(200 + Math.random() * 300);
      await server.down(how);
      await pause(100);
      await server.start();
      await Promise.all(writers.map((one) => one.line()));
    }
    await pause(300);
    await Promise.all(writers.map((one) => one.kill('SIGTERM')));
    expect(await Promise.all(writers.map((one) => one.ended))).toEqual([0, 0, 0]);
    const entries = await store.entries(0, 1_000_000);
    judge(
      entries,
      writers.flatMap((one) => saidBy(one.said)),
    );
    // The one that watched through it all sees the end.
    await store.commit(entries.length, () => ({ entries: [{ seq: entries.length + 1, text: 'the end' }] }));
    while (!watcher.said.at(-1)?.includes(`${entries.length + 1}`)) await watcher.line();
  }, 120_000);

  test('a process whose waiting is over ends by itself, though nobody has closed the store', async () => {
    const { url } = await setup();
    const one = child('leave', url);
    expect(await one.ended).toBe(0);
    expect(one.said).toEqual(['"ready"', '"gave up"', '"done"']);
  }, 30_000);
});

/** What was acknowledged stands where it was said to be, what was refused does not stand anywhere, and nothing stands twice. */
function judge(entries: readonly EntryRow[], said: readonly Said[]): void {
  expect(entries.map((entry) => entry.seq)).toEqual(entries.map((_, at) => at + 1));
  const there = new Set(entries.map((entry) => entry.text));
  expect(there.size).toBe(entries.length);
  expect(said.filter(({ builds }) => builds > 1)).toEqual([]);
  expect(said.filter(({ seq, text }) => seq !== undefined && entries[seq - 1]?.text !== text)).toEqual([]);
  expect(said.filter(({ outcome, text }) => outcome === 'undone' && there.has(text))).toEqual([]);
}

/** A store in a database of its own, so that a URL is all that a process needs. */
async function setup() {
  const url = await server.database();
  const store = await postgresStore({ url, connectTimeout: 20_000 });
  onTestFinished(() => store.close());
  return { url, store };
}
