import { test } from 'vitest';
import { chromium } from 'playwright-core';
import { serve } from '@hono/node-server';
import { house } from './house.fixture.js';
import { reviewApp } from './review-app.js';
test('look', async () => {
  await using h = await house();
  await h.mail(
    {
      report: 'A supplier asks for invoice 4711 again.',
      email: {
        to: 'bob@example.com',
        subject: 'Your invoice 4711',
        body: 'Dear Bob,\n\nplease find the invoice at https://files.example/4711.\n\nAlice',
      },
    },
    { text: 'Hello,\n\ncould you send the invoice again? Bob', subject: 'Invoice' },
  );
  await h.kit.pass('3m');
  await h.mail({
    why: 'They want it today, and it is urgent!',
    email: { to: 'bоb@example.com', subject: 'x', body: 'line\n'.repeat(60) },
  });
  for (let i = 0; i < 4; i++)
    await h.mail(
      { task: { title: `Call supplier ${i}`, due: [2026, 1, i], notes: 'n' } },
      { from: `p${i}@example.com` },
    );
  const app = reviewApp({
    desk: h.desk,
    origin: 'http://localhost:7700',
    known: ['bob@example.com'],
    now: () => h.kit.clock.now(),
  });
  const server = serve({ fetch: app.fetch, port: 7700, hostname: '127.0.0.1' });
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  });
  const pending = await h.desk.pending();
  const messages = await h.desk.messages();
  const id = (n: number) => pending[n]!.id;
  const urls: Record<string, string> = {
    waiting: '/',
    proposal: `/proposals/${id(0)}`,
    odd: `/proposals/${id(1)}`,
    edit: `/proposals/${id(0)}/edit`,
    batch: `/batch?id=${id(2)}&id=${id(3)}`,
    message: `/messages/${messages[0]!.id}`,
    forward: `/messages/${messages[0]!.id}/forward`,
    compose: `/compose?to=reader&about=${id(0)}`,
    freeze: '/freeze?agent=reader',
    contacts: '/contacts',
    thread: '/threads/reader',
    search: '/search?q=invoice',
    people: '/people',
    grants: '/grants',
    grant: `/proposals/${id(0)}/grant`,
    none: '/nowhere',
  };
  const only = process.env.ONLY?.split(',');
  for (const scheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({
      viewport: { width: 390, height: 844 },
      colorScheme: scheme,
      deviceScaleFactor: 1,
    });
    const page = await context.newPage();
    page.on('console', (m) => console.log(m.text()));
    for (const [name, url] of Object.entries(urls)) {
      if (only && !only.includes(name)) continue;
      const r = await page.goto(`http://localhost:7700${url}`);
      if (scheme === 'light') console.log(name, r!.status(), (await r!.text()).length);
      await page.waitForTimeout(800);
      await page.screenshot({ path: `/tmp/h/pages/look/${name}-${scheme}.png` });
    }
  }
  await browser.close();
  server.close();
}, 60000);
