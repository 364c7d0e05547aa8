// Tests the readers and writers the whole way, on a real runtime: what a session reads, and what it writes down of it.
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ActionAgent,
  IntakeAgent,
  ToolFailed,
  type ActionSession,
  type IntakeSession,
  type Message,
  type Order,
} from '@sallyport/core';
import { approveEverything, testRuntime } from '@sallyport/core/testing';
import { expect, onTestFinished, test } from 'vitest';
import { fileReader, webReader, type WebPageTool } from '../ingest.js';
import { draftWriter } from '../record.js';
import { saveDraft } from '../record/contracts.js';
import { page, secret, site } from './http.fixture.js';

test('a page that is read can be written down by another agent, once a person has said so', async () => {
  const server = await site(page('Prices go up'));
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-drafts-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const agents = [new Researcher(server.port), new Clerk(folder)];
  await using t = await testRuntime({ agents, unverified: 'low', reviewer: approveEverything(), real: true });
  await t.mail({ from: 'bob@example.com', to: 'researcher', text: `${server.url}/news` });
  await t.idle();
  const [file = ''] = await readdir(folder);
  expect(JSON.parse(await readFile(join(folder, file), 'utf8'))).toMatchObject({
    title: 'What they say',
    text: 'Prices go up',
  });
  expect(server.asked.map(({ url }) => url)).toEqual(['/news']);
});

test('a mail that asks for what is inside gets a failure, and nothing is read', async () => {
  const server = await secret();
  const researcher = new Researcher(1);
  await using t = await testRuntime({ agents: [researcher], unverified: 'low', real: true });
  for (const host of ['127.0.0.1', '2130706433', 'localhost', '[::ffff:127.0.0.1]'])
    await t.mail({ from: 'bob@example.com', to: 'researcher', text: `http://${host}:${server.port}/` });
  await t.idle();
  expect(t.read).toBe(4);
  expect(server.asked).toEqual([]);
  expect(researcher.failures).toEqual(Array.from({ length: 4 }, () => 'TOOL_FAILED'));
});

/** Reads whatever its mail names. */
class Researcher extends IntakeAgent<'low'> {
  readonly failures: string[] = [];
  readonly #web: WebPageTool<'low'>;
  constructor(port: number) {
    const web = webReader({ allowPrivate: [`127.0.0.1:${port}`] });
    super({
      name: 'researcher',
      trust: 'low',
      tools: [web, fileReader({ root: '.' })],
      proposes: [saveDraft],
      allowlist: ['*'],
    });
    this.#web = web;
  }
  protected async handle(message: Message, session: IntakeSession<'low'>) {
    try {
      const { text } = await session.call(this.#web, { url: message.text });
      await session.propose('clerk', saveDraft, { title: 'What they say', text }, { why: 'it was asked for' });
    } catch (error) {
      if (!(error instanceof ToolFailed)) throw error;
      this.failures.push(error.code);
    }
  }
}

class Clerk extends ActionAgent<'high'> {
  constructor(folder: string) {
    super({ name: 'clerk', trust: 'high', tools: [draftWriter({ folder })], acceptsFrom: ['researcher'] });
  }
  protected async handle(_order: Order, _session: ActionSession<'high'>) {}
}
