// main.ts: one PostgreSQL server, intake on machine A, executor and desk on machine B, and a kill -9 in the middle of it.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { furnish, type Machine } from './furnish.js';
import { start, type Running } from './running.js';
import { startServer } from './server.js';
import { until } from './until.js';

const home = await mkdtemp(join(tmpdir(), 'two-machines-'));
const running: Running[] = [];

try {
  await using server = await startServer();
  const { a, b } = await furnish(home, server);
  await play(a, b);
} finally {
  await Promise.all(running.map((one) => one.kill()));
  await rm(home, { recursive: true, force: true });
}

async function play(a: Machine, b: Machine): Promise<void> {
  const hangs = { LINE_HANGS_FOR: 'carol@example.com' };
  const [, desk, executor] = await Promise.all([
    ready(start(a, 'process.ts intake')),
    ready(start(b, 'desk.ts')),
    ready(start(b, 'process.ts executor', hangs)),
  ]);
  say('machine A runs intake, machine B runs executor and desk; they share a database and no key');

  for (const name of ['bob', 'carol', 'dave']) await arrive(a, name);
  expect(await ask(desk, 'approve bob@example.com'), 'bob@example.com: approved');
  expect(await ask(desk, 'await bob@example.com'), 'bob@example.com: executed');
  say('a mail came in on A, alice approved the answer on B, and B has sent it');

  expect(await ask(desk, 'approve carol@example.com'), 'carol@example.com: approved');
  await until('the answer to carol is on the wire', async () => ((await sent(b)).includes('carol') ? true : undefined));
  await executor.kill();
  expect(await ask(desk, 'approve dave@example.com'), 'dave@example.com: approved');
  say('the executor was killed while it was sending to carol; meanwhile alice has approved the answer to dave');

  await ready(start(b, 'process.ts executor'));
  expect(await ask(desk, 'await dave@example.com'), 'dave@example.com: executed');
  expect(await ask(desk, 'await carol@example.com'), 'carol@example.com: interrupted');
  say('a new executor has sent to dave, and to carol not again: it may have left, and alice is told so');

  const told = await ask(desk, 'notices');
  if (!told.includes('interrupted')) throw new Error(`alice was not told: ${told}`);
  expect(await sent(b), 'bob@example.com\ncarol@example.com\ndave@example.com\n');
  expect(await ask(desk, 'verify'), 'journal: whole');
  say('each was sent once at most, and the journal is whole');
}

/** Somebody writes to machine A. */
function arrive(on: Machine, name: string): Promise<void> {
  const mail = `From: ${name}@example.com\r\n\r\nWhen do you close?\r\n`;
  return writeFile(join(on.folder, 'Mail', 'new', `${name}.mail`), mail);
}

function sent(on: Machine): Promise<string> {
  return readFile(join(on.folder, 'sent.txt'), 'utf8').catch(() => '');
}

async function ready(one: Running): Promise<Running> {
  running.push(one);
  expect(await one.line(), 'ready');
  return one;
}

function ask(desk: Running, line: string): Promise<string> {
  desk.tell(line);
  return desk.line();
}

function expect(found: string, wanted: string): void {
  if (found !== wanted) throw new Error(`'${wanted}' was expected, and it is '${found}'`);
}

function say(line: string): void {
  console.log(line);
}
