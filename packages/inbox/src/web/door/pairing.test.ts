// Pairing a device: one link, one device, and a person who says yes.
import { SallyportError } from '@sallyport/core';
import { expect, test, vi } from 'vitest';
import { Device } from './authenticator.fixture.js';
import { Door } from './door.js';
import { PAIRING_LIFE } from './pairing.js';
import { pairingCode } from './passkey.js';
import { cookieIn, Desk, enrolledKey, keyOf, ORIGIN, porch, type Porch } from './porch.fixture.js';

test('SEE-3: a link lets one device make a passkey, which counts once a person has said yes', async () => {
  let answer: (key: string) => void = () => undefined;
  const p = porch({ enrol: () => new Promise((resolve) => void (answer = resolve)) });
  const { url, expires } = p.door.pair();
  expect(expires).toBe(p.clock.now() + PAIRING_LIFE);
  // the token stands where no browser sends it, no proxy logs it and no page is told of it
  expect(url).toMatch(/^http:\/\/localhost:7700\/pair#[\w-]{43}$/);
  const phone = new Device(ORIGIN);
  const { attempt, challenge, options } = await begun(p, url);
  expect(options.excludeCredentials).toMatchObject([{ id: p.device.credential }]);
  const finished = await p.post('/pair/finish', { attempt, response: phone.create(challenge) });
  expect(await finished.json()).toEqual({ code: pairingCode(phone.public) });
  expect(p.enrolled).toEqual([
    {
      name: 'alice',
      public: phone.public,
      passkey: { credential: phone.credential, rp: 'localhost', origin: ORIGIN },
    },
  ]);
  const waiting = p.post('/pair/enter', { attempt });
  await vi.waitFor(() => expect(p.clock.sleeping).toBe(1));
  await p.clock.advance('20s');
  expect(await (await waiting).json()).toEqual({ done: false });
  expect((await waiting).headers.get('set-cookie')).toBe(null);
  answer(keyOf(phone.public));
  const entered = await p.post('/pair/enter', { attempt });
  expect(await entered.json()).toEqual({ done: true });
  expect((await p.ask('/', { headers: { cookie: cookieIn(entered) } })).status).toBe(200);
  p.device = phone;
  expect((await p.ask('/', { headers: { cookie: (await p.signIn()).cookie } })).status).toBe(200);
});

test('SEE-3: a link is used once, by whoever comes first, and ends by itself', async () => {
  const p = porch();
  const { url } = p.door.pair();
  const { attempt, challenge } = await begun(p, url);
  expect((await p.post('/pair/begin', { token: url.split('#')[1] })).status).toBe(400);
  // whoever came first may try again, with a new challenge
  const again = (await (await p.post('/pair/begin', { attempt })).json()) as { options: { challenge: string } };
  expect(again.options.challenge).not.toBe(challenge);
  const phone = new Device(ORIGIN);
  expect((await p.post('/pair/finish', { attempt, response: phone.create(challenge) })).status).toBe(400);
  expect((await p.post('/pair/finish', { attempt, response: phone.create(again.options.challenge) })).status).toBe(400);
  const third = (await (await p.post('/pair/begin', { attempt })).json()) as { options: { challenge: string } };
  expect((await p.post('/pair/finish', { attempt, response: phone.create(third.options.challenge) })).status).toBe(200);
  expect((await p.post('/pair/finish', { attempt, response: phone.create(third.options.challenge) })).status).toBe(400);
  expect(p.enrolled).toHaveLength(1);
  expect((await p.post('/pair/enter', { attempt })).status).toBe(200);
  expect((await p.post('/pair/enter', { attempt })).status).toBe(400);
  for (const token of [url, '', 'x', undefined, null, 7, {}, [url.split('#')[1]]])
    expect((await p.post('/pair/begin', { token })).status).toBe(400);
  const late = p.door.pair();
  await p.clock.advance(PAIRING_LIFE);
  expect((await p.post('/pair/begin', { token: late.url.split('#')[1] })).status).toBe(400);
  const slow = await begun(p, p.door.pair().url);
  await p.clock.advance(PAIRING_LIFE);
  expect((await p.post('/pair/finish', { attempt: slow.attempt, response: phone.create(slow.challenge) })).status).toBe(
    400,
  );
});

test('SEE-3: a link makes one passkey, also where two are handed in at the same time', async () => {
  const p = porch();
  const { attempt, challenge } = await begun(p, p.door.pair().url);
  const next = p.post('/pair/begin', { attempt });
  const first = p.post('/pair/finish', { attempt, response: new Device(ORIGIN).create(challenge) });
  const { options } = (await (await next).json()) as { options: { challenge: string } };
  const second = p.post('/pair/finish', { attempt, response: new Device(ORIGIN).create(options.challenge) });
  const answers = await Promise.all([first, second]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
  expect(p.enrolled).toHaveLength(1);
});

test('SEE-3: a device that a person says no to is not let in', async () => {
  const no = new SallyportError('NOT_ALLOWED', 'the person said no');
  const p = porch({ enrol: () => Promise.reject(no) });
  const { attempt, challenge } = await begun(p, p.door.pair().url);
  const phone = new Device(ORIGIN);
  await p.post('/pair/finish', { attempt, response: phone.create(challenge) });
  const entered = await p.post('/pair/enter', { attempt });
  expect([entered.status, entered.headers.get('set-cookie')]).toEqual([400, null]);
  expect(await entered.json()).toEqual({ error: { code: 'NOT_ALLOWED', message: 'the person said no' } });
  p.device = phone;
  await expect(p.signIn()).resolves.toMatchObject({ cookie: '' });
});

test('SEE-3: where the owner’s key is elsewhere, the device shows the command, and is let in once exactly its key is enrolled', async () => {
  const p = porch({ handOver: ({ name, public: spki }, code) => `enrol ${name} ${spki} ${code}` });
  expect(await (await p.ask('/pair')).text()).toContain('The owner of this desk has to let your passkey count');
  const { attempt, challenge } = await begun(p, p.door.pair().url);
  const [phone, other] = [new Device(ORIGIN), new Device(ORIGIN)];
  const finished = await p.post('/pair/finish', { attempt, response: phone.create(challenge) });
  const code = pairingCode(phone.public);
  expect(await finished.json()).toEqual({ code, command: `enrol alice ${phone.public} ${code}` });
  expect((await p.post('/pair/finish', { attempt, response: phone.create(challenge) })).status).toBe(400);
  const waiting = p.post('/pair/enter', { attempt });
  await vi.waitFor(() => expect(p.desk.watchers.size).toBe(1));
  p.desk.keys.push(enrolledKey(other, ORIGIN), { ...enrolledKey(phone, ORIGIN), isRevoked: true });
  p.desk.change();
  await vi.waitFor(() => expect(p.desk.watchers.size).toBe(1));
  await p.clock.advance('20s');
  expect(await (await waiting).json()).toEqual({ done: false });
  const again = p.post('/pair/enter', { attempt });
  await vi.waitFor(() => expect(p.desk.watchers.size).toBeGreaterThan(0));
  p.desk.keys.splice(-1, 1, enrolledKey(phone, ORIGIN));
  p.desk.change();
  expect(await (await again).json()).toEqual({ done: true });
  expect((await p.ask('/', { headers: { cookie: cookieIn(await again) } })).status).toBe(200);
  expect((await p.post('/pair/enter', { attempt })).status).toBe(400);
});

test('SEE-3: what is not the way in of this page is refused like anything else', async () => {
  const p = porch();
  const token = p.door.pair().url.split('#')[1];
  for (const origin of ['https://evil.example', 'http://localhost:9999', 'null']) {
    const init = {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    };
    expect((await p.ask('/pair/begin', init)).status).toBe(403);
  }
  expect((await p.post('/pair/begin', { token })).status).toBe(200);
});

test('the page of a link says nothing of the desk', async () => {
  const page = await (await porch().ask('/pair')).text();
  expect(page).toContain('Pair this device');
  expect(page).not.toContain('alice');
});

test('without somebody who enrols there is no link', () => {
  const door = new Door({ desk: new Desk(), origin: ORIGIN });
  expect(() => door.pair()).toThrow('no device can be paired here');
});

interface Begun {
  readonly attempt: string;
  readonly options: { readonly challenge: string; readonly excludeCredentials: readonly object[] };
}
async function begun(p: Porch, url: string): Promise<Begun & { readonly challenge: string }> {
  const answer = await p.post('/pair/begin', { token: url.split('#')[1] });
  expect(answer.status).toBe(200);
  const begun = (await answer.json()) as Begun;
  return { ...begun, challenge: begun.options.challenge };
}
