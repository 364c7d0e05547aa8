// Tests the rows of requests forged from inside (SSRF): each verdict, and that each attack works where no wall stands.
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Dial, Lookup } from './guarded-connector.js';
import { get, names, page, secret, site } from './http.fixture.js';

interface Row {
  readonly id: string;
  readonly title: string;
  readonly input: string | { readonly url: string };
  readonly expected: string;
}
// `as`: the file beside this one
const rows = JSON.parse(readFileSync(new URL('./fixtures/ssrf.json', import.meta.url), 'utf8')) as readonly Row[];
const urls = rows.flatMap(({ input, ...row }) => (typeof input === 'string' ? [] : [{ ...row, url: input.url }]));

const WALKED = /^refused(?:: \S+ is not globally routable|.*\((?:invalid URL|scheme)\))/;
const NAMED = /not on the domain allowlist|decided by the domain allowlist/;

test('there are 86 rows, and each is tried', () => {
  expect(rows.length).toBe(86);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(86);
  const walked = urls.filter(({ expected }) => WALKED.test(expected));
  const named = urls.filter(({ expected }) => NAMED.test(expected));
  expect([walked.length, named.length, Object.keys(staged).length]).toEqual([59, 11, 16]);
  expect(rows.map(({ id }) => id).sort()).toEqual(
    [...walked, ...named, ...Object.keys(staged).map((id) => ({ id }))].map(({ id }) => id).sort(),
  );
});

describe('a URL whose host, scheme or form is refused is refused before anything is looked up or opened', () => {
  test.each(urls.filter(({ expected }) => WALKED.test(expected)))('$id: $url, $expected', async ({ url }) => {
    const net = nothing();
    await expect(get(url, { net, rules: { http: true, ports: [22, 11_211] } })).rejects.toMatchObject({
      code: expect.stringMatching(/^(REFUSED|BAD_INPUT)$/),
    });
    expect(net.lookup).not.toHaveBeenCalled();
    expect(net.dial).not.toHaveBeenCalled();
  });

  const loopback = urls.filter(({ url }) => URL.canParse(url) && new URL(url).hostname === '127.0.0.1');
  test.each(loopback.filter(({ url }) => /^\s*h\s*t+p:/i.test(url)))(
    'without the wall $id reaches 127.0.0.1',
    async ({ url }) => {
      const server = await secret();
      const forged = new URL(url);
      Object.assign(forged, { port: String(server.port), username: '' });
      expect(await (await fetch(forged)).text()).toBe('the secret');
      await expect(get(forged.href, { rules: { http: true, ports: [server.port] } })).rejects.toMatchObject({
        code: 'REFUSED',
      });
      expect(server.asked.length).toBe(1);
    },
  );
});

describe('a name is refused where it is not listed, and where it leads inside', () => {
  test.each(urls.filter(({ expected }) => NAMED.test(expected)))('$id: $url', async ({ url }) => {
    const net = nothing();
    const listed = get(url, { net, rules: { http: true, hosts: ['example.com', '127.0.0.1'] } });
    await expect(listed).rejects.toMatchObject({ code: expect.stringMatching(/^(REFUSED|BAD_INPUT)$/) });
    expect(net.lookup).not.toHaveBeenCalled();
    const inside = { ...net, lookup: vi.fn<Lookup>(async () => [{ address: '169.254.169.254', family: 4 }]) };
    await expect(get(url, { net: inside, rules: { http: true } })).rejects.toMatchObject({
      code: expect.stringMatching(/^(REFUSED|BAD_INPUT|TOOL_FAILED)$/),
    });
    expect(net.dial).not.toHaveBeenCalled();
  });

  test('C1-ssrf-063: what stands behind # is no host', async () => {
    const net = { ...nothing(), lookup: names({ 'evil.example': ['93.184.215.14'] }) };
    const rules = { http: true, hosts: ['evil.example'] };
    await expect(get('http://evil.example#@127.0.0.1/', { net, rules })).rejects.toMatchObject({ code: 'TOOL_FAILED' });
    expect(net.dial.mock.calls.map(([to, addresses]) => [to.hostname, addresses])).toEqual([
      ['evil.example', [{ address: '93.184.215.14', family: 4 }]],
    ]);
  });
});

const redirecting = (location: string, status = 302) =>
  site((_request, response) => void response.writeHead(status, { location }).end('moved'));
const refused = { code: 'REFUSED' };
const failed = { code: 'TOOL_FAILED' };
const allow = (...ports: readonly number[]) => ({ allowPrivate: ports.map((port) => `127.0.0.1:${port}`) });

/** The rows that are a scene rather than a URL. */
const staged: Readonly<Record<string, () => Promise<void>>> = {
  'C1-ssrf-124': async () => {
    for (const location of ['file:///etc/passwd', 'gopher://127.0.0.1:6379/_INFO', 'data:text/plain,x']) {
      const { url, port } = await redirecting(location);
      await expect(get(url, { rules: allow(port) })).rejects.toMatchObject(refused);
    }
  },
  'C1-ssrf-125': async () => {
    const other = await site(page('landed'));
    const { url, port } = await redirecting(other.url, 307);
    await get(url, { rules: allow(port, other.port) });
    const [request] = other.asked;
    expect(request?.method).toBe('GET');
    expect(Object.keys(request?.headers ?? {}).sort()).toEqual([
      ...['accept', 'accept-encoding', 'connection', 'host', 'user-agent'],
    ]);
  },
  'C1-ssrf-126': async () => {
    const { url, port, asked } = await redirecting('/again');
    await expect(get(url, { rules: allow(port) })).rejects.toMatchObject(failed);
    expect(asked.length).toBe(6);
  },
  'C1-ssrf-127': async () => {
    const server = await secret();
    for (const location of [
      `//127.0.0.1:${server.port}/`,
      `http://2130706433:${server.port}/`,
      `\\\\127.0.0.1:${server.port}/`,
    ]) {
      const { url, port } = await redirecting(location);
      expect(await (await fetch(url)).text()).toBe('the secret');
      await expect(get(url, { rules: { ...allow(port), http: true, ports: [server.port] } })).rejects.toMatchObject(
        refused,
      );
    }
    expect(server.asked.length).toBe(3);
    const meta = `<meta http-equiv="refresh" content="0;url=${server.url}"><script>location='${server.url}'</script>`;
    const html = await site((_request, response) => void response.end(meta));
    expect(String((await get(html.url, { rules: allow(html.port) })).bytes)).toBe(meta);
    expect(server.asked.length).toBe(3);
  },
  'C1-ssrf-130': async () => {
    for (const inside of ['::1', '127.0.0.1', '10.0.0.1', '::ffff:127.0.0.1']) {
      const net = { ...nothing(), lookup: names({ 'x.example': ['93.184.215.14', inside] }) };
      await expect(get('https://x.example/', { net })).rejects.toMatchObject(failed);
      expect(net.dial).not.toHaveBeenCalled();
    }
  },
  'C1-ssrf-131': async () => {
    const net = { ...nothing(), lookup: names({ 'x.example': ['10.96.0.1'] }) };
    await expect(get('https://x.example/', { net })).rejects.toMatchObject(failed);
    expect(net.dial).not.toHaveBeenCalled();
  },
  'C1-ssrf-132': async () => {
    for (const url of ['http://db/', 'http://db./', 'http://printer/', 'http://wpad/']) {
      const net = nothing();
      await expect(get(url, { net, rules: { http: true } })).rejects.toMatchObject(refused);
      expect(net.lookup).not.toHaveBeenCalled();
    }
  },
  'C1-ssrf-133': async () => {
    for (const host of ['2130706433', '0x7f.1', '0177.0.0.1', '127.1', '127.1.', '0x7f000001.']) {
      const net = nothing();
      await expect(get(`http://${host}/`, { net, rules: { http: true } })).rejects.toMatchObject(refused);
      expect(net.lookup).not.toHaveBeenCalled();
    }
  },
  'C1-ssrf-134': async () => {
    for (const [hosts, host, isFree] of [
      [['example.com'], 'evilexample.com', false],
      [['example.com'], 'example.com.evil.com', false],
      [['example.com'], 'www.example.com', false],
      [['*.example.com'], 'evilexample.com', false],
      [['*.example.com'], 'example.com', false],
      [['*.example.com'], 'a.b.example.com', true],
      [['example.com'], 'EXAMPLE.com.', true],
    ] as const) {
      const net = { ...nothing(), lookup: vi.fn<Lookup>(async () => []) };
      await expect(get(`https://${host}/`, { net, rules: { hosts } })).rejects.toMatchObject(isFree ? failed : refused);
      expect(net.lookup).toHaveBeenCalledTimes(isFree ? 1 : 0);
    }
  },
  'C1-ssrf-137': async () => {
    for (const port of [22, 80, 25, 8443]) {
      const net = nothing();
      await expect(get(`https://ok.example:${port}/`, { net })).rejects.toMatchObject(refused);
      expect(net.lookup).not.toHaveBeenCalled();
    }
  },
  'C1-ssrf-138': async () => {
    const server = await site(page('one request'));
    await get(`${server.url}/%0d%0aHost:%20evil?q=%0d%0aX-Evil:%201`, { rules: allow(server.port) });
    expect(server.asked.map(({ url, headers }) => [url, headers.host, headers['x-evil']])).toEqual([
      ['/%0d%0aHost:%20evil?q=%0d%0aX-Evil:%201', `127.0.0.1:${server.port}`, undefined],
    ]);
    for (const raw of ['\r\nHost: evil', ' HTTP/1.1', '\u0085x', '\u2028x']) {
      await expect(get(`${server.url}/${raw}`, { rules: allow(server.port) })).rejects.toMatchObject({
        code: 'BAD_INPUT',
      });
    }
    const forged = await redirecting(`${server.url}/a%0d%0ab`);
    await get(forged.url, { rules: allow(server.port, forged.port) });
    expect(server.asked.map(({ url }) => url)).toEqual(['/%0d%0aHost:%20evil?q=%0d%0aX-Evil:%201', '/a%0d%0ab']);
  },
  'C1-ssrf-140': async () => {
    const proxy = await site(page('from the proxy'));
    const server = await site(page('from the server'));
    for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY']) vi.stubEnv(name, proxy.url);
    vi.stubEnv('NODE_USE_ENV_PROXY', '1');
    expect(String((await get(server.url, { rules: allow(server.port) })).bytes)).toBe('from the server');
    expect(proxy.asked).toEqual([]);
  },
  'C1-ssrf-142': async () => {
    const drips: NodeJS.Timeout[] = [];
    const slow = await site((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      drips.push(setInterval(() => response.write('.'), 50));
    });
    await expect(get(slow.url, { rules: allow(slow.port), timeout: 400 })).rejects.toThrow('longer than 400 ms');
    for (const drip of drips) clearInterval(drip);
    const { url, port } = await redirecting('/round');
    const silent = await site(() => {});
    await expect(get(silent.url, { rules: allow(silent.port), timeout: 200 })).rejects.toThrow('longer than 200 ms');
    await expect(get(url, { rules: allow(port) })).rejects.toMatchObject(failed);
    const net = { lookup: () => new Promise<never>(() => {}) };
    await expect(get('https://x.example/', { net, timeout: 200 })).rejects.toThrow('longer than 200 ms');
  },
  'C1-ssrf-143': async () => {
    const server = await secret();
    const closed = await site(() => {});
    const lookup = names({ 'open.example': ['127.0.0.1'], 'away.example': ['10.0.0.1'] });
    const words = await Promise.all(
      [
        `open.example:${server.port}`,
        `open.example:${closed.port + 1}`,
        `away.example:${server.port}`,
        `none.example:${server.port}`,
      ].map((host) =>
        wordsOf(get(`https://${host}/`, { net: { lookup }, rules: { ports: [server.port, closed.port + 1] } })),
      ),
    );
    expect(new Set(words)).toEqual(new Set(['reader: no public server answers at this host']));
    const literal = [server.port, closed.port + 1].map((port) => wordsOf(get(`https://127.0.0.1:${port}/`)));
    expect(new Set(await Promise.all(literal)).size).toBe(1);
    expect(server.asked).toEqual([]);
  },
  'C1-ssrf-144': async () => {
    for (const url of ['http://[fe80::1%25lo0]/', 'http://[fe80::1%lo0]/', 'http://[::127.0.0.1]/']) {
      await expect(get(url, { net: nothing(), rules: { http: true } })).rejects.toMatchObject({
        code: expect.stringMatching(/^(REFUSED|BAD_INPUT)$/),
      });
    }
    const net = { ...nothing(), lookup: names({ 'x.example': ['fe80::1%lo'] }) };
    await expect(get('https://x.example/', { net })).rejects.toMatchObject(failed);
    expect(net.dial).not.toHaveBeenCalled();
  },
  'C1-ssrf-146': async () => {
    const server = await site(page('ok'));
    await get(server.url, { rules: allow(server.port) });
    expect(server.asked[0]?.headers).not.toHaveProperty('x-aws-ec2-metadata-token');
    for (const host of [
      '169.254.169.254',
      '[fd00:ec2::254]',
      '100.100.100.200',
      '168.63.129.16',
      'metadata.google.internal',
    ])
      await expect(get(`https://${host}/latest/api/token`, { net: nothing() })).rejects.toMatchObject(refused);
  },
};

describe('scenes', () => {
  test.each(rows.filter(({ id }) => Object.hasOwn(staged, id)))('$id: $title, $expected', ({ id }) => staged[id]?.());
});

afterEach(() => vi.unstubAllEnvs());

/** A net that nobody may touch. */
function nothing() {
  return {
    lookup: vi.fn<Lookup>(async () => expect.unreachable('nothing is looked up')),
    dial: vi.fn<Dial>(async () => Promise.reject(new Error('not in a test'))),
  };
}

const wordsOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'it was read',
    (error: unknown) => (error instanceof Error ? error.message : ''),
  );
