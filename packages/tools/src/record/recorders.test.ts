// Tests what is written down, on a real disk: whole or not at all, once, readable for its owner only, one line an event.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { link, mkdtemp, mkdir, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { draftWriter, eventLogger, keeping, logging, taskWriter } from './recorders.js';

const open = { signal: new AbortController().signal };
const keyed = (idempotencyKey: string) => ({ ...open, idempotencyKey });

describe('documents', () => {
  test('a task is one file of JSON, named after an id of ours, for its owner only', async () => {
    const folder = join(await place(), 'made', 'on', 'the way');
    const write = keeping('taskWriter', { folder });
    const { id } = await write({ title: '../../etc/passwd', text: 'a\nb', due: '2027-01-31' }, open);
    expect(await readdir(folder)).toEqual([`${id}.json`]);
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(JSON.parse(await readFile(join(folder, `${id}.json`), 'utf8'))).toEqual({
      ...{
        id,
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        title: '../../etc/passwd',
        text: 'a\nb',
        due: '2027-01-31',
      },
    });
    expect([(await stat(folder)).mode & 0o777, (await stat(join(folder, `${id}.json`))).mode & 0o777]).toEqual([
      0o700, 0o600,
    ]);
  });

  test('an argument cannot take the place of the id or the time', async () => {
    const folder = await place();
    // `as`: what would come if nobody held it to the schema
    const input = { title: 'x', text: 'y', ['__proto__']: { id: 'z' } } as { title: string; text: string };
    const { id } = await keeping('draftWriter', { folder })(input, open);
    expect(JSON.parse(await readFile(join(folder, `${id}.json`), 'utf8')).id).toBe(id);
  });

  test('a second attempt at one call keeps nothing twice, another call does, and one that differs is refused', async () => {
    const folder = await place();
    const write = keeping('taskWriter', { folder });
    const ids = await Promise.all(['a', 'a', 'a', 'b'].map((key) => write({ title: 'one', text: '' }, keyed(key))));
    expect(new Set(ids.map(({ id }) => id)).size).toBe(2);
    expect((await readdir(folder)).sort()).toEqual([...new Set(ids.map(({ id }) => `${id}.json`))].sort());
    await expect(write({ title: 'another', text: '' }, keyed('a'))).rejects.toMatchObject({ code: 'ONCE_CONFLICT' });
    await Promise.all([1, 2].map(() => write({ title: 'one', text: '' }, open)));
    expect((await readdir(folder)).length).toBe(4);
  });

  test('what a crash left behind is in nobody’s way, and what stands there is never written over', async () => {
    const folder = await place();
    const write = keeping('taskWriter', { folder });
    const { id } = await write({ title: 'one', text: '' }, keyed('a'));
    await writeFile(join(folder, '.0123.part'), 'half');
    await writeFile(join(folder, `${id}.json`), 'somebody has edited it');
    await expect(write({ title: 'one', text: '' }, keyed('a'))).rejects.toMatchObject({ code: 'ONCE_CONFLICT' });
    expect(await readFile(join(folder, `${id}.json`), 'utf8')).toBe('somebody has edited it');
  });

  test('a full folder refuses, and leaves nothing lying about', async () => {
    const folder = await place();
    const write = keeping('taskWriter', { folder, maxDocuments: 2 });
    for (const key of ['a', 'b']) await write({ title: key, text: '' }, keyed(key));
    await expect(write({ title: 'c', text: '' }, keyed('c'))).rejects.toMatchObject({ code: 'REFUSED' });
    await write({ title: 'a', text: '' }, keyed('a'));
    expect((await readdir(folder)).length).toBe(2);
  });

  test('C2-path-053: a link that waits under the name, or in the folder’s place, is not written through', async () => {
    const [folder, elsewhere] = [await place(), await place()];
    const write = keeping('taskWriter', { folder });
    const { id } = await write({ title: 'one', text: '' }, keyed('a'));
    await rm(join(folder, `${id}.json`));
    await symlink(join(elsewhere, 'planted'), join(folder, `${id}.json`));
    await expect(write({ title: 'one', text: '' }, keyed('a'))).rejects.toMatchObject({ code: 'REFUSED' });
    expect(await readdir(elsewhere)).toEqual([]);
    expect((await readdir(folder)).length).toBe(1);
  });

  test('a process that is killed midway leaves only whole documents, and each one that it spoke of', async () => {
    const folder = await place();
    const running = child('keep', folder);
    const spoken: string[] = [];
    for await (const line of createInterface({ input: running.stdout })) {
      spoken.push(line);
      if (spoken.length === 30) running.kill('SIGKILL');
    }
    const kept = (await readdir(folder)).filter((name) => !name.startsWith('.'));
    const ids = await Promise.all(kept.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')).id));
    expect(ids.map((id) => `${id}.json`)).toEqual(kept);
    expect(ids).toEqual(expect.arrayContaining(spoken));
    expect(spoken.length).toBeGreaterThanOrEqual(30);
  }, 60_000);

  test('aborted before it began, it writes nothing', async () => {
    const folder = await place();
    const reason = new Error('too late');
    const write = keeping('taskWriter', { folder });
    await expect(write({ title: 'x', text: '' }, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('the log', () => {
  test('one event is one line, whatever its text', async () => {
    const file = join(await place(), 'deep', 'events.jsonl');
    const log = logging({ file });
    const texts: string[] = [];
    const ends = fc.string({
      unit: fc.constantFrom('\n', '\r', '\u2028', '\u2029', '\u0085', '\0', '"', '\\', '}', 'é', '{"id":"'),
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(ends, async (text) => {
        texts.push(text);
        await log({ event: 'tried', text }, open);
      }),
      { numRuns: 40 },
    );
    const lines = (await readFile(file, 'utf8')).split(/[\n\r\u2028\u2029\u0085]/);
    expect(lines.pop()).toBe('');
    expect(lines.map((line) => JSON.parse(line).text)).toEqual(texts);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test('a second attempt at one call adds no line, even where a text pretends to be it', async () => {
    const file = join(await place(), 'events.jsonl');
    const log = logging({ file });
    const { id } = await logging({ file: join(await place(), 'other.jsonl') })({ event: 'a' }, keyed('a'));
    await log({ event: 'a', text: `\n{"id":"${id}","event":"a"}\n` }, keyed('b'));
    for (const _ of [1, 2]) expect(await log({ event: 'a' }, keyed('a'))).toEqual({ id });
    expect(await events(file)).toEqual([expect.not.stringMatching(id), id]);
  });

  test('a line that a crash cut off is left alone, and its event is logged anew', async () => {
    const file = join(await place(), 'events.jsonl');
    const log = logging({ file });
    const { id } = await log({ event: 'a', text: 'b'.repeat(100) }, keyed('a'));
    const whole = await readFile(file);
    await writeFile(file, whole.subarray(0, 90));
    expect(await log({ event: 'a', text: 'b'.repeat(100) }, keyed('a'))).toEqual({ id });
    await log({ event: 'c' }, keyed('c'));
    const lines = (await readFile(file, 'utf8')).split('\n');
    expect(lines[0]).toBe(whole.subarray(0, 90).toString());
    expect(lines.slice(1, 3).map((line) => JSON.parse(line).event)).toEqual(['a', 'c']);
  });

  test('several processes lose no line and mix none up', async () => {
    const file = join(await place(), 'events.jsonl');
    const runs = ['one', 'two', 'three'].map((name) => child('log', file, name, '20'));
    const ends = await Promise.all(runs.map((run) => once(run, 'close')));
    expect(ends).toEqual(runs.map(() => [0, null]));
    const texts = (await readFile(file, 'utf8'))
      .trim()
      .split(/\n+/)
      .map((line) => String(JSON.parse(line).text).slice(0, 9).trim());
    expect(texts.length).toBe(60);
    expect(new Set(texts).size).toBe(60);
  }, 60_000);

  test('a full log refuses, and stays as it is', async () => {
    const file = join(await place(), 'events.jsonl');
    const log = logging({ file, maxBytes: 200 });
    await log({ event: 'a' }, open);
    const before = await readFile(file);
    await expect(log({ event: 'b', text: 'x'.repeat(200) }, open)).rejects.toMatchObject({ code: 'REFUSED' });
    expect(await readFile(file)).toEqual(before);
  });

  test('C2-path-045: a link, hard or symbolic, a pipe and a folder are no log', async () => {
    const folder = await place();
    const victim = join(folder, 'victim');
    await writeFile(victim, 'precious\n');
    await symlink(victim, join(folder, 'soft'));
    await link(victim, join(folder, 'hard'));
    await mkdir(join(folder, 'folder'));
    await once(spawn('mkfifo', [join(folder, 'pipe')]), 'close');
    for (const name of ['soft', 'hard', 'folder', 'pipe'])
      await expect(logging({ file: join(folder, name) })({ event: 'a' }, open)).rejects.toMatchObject({
        code: 'REFUSED',
      });
    expect(await readFile(victim, 'utf8')).toBe('precious\n');
  });
});

test('operations of your own take the place of the disk', async () => {
  const kept: string[] = [];
  const create = async (name: string) => void kept.push(name);
  const { id } = await keeping('taskWriter', { operations: { create } })({ title: 'x', text: '' }, open);
  const append = async (line: string) => void kept.push(JSON.parse(line).event);
  await logging({ operations: { append } })({ event: 'seen' }, open);
  expect(kept).toEqual([`${id}.json`, 'seen']);
});

test.each([
  [() => taskWriter({ folder: '' }), 'folder'],
  [() => draftWriter({ folder: 'a\0b' }), 'folder'],
  [() => taskWriter({ folder: 'a', maxDocuments: 0 }), 'maxDocuments'],
  [() => eventLogger({ file: '' }), 'file'],
  // `as`: what a JavaScript user might write
  [() => taskWriter({ folder: 'a', operations: {} } as unknown as { folder: string }), 'folder'],
  [() => eventLogger({ file: 'a', maxBytes: -1 }), 'maxBytes'],
  // `as`: what a JavaScript user might write
  [() => eventLogger({ path: 'a' } as unknown as { file: string }), 'path'],
])('an option that cannot be is refused by name: %s', (make, option) => {
  expect(make).toThrowError(expect.objectContaining({ code: 'BAD_OPTION', facts: { option } }));
});

test('a folder that cannot be is an error, which names no path', async () => {
  const folder = await place();
  await writeFile(join(folder, 'file'), '');
  const write = keeping('taskWriter', { folder: join(folder, 'file') });
  await expect(write({ title: 'x', text: '' }, open)).rejects.toMatchObject({
    ...{ code: 'TOOL_FAILED', message: '"file" cannot be opened (EEXIST)' },
  });
});

const CHILD = fileURLToPath(new URL('./child.fixture.ts', import.meta.url));

function child(...args: readonly string[]) {
  const running = spawn(process.execPath, ['--conditions=sallyport-source', '--import', 'tsx', CHILD, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void running.kill('SIGKILL'));
  return running;
}

const events = async (file: string): Promise<readonly string[]> =>
  (await readFile(file, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).id);

async function place(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-record-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
