// Everything that a person does with a passkey besides yes and no: real Chromium, and what a desk elsewhere sees of it afterwards.
import { openDesk, type Act, type Desk } from '@sallyport/core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RUNS_OUT, span } from '../words.js';
import { spelled } from './address.js';
import { everyPath, launch, lostScript, noBrowser, PHONE, said, served, type Served } from './chromium.fixture.js';

const EMAIL = { to: 'bob@example.com', subject: 'Your invoice 4711', body: 'Dear Bob,\n\nhere it is.\n\nAlice' };
const LATER = { to: 'bob@example.com', body: 'in a while' };
/** What the consumer allows at one touch, and one more. */
const TOO_MANY = 21;

let browser: Browser;
beforeAll(async () => {
  if (noBrowser === undefined) browser = await launch();
});
afterAll(async () => browser?.close());

describe.skipIf(noBrowser !== undefined)('what is written', { timeout: 30_000 }, () => {
  test('MAIL-3: a forward is drawn as it will be signed, and the words of the message stay its author’s', async () => {
    await using t = await open();
    await t.mail({}, { text: 'Please answer.\nNever mind the rest.' });
    const { id } = (await t.desk.messages())[0]!;
    await t.page.goto(`/messages/${spelled(id)}/forward`);
    await t.page.getByLabel('"executor"').check();
    await t.page.fill('textarea[name=note]', 'see to it');
    await t.page.check('input[value=part]');
    await t.page.fill('textarea[name=part]', 'Please answer.');
    await t.press('Review');
    const drawn = await t.page.textContent('#draft');
    expect(drawn).toMatch(
      /a part of a message to "executor".*see to it.*HIGH trust.*not the words of "owner".*LOW trust.*Please answer\./s,
    );
    expect(drawn).not.toContain('Never mind');
    expect(await t.elsewhere((desk) => desk.messages())).toHaveLength(1);
    await t.press('Sign and send');
    await t.page.waitForSelector('.b.me:has-text("see to it")');
    expect((await t.elsewhere((desk) => desk.messages())).at(-1)).toMatchObject({
      ...{ from: 'owner', to: 'executor', trust: 'high', letter: { text: 'see to it' } },
      material: [{ trust: 'low', letter: { text: 'Please answer.' } }],
    });
  });

  test('MAIL-4: words are made one’s own by an act of its own, which says whose they are; what does not stand there is not signed', async () => {
    await using t = await open();
    await t.mail({}, { text: 'Please answer.\nNever mind the rest.' });
    const { id } = (await t.desk.messages())[0]!;
    await t.page.goto(`/messages/${spelled(id)}`);
    await t.page.click('a:text-is("Make words of it your own")');
    await t.page.getByLabel('"executor"').check();
    await t.page.fill('textarea[name=text]', 'Please pay.');
    await t.press('Review');
    expect(await t.page.textContent('#draft')).toContain('do not stand in the message');
    expect(await t.page.locator('#draft [data-act]').count()).toBe(0);
    await t.press('Change it');
    expect(await t.page.inputValue('textarea[name=text]')).toBe('Please pay.');
    await t.page.fill('textarea[name=text]', 'Please answer.');
    await t.press('Review');
    expect(await t.page.textContent('#draft')).toMatch(
      /these are words of "~mail:supplier@example.com" \(LOW trust\).*HIGH/s,
    );
    await t.press('Sign and send');
    await t.page.waitForSelector('.b.me:has-text("Please answer.")');
    expect((await t.elsewhere((desk) => desk.messages())).at(-1)).toMatchObject({
      ...{ from: 'owner', to: 'executor', trust: 'high', letter: { text: 'Please answer.' }, material: [] },
    });
  });

  test('MAIL-4: an agent is asked back about what it wants, and that goes on waiting', async () => {
    await using t = await open();
    await t.mail({ email: EMAIL });
    const { id, digest } = (await t.desk.pending())[0]!;
    await t.page.goto(`/proposals/${id}`);
    await t.page.click('summary:text-is("More")');
    await t.page.click('a:has-text("about it")');
    await t.page.locator('textarea[name=text]').pressSequentially('why?\u202e');
    await t.press('Review');
    expect(await t.page.textContent('#draft')).toContain('why?\\u{202e}');
    await t.press('Sign and send');
    await t.page.waitForSelector('.b.me:has-text("why?")');
    expect((await t.elsewhere((desk) => desk.messages())).at(-1)).toMatchObject({
      ...{ from: 'owner', to: 'reader', letter: { text: expect.stringContaining(digest.slice(0, 8)) } },
    });
    expect((await t.elsewhere((desk) => desk.pending())).map((one) => one.id)).toEqual([id]);
  });
});

describe.skipIf(noBrowser !== undefined)('what is taken back or stopped', { timeout: 30_000 }, () => {
  test('KEY-2: what waits for a while after its approval is taken back with the passkey, and what is not runs at its time', async () => {
    await using t = await open();
    for (const body of ['one', 'two', 'three']) await t.mail({ later: { ...LATER, body } });
    const pending = await t.desk.pending();
    for (const { id } of pending) {
      await t.page.goto(`/proposals/${id}`);
      expect(await t.page.textContent('main')).toContain('can be taken back for 30 seconds');
      await t.press('Approve');
      await said(t.page, 'Approved');
    }
    await t.page.goto('/');
    await t.page.click('section[aria-label="Just approved"] li >> nth=0 >> button');
    await said(t.page, 'stopped');
    await t.page.goto(`/proposals/${pending[1]!.id}`);
    expect(await t.page.textContent('main')).toContain('it starts in 30 seconds');
    await t.press('Take the approval back');
    await said(t.page, 'stopped');
    expect(await t.states(pending)).toEqual(['revoked', 'revoked', 'approved']);
    expect(t.done).toEqual([]);
    await t.kit.pass('30s');
    expect(await t.states(pending)).toEqual(['revoked', 'revoked', 'executed']);
    expect(t.done).toEqual([{ tool: 'send_later', args: { ...LATER, body: 'three' } }]);
    await t.page.goto(`/proposals/${pending[2]!.id}`);
    expect(await t.page.locator('button[data-arm]').count()).toBe(0);
  });

  test('KEY-2: a grant is shown and ended by a passkey; one that a passkey signed is none', async () => {
    await using t = await open();
    await t.mail({ email: EMAIL });
    const like = (await t.desk.pending())[0]!;
    await t.page.goto(`/proposals/${like.id}/grant`);
    expect(await t.page.textContent('main')).toContain('A passkey may not grant');
    const scope = { agent: 'reader', like: like.id };
    expect(await force(t, [{ grant: scope, uses: 9, until: '1h' }])).toContain('which this key of');
    expect(await t.elsewhere((desk) => desk.grants())).toEqual([]);
    await t.kit.desk.grant(scope, { uses: 2, until: '1h' });
    await t.page.goto('/grants');
    expect(await t.page.textContent('main')).toMatch(
      /"reader" may have "send_email" run.*bob@example\.com.*2 of 2 uses left/s,
    );
    await t.press('End it');
    await said(t.page, 'stopped');
    expect(await t.elsewhere((desk) => desk.grants())).toEqual([]);
    await t.mail({ email: EMAIL });
    expect(t.done).toEqual([]);
  });

  test('KEY-2: an agent is frozen by passkey: what it asked for ends, and nothing new starts', async () => {
    await using t = await open();
    await t.mail({ email: EMAIL });
    const pending = await t.desk.pending();
    await t.page.goto(`/proposals/${pending[0]!.id}`);
    await t.page.click('summary:text-is("More")');
    await t.page.click('a:has-text("Freeze")');
    await t.page.fill('textarea[name=reason]', 'it smells');
    await t.press('Freeze it now');
    await said(t.page, 'stopped');
    expect(await t.elsewhere((desk) => desk.frozen())).toMatchObject([
      { agent: 'reader', by: 'owner', reason: 'it smells' },
    ]);
    await t.mail({ email: EMAIL });
    expect(await t.elsewhere((desk) => desk.pending())).toEqual([]);
    expect((await t.states(pending))[0]).not.toBe('pending');
  });
});

describe.skipIf(noBrowser !== undefined)('many at once', { timeout: 60_000 }, () => {
  test('KEY-2: one touch answers twenty; of twenty-one the page says so, and whoever relies on them refuses them', async () => {
    await using t = await open();
    for (let i = 0; i < TOO_MANY; i++)
      await t.mail({ task: { title: `${i}`, due: [1], notes: 'n' } }, { from: `x${i % 2}@example.com` });
    const pending = await t.desk.pending();
    await t.page.goto(`/batch?${pending.map(({ id }) => `id=${id}`).join('&')}`);
    expect(await t.page.textContent('main')).toContain('21 are too many to have been read: at most 20 at once');
    expect(await t.page.locator('button[data-arm]').count()).toBe(0);
    const answers = pending.map(({ id, digest }) => ({ id, digest, verdict: 'approve' as const }));
    expect(await force(t, answers)).toMatch(/21 answers at one touch/);
    await t.kit.idle();
    expect([t.done, new Set(await t.states(pending))]).toEqual([[], new Set(['pending'])]);
    await t.page.goto('/');
    await t.page.click('a:text-is("Review these 20")');
    await t.press('Approve all 20');
    await said(t.page, 'exactly these run');
    await t.kit.idle();
    expect((await t.states(pending)).filter((state) => state === 'executed')).toHaveLength(20);
    expect(t.done).toHaveLength(20);
    // and who signs that much is stopped before the next one
    const [left] = await t.desk.pending();
    await t.page.goto(`/proposals/${left!.id}`);
    expect(await t.page.locator('button:text-is("Approve")').count()).toBe(0);
    await t.page.click('summary:has-text("Approve")');
    expect(await t.page.textContent('.do')).toContain('nobody reads that fast');
    await t.press('Approve all the same');
    await said(t.page, 'Approved');
    expect(await t.states([left!])).not.toContain('pending');
  });
});

describe.skipIf(noBrowser !== undefined)('how it is seen', { timeout: 60_000 }, () => {
  test('SEE-4: at twice the size, of everything or of the text alone, nothing is cut off and nothing scrolls sideways', async () => {
    await using t = await open({ width: 640, height: 400 }, 2);
    await t.mail({ report: 'Bob asks.', email: { ...EMAIL, to: 'bоb@example.com', body: 'line\n'.repeat(60) } });
    for (const title of ['a', 'b']) await t.mail({ task: { title, due: [1], notes: 'n' } });
    for (const path of await everyPath(t)) {
      await t.page.setViewportSize({ width: 640, height: 400 });
      await t.page.goto(path);
      expect(await t.page.evaluate(lostScript), path).toEqual([]);
      await t.page.setViewportSize(PHONE);
      await t.page.evaluate(`document.documentElement.style.fontSize = '200%'`);
      expect(await t.page.evaluate(lostScript), `${path}, its text`).toEqual([]);
    }
  });

  test('SEE-4: who wants nothing to move sees nothing move', async () => {
    await using t = await open();
    await t.mail({ email: EMAIL });
    const moves = (): Promise<unknown> =>
      t.page.evaluate(`(() => {
      document.querySelector('.do details').open = true;
      document.querySelector('.do details summary').getBoundingClientRect();
      return document.getAnimations().length + [...document.querySelectorAll('*')].filter((one) =>
        ['', '::before', '::after'].some((part) => /[1-9]/.test(getComputedStyle(one, part).transitionDuration))).length;
    })()`);
    await t.page.goto(`/proposals/${(await t.desk.pending())[0]!.id}`);
    expect(await moves()).not.toBe(0);
    await t.page.emulateMedia({ reducedMotion: 'reduce' });
    await t.page.reload();
    expect(await moves()).toBe(0);
  });

  test('SEE-4: the time that is left is counted down in the same words, and what has run out cannot be pressed', async () => {
    await using t = await open();
    await t.mail({ email: EMAIL });
    const { id } = (await t.desk.pending())[0]!;
    await t.kit.clock.advance('23h');
    await t.page.clock.install({ time: 0 });
    await t.page.clock.pauseAt(1000);
    await t.page.goto(`/proposals/${id}`);
    const left = t.page.locator('main [data-says]');
    expect(await left.textContent()).toBe('runs out in 1 hour');
    const spans = [1500, 61_000, 3_661_000, 90_061_000, 176_400_000];
    for (const ms of spans)
      await t.page.evaluate(`document.body.append(Object.assign(document.createElement('p'), { id: 's${ms}' }));
        Object.assign(s${ms}.dataset, { left: ${ms + 60_000}, says: '${RUNS_OUT}' })`);
    await t.page.clock.fastForward(60_000);
    expect(await left.textContent()).toBe('runs out in 59 minutes');
    for (const ms of spans) expect(await t.page.textContent(`#s${ms}`)).toBe(`${RUNS_OUT} ${span(ms)}`);
    await t.page.evaluate(`for (const one of document.querySelectorAll('body > p')) one.remove()`);
    await t.page.clock.runFor(1000);
    expect(await t.page.isEnabled('button:text-is("Approve")')).toBe(true);
    await t.page.clock.fastForward(3_540_000);
    expect(await left.textContent()).toBe('the time is over');
    expect(await t.page.locator('button[data-arm]:enabled').count()).toBe(0);
    expect(await t.states([{ id }])).toEqual(['pending']);
  });
});

interface Open extends Served {
  readonly page: Page;
  press(label: string): Promise<void>;
  /** What a desk sees that is opened now, of nothing but the store and the TrustRoot: as one of another process is. */
  elsewhere<T>(read: (desk: Desk) => Promise<T>): Promise<T>;
  /** What has become of them, seen from there. */
  states(items: readonly { readonly id: string }[]): Promise<string[]>;
}

async function open(viewport: { width: number; height: number } = PHONE, scale = 1): Promise<Open> {
  const t = await served();
  const { page, context } = await t.device(browser, { viewport, scale });
  const { root, store, clock } = t.kit;
  const elsewhere: Open['elsewhere'] = async (read) => {
    await using desk = await openDesk({ root, store, person: { name: 'owner' }, clock });
    return read(desk);
  };
  const close = t[Symbol.asyncDispose].bind(t);
  return Object.assign(t, {
    page,
    press: (label: string) => page.click(`button:text-is("${label}")`),
    elsewhere,
    states: (items: readonly { readonly id: string }[]) =>
      elsewhere((desk) => Promise.all(items.map(async ({ id }) => (await desk.item(id)).state))),
    [Symbol.asyncDispose]: async () => {
      await context.close();
      await close();
    },
  });
}

/** What a page does that has been taken over: it has the passkey sign an act, and hands that in past everything that the page looks at. */
async function force({ desk, page }: Open, act: Act): Promise<string> {
  const bytes = await desk.prepare(act);
  const { keys } = (await desk.people()).find(({ name }) => name === desk.person)!;
  const given = { bytes: Buffer.from(bytes).toString('base64url'), key: keys.find(({ passkey }) => passkey)!.id };
  return page.evaluate(`(async ({ bytes, key }) => {
    const decode = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
    const encode = (all) => btoa(String.fromCharCode(...new Uint8Array(all))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
    const challenge = await crypto.subtle.digest('SHA-256', decode(bytes));
    const { response } = await navigator.credentials.get({ publicKey: { challenge, rpId: 'localhost', userVerification: 'required' } });
    const assertion = Object.fromEntries(['authenticatorData', 'clientDataJSON', 'signature'].map((name) => [name, encode(response[name])]));
    const answer = await fetch('/acts/submit', { method: 'POST', body: JSON.stringify({ bytes, key, assertion }),
      headers: { 'content-type': 'application/json', 'x-sallyport-csrf': document.body.dataset.csrf } });
    return answer.text();
  })(${JSON.stringify(given)})`);
}
