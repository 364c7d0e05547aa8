// From `npm start` to an approval on the page, as a person does it: a real browser in front of the three processes.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Summary } from './summary.js';

const CHROMIUM = '/usr/bin/chromium';
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
const required = process.env['SALLYPORT_SCREENS'] === 'required';
const skipped = !existsSync(CHROMIUM) && !required;
if (skipped) console.warn(`${CHROMIUM} is not there: the mail desk is not tried in a browser`);

test.skipIf(skipped)(
  'SEE-4: three actions from `npm start` to an approval: open the link, open what waits, approve',
  async () => {
    const desk = start();
    try {
      const link = await desk.line(/http:\/\/localhost:\d+\/pair#\S+/);
      await using browser = {
        it: await chromium.launch({ executablePath: CHROMIUM, args: ARGS }),
        [Symbol.asyncDispose]: () => browser.it.close(),
      };
      const page = await deviceOf(await browser.it.newPage({ viewport: { width: 390, height: 844 } }));
      // one: the passkey is made at once
      await page.goto(link);
      await page.waitForSelector('main a[href^="/proposals/"]');
      // two
      await page.click('main a[href^="/proposals/"]');
      // three
      await page.click('button:text-is("Approve")');
      await page.waitForSelector('#live:has-text("Approved and signed")');
      await desk.stop();
      const { totals, ok } = await desk.summary();
      expect([totals.approved, totals.sent, ok]).toEqual([1, 1, true]);
    } finally {
      desk.kill();
    }
  },
  120_000,
);

async function deviceOf(page: Page): Promise<Page> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true },
      ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
  return page;
}

function start() {
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const args = ['--conditions=sallyport-source', '--import', loader, main, '--json', '--review', 'web', '--port', '0'];
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout!.on('data', (data: Buffer) => (out += data.toString()));
  const lines = createInterface({ input: child.stderr! });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    line: (wanted: RegExp) =>
      new Promise<string>((resolve, reject) => {
        lines.on('line', (line) => {
          err += `${line}\n`;
          const [found] = wanted.exec(line) ?? [];
          if (found !== undefined) resolve(found);
        });
        void ended.then(() => reject(new Error(`it ended before it said so:\n${err}`)));
      }),
    stop: async () => {
      child.kill('SIGINT');
      await ended;
    },
    // `as`: with --json it prints one
    summary: async () => JSON.parse(out) as Summary,
    kill: () => void child.kill('SIGKILL'),
  };
}
