// The command on a PostgreSQL server: the agents on one machine, the person on another, with nothing but a copied TrustRoot and key.
import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PASSWORD, startServer, type Server } from '../../store/src/postgres/server.fixture.js';
import { house, sallyport, start, until, type House } from './house.fixture.js';
import { main } from './run.js';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const server: Server | undefined = await startServer();
afterAll(() => server?.close());

describe.skipIf(server === undefined)('on a PostgreSQL server', () => {
  let home: House, desk: string, url: string, agents: ReturnType<typeof start>;
  beforeAll(async () => {
    url = await server!.database();
    home = await house(['--store', url], { SALLYPORT_STORE: url });
    agents = start('start.mjs', [], home.folder, { SALLYPORT_STORE: url });
    desk = await mkdtemp(join(tmpdir(), 'sallyport-desk-'));
    await copyFile(join(home.folder, 'trust-root.json'), join(desk, 'trust-root.json'));
    await copyFile(join(home.folder, 'keys', 'alice.key'), join(desk, 'alice.key'));
  }, 60_000);
  afterAll(async () => {
    await agents?.end();
    await home?.[Symbol.asyncDispose]();
    await rm(desk, { recursive: true, force: true });
  });

  /** On the other machine: no configuration, no agent, no store of its own. */
  const there = (argv: readonly string[], use: Parameters<typeof sallyport>[1] = {}) =>
    sallyport([...argv, '--store', url], { cwd: desk, ...use });

  /** What the inbox draws for somebody who looks, and goes away. */
  async function glance(): Promise<string> {
    let out = '';
    const stream = { isTTY: true, write: (text: string) => void (out += text) };
    const input = Object.assign(Readable.from([]), { isTTY: true });
    const io = { input, output: stream, error: stream, env: {}, cwd: desk, signal: AbortSignal.timeout(10_000) };
    await main(['inbox', '--plain', '--key', 'alice.key', '--store', url], io);
    return out;
  }

  test('GATE-2: what waits is read and approved on another machine, by key, and runs where the agents are', async () => {
    const { id, digest } = await until(async () => {
      const { groups } = (await there(['review', '--json'])).json();
      const [item] = (groups?.[0]?.['items'] ?? []) as unknown as { id: string; digest: string }[];
      return item;
    });
    expect((await there(['review', id])).out).toContain('│ Thank you, we have your letter.');
    expect(await glance()).toContain('│ Somebody writes: When do you close?');

    // as a process, and the password in no command line
    const args = ['review', id, '--approve', '--digest', digest, '--key', 'alice.key', '--json'];
    const bare = url.replace(`:${PASSWORD}@`, '@');
    const approving = start(MAIN, [...args, '--store', bare], desk, { PGPASSWORD: PASSWORD });
    expect([await approving.ended, approving.said().err]).toEqual([0, '']);
    const outbox = (): Promise<string | undefined> =>
      readFile(join(home.folder, 'outbox.txt'), 'utf8').then(
        (text) => text || undefined,
        () => undefined,
      );
    expect(await until(outbox)).toBe('to bob@example.com: Thank you, we have your letter.\n');
    await until(async () => (await there(['review', id, '--json'])).out.includes('"state": "executed"') || undefined);
    // whoever approves signs; nobody else's machine has the key
    expect(await there(['send', 'reader', 'x'])).toMatchObject({ code: 2, out: '' });
  });

  test('history, contacts, keys, verify, export, freeze and the doctor work over there as they do at home', async () => {
    const hits = (await there(['history', 'letter', '--json'])).json()['hits']!;
    expect(hits.length).toBeGreaterThan(0);
    expect((await home.run(['history', 'letter', '--json'])).json()['hits']).toEqual(hits);
    expect((await there(['contacts'])).out).toContain('agent   "reader" in "intake"');
    expect((await there(['keys'])).out).toContain('"alice": a person');
    const sign = ['verify', '--sign', 'checkpoint.json', '--key', 'alice.key'];
    expect(await there(sign)).toMatchObject({ code: 0 });
    expect(await there(['verify', '--checkpoint', 'checkpoint.json'])).toMatchObject({ code: 0, err: '' });
    expect(await there(['freeze', 'reader', '--key', 'alice.key'])).toMatchObject({ code: 0 });
    expect((await there(['freeze'])).out).toContain('"reader" is stopped by "alice"');
    expect(await there(['thaw', 'reader', '--key', 'alice.key'])).toMatchObject({ code: 0 });
    expect((await there(['export', '--out', 'all.jsonl', '--json'])).json()['lines']).toBeGreaterThan(5);
    const seen = await there(['doctor', '--json', '--checkpoint', 'checkpoint.json']);
    expect(seen).toMatchObject({ code: 0, err: '' });
    expect(seen.json()['ok']).toBe(true);
    // nothing was left behind that holds the password
    for (const name of await readdir(desk)) expect(await readFile(join(desk, name), 'utf8')).not.toContain(PASSWORD);
  });

  test('a database that is away, a wrong password and a wrong URL are each told without the password', async () => {
    const wrong = url.replace(PASSWORD, 'not-the-one');
    for (const store of [wrong, url.replace(/:\d+\//, ':1/'), `${url}_away`, 'postgres://', 'postgres://[x/']) {
      const said = await sallyport(['review', '--store', store], { cwd: desk });
      expect([store, said.code === 1 || said.code === 2, said.out]).toEqual([store, true, '']);
      expect(said.err).not.toContain(PASSWORD);
      expect(said.err).not.toContain('not-the-one');
      expect(said.err).not.toMatch(/^ +at /m);
    }
    const doctor = await sallyport(['doctor', '--store', wrong, '--json'], { cwd: desk });
    expect(doctor.code).toBe(5);
    expect(doctor.out).not.toContain('not-the-one');
  });
});
