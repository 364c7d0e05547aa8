// A person at the page of one process, agents in another, and one SQLite file between them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTrustRoot, openDesk, signerOf } from '@sallyport/core';
import { sqliteStore } from '@sallyport/store/sqlite';
import { expect, test } from 'vitest';
import type { Papers } from './agents-process.fixture.js';
import { giveAuthenticator, launch, noBrowser, PHONE, said } from './chromium.fixture.js';
import { openPage } from './open-page.js';

const AGENTS = fileURLToPath(new URL('agents-process.fixture.ts', import.meta.url));
const NODE = ['--conditions=sallyport-source', '--disable-warning=SallyportWarning', '--import', 'tsx', AGENTS];
const EMAIL = { to: 'bob@example.com', subject: 'Your invoice', body: 'here it is' };

test.skipIf(noBrowser !== undefined)(
  'KEY-2: what a passkey signs on the page of one process, the agents of another process do, and no more',
  { timeout: 40_000 },
  async () => {
    const dir = mkdtempSync(join(tmpdir(), 'sallyport-page-'));
    const [file, papers] = [join(dir, 'house.db'), join(dir, 'papers.json')];
    const runtimes = { house: { agents: ['reader', 'executor'], ceiling: 'high' } } as const;
    const { root, keys } = createTrustRoot({ owner: 'owner', runtimes });
    const wanted = { email: EMAIL, task: { title: 'not this', due: [1], notes: '' } };
    writeFileSync(papers, JSON.stringify({ root, key: keys['house']!, store: file, wanted } satisfies Papers));
    const agents = spawn(process.execPath, [...NODE, papers], { stdio: ['ignore', 'pipe', 'inherit'] });
    let told = '';
    agents.stdout.setEncoding('utf8').on('data', (text: string) => (told += text));
    try {
      await using store = await sqliteStore(file);
      await using owner = await openDesk({ root, store, person: signerOf(keys['owner']!) });
      await using desk = await openDesk({ root, store, person: { name: 'owner' } });
      const enrol = owner.enrol.bind(owner);
      await using served = await openPage({
        desk,
        port: 0,
        enrol: ({ name, public: spki, passkey }) => enrol({ name, public: spki, passkey }),
      });
      await using browser = await launch();
      const page = await browser.newPage({ viewport: PHONE });
      await giveAuthenticator(page);
      await page.goto(served.pair().url);
      await page.waitForURL(`${served.origin}/`);
      await expect.poll(async () => (await desk.pending()).length, { timeout: 15_000 }).toBe(2);
      await page.goto(served.origin);
      await page.click('a.item:has-text("bob@example.com")');
      await page.click('button:text-is("Approve")');
      await said(page, 'Approved');
      const did = (): unknown[] =>
        told
          .split('\n')
          .filter(Boolean)
          .map((line): unknown => JSON.parse(line));
      await expect.poll(did, { timeout: 10_000 }).toEqual([{ tool: 'send_email', args: EMAIL }]);
      await page.goto(served.origin);
      expect(await page.textContent('main')).toContain('create_task');
      expect(await desk.pending()).toMatchObject([{ tool: { name: 'create_task' } }]);
      agents.kill();
      expect(await once(agents, 'exit')).toEqual([0, null]);
    } finally {
      agents.kill('SIGKILL');
      rmSync(dir, { recursive: true, force: true });
    }
  },
);
