// Where the page can be reached: this machine, or a name behind a proxy that speaks TLS, and nothing between.
import { spawn } from 'node:child_process';
import { createServer, request as tlsRequest } from 'node:https';
import { createServer as plainServer, request, type IncomingMessage } from 'node:http';
import { networkInterfaces } from 'node:os';
import type { AddressInfo } from 'node:net';
import { getuid, platform } from 'node:process';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { certificateFor } from './door/certificate.fixture.js';
import { own, porch, type Porch } from './door/porch.fixture.js';
import { serve } from './serve.js';

const hello = (): Hono => new Hono().get('/', (c) => c.text('hello'));

test('SEE-3: a page is served to this machine, under one name, and to no other', async () => {
  await using served = await serve({ app: hello, port: 0 });
  expect(served.origin).toBe(`http://localhost:${served.port}`);
  expect(await (await fetch(served.origin)).text()).toBe('hello');
  // whoever held the same port of the other family would be visited in its place
  const thief = plainServer();
  const stolen = await new Promise((resolve) => {
    thief.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code));
    thief.listen(served.port, '::1', () => resolve('listening'));
  });
  expect(stolen).toMatch(/EADDRINUSE|EADDRNOTAVAIL|EAFNOSUPPORT/);
  const outside = Object.values(networkInterfaces())
    .flat()
    .find((one) => one?.internal === false && one.family === 'IPv4');
  if (outside === undefined) return;
  await expect(fetch(`http://${outside.address}:${served.port}/`)).rejects.toThrow('fetch failed');
});

test('SEE-3: wider than this machine it is served by https alone, and under a name', async () => {
  for (const host of ['0.0.0.0', '::', '192.0.2.1', 'desk.example', 'localhost.evil.example', ''])
    await expect(serve({ app: hello, port: 0, host })).rejects.toMatchObject({ code: 'BAD_OPTION' });
  const wrong = [
    'http://desk.example',
    'https://192.0.2.1',
    'https://[::1]',
    'https://desk.example/path',
    'https://a@desk.example',
    'https://*.example',
    'https://Desk.example',
    'https://d\u00ebsk.example',
    'desk.example',
    '',
  ];
  for (const publicUrl of wrong)
    await expect(serve({ app: hello, port: 0, publicUrl })).rejects.toMatchObject({ code: 'BAD_OPTION' });
  await using served = await serve({ app: hello, port: 0, host: '0.0.0.0', publicUrl: 'https://desk.example:8443' });
  expect(served.origin).toBe('https://desk.example:8443');
});

test('a port that is taken is said', async () => {
  await using served = await serve({ app: hello, port: 0 });
  await expect(serve({ app: hello, port: served.port })).rejects.toMatchObject({
    code: 'BAD_OPTION',
    message: expect.stringContaining('EADDRINUSE'),
  });
});

test('SEE-3: behind a proxy with TLS the page has one name, one origin, and a cookie for https', async () => {
  let p: Porch | undefined;
  const publicUrl = 'https://desk.example:8443';
  await using served = await serve({ app: (origin) => (p = porch({ origin })).app, port: 0, publicUrl });
  await using proxy = await tlsProxy(served.port);
  const begun = await proxy.ask('/sign-in/begin', own(publicUrl), '{}');
  const { challenge, rpId } = JSON.parse(begun.text) as { challenge: string; rpId: string };
  expect(rpId).toBe('desk.example');
  const answer = JSON.stringify({ challenge, response: p!.device.get(challenge) });
  const signedIn = await proxy.ask('/sign-in/finish', own(publicUrl), answer);
  const cookie = signedIn.headers['set-cookie']![0]!.split(';')[0]!;
  expect(cookie).toMatch(/^__Host-sallyport=/);
  const home = await proxy.ask('/', { cookie });
  expect([home.status, home.text]).toEqual([200, '<h1>what waits</h1>']);
  expect(home.headers['strict-transport-security']).toBe('max-age=15552000');

  // a proxy that does not pass the name on, one that is asked by another name, and what headers say about it
  expect((await proxy.ask('/', { cookie, host: `127.0.0.1:${served.port}` })).status).toBe(403);
  expect((await proxy.ask('/', { cookie, host: 'desk.example' })).status).toBe(403);
  const forwarded = { 'x-forwarded-host': 'desk.example:8443', 'x-forwarded-proto': 'https' };
  expect((await proxy.ask('/', { cookie, host: 'evil.example', ...forwarded })).status).toBe(403);
  for (const origin of [
    'http://desk.example:8443',
    'https://desk.example',
    served.origin.replace('8443', String(served.port)),
  ])
    expect((await proxy.ask('/sign-in/begin', { ...own(publicUrl), origin }, '{}')).status).toBe(403);
  // the way past the proxy leads nowhere
  expect((await fetch(`http://127.0.0.1:${served.port}/`, { headers: { cookie, ...forwarded } })).status).toBe(403);
});

const isRoot = platform === 'linux' && getuid?.() === 0;
test.skipIf(!isRoot)(
  'SEE-3: another user of this machine is refused, session or not [skipped where this is not root on Linux]',
  async () => {
    let p: Porch | undefined;
    await using open = await serve({ app: (origin) => (p = porch({ origin })).app, port: 0, users: 'any' });
    await using closed = await serve({ app: () => p!.app, port: 0 });
    const { cookie } = await p!.signIn();
    // a cookie is sent to every port of a host: whoever lures the browser to a port of theirs has it
    const host = new URL(open.origin).host;
    const nobody = 65_534;
    expect(await askedBy(nobody, open.port, { host, cookie })).toBe('200 <h1>what waits</h1>');
    expect(await askedBy(nobody, closed.port, { host, cookie })).toMatch(
      /^403 This desk serves the user who started it/,
    );
    expect(await askedBy(0, closed.port, { host, cookie })).toBe('200 <h1>what waits</h1>');
  },
);

/** As a program of that user. */
function askedBy(uid: number, port: number, headers: Record<string, string>): Promise<string> {
  const asking = `const [port, headers] = JSON.parse(require('node:fs').readFileSync(0));
    require('node:http').get({ host: '127.0.0.1', port, headers }, async (answer) => {
      let text = ''; for await (const more of answer) text += more;
      const guard = answer.headers['content-security-policy'] ? '' : 'unguarded ';
      process.stdout.write(guard + answer.statusCode + ' ' + text);
    });`;
  const child = spawn(process.execPath, ['-e', asking], {
    uid,
    gid: uid,
    cwd: '/',
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify([port, headers]));
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (more: string) => void (said += more));
    child.on('error', reject).on('close', () => resolve(said));
  });
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}
interface Proxy extends AsyncDisposable {
  ask(path: string, headers: Record<string, string>, body?: string): Promise<Answer>;
}

/** Ends TLS for desk.example and passes on what it is sent, the Host header too. */
async function tlsProxy(port: number): Promise<Proxy> {
  const { key, cert } = certificateFor('desk.example');
  const server = createServer({ key, cert }, (incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const passed = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  // `as`: a server that listens on a port has an address of this kind
  const at = (server.address() as AddressInfo).port;
  return {
    ask: (path, headers, body) =>
      new Promise((resolve, reject) => {
        const options = { host: '127.0.0.1', port: at, servername: 'desk.example', ca: cert, agent: false, path };
        const method = body === undefined ? 'GET' : 'POST';
        const asked = tlsRequest(
          { ...options, method, headers: { host: 'desk.example:8443', ...headers } },
          (answer) => {
            let text = '';
            answer.setEncoding('utf8').on('data', (more: string) => void (text += more));
            answer.on('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, text }));
          },
        );
        asked.on('error', reject).end(body);
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}
