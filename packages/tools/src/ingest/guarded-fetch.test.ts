// Tests the fetch behind the wall against real servers: what a wall elsewhere lets through, the caps, and what is sent.
import { createServer as createNet } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { SMTPServer } from 'smtp-server';
import { Agent, interceptors, request } from 'undici';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Dial, Lookup } from './guarded-connector.js';
import { get, names, page, secret, site, type Site } from './http.fixture.js';
import { isPublicAddress } from './public-address.js';

const failed = { code: 'TOOL_FAILED' };
const allow = (...sites: readonly Site[]) => ({ allowPrivate: sites.map(({ port }) => `127.0.0.1:${port}`) });

describe('walls that stand elsewhere, and this one', () => {
  test('a look-up before the fetch is deceived by a name whose second answer is another', async () => {
    const server = await secret();
    const url = `http://rebind.example:${server.port}/`;
    const rules = { http: true, ports: [server.port] };
    const naive = rebinding();
    const [first] = await naive('rebind.example');
    expect(isPublicAddress(first?.address ?? '')).toBe(true);
    expect(await readWith(lookupOf(naive), url)).toBe('the secret');

    const seen: string[] = [];
    const dial: Dial = async (_to, addresses) => {
      seen.push(...addresses.map(({ address }) => address));
      throw new Error('not in a test');
    };
    const lookup = vi.fn<Lookup>(rebinding());
    await expect(get(url, { net: { lookup, dial }, rules })).rejects.toMatchObject(failed);
    expect(lookup).toHaveBeenCalledTimes(1);
    expect(seen).toEqual(['93.184.215.14']);
    const later = rebinding();
    await later('rebind.example');
    await expect(get(url, { net: { lookup: later }, rules })).rejects.toMatchObject(failed);
    expect(server.asked.length).toBe(1);
  });

  test('a guard in the look-up alone is deceived by an address: nobody looks that up', async () => {
    const server = await secret();
    const guard: LookupFunction = (_host, _options, done) => done(new Error('guarded'), []);
    const door = await site((_request, response) => void response.writeHead(302, { location: server.url }).end());
    expect(await readWith(guard, door.url)).toBe('the secret');
    await expect(get(door.url, { rules: { ...allow(door), http: true, ports: [server.port] } })).rejects.toMatchObject({
      code: 'REFUSED',
    });
    expect(server.asked.length).toBe(1);
  });

  test('a connection that ends up elsewhere than it was sent is closed', async () => {
    const server = await secret();
    const net = { lookup: names({ 'x.example': ['93.184.215.14'] }), dial: dialTo(server.port) };
    const rules = { http: true, ports: [server.port] };
    await expect(get(`http://x.example:${server.port}/`, { net, rules })).rejects.toMatchObject(failed);
    expect(server.asked).toEqual([]);
  });

  test('an address that is allowed is allowed at its one port, by whatever spelling', async () => {
    const server = await site(page('hello'));
    const other = await secret();
    const rules = allow(server);
    for (const host of ['127.0.0.1', '2130706433', '0x7f.1']) await get(`http://${host}:${server.port}/`, { rules });
    for (const host of ['127.0.0.1', '127.0.0.2', 'localhost', '[::1]'])
      await expect(get(`http://${host}:${other.port}/`, { rules })).rejects.toMatchObject({ code: 'REFUSED' });
    const net = { lookup: names({ 'x.example': ['127.0.0.1'] }) };
    const named = { ...rules, http: true, ports: [server.port, other.port] };
    expect(String((await get(`http://x.example:${server.port}/`, { net, rules: named })).bytes)).toBe('hello');
    await expect(get(`http://x.example:${other.port}/`, { net, rules: named })).rejects.toMatchObject(failed);
    expect(other.asked).toEqual([]);
  });

  test.each(['user@', 'user:word@', '@', ':@', '%40@', 'example.com%2f@'])(
    'what stands before a host, %j, is refused, public or not, and also where a redirect brings it',
    async (before) => {
      const net = { lookup: vi.fn<Lookup>(), dial: vi.fn<Dial>() };
      await expect(get(`https://${before}example.com/`, { net })).rejects.toMatchObject({ code: 'REFUSED' });
      const location = `https://${before}example.com/`;
      const door = await site((_request, response) => void response.writeHead(302, { location }).end());
      const dropped = new URL(location).href === 'https://example.com/';
      const getting = get(door.url, { rules: { ...allow(door), hosts: ['127.0.0.1'] } });
      await expect(getting).rejects.toThrow(
        dropped ? 'none that this reader may read' : 'a user name stands before its host',
      );
      expect(net.lookup).not.toHaveBeenCalled();
    },
  );
});

describe('caps', () => {
  test('an answer that is too large, announced or not, is not read', async () => {
    const announced = await site((_request, response) => void response.end(Buffer.alloc(70_000)));
    const endless = await site((_request, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(16_384)));
      };
      response.on('drain', more);
      more();
    });
    for (const one of [announced, endless])
      await expect(get(one.url, { rules: allow(one) })).rejects.toMatchObject({
        code: 'TOO_LARGE',
        facts: { maxBytes: 65_536 },
      });
    const fits = await site((_request, response) => void response.end(Buffer.alloc(65_536)));
    expect((await get(fits.url, { rules: allow(fits) })).bytes.length).toBe(65_536);
  });

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ] as const)('what %s unpacks is counted: 8 MB in a few kB are not unpacked', async (encoding, pack) => {
    const bomb = pack(Buffer.alloc(8 << 20));
    expect(bomb.length).toBeLessThan(65_536);
    const bodies = [bomb, pack(Buffer.from('hello'))];
    const server = await site(
      (_request, response) => void response.setHeader('content-encoding', encoding).end(bodies.shift()),
    );
    await expect(get(server.url, { rules: allow(server) })).rejects.toMatchObject({ code: 'TOO_LARGE' });
    expect(String((await get(server.url, { rules: allow(server) })).bytes)).toBe('hello');
  });

  test('what unpacks to nothing is counted as it arrives', async () => {
    const empty = gzipSync('');
    const members = Buffer.concat(Array.from({ length: 5_000 }, () => empty));
    const server = await site((_request, response) => void response.setHeader('content-encoding', 'gzip').end(members));
    await expect(get(server.url, { rules: allow(server) })).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });

  test.each(['gzip, gzip', 'zstd', 'compress', 'constructor'])('the encoding %j is refused', async (encoding) => {
    const server = await site((_request, response) => void response.setHeader('content-encoding', encoding).end('x'));
    await expect(get(server.url, { rules: allow(server) })).rejects.toThrow('gzip, deflate, br');
  });

  test('headers without end, a body that breaks off, and one that is not packed as it says are errors', async () => {
    const headers = await raw(`HTTP/1.1 200 OK\r\n${'x-a: 1\r\n'.repeat(20_000)}\r\n`);
    const broken = await raw('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf');
    const unpacked = await raw('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 5\r\n\r\nplain');
    const nonsense = await raw('SSH-2.0-OpenSSH_9.2\r\n');
    for (const port of [headers, broken, unpacked, nonsense])
      await expect(
        get(`http://127.0.0.1:${port}/`, { rules: { allowPrivate: [`127.0.0.1:${port}`] } }),
      ).rejects.toMatchObject(failed);
  });
});

test('an abort rejects with its reason, and closes the connection', async () => {
  let closed = false;
  const silent = await site((incoming) => void incoming.socket.on('close', () => (closed = true)));
  const stop = new AbortController();
  const reason = new Error('the session is over');
  const getting = get(silent.url, { rules: allow(silent), signal: stop.signal });
  await expect.poll(() => silent.asked.length, { timeout: 10_000 }).toBe(1);
  stop.abort(reason);
  await expect(getting).rejects.toBe(reason);
  await expect.poll(() => closed, { timeout: 10_000 }).toBe(true);
  await expect(get(silent.url, { rules: allow(silent), signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  expect(silent.asked.length).toBe(1);
});

test('redirects lead on, cookies and credentials do not go along, and what is no page is an error', async () => {
  const last = await site(page('here'));
  const first = await site((incoming, response) => {
    if (incoming.url === '/') response.writeHead(302, { location: '/next', 'set-cookie': 'a=b' }).end();
    else if (incoming.url === '/next') response.writeHead(301, { location: `${last.url}/end?a=1#part` }).end();
    else if (incoming.url === '/nowhere') response.writeHead(302).end();
    else if (incoming.url === '/bad') response.writeHead(302, { location: 'https://[' }).end();
    else response.writeHead(404).end('no');
  });
  const rules = allow(first, last);
  const { url, type, bytes } = await get(first.url, { rules });
  expect([url, type, String(bytes)]).toEqual([`${last.url}/end?a=1`, 'text/plain', 'here']);
  expect([...first.asked, ...last.asked].some(({ headers }) => 'cookie' in headers || 'referer' in headers)).toBe(
    false,
  );
  for (const path of ['/nowhere', '/bad', '/missing'])
    await expect(get(first.url + path, { rules })).rejects.toMatchObject(failed);
});

test('a server over http is refused unless said, and a redirect from https to it as well', async () => {
  const net = { lookup: names({}), dial: vi.fn<Dial>() };
  await expect(get('http://example.com/', { net })).rejects.toThrow('use https');
  await expect(get('http://example.com/', { net, rules: { http: true } })).rejects.toMatchObject(failed);
});

test('over https the server must prove its name: one that nobody vouches for is not read', async () => {
  const server = new SMTPServer({ secure: true });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
  const address = server.server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const getting = get(`https://127.0.0.1:${port}/`, { rules: { allowPrivate: [`127.0.0.1:${port}`] } });
  await expect(getting).rejects.toMatchObject({ ...failed, cause: { code: expect.stringMatching(/CERT/) } });
});

type LookupFunction = (
  host: string,
  options: unknown,
  done: (error: Error | null, found: { address: string; family: number }[]) => void,
) => void;

/** Public when it is asked first, this machine ever after. */
function rebinding(): Lookup {
  const answers = ['93.184.215.14'];
  return async () => [{ address: answers.shift() ?? '127.0.0.1', family: 4 }];
}

const lookupOf =
  (lookup: Lookup): LookupFunction =>
  (host, _options, done) =>
    void lookup(host).then((found) => done(null, [...found]));

/** A fetch that leaves the wall to the look-up. */
async function readWith(lookup: LookupFunction, url: string): Promise<string> {
  const agent = new Agent({ connect: { lookup } }).compose(interceptors.redirect({ maxRedirections: 3 }));
  onTestFinished(() => agent.destroy());
  return (await request(url, { dispatcher: agent })).body.text();
}

/** Connects to this machine, whatever it was told. */
function dialTo(port: number): Dial {
  return async () => {
    const { connect } = await import('node:net');
    const socket = connect({ host: '127.0.0.1', port });
    await new Promise((resolve) => socket.once('connect', resolve));
    return socket;
  };
}

/** A server that answers with these bytes and hangs up. */
async function raw(answer: string): Promise<number> {
  const server = createNet((socket) => {
    socket.on('error', () => {});
    socket.end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the test server has no port');
  return address.port;
}
