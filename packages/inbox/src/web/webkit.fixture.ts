// WebKit, as Debian has it, driven by WebDriver on a screen that nobody sees: for what a page looks like there.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [DRIVER, SCREEN] = ['/usr/bin/WebKitWebDriver', '/usr/bin/Xvfb'];
const BROWSER = '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser';
const missing = [DRIVER, SCREEN, BROWSER].filter((path) => !existsSync(path));
/** Why there is none, or undefined where there is one. Where screens are required there is no excuse. */
export const noWebkit =
  missing.length === 0 || process.env['SALLYPORT_SCREENS'] === 'required'
    ? undefined
    : `${missing.join(', ')}: not there, so the page is not looked at in WebKit`;

/** In milliseconds: how long anything may take to begin. */
const PATIENCE = 15_000;
const ELEMENT = 'webkitgtk:browserOptions';

/** The browser's own bar would be wider than a phone. */
const NARROW = '* { font-size: 1px; margin: 0; padding: 0; min-width: 0; -gtk-icon-transform: scale(0.1) }';

/** One window of WebKit. */
export interface Webkit extends AsyncDisposable {
  open(url: string): Promise<void>;
  /** What a piece of JavaScript returns. */
  run(script: string): Promise<unknown>;
  /** Makes what a page sees of the window this large. */
  resize(width: number, height: number): Promise<void>;
  cookie(cookie: { readonly name: string; readonly value: string }): Promise<void>;
  /** A PNG. */
  picture(): Promise<Buffer>;
}

export async function webkit(): Promise<Webkit> {
  const screen = spawn(SCREEN, ['-displayfd', '3', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const ended: ChildProcess[] = [screen];
  const home = mkdtempSync(join(tmpdir(), 'sallyport-webkit-'));
  const over = async (): Promise<void> => {
    await end(ended);
    rmSync(home, { recursive: true, force: true });
  };
  try {
    mkdirSync(join(home, 'gtk-3.0'));
    writeFileSync(join(home, 'gtk-3.0', 'gtk.css'), NARROW);
    // `as`: the fourth pipe is one to read from
    const [number] = (await once(screen.stdio[3] as NodeJS.ReadableStream, 'data')) as [Buffer];
    const port = await freePort();
    const env = { ...process.env, DISPLAY: `:${String(number).trim()}`, NO_AT_BRIDGE: '1', XDG_CONFIG_HOME: home };
    ended.unshift(spawn(DRIVER, [`--port=${port}`], { env, stdio: 'ignore' }));
    return await session(`http://127.0.0.1:${port}/session`, over);
  } catch (error) {
    await over();
    throw error;
  }
}

async function session(at: string, over: () => Promise<void>): Promise<Webkit> {
  const options = { [ELEMENT]: { binary: BROWSER, args: ['--automation'] } };
  // `as`, here and below: what WebDriver answers
  const { sessionId } = (await patiently(() => ask(at, { capabilities: { alwaysMatch: options } }))) as {
    sessionId: string;
  };
  const here = `${at}/${sessionId}`;
  const run = (script: string): Promise<unknown> => ask(`${here}/execute/sync`, { script, args: [] });
  const size = (width: number, height: number): Promise<unknown> => ask(`${here}/window/rect`, { width, height });
  return {
    run,
    open: async (url) => void (await ask(`${here}/url`, { url })),
    async resize(width, height) {
      // what the browser draws around the page takes its share, and the window follows when it can
      await patiently(async () => {
        const [w = 0, h = 0] = (await run('return [innerWidth, innerHeight]')) as number[];
        if (w === width && h === height) return;
        const outer = (await ask(`${here}/window/rect`)) as { width: number; height: number };
        await size(outer.width + width - w, outer.height + height - h);
        throw new Error(`the window is ${w} by ${h}`);
      });
    },
    cookie: async (cookie) => void (await ask(`${here}/cookie`, { cookie: { ...cookie, path: '/' } })),
    picture: async () => Buffer.from((await ask(`${here}/screenshot`)) as string, 'base64'),
    async [Symbol.asyncDispose]() {
      await fetch(here, { method: 'DELETE' });
      await over();
    },
  };
}

async function ask(url: string, body?: object): Promise<unknown> {
  const how = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const { value } = (await (await fetch(url, how)).json()) as { value: unknown };
  if (typeof value === 'object' && value !== null && 'error' in value) throw new Error(JSON.stringify(value));
  return value;
}

/** Until it works, or its time is over. */
async function patiently<T>(act: () => Promise<T>): Promise<T> {
  const until = Date.now() + PATIENCE;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  // `as`: a server that listens on a port has an address of this kind
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function end(all: readonly ChildProcess[]): Promise<void> {
  for (const one of all) {
    if (one.exitCode !== null || one.signalCode !== null) continue;
    const gone = once(one, 'exit');
    one.kill();
    await gone;
  }
}
