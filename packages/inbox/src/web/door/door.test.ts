// Who is let in, for how long, and what every answer says to the browser.
import { expect, test } from 'vitest';
import { MOST_ATTEMPTS } from './attempts.js';
import { Device } from './authenticator.fixture.js';
import { Door } from './door.js';
import { cookieIn, Desk, enrolledKey, ORIGIN, own, porch, type Porch } from './porch.fixture.js';
import { IDLE, LIFE, MOST_SESSIONS } from './sessions.js';

test('SEE-3: a sign-in gives out an id that nobody knew before, and the old one is over', async () => {
  const p = porch();
  const planted = 'sallyport-7700=planted-by-somebody-else';
  const first = await p.signIn(planted);
  expect(first.cookie).toMatch(/^sallyport-7700=[\w-]{43}$/);
  expect(first.cookie).not.toBe(planted);
  expect(await seen(p, planted)).toBe(401);
  const second = await p.signIn(first.cookie);
  expect(second.cookie).not.toBe(first.cookie);
  expect(second.csrf).not.toBe(first.csrf);
  expect([await seen(p, first.cookie), await seen(p, second.cookie)]).toEqual([401, 200]);
  // the token of one session is nothing in another
  const mixed = await p.post('/approve/x', {}, { cookie: second.cookie, csrf: first.csrf });
  expect([mixed.status, p.approved]).toEqual([403, []]);
});

test('SEE-3: the cookie is for this host alone, unseen by scripts and by other sites', async () => {
  const near = await finish(porch());
  expect(near).toMatch(/; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/);
  const far = await finish(porch({ origin: 'https://desk.example' }));
  expect(far).toMatch(/^__Host-sallyport=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
});

test('SEE-3: a session ends when it is not used, when its day is over, and when somebody signs out', async () => {
  const p = porch();
  const { cookie } = await p.signIn();
  for (let time = 0; time < LIFE; time += IDLE - 1) {
    expect(await seen(p, cookie)).toBe(200);
    await p.clock.advance(IDLE - 1);
  }
  expect(await seen(p, cookie)).toBe(401);
  const idle = await p.signIn();
  await p.clock.advance(IDLE);
  expect(await seen(p, idle.cookie)).toBe(401);
  const me = await p.signIn();
  const out = await p.post('/sign-out', {}, me);
  expect([out.status, out.headers.get('location')]).toEqual([303, '/sign-in']);
  expect(out.headers.get('set-cookie')).toMatch(/^sallyport-7700=; Max-Age=0; /);
  expect(await seen(p, me.cookie)).toBe(401);
});

test('SEE-3: a session ends with its passkey, and a revoked one opens none', async () => {
  const p = porch();
  const { cookie } = await p.signIn();
  p.desk.revoke();
  expect(await seen(p, cookie)).toBe(401);
  expect((await p.signIn()).cookie).toBe('');
});

test('SEE-3: only passkeys of this person, made at this very address, sign in', async () => {
  const p = porch();
  const [elsewhere, nobody] = [new Device('http://localhost:9999'), new Device(ORIGIN)];
  p.desk.keys.push(enrolledKey(elsewhere, 'http://localhost:9999'));
  const { allowCredentials } = (await (await p.post('/sign-in/begin', {})).json()) as { allowCredentials: unknown };
  expect(allowCredentials).toEqual([{ type: 'public-key', id: p.device.credential }]);
  for (const device of [elsewhere, nobody]) {
    p.device = device;
    expect((await p.signIn()).cookie).toBe('');
  }
});

test('SEE-3: a challenge is good once, and for three minutes', async () => {
  const p = porch();
  const begin = async (): Promise<string> =>
    ((await (await p.post('/sign-in/begin', {})).json()) as { challenge: string }).challenge;
  const finish = async (challenge: string, signed = challenge): Promise<number> =>
    (await p.post('/sign-in/finish', { challenge, response: p.device.get(signed) })).status;
  const [one, other, late] = [await begin(), await begin(), await begin()];
  expect(await finish(one)).toBe(200);
  expect(await finish(one)).toBe(400);
  expect(await finish(other, one)).toBe(400);
  expect(await finish('chosen by whoever asks')).toBe(400);
  await p.clock.advance('3m');
  expect(await finish(late)).toBe(400);
});

test('SEE-3: so many sessions at a time, and so many attempts a minute', async () => {
  const p = porch();
  const first = await p.signIn();
  for (let i = 1; i < MOST_SESSIONS; i += 1) {
    await p.signIn();
    await p.clock.advance('10s');
  }
  expect(await seen(p, first.cookie)).toBe(200);
  const last = await p.signIn();
  // the first was used just now: the second gave way
  expect([await seen(p, first.cookie), await seen(p, last.cookie)]).toEqual([200, 200]);
  let status = 200;
  for (let i = 0; i <= MOST_ATTEMPTS && status === 200; i += 1) status = (await p.post('/sign-in/begin', {})).status;
  expect(status).toBe(429);
  expect(await seen(p, last.cookie)).toBe(200);
  await p.clock.advance('1m');
  expect((await p.post('/sign-in/begin', {})).status).toBe(200);
});

test('SEE-3: the policy of a page lets in what carries its nonce, and nothing else', async () => {
  const p = porch();
  const { cookie } = await p.signIn();
  const [one, other] = [await p.ask('/nonce', { headers: { cookie } }), await p.ask('/nonce', { headers: { cookie } })];
  const [nonce, next] = [await one.text(), await other.text()];
  expect(nonce).toMatch(/^[\w+/]{22}==$/);
  expect(next).not.toBe(nonce);
  expect(one.headers.get('content-security-policy')).toBe(
    `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; connect-src 'self'; img-src 'self'; ` +
      `manifest-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  );
  expect(Object.fromEntries(one.headers)).toMatchObject({
    'cache-control': 'no-store',
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'permissions-policy': expect.stringContaining('publickey-credentials-get=(self)'),
  });
  expect(one.headers.has('strict-transport-security')).toBe(false);
  const open = await p.ask('/assets/desk.css');
  expect([open.status, open.headers.get('cache-control')]).toEqual([200, 'max-age=600']);
});

test('SEE-3: whoever is not signed in learns how to sign in, and nothing of the desk', async () => {
  const p = porch();
  const page = await p.ask('/proposals/secret', { headers: { accept: 'text/html' } });
  expect([page.status, page.headers.get('cache-control')]).toEqual([401, 'no-store']);
  const text = await page.text();
  expect(text).toContain('Sign in with your passkey');
  expect(text).not.toMatch(/secret|alice/);
  const json = await p.ask('/state');
  expect([json.status, await json.json()]).toEqual([
    401,
    { error: { code: 'NOT_ALLOWED', message: 'sign in first: this desk belongs to a person' } },
  ]);
  expect((await p.ask('/nowhere')).status).toBe(401);
});

test('SEE-3: what a proxy or a client says about itself is not believed', async () => {
  const p = porch();
  const { cookie } = await p.signIn();
  const forwarded = {
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    'x-forwarded-for': '1.2.3.4',
    forwarded: 'host=evil.example',
  };
  expect((await p.ask('/', { headers: { ...forwarded, cookie } })).status).toBe(200);
  expect(
    (await p.ask('/', { headers: { host: 'evil.example', 'x-forwarded-host': 'localhost:7700', cookie } })).status,
  ).toBe(403);
  for (let i = 0; i < MOST_ATTEMPTS; i += 1)
    await p.ask('/sign-in/begin', {
      method: 'POST',
      body: '{}',
      headers: { ...own(), 'x-forwarded-for': `10.0.0.${i}` },
    });
  expect((await p.post('/sign-in/begin', {})).status).toBe(429);
});

test('an origin is what the address bar says', () => {
  const desk = new Desk();
  for (const origin of [
    'https://desk.example',
    'https://desk.example:8443',
    'http://localhost:7700',
    'http://localhost',
  ])
    expect(new Door({ desk, origin }).rpId).toBe(new URL(origin).hostname);
  const wrong = [
    '',
    'desk.example',
    'https://desk.example/',
    'https://a:b@desk.example',
    'http://desk.example',
    'http://localhost.evil.example',
    'file:///x',
  ];
  for (const origin of wrong) expect(() => new Door({ desk, origin })).toThrow('the page');
});

const seen = async (p: Porch, cookie: string): Promise<number> => (await p.ask('/', { headers: { cookie } })).status;

async function finish(p: Porch): Promise<string> {
  const { challenge } = (await (await p.post('/sign-in/begin', {})).json()) as { challenge: string };
  const answer = await p.ask('/sign-in/finish', {
    method: 'POST',
    headers: own(p.door.origin),
    body: JSON.stringify({ challenge, response: p.device.get(challenge) }),
  });
  expect(cookieIn(answer)).not.toBe('');
  return answer.headers.get('set-cookie')!;
}
