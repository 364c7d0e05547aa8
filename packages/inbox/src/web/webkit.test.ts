// The page in WebKit, which is what an iPhone draws with: that all of it is there, at the sizes of a phone and of a desk.
import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Device } from './door/authenticator.fixture.js';
import { cookieIn, own } from './door/porch.fixture.js';
import { DESKTOP, everyPath, lostScript, PHONE, served, type Served } from './chromium.fixture.js';
import { noWebkit, webkit } from './webkit.fixture.js';

if (noWebkit !== undefined) console.warn(noWebkit);

test.skipIf(noWebkit !== undefined)(
  'SEE-4: in WebKit nothing of any page is cut off, on a phone and at a desk',
  { timeout: 60_000 },
  async () => {
    await using t = await served();
    const email = { to: 'bоb@example.com', subject: 'Your invoice', body: 'here it is\n'.repeat(60) };
    await t.mail({ report: 'Bob asks.', email });
    for (const title of ['a', 'b']) await t.mail({ task: { title, due: [1], notes: 'n' } });
    await using safari = await webkit();
    await safari.open(t.origin);
    await safari.cookie(await signedIn(t));
    for (const { width, height } of [PHONE, DESKTOP]) {
      await safari.resize(width, height);
      for (const path of await everyPath(t)) {
        await safari.open(t.origin + path);
        expect(await safari.run(`return document.querySelector('h1').textContent`), path).not.toMatch(/sign|Not/i);
        expect(await safari.run(`return ${lostScript}`), `${path} at ${width}`).toEqual([]);
        keep(`${width}${path}`, await safari.picture());
      }
    }
  },
);

/** Kept to be looked at, where somebody asks for it. */
function keep(name: string, picture: Buffer): void {
  const folder = process.env['SALLYPORT_PICTURES'];
  if (folder !== undefined)
    writeFileSync(`${folder}/webkit-${name.replaceAll(/[0-9a-f]{32}|\W+/g, '-').slice(0, 60)}.png`, picture);
}

/** The cookie of somebody who has signed in: WebKit on Debian has no passkeys. */
async function signedIn({ origin, kit }: Served): Promise<{ name: string; value: string }> {
  const device = new Device(origin);
  const passkey = { credential: device.credential, rp: 'localhost', origin };
  await kit.desk.enrol({ name: 'owner', public: device.public, passkey });
  const post = (path: string, body: object): Promise<Response> =>
    fetch(origin + path, { method: 'POST', headers: own(origin), body: JSON.stringify(body) });
  // `as`: what the route answers
  const { challenge } = (await (await post('/sign-in/begin', {})).json()) as { challenge: string };
  const [name = '', value = ''] = cookieIn(
    await post('/sign-in/finish', { challenge, response: device.get(challenge) }),
  ).split('=');
  return { name, value };
}
