// A phone in the hands of a test: real Chromium with a virtual authenticator, in front of a real house that is served.
import { serve } from '@hono/node-server';
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { spelled } from './address.js';
import { Door } from './door/door.js';
import { house, type House } from './house.fixture.js';
import { reviewApp } from './review-app.js';

const CHROMIUM = '/usr/bin/chromium';
const ARGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];
const isThere = existsSync(CHROMIUM);
/** Why there is no browser, or undefined where there is one. Where screens are required there is no excuse. */
export const noBrowser =
  isThere || process.env['SALLYPORT_SCREENS'] === 'required'
    ? undefined
    : `${CHROMIUM} is not there: the tests of the page in a browser are skipped`;

export const launch = (...more: readonly string[]): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM, args: [...ARGS, ...more] });

/** In milliseconds: what does not happen by then does not happen. */
const PATIENCE = 8_000;

export const PHONE = { width: 390, height: 844 } as const;
export const DESKTOP = { width: 1280, height: 800 } as const;

/** A served house, and devices that come to it. */
export interface Served extends AsyncDisposable, Pick<House, 'kit' | 'desk' | 'done' | 'mail'> {
  readonly origin: string;
  readonly door: Door;
  /** Whatever the next answer to `/acts/prepare` is to be instead. */
  tamper: ((answer: { bytes: string; challenge: string }) => object) | undefined;
  /** Every address that a browser has asked for that is not this page's, and every dialog. */
  readonly strays: string[];
  /** A browser window with an authenticator of its own; paired and signed in where `paired`. */
  device(browser: Browser, options?: DeviceOptions): Promise<{ context: BrowserContext; page: Page }>;
}

export interface DeviceOptions {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly scheme?: 'light' | 'dark';
  readonly paired?: boolean;
  /** Device pixels of one pixel. */
  readonly scale?: number;
}

export async function served(): Promise<Served> {
  const inside = await house();
  const { kit, desk } = inside;
  const behind: { fetch?: (request: Request, env: unknown) => Response | Promise<Response> } = {};
  const server = serve({ fetch: (request, env) => behind.fetch!(request, env), port: 0, hostname: '127.0.0.1' });
  await new Promise((resolve) => server.once('listening', resolve));
  // `as`: a server that listens on a port has an address of this kind
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const door = new Door({
    ...{ desk, origin },
    enrol: (passkey) => kit.desk.enrol(passkey),
  });
  const app = reviewApp({ desk, door, known: ['bob@example.com'], clock: kit.clock });
  const strays: string[] = [];
  const the: Served = {
    ...{ ...inside, origin, door, strays, tamper: undefined },
    device: (browser, options = {}) => deviceFor(the, browser, options),
    async [Symbol.asyncDispose]() {
      door.close();
      await new Promise((resolve) => {
        server.close(resolve);
        if ('closeAllConnections' in server) server.closeAllConnections();
      });
      await inside[Symbol.asyncDispose]();
    },
  };
  behind.fetch = async (request, env) => {
    const answer = await app.fetch(request, env as object);
    const { tamper } = the;
    if (tamper === undefined || !request.url.endsWith('/acts/prepare') || !answer.ok) return answer;
    // `as`: what the page's own route answers
    return Response.json(tamper((await answer.json()) as { bytes: string; challenge: string }));
  };
  return the;
}

/** A passkey holder of the device's own, whose person is there and known to it. */
export async function giveAuthenticator(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true },
      ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
}

async function deviceFor(
  { origin, door, strays }: Served,
  browser: Browser,
  { viewport = PHONE, scheme = 'light', paired = true, scale = 1 }: DeviceOptions,
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({
    ...{ viewport, colorScheme: scheme, baseURL: origin, deviceScaleFactor: scale },
  });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  await giveAuthenticator(page);
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`)) strays.push(request.url());
  });
  page.on('dialog', (dialog) => {
    strays.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  if (paired) {
    await page.goto(door.pair().url);
    await page.waitForURL(`${origin}/`);
  }
  return { context, page };
}

/** Waits until the page says so. */
export const said = (page: Page, words: string): Promise<unknown> => page.waitForSelector(`#live:has-text("${words}")`);

/** Every address that there is, in this house. */
export async function everyPath({ desk }: Pick<Served, 'desk'>): Promise<readonly string[]> {
  const [pending, messages] = [await desk.pending(), await desk.messages()];
  const [{ id }, message] = [pending[0]!, messages[0]!];
  const at = `/messages/${spelled(message.id)}`;
  return [
    ...['/', `/proposals/${id}`, `/proposals/${id}/edit`, `/proposals/${id}/grant`],
    ...[`/batch?${pending.map((one) => `id=${one.id}`).join('&')}`, at, `${at}/forward`, `${at}/adopt`],
    ...['/contacts', '/threads/reader', `/threads/${spelled(message.from)}`, '/search?q=bob', '/people', '/grants'],
    ...[`/compose?to=reader&about=${id}`, '/freeze?agent=reader'],
  ];
}

/** What is cut off, hangs over the edge, or leaves too little room to read. */
export const lostScript = `(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const cut = [...document.querySelectorAll('main *, header *, nav *')].filter((one) => one.checkVisibility() && !one.closest('.hide, svg')
      && getComputedStyle(one).overflowX !== 'visible' && !/TEXTAREA|INPUT/.test(one.tagName) && one.scrollWidth > one.clientWidth + 1);
    const bars = [...document.querySelectorAll('header.top, .do, nav.tabs')].filter((one) => one.checkVisibility() && one.offsetWidth > innerWidth / 2);
    const room = innerHeight - bars.reduce((sum, { offsetHeight }) => sum + offsetHeight, 0);
    return [
      ...(scrollWidth > clientWidth ? ['it is ' + scrollWidth + ' wide'] : []),
      ...cut.map((one) => 'cut: ' + one.outerHTML.slice(0, 120)),
      ...(room < innerHeight / 4 ? ['room to read: ' + room + ' of ' + innerHeight] : []),
    ];
  })()`;

/** What is drawn before something that it stands behind: our own words and every number, where letters from right to left stand near. */
export const movedScript = `(() => {
    const moved = [];
    const blockOf = (one) => getComputedStyle(one).display.startsWith('inline') ? blockOf(one.parentElement) : one;
    let last;
    const look = (block, what, rect) => {
      if (rect.width === 0) return;
      const same = last && last.block === block && Math.abs(last.top - rect.top) < rect.height / 2;
      if (same && rect.left < last.right - 1) moved.push(last.what + ' | ' + what + ' in ' + block.textContent.slice(0, 80));
      last = { block, what, top: rect.top, right: rect.right };
    };
    for (const one of document.querySelectorAll('details')) one.open = true;
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node; (node = walk.nextNode());) {
      const within = node.parentElement;
      if (!within.checkVisibility() || within.closest('.hide, textarea, select, svg')) continue;
      const range = document.createRange();
      if (within.tagName === 'BDI') {
        if (/[^\\p{Bidi_Control}\\p{Script=Hebrew}\\p{Script=Arabic}\\p{M} ,.'-]/u.test(node.data)) moved.push('in isolation: ' + node.data);
        range.selectNodeContents(node);
        for (const rect of range.getClientRects()) look(blockOf(within), node.data, rect);
        continue;
      }
      for (let i = 0; i < node.length; i += 1) {
        range.setStart(node, i);
        range.setEnd(node, i + 1);
        look(blockOf(within), node.data[i], range.getBoundingClientRect());
      }
    }
    return [...new Set(moved)];
  })()`;
