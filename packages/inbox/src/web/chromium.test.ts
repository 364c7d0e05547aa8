// The page as a person uses it: real Chromium, a thumb or the keys alone, a passkey, and a runtime that does what was signed.
import { createHash } from 'node:crypto';
import axe from 'axe-core';
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  DESKTOP,
  everyPath,
  launch,
  movedScript,
  noBrowser,
  PHONE,
  said,
  served,
  type Served,
} from './chromium.fixture.js';
import { spelled } from './address.js';
import { everyPage } from './every-page.fixture.js';
import { STYLE } from './style.js';

const LOOKS = [
  ['on a phone in the dark', PHONE, 'dark'],
  ['at a desk in the light', DESKTOP, 'light'],
] as const;
const EMAIL = { to: 'bob@example.com', subject: 'Your invoice 4711', body: 'Dear Bob,\n\nhere it is.\n\nAlice' };
if (noBrowser !== undefined) console.warn(noBrowser);

let browser: Browser;
beforeAll(async () => {
  if (noBrowser === undefined) browser = await launch();
});
afterAll(async () => browser?.close());

describe.skipIf(noBrowser !== undefined)('the reviewer’s page in a browser', { timeout: 30_000 }, () => {
  test.each(LOOKS)(
    'SEE-4: %s one pairs, reads, opens and approves, and exactly that runs',
    async (_, viewport, scheme) => {
      await using t = await served();
      await t.mail({ report: 'Bob asks for his invoice.', email: EMAIL });
      const { page, context } = await t.device(browser, { viewport, scheme });
      await page.click('main a.item');
      expect(await page.textContent('main')).toContain('here it is.');
      expect(t.done).toEqual([]);
      await page.click('button:text-is("Approve")');
      await page.waitForSelector('#live:has-text("Approved and signed")');
      await t.kit.idle();
      expect(t.done).toEqual([{ tool: 'send_email', args: EMAIL }]);
      expect(t.strays).toEqual([]);
      await context.close();
    },
  );

  test('SEE-4: with a thumb one denies, edits, forwards, writes and freezes, each signed', async () => {
    await using t = await served();
    for (const subject of ['one', 'two'])
      await t.mail({ email: { ...EMAIL, subject } }, { subject, text: 'Please answer.' });
    const { page, context } = await t.device(browser);
    const [one, two] = await t.desk.pending();
    await page.goto(`/proposals/${one!.id}`);
    await page.click('summary:text-is("Deny")');
    await page.fill('textarea[name=reason]', 'not yet');
    await page.click('button:has-text("it will not run")');
    await said(page, 'Denied');
    expect((await t.desk.item(one!.id)).decided).toMatchObject({ by: 'owner', answer: 'deny', reason: 'not yet' });

    await page.goto(`/proposals/${two!.id}/edit`);
    await page.getByLabel('"subject"').fill('better\nlines');
    await page.click('button:text-is("See what changed")');
    await page.waitForURL(/\/proposals\/(?!.*edit)/);
    expect(await page.textContent('main')).toMatch(/and is now.*better/s);
    await page.click('button:text-is("Approve")');
    await said(page, 'Approved');
    await t.kit.idle();
    expect(t.done).toEqual([{ tool: 'send_email', args: { ...EMAIL, subject: 'better\nlines' } }]);

    const mail = (await t.desk.messages()).find(({ letter }) => letter.subject === 'two')!;
    await page.goto(`/messages/${spelled(mail.id)}/forward`);
    await page.getByLabel('"executor"').check();
    await page.fill('textarea[name=note]', 'see to it');
    await page.check('input[value=part]');
    await page.fill('textarea[name=part]', 'Please answer.');
    await page.click('button:text-is("Review")');
    await page.click('button:text-is("Sign and send")');
    await page.waitForSelector('.b.me:has-text("see to it")');
    const forward = (await t.desk.messages()).at(-1)!;
    expect(forward).toMatchObject({ from: 'owner', to: 'executor', letter: { text: 'see to it' }, trust: 'high' });
    expect(forward.material).toMatchObject([{ letter: { text: 'Please answer.' }, trust: 'low' }]);

    await page.goto('/threads/reader');
    await page.fill('textarea[name=text]', 'who is Bob?');
    await page.click('button:text-is("Review")');
    await page.click('button:text-is("Sign and send")');
    await page.waitForSelector('.b.me:has-text("who is Bob?")');
    await page.goto('/freeze?agent=reader');
    await page.click('button:text-is("Freeze it now")');
    await said(page, 'stopped');
    expect(await t.desk.frozen()).toMatchObject([{ agent: 'reader', by: 'owner' }]);
    expect(t.strays).toEqual([]);
    await context.close();
  });

  test('SEE-4: several that are alike are chosen, shown whole with every digest, and answered by one signature', async () => {
    await using t = await served();
    for (const title of ['a', 'b', 'c']) await t.mail({ task: { title, due: [1], notes: 'n' } });
    const { page, context } = await t.device(browser);
    await page.check('li.pick >> nth=0 >> input');
    await page.check('li.pick >> nth=2 >> input');
    await page.click('button:text-is("Review chosen")');
    const [a, , c] = await t.desk.pending();
    for (const { digest } of [a!, c!]) expect(await page.textContent('main')).toContain(digest);
    await page.click('button:text-is("Approve all 2")');
    await said(page, 'Approved and signed: exactly these');
    await t.kit.idle();
    expect(t.done.map(({ args }) => (args as { title: string }).title).sort()).toEqual(['a', 'c']);
    await context.close();
  });

  test('SEE-4: with the keys alone one gets from the list to an approval', async () => {
    await using t = await served();
    await t.mail({ email: EMAIL });
    const { page, context } = await t.device(browser, { viewport: DESKTOP });
    await tabTo(page, 'main a.item');
    await page.keyboard.press('Enter');
    await page.waitForURL(/proposals/);
    await page.waitForSelector('button[data-arm]:enabled');
    await tabTo(page, '.btn.yes');
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    await page.keyboard.press('Enter');
    await said(page, 'Approved');
    await t.kit.idle();
    expect(t.done).toHaveLength(1);
    await context.close();
  });

  test('SEE-4: every page passes axe in both schemes, at 320 pixels nothing is cut off, and every target is large enough', async () => {
    await using t = await served();
    await t.mail({ report: 'Bob asks.', email: { ...EMAIL, to: 'bоb@example.com', body: 'line\n'.repeat(60) } });
    for (const title of ['a', 'b']) await t.mail({ task: { title, due: [1], notes: 'n' } });
    const { page, context } = await t.device(browser);
    for (const path of await everyPath(t)) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        if (colorScheme === 'light') await page.goto(path);
        expect(await violations(page), `${path} ${colorScheme}`).toEqual([]);
      }
      await page.setViewportSize({ width: 320, height: 640 });
      expect(await page.evaluate('document.documentElement.scrollWidth'), path).toBeLessThanOrEqual(320);
      expect(await smallTargets(page), path).toEqual([]);
      await page.setViewportSize(PHONE);
    }
    await context.close();
  });

  test('SEE-4: without JavaScript everything can be read, and nothing can be sent by mistake', async () => {
    await using t = await served();
    await t.mail({ report: 'Bob asks.', email: EMAIL });
    const { context } = await t.device(browser);
    const plain = await browser.newContext({ javaScriptEnabled: false, viewport: PHONE, baseURL: t.origin });
    await plain.addCookies(await context.cookies());
    const page = await plain.newPage();
    for (const path of await everyPath(t)) {
      expect((await page.goto(path))!.status(), path).toBe(200);
      expect(await page.locator('form:is([data-act], [data-draft]) button:enabled').count(), path).toBe(0);
    }
    await page.goto('/');
    await page.click('main a.item');
    expect(await page.textContent('main')).toContain('here it is.');
    expect(await page.textContent('noscript')).toContain('switch JavaScript on');
    await plain.close();
    await context.close();
  });

  test('SEE-4: what has only just come into sight cannot be pressed, and nothing moves under the thumb', async () => {
    await using t = await served();
    await t.mail({ email: EMAIL });
    const { page, context } = await t.device(browser);
    const order = (): Promise<string[]> => page.$$eval('main [data-id]', (all) => all.map((one) => one.textContent));
    const before = await order();
    await t.mail({ email: { ...EMAIL, to: 'carol@example.com' } });
    await page.waitForSelector('#news:not([hidden])');
    expect(await page.textContent('#news')).toContain('1 new');
    expect(await order()).toEqual(before);
    await page.click('#news a');
    await page.waitForFunction(`document.querySelectorAll('main [data-id]').length === 2`);

    const [one] = await t.desk.pending();
    await page.goto(`/proposals/${one!.id}`);
    await page.evaluate(`document.querySelector('form[data-act=approve]').requestSubmit()`);
    expect(await page.isDisabled('form .btn.yes')).toBe(true);
    await t.kit.desk.deny(one!.id);
    await page.waitForSelector('#news:has-text("This has changed")');
    expect(await page.isDisabled('form .btn.yes')).toBe(true);
    expect((await t.desk.item(one!.id)).state).toBe('denied');
    await context.close();
  });
});

describe.skipIf(noBrowser !== undefined)('against whoever serves it', { timeout: 30_000 }, () => {
  test('SEE-1: other bytes than those that are drawn are not signed, and what is changed after the signature is refused', async () => {
    await using t = await served();
    await t.mail({ email: EMAIL });
    await t.mail({ email: { ...EMAIL, to: 'mallory@example.com' } });
    const [good, evil] = await t.desk.pending();
    const { page, context } = await t.device(browser);
    // the server has something else signed, with the right challenge for it
    const swapped = await t.desk.prepare([{ id: evil!.id, verdict: 'approve' }]);
    const bytes = Buffer.from(swapped).toString('base64url');
    t.tamper = (answer) => ({ ...answer, bytes, challenge: createHash('sha256').update(swapped).digest('base64url') });
    await page.goto(`/proposals/${good!.id}`);
    await page.click('button:text-is("Approve")');
    await said(page, 'another thing signed');
    // a challenge that is not the hash of the bytes
    t.tamper = (answer) => ({ ...answer, challenge: 'AAAA' });
    await page.click('button:text-is("Approve")');
    await said(page, 'not the hash');
    // the server hands in other bytes under this signature
    t.tamper = undefined;
    await page.route('**/acts/submit', (route) =>
      route.continue({ postData: JSON.stringify({ ...route.request().postDataJSON(), bytes }) }),
    );
    await page.click('button:text-is("Approve")');
    await said(page, 'BAD_EVIDENCE');
    await t.kit.idle();
    expect(t.done).toEqual([]);
    await page.unroute('**/acts/submit');
    await page.click('button:text-is("Approve")');
    await said(page, 'Approved');
    await t.kit.idle();
    expect(t.done).toEqual([{ tool: 'send_email', args: EMAIL }]);
    await context.close();
  });

  test('SEE-1: a decision forged in the store under a stolen signature runs nothing, and the page says so', async () => {
    await using t = await served();
    await t.mail({ email: EMAIL });
    await t.mail({ email: { ...EMAIL, to: 'mallory@example.com' } });
    const [good, evil] = await t.desk.pending();
    const { page, context } = await t.device(browser);
    const submitted = page.waitForRequest('**/acts/submit');
    await page.goto(`/proposals/${good!.id}`);
    await page.click('button:text-is("Approve")');
    const { key, assertion } = (await submitted).postDataJSON() as { key: string; assertion: object };
    await said(page, 'Approved');
    await forge(t, await t.desk.prepare([{ id: evil!.id, verdict: 'approve' }]), { alg: 'webauthn', key, assertion });
    await t.kit.idle();
    expect(t.done).toEqual([{ tool: 'send_email', args: EMAIL }]);
    await page.goto('/');
    expect(await page.textContent('main')).toContain('it does not count');
    expect((await t.desk.pending()).map(({ id }) => id)).toEqual([evil!.id]);
    await context.close();
  });

  test('SEE-1: the same act handed in twice has one effect and one answer', async () => {
    await using t = await served();
    const { page, context } = await t.device(browser);
    await page.route('**/acts/submit', async (route) => {
      await route.fetch(); // the answer is lost on its way
      await route.continue();
    });
    await page.goto('/compose?to=reader');
    await page.fill('textarea[name=text]', 'once');
    await page.click('button:text-is("Review")');
    await page.click('button:text-is("Sign and send")');
    await page.waitForSelector('.b.me:has-text("once")');
    expect((await t.desk.messages()).filter(({ letter }) => letter.text === 'once')).toHaveLength(1);
    await context.close();
  });

  test('SEE-2: no row of the display vectors opens a dialog, asks for anything elsewhere, or leaves a link', async () => {
    await using t = await served();
    const rows = JSON.parse(readFileSync(new URL('../a1-display.fixture.json', import.meta.url), 'utf8')) as {
      input: unknown;
    }[];
    const texts = [...rows.map(({ input }) => JSON.stringify(input)), ...ACTIVE];
    for (let i = 0; i < texts.length; i += 12)
      await t.mail({
        email: {
          to: 'x@example.com',
          subject: texts[i]!,
          body: texts
            .slice(i, i + 12)
            .map((text) => JSON.parse(text) as unknown)
            .map((value) =>
              typeof value === 'string'
                ? value
                : Object.values(value as object)
                    .flatMap((one) => (typeof one === 'object' ? Object.values(one as object) : [one]))
                    .join('\n'),
            )
            .join('\n'),
        },
      });
    const { page, context } = await t.device(browser);
    for (const { id } of await t.desk.pending()) {
      for (const path of [`/proposals/${id}`, `/proposals/${id}/edit`]) {
        await page.goto(path);
        expect(
          await page.$$eval('main script, main img, main iframe, main style, main link', (all) => all.length),
        ).toBe(0);
        const hrefs = await page.$$eval('a', (all) => all.map((a) => a.getAttribute('href') ?? ''));
        expect(hrefs.filter((href) => !/^(#main|)$|^\/(?!\/)/.test(href))).toEqual([]);
      }
    }
    expect(t.strays).toEqual([]);
    await context.close();
  });

  test('SEE-2: letters written from right to left move nothing that stands around them', async () => {
    const context = await browser.newContext({ viewport: DESKTOP });
    const page = await context.newPage();
    const moved = async (body: string): Promise<readonly string[]> => {
      await page.setContent(body);
      await page.addStyleTag({ content: STYLE });
      // `as`: what the script returns
      return (await page.evaluate(movedScript)) as string[];
    };
    // without the wall: who asks, and how often, change places
    expect(await moved('<p>"\u05d0\u05d1\u05d2" → "\u05d3\u05d4\u05d5" (low) 12</p>')).not.toEqual([]);
    for (const name of ['\u05d0" \u05d1 12 x', '\u0645\u0631\u062d\u0628\u0627']) {
      const args = {
        to: name,
        [name]: [name, 12, name, { [name]: 3 }],
        body: `${name}, ${name}: 12\n${name} (3)`.repeat(4),
      };
      const hostile = { requester: name, executor: `${name}2`, tool: `3${name}`, why: `${name} 12`, args };
      for (const [at, body] of Object.entries(everyPage(hostile))) expect(await moved(body), at).toEqual([]);
    }
    await context.close();
  });
});

describe.skipIf(noBrowser !== undefined)('how much it is', { timeout: 30_000 }, () => {
  test('SEE-4: the first view is under 30 kB with forty waiting; and it can be installed', async () => {
    await using t = await served();
    for (let i = 0; i < 20; i++)
      await t.mail(
        { email: { ...EMAIL, to: `x${i}@example.com` }, task: { title: `${i}`, due: [1], notes: '' } },
        { from: `x${i}@example.com` },
      );
    const { page, context } = await t.device(browser);
    const sizes: number[] = [];
    for (const path of ['/', '/assets/desk.css']) sizes.push((await (await context.request.get(path)).body()).length);
    expect(sizes.every((size) => size > 3_000)).toBe(true);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(30_000);
    await page.goto('/');
    const cdp = await context.newCDPSession(page);
    const { errors, data } = await cdp.send('Page.getAppManifest');
    expect([errors, JSON.parse(data!)]).toEqual([
      [],
      expect.objectContaining({ display: 'standalone', start_url: '/' }),
    ]);
    const hindered = async (): Promise<string[]> =>
      (await cdp.send('Page.getInstallabilityErrors')).installabilityErrors.map(({ errorId }) => errorId);
    // windows of tests are private ones, in which nothing is installed: nothing else hinders it
    expect(await hindered()).toEqual(['in-incognito']);
    await page.route('**/manifest.webmanifest', (route) => route.fulfill({ json: { name: 'x', icons: [] } }));
    await page.goto('/contacts');
    expect(await hindered()).toContain('no-acceptable-icon');
    await context.close();
  });
});

const ACTIVE = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)><svg onload=alert(1)>',
  '"><iframe src="https://evil.example"></iframe>',
  'javascript:alert(1) [x](javascript:alert(1)) ![y](https://evil.example/p)',
  '</textarea><script>alert(2)</script>',
  '</style><link rel=stylesheet href=https://evil.example/x.css>',
].map((text) => JSON.stringify(text));

/** Presses Tab until it is there, as somebody does who has no pointer. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(`document.activeElement.matches('${selector}')`)) return;
  }
  throw new Error(`the keys do not lead to ${selector}`);
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  // `as`: what axe.run() answers
  const { violations: found } = (await page.evaluate('axe.run()')) as {
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
  };
  return found.map(({ id, nodes }) => `${id}: ${nodes[0]!.html} ${nodes[0]!.failureSummary}`);
}

/** What is pressed with a thumb and is smaller than 44 pixels; a link in a sentence may be as high as its line. */
const smallTargets = (page: Page): Promise<string[]> =>
  page.$$eval(
    'nav a, .btn, summary, a.item, .more a, .back, label.c, textarea, input[type=text], input[type=search]',
    (all) =>
      all
        .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
        .map((one) => `${one.outerHTML.slice(0, 80)} ${one.getBoundingClientRect().height}`),
  );

/** What a writer of the store does, who has the bytes and somebody's signature over others. */
async function forge({ kit }: Served, bytes: Uint8Array, evidence: object): Promise<void> {
  // `as`: a record that the desk has prepared
  const { domain: _, ...record } = JSON.parse(new TextDecoder().decode(bytes)) as { domain: string };
  const { seq, text } = (await kit.store.entries(0, 10_000)).at(-1)!;
  const prev = createHash('sha256').update(text).digest('hex');
  const entry = canonical({ seq: seq + 1, prev, record: { ...record, evidence } });
  await kit.store.commit(seq, () => ({ entries: [{ seq: seq + 1, text: entry }] }));
}

/** JSON with sorted keys: what RFC 8785 makes of plain texts and whole numbers. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort())
      : one,
  );
