// The 11 attacks on the review page of area A4, row by row: first against the bare page, where they work, then at the door.
import { readFileSync } from 'node:fs';
import { request, type IncomingMessage, type RequestOptions } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Hono } from 'hono';
import { acts } from '../acts.js';
import type { ReviewItem } from '@sallyport/core';
import { house, type House } from '../house.fixture.js';
import { serve, type Served } from '../serve.js';
import { Device } from './authenticator.fixture.js';
import { Door } from './door.js';
import { MOST_BYTES } from './checks.js';
import { MOST_STREAMS } from './events.js';
import { cookieIn, own, porch, type Porch, type SignedIn } from './porch.fixture.js';

interface Row {
  readonly id: string;
  readonly title: string;
  readonly input: string;
}
// `as`: the file beside this one
const ROWS = JSON.parse(
  readFileSync(new URL('./a4-review-web.fixture.json', import.meta.url), 'utf8'),
) as readonly Row[];
const played = new Set<string>();
const context = async () => ({ known: [], now: 0 });
const rowOf = (number: string): Row => {
  const row = ROWS.find(({ id }) => id === `A4-review-web-${number}`)!;
  played.add(row.id);
  return row;
};
const titled = (number: string): string => `SEE-3: ${rowOf(number).id} ${rowOf(number).title}`;

let served: Served, bare: Served, p: Porch, me: SignedIn;
beforeAll(async () => {
  served = await serve({ port: 0, patience: 400, app: (origin) => (p = porch({ origin })).app });
  bare = await serve({ port: 0, patience: 400, app: () => p.bare });
  me = await p.signIn();
});
afterAll(async () => {
  await served.close();
  await bare.close();
});

describe('what other pages make a browser do', () => {
  test(titled('001'), async () => {
    const forms = { 'content-type': 'application/x-www-form-urlencoded', cookie: me.cookie };
    // the cookie is sent although SameSite=Strict should have kept it back: this is the second wall
    const attacks = ['https://evil.example', 'null', 'http://localhost:9999', undefined].flatMap((origin) =>
      ['cross-site', 'same-site', 'same-origin', undefined].map((site) => ({ origin, site })),
    );
    for (const { origin, site } of attacks) {
      const headers = { ...forms, ...(origin && { origin }), ...(site && { 'sec-fetch-site': site }) };
      expect((await ask('/approve/ID', { method: 'POST', headers }, bare)).status).toBe(200);
      expect((await ask('/approve/ID', { method: 'POST', headers })).status).toBe(403);
    }
    await taken(attacks.length);
    // from this very page, and without its token
    for (const csrf of [undefined, '', 'x', me.cookie]) {
      const headers = {
        ...own(served.origin),
        cookie: me.cookie,
        ...(csrf !== undefined && { 'x-sallyport-csrf': csrf }),
      };
      expect((await ask('/approve/ID', { method: 'POST', headers })).status).toBe(403);
    }
    await taken(0);
    const field = { ...own(served.origin), ...forms };
    expect((await ask('/approve/ID', { method: 'POST', headers: field }, served, `csrf=${me.csrf}`)).status).toBe(200);
    await taken(1);
  });

  test(titled('008'), async () => {
    const upgrade = {
      connection: 'upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'AA==',
    };
    const evil = { cookie: me.cookie, origin: 'https://evil.example' };
    for (const path of ['/', '/events']) {
      expect((await ask(path, { headers: { ...evil, ...upgrade } })).status).toBe(403);
      expect((await ask(path, { headers: evil })).status).toBe(403);
      expect((await ask(path, { headers: { cookie: me.cookie, 'sec-fetch-site': 'same-site' } })).status).toBe(403);
    }
    const stream = await ask('/events', { headers: { cookie: me.cookie, 'sec-fetch-site': 'same-origin' } });
    expect([stream.status, stream.type]).toEqual([200, 'text/event-stream']);
    // a window that is closed makes room for the next
    for (let i = 0; i < 3 * MOST_STREAMS; i += 1)
      await vi.waitFor(async () => expect((await ask('/events', { headers: { cookie: me.cookie } })).status).toBe(200));
  });

  test(titled('010'), async () => {
    for (const host of ['0.0.0.0', '127.0.0.1', '[::1]', 'evil.example', 'localhost.', 'LOCALHOST.evil.example']) {
      const headers = { host: `${host}:${served.port}`, cookie: me.cookie };
      expect((await ask('/', { headers }, bare)).status).toBe(200);
      expect((await ask('/', { headers })).status).toBe(403);
    }
    const onAnotherPort = { host: 'localhost:9999', cookie: me.cookie };
    expect((await ask('/', { headers: onAnotherPort })).status).toBe(403);
    // the address in the request line counts more than the header
    const line = `http://evil.example/`;
    expect((await ask(line, { headers: { host: new URL(served.origin).host, cookie: me.cookie } })).status).toBe(403);
    expect((await ask('/', { headers: { cookie: me.cookie } })).status).toBe(200);
  });

  test(titled('011'), async () => {
    const unsafe = await ask('/', {}, bare);
    expect(unsafe.headers['x-frame-options']).toBe(undefined);
    const pages = ['/', '/sign-in', '/pair', '/proposals/x', '/nowhere', '/assets/desk.css'];
    for (const path of pages.flatMap((one) => [[one, me.cookie] as const, [one, ''] as const])) {
      const { headers } = await ask(path[0], { headers: { cookie: path[1], accept: 'text/html' } });
      expect(headers['x-frame-options']).toBe('DENY');
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['cross-origin-opener-policy']).toBe('same-origin');
      expect(headers['cross-origin-resource-policy']).toBe('same-origin');
    }
    // nor may another page have it as anything but a document of its own
    for (const dest of ['iframe', 'object', 'image', 'script', 'empty'])
      expect((await ask('/', { headers: { cookie: me.cookie, ...led(dest) } })).status).toBe(403);
    expect((await ask('/', { headers: { cookie: me.cookie, ...led('document') } })).status).toBe(200);
  });
});

describe('what other programs of this machine send', () => {
  test(titled('012'), async () => {
    const post = { method: 'POST', headers: { 'content-type': 'application/json' } };
    expect((await ask('/approve/ID', post, bare)).status).toBe(200);
    await taken(1);
    // curl can say that it comes from the page
    const headers = own(served.origin);
    for (const cookie of ['', 'sallyport=x', `${me.cookie}x`, me.cookie.replace(/=.*/, '=')])
      expect((await ask('/approve/ID', { ...post, headers: { ...headers, cookie } })).status).toBe(401);
    expect((await ask('/approve/ID', post)).status).toBe(403);
    expect((await ask('/')).status).toBe(401);
    await taken(0);
  });

  test(titled('004'), async () => {
    const names = ['x-http-method-override', 'x-http-method', 'x-method-override'];
    for (const name of names) {
      const answer = await ask('/approve/ID', { headers: { [name]: 'POST', cookie: me.cookie } });
      expect([answer.status, answer.headers['allow']]).toEqual([405, 'GET, HEAD, POST']);
    }
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'])
      expect((await ask('/approve/ID', { method, headers: { ...own(served.origin, me) } })).status).toBe(405);
    expect((await ask('/approve/ID?_method=POST', { headers: { cookie: me.cookie } })).status).toBe(404);
    const head = await ask('/approve/ID', { method: 'HEAD', headers: { cookie: me.cookie } });
    expect([head.status, head.text]).toEqual([404, '']);
    await taken(0);
  });

  test(titled('015'), async () => {
    const odd = [
      'a%2f..%2fb',
      'a%2Fb',
      '%00',
      'a%00',
      '%0d%0aX:%20y',
      '%0a',
      '%ff',
      '%',
      '%u0000',
      '%7f',
      '%c2%85',
      '%ed%a0%80',
    ];
    for (const id of [...odd, '', '.%2e/..%2f', '%2e%2e%2fapprove']) {
      const path = `/proposals/${id}${id === '' ? '/x' : ''}`;
      const answer = await ask(path, { headers: { cookie: me.cookie, accept: 'text/html' } });
      expect([path, answer.status, answer.headers['x']]).toEqual([path, 404, undefined]);
      expect((await ask(`/approve/${id}`, { method: 'POST', headers: own(served.origin, me) })).status).toBe(404);
    }
    await taken(0);
    expect((await ask('/approve/a%2f..%2fb', { method: 'POST' }, bare)).status).toBe(200);
    expect(p.approved.splice(0)).toEqual(['a/../b']);
    expect((await ask('/proposals/p:1_2.3-4', { headers: { cookie: me.cookie } })).text).toContain('p:1_2.3-4');
  });

  test(titled('016'), async () => {
    const headers = { ...own(served.origin, me), 'content-length': 1_000_000_000 };
    // it is refused before any of it has come
    expect((await ask('/approve/ID', { method: 'POST', headers }, served, null)).status).toBe(413);
    const chunks = { ...own(served.origin, me), 'transfer-encoding': 'chunked' };
    const big = 'x'.repeat(MOST_BYTES + 1);
    expect((await ask('/approve/ID', { method: 'POST', headers: chunks }, served, big)).status).toBe(413);
    expect(
      (await ask('/sign-in/begin', { method: 'POST', headers: { ...chunks, cookie: '' } }, served, big)).status,
    ).toBe(413);
    await taken(0);
    const slow = ask(
      '/approve/ID',
      { method: 'POST', headers: { ...own(served.origin, me), 'content-length': 10 } },
      served,
      null,
    );
    const slowHead = dripped(served.port);
    expect((await ask('/', { headers: { cookie: me.cookie } })).status).toBe(200);
    expect((await slow).status).toBe(408);
    expect(await slowHead).toContain('408 Request Timeout');
    await taken(0);
  });

  test(titled('017'), async () => {
    const said = rowOf('017').input;
    // what a page that copies fields one by one makes of it
    const copy: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(JSON.parse(said) as object)) copy[key] = value;
    expect(copy['role']).toBe('owner');
    const nested = ['{"a":{"constructor":{"prototype":{"x":1}}}}', '[{"\\u005f_proto__":1}]', '{"prototype":1}'];
    for (const body of [said, ...nested, '{', '', '['.repeat(200_000)])
      expect((await ask('/approve/ID', { method: 'POST', headers: own(served.origin, me) }, served, body)).status).toBe(
        400,
      );
    for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'application/jsonx', ''])
      expect(
        (await ask('/approve/ID', { method: 'POST', headers: { ...own(served.origin, me), 'content-type': type } }))
          .status,
      ).toBe(415);
    await taken(0);
    expect(({} as Record<string, unknown>)['role']).toBe(undefined);
  });
});

describe('what goes out', () => {
  test(titled('018'), async () => {
    expect((await ask('/file', {}, bare)).headers['content-security-policy']).toBe(undefined);
    for (const path of ['/file', '/odd']) {
      const { headers } = await ask(path, { headers: { cookie: me.cookie } });
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['content-disposition']).toBe('attachment');
      expect(headers['content-security-policy']).toBe("default-src 'none'; frame-ancestors 'none'; sandbox");
      expect(headers['cache-control']).toBe('no-store');
    }
  });

  test(titled('020'), async () => {
    await using h = await house();
    await h.mail({ task: { title: 'call', due: [1], notes: '' } });
    const [item] = await h.desk.pending();
    const phone = await paired(h);
    const { bytes, challenge, allowCredentials } = await phone.post('/acts/prepare', approving(item!));
    const { id, response } = phone.device.get(challenge) as { id: string; response: object };
    const key = allowCredentials.find((one) => one.id === id)!.key;
    const sent = { bytes, key, assertion: response };
    const answers = await Promise.all([phone.post('/acts/submit', sent), phone.post('/acts/submit', sent)]);
    expect(answers[1]).toEqual(answers[0]);
    expect(await phone.post('/acts/submit', sent)).toEqual(answers[0]);
    // a server that has started anew does not know them, and they decide nothing a second time
    const { body, headers } = { body: JSON.stringify(sent), headers: { 'content-type': 'application/json' } };
    const anew = acts({ desk: h.kit.desk, context, door: { origin: 'http://localhost:7701', rpId: 'localhost' } });
    const again = await anew.request('/acts/submit', { method: 'POST', headers, body });
    expect([again.status, await again.text()]).toEqual([400, expect.stringContaining('ALREADY_DECIDED')]);
    await h.kit.idle();
    expect(h.done.map(({ tool }) => tool)).toEqual(['create_task']);
    // what is not the same bytes is a second decision
    await expect(h.kit.desk.approve(item!.id)).rejects.toMatchObject({ code: 'ALREADY_DECIDED' });
    // other words under the same signature are nobody's
    const forged = Buffer.from(bytes, 'base64url').toString().replace('"approve"', '"deny"');
    const changed = { ...sent, bytes: Buffer.from(forged).toString('base64url') };
    expect(await phone.post('/acts/submit', changed)).toMatchObject({ error: { code: 'BAD_EVIDENCE' } });
    // nor does a sign-in that is sent twice let in twice
    const begun = (await (await p.post('/sign-in/begin', {})).json()) as { challenge: string };
    const answer = { challenge: begun.challenge, response: p.device.get(begun.challenge) };
    const both = await Promise.all([p.post('/sign-in/finish', answer), p.post('/sign-in/finish', answer)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 400]);
  });

  test('SEE-3: all 11 rows of area A4 were played', () => {
    expect([ROWS.length, played.size]).toEqual([11, 11]);
  });
});

/** A phone that has paired with the owner's desk: the owner's key has enrolled it. */
async function paired(h: House): Promise<{
  readonly device: Device;
  post(path: string, body: unknown): Promise<Said>;
}> {
  const origin = 'http://localhost:7701';
  const door = new Door({
    ...{ desk: h.desk, origin, clock: h.kit.clock },
    enrol: (passkey) => h.kit.desk.enrol(passkey),
  });
  const app = new Hono()
    .use('*', door.guard)
    .route('/', door.routes)
    .route('/', acts({ desk: h.desk, door, context }));
  app.get('/csrf', (c) => c.text(door.csrfOf(c)));
  const device = new Device(origin);
  const post = async (path: string, body: unknown, session?: SignedIn): Promise<Response> =>
    app.request(`${origin}${path}`, { method: 'POST', headers: own(origin, session), body: JSON.stringify(body) });
  const token = door.pair().url.split('#')[1];
  const { attempt, options } = (await (await post('/pair/begin', { token })).json()) as Begun;
  await post('/pair/finish', { attempt, response: device.create(options.challenge) });
  const cookie = cookieIn(await post('/pair/enter', { attempt }));
  const csrf = await (await app.request(`${origin}/csrf`, { headers: { cookie } })).text();
  return { device, post: async (path, body) => (await post(path, body, { cookie, csrf })).json() as Promise<never> };
}
interface Said {
  readonly bytes: string;
  readonly challenge: string;
  readonly allowCredentials: readonly { readonly id: string; readonly key: string }[];
}
interface Begun {
  readonly attempt: string;
  readonly options: { readonly challenge: string };
}

const approving = ({ id, digest }: ReviewItem): object => ({ act: 'approve', fields: [['id', id], ['digest', digest]] }); // prettier-ignore

/** What was approved since the last look. */
async function taken(count: number): Promise<void> {
  expect(p.approved.splice(0)).toHaveLength(count);
}

const led = (dest: string): Record<string, string> => ({
  ...{ 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': dest },
  'sec-fetch-mode': dest === 'empty' ? 'cors' : 'navigate',
});

interface Answer {
  readonly status: number;
  readonly type: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** As it is written, which fetch() would not do. `body` null: the head alone is sent. */
function ask(
  path: string,
  options: RequestOptions = {},
  where = served,
  body: string | null = bodyOf(options),
): Promise<Answer> {
  const host = new URL(where.origin).host;
  const headers = { host, ...(options.headers as Record<string, string>) };
  return new Promise((resolve, reject) => {
    const asked = request(
      { ...options, headers, host: '127.0.0.1', port: where.port, path, agent: false },
      (answer) => {
        const { statusCode: status = 0, headers } = answer;
        const type = headers['content-type'];
        let text = '';
        const done = (): void => (resolve({ status, type, headers, text }), void asked.destroy());
        if (type === 'text/event-stream') return done();
        answer
          .setEncoding('utf8')
          .on('data', (more: string) => void (text += more))
          .on('end', done)
          .on('error', reject);
      },
    );
    asked.on('error', reject);
    if (body === null) asked.flushHeaders();
    else asked.end(body);
  });
}

const bodyOf = ({ method }: RequestOptions): string => (method === 'POST' ? '{}' : '');

/** A head of which the last line never comes. */
function dripped(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nhost: x\r\n'));
    socket.setEncoding('utf8').on('data', (more: string) => void (said += more));
    socket.on('close', () => resolve(said)).on('error', reject);
  });
}
