// The door in a real Chromium: a device is paired and signs in, and what other pages try is tried.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { giveAuthenticator, launch, noBrowser } from '../chromium.fixture.js';
import { serve, type Served } from '../serve.js';
import type { DoorOptions } from './door-options.js';
import { pairingCode } from './passkey.js';
import { keyOf, porch, type Porch } from './porch.fixture.js';

describe.skipIf(noBrowser !== undefined)('SEE-3 in Chromium [skipped where there is none]', () => {
  let browser: Browser, served: Served, bare: Served, evil: Evil, p: Porch, context: BrowserContext, page: Page;
  beforeAll(async () => {
    // the first address under which a page is found, and then another: DNS rebinding
    browser = await launch('--host-resolver-rules=MAP rebound.example 127.0.0.1');
    served = await serve({ port: 0, app: (origin) => (p = porch({ origin })).app });
    bare = await serve({ port: 0, app: () => p.bare });
    evil = await evilPages();
    context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    page = await context.newPage();
    await giveAuthenticator(page);
  });
  afterAll(async () => {
    await browser?.close();
    await Promise.all([served?.close(), bare?.close(), evil?.close()]);
  });

  test('SEE-3: a device is paired by a link, and it is in', async () => {
    const { url } = p.door.pair();
    await page.goto(url);
    await page.waitForURL(`${served.origin}/`);
    expect(await page.textContent('h1')).toBe('what waits');
    const [wanted] = p.enrolled;
    expect(wanted!.passkey).toMatchObject({ rp: 'localhost', origin: served.origin });
    // a second look at the same link
    await page.goto(url);
    await page.getByText('this pairing link was used').waitFor();
    // nobody who looks at the address, or at the history, has the token
    expect(page.url()).toBe(`${served.origin}/pair`);
  });

  test('SEE-3: a browser that makes a passkey only when a button is pressed is given the button', async () => {
    const other = await context.newPage();
    await giveAuthenticator(other);
    await other.addInitScript(`
      const create = navigator.credentials.create.bind(navigator.credentials);
      navigator.credentials.create = (options) => navigator.userActivation.hasBeenActive
        ? create(options) : Promise.reject(new DOMException('press first', 'NotAllowedError'));`);
    await other.goto(p.door.pair().url);
    await other.getByText('Press the button to make it.').waitFor();
    await other.getByRole('button', { name: 'Make a passkey' }).click();
    await other.waitForURL(`${served.origin}/`);
    await other.close();
  });

  test('SEE-3: where the owner’s key is elsewhere, a device shows the command and the digits, and is in once that was run', async () => {
    let there: Porch | undefined;
    const handOver: DoorOptions['handOver'] = ({ public: spki }, code) => `enrol ${spki} ${code}`;
    const elsewhere = await serve({ port: 0, app: (origin) => (there = porch({ origin, handOver })).app });
    try {
      await page.goto(there!.door.pair().url);
      await page.getByText('has to let your passkey count').waitFor();
      const [, spki = '', code] = (await page.textContent('#command'))!.split(/ (.*?) /);
      expect([code, await page.textContent('#code')]).toEqual([pairingCode(spki), pairingCode(spki)]);
      expect(await page.getAttribute('#sign-in', 'href')).toBe('/sign-in');
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      await page.getByRole('button', { name: 'Copy the command' }).click();
      await page.getByRole('button', { name: 'Copied' }).waitFor();
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe(`enrol ${spki} ${code}`);
      const passkey = { credential: 'any', rp: 'localhost', origin: elsewhere.origin };
      there!.desk.keys.push({ id: keyOf(spki), public: spki, isRevoked: false, passkey });
      there!.desk.change();
      await page.waitForURL(`${elsewhere.origin}/`);
      expect(await page.textContent('h1')).toBe('what waits');
    } finally {
      await elsewhere.close();
    }
  });

  test('SEE-3: it signs out, and signs in where the page was asked for', async () => {
    await page.goto(`${served.origin}/out`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${served.origin}/sign-in`);
    const asked = await page.goto(`${served.origin}/proposals/p1`);
    expect(asked!.status()).toBe(401);
    await page.getByRole('button', { name: 'Sign in with your passkey' }).click();
    await page.getByText('p1', { exact: true }).waitFor();
    expect(await page.evaluate('document.cookie')).toBe('');
  });

  test('SEE-3: a form of another site, and of another port of this host, decides nothing', async () => {
    for (const host of ['127.0.0.1', 'localhost']) {
      await lured(host, form(`http://localhost:${bare.port}/approve/ID`), 'approved ID');
      expect(p.approved.splice(0)).toEqual(['ID']);
      await lured(host, form(`${served.origin}/approve/ID`), 'another page than');
      expect(p.approved).toEqual([]);
    }
    // another port of the host is sent the cookie: this is why a session is not enough
    expect(evil.cookies.some((cookie) => cookie.includes(`sallyport-${served.port}=`))).toBe(true);
  });

  test('SEE-3: another name for the same address shows nothing', async () => {
    await page.goto(`http://rebound.example:${bare.port}/`);
    expect(await page.textContent('body')).toContain('what waits');
    const rebound = await page.goto(`http://rebound.example:${served.port}/`);
    expect(rebound!.status()).toBe(403);
    expect(await page.textContent('body')).not.toContain('what waits');
  });

  test('SEE-3: no other page can put it in a frame', async () => {
    for (const host of ['127.0.0.1', 'localhost']) {
      expect(await framed(host, `http://localhost:${bare.port}/`)).toContain('what waits');
      expect(await framed(host, `${served.origin}/`)).not.toContain('what waits');
    }
  });

  test('SEE-3: words that a page forgot to escape run nothing and load nothing', async () => {
    await page.goto(`http://localhost:${bare.port}/xss`);
    expect(await page.title()).toBe('owned');
    await page.goto(`${served.origin}/xss`);
    expect(await page.title()).toBe('ours');
    expect(await page.evaluate('document.baseURI')).toBe(`${served.origin}/xss`);
  });

  test('SEE-3: another page can neither read it, nor listen, nor keep a hold on its window', async () => {
    await page.goto(evil.at('localhost', ''));
    const read = (url: string): Promise<string> =>
      page.evaluate(async (where) => {
        const answer = await fetch(where, { credentials: 'include', mode: 'no-cors' }).catch(() => undefined);
        return answer?.type ?? 'refused';
      }, url);
    expect(await read(`http://localhost:${bare.port}/`)).toBe('opaque');
    expect(await read(`${served.origin}/`)).toBe('refused');
    const listens = await page.evaluate(
      (where) =>
        new Promise((resolve) => {
          const source = new EventSource(where, { withCredentials: true });
          source.addEventListener('open', () => resolve('open'));
          source.addEventListener('error', () => resolve('refused'));
        }),
      `${served.origin}/events`,
    );
    expect(listens).toBe('refused');
  });

  async function lured(host: string, html: string, until: string): Promise<void> {
    await page.goto(evil.at(host, html));
    await page.getByText(until).waitFor();
  }
  async function framed(host: string, url: string): Promise<string> {
    await page.goto(evil.at(host, `<iframe src="${url}"></iframe>`), { waitUntil: 'load' });
    const [, frame] = page.frames();
    return frame!.content();
  }
});

const form = (action: string): string =>
  `<form method="post" action="${action}"></form><script>document.forms[0].submit()</script>`;

interface Evil {
  readonly cookies: string[];
  at(host: string, html: string): string;
  close(): Promise<void>;
}

/** Shows whatever its address says. */
async function evilPages(): Promise<Evil> {
  const cookies: string[] = [];
  const server: Server = createServer(({ url = '', headers }, outgoing) => {
    cookies.push(headers.cookie ?? '');
    const html = new URL(url, 'http://evil.example').searchParams.get('html') ?? '';
    outgoing.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><body>${html}`);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  // `as`: a server that listens on a port has an address of this kind
  const { port } = server.address() as AddressInfo;
  return {
    cookies,
    at: (host, html) => `http://${host}:${port}/?html=${encodeURIComponent(html)}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}
