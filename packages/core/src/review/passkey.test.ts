import { describe, expect, test } from 'vitest';
import { canonical, sha256 } from '../canonical.js';
import { createTrustRoot } from '../people/trust-root.js';
import type { Evidence } from '../people/evidence.js';
import { executorOf, house, sendNote, toBob } from '../runtime/house.fixture.js';
import { tool } from '../tools/tool.js';
import { openDesk } from './desk.js';
import { Phone, type Lies } from './phone.fixture.js';

describe('what a phone signs', () => {
  test.each(['ec', 'rsa', 'ed25519'] as const)(
    'KEY-2: a passkey (%s) approves what was drawn, and exactly that runs',
    async (kind) => {
      const { proposed, desk, phone, device, stateOf, work, sent } = await setup(new Phone({ kind }));
      const [id] = await proposed('a');
      const { digest } = await desk.item(id!);
      const bytes = await phone.prepare([{ id: id!, verdict: 'approve', digest }]);
      await phone.submit(bytes, device.sign(bytes));
      await work();
      expect([await stateOf(id!), sent]).toEqual(['executed', [{ ...toBob, body: 'a' }]]);
    },
  );

  const lies: readonly (readonly [string, Lies, RegExp])[] = [
    ['another type', { type: 'webauthn.create' }, /webauthn\.get/],
    ['another challenge', { challenge: 'AAAA' }, /other bytes/],
    ['another host', { origin: 'https://evil.example' }, /another page/],
    ['another port', { origin: 'https://desk.example' }, /another page/],
    ['a host that begins so', { origin: 'https://desk.example:8443.evil.example' }, /another page/],
    ['plain http', { origin: 'http://desk.example:8443' }, /another page/],
    ['a frame of another page', { client: { crossOrigin: true } }, /somebody else's page/],
    ['a top page', { client: { topOrigin: 'https://evil.example' } }, /somebody else's page/],
    ['another domain', { rp: 'evil.example' }, /rpIdHash/],
    ['nobody there', { flags: 0x04 }, /touching/],
    ['nobody known', { flags: 0x01 }, /who touched/],
  ];
  test.each(lies)(
    'KEY-2: %s is refused at the desk, and by the executor where it is written past it',
    async (_what, lie, why) => {
      const { proposed, phone, device, stateOf, work, sent, verify, forge } = await setup();
      const [id] = await proposed('a');
      const bytes = await phone.prepare([{ id: id!, verdict: 'approve' }]);
      await expect(phone.submit(bytes, device.sign(bytes, lie))).rejects.toMatchObject({
        code: 'BAD_EVIDENCE',
        message: expect.stringMatching(why),
      });
      await forge(bytes, device.sign(bytes, lie));
      await work();
      expect([await stateOf(id!), sent]).toEqual(['pending', []]);
      expect((await verify()).faults.map(({ what }) => what).join()).toMatch(why);
      // and without the lie it is believed
      await phone.submit(bytes, device.sign(bytes));
      await work();
      expect(sent).toHaveLength(1);
    },
  );

  test('KEY-2: no shape of an assertion but the one counts, and neither kind of key passes for the other', async () => {
    const { proposed, phone, device, keys, stateOf } = await setup();
    const [id] = await proposed('a');
    const bytes = await phone.prepare([{ id: id!, verdict: 'approve' }]);
    const good = device.sign(bytes) as Extract<Evidence, { alg: 'webauthn' }>;
    const assertion = good.assertion as Readonly<Record<string, string>>;
    const bad: unknown[] = [
      { ...good, assertion: { ...assertion, more: '' } },
      { ...good, assertion: { ...assertion, signature: `${assertion['signature']}=` } },
      { ...good, assertion: { ...assertion, signature: '' } },
      { ...good, assertion: { ...assertion, authenticatorData: assertion['authenticatorData']!.slice(0, 40) } },
      { ...good, assertion: { ...assertion, clientDataJSON: Buffer.from('null').toString('base64url') } },
      { ...good, assertion: { ...assertion, clientDataJSON: Buffer.from('{').toString('base64url') } },
      { ...good, assertion: [] },
      { ...good, assertion: null },
      { ...good, key: keys['alice']!.id },
      { alg: 'ed25519', key: good.key, signature: assertion['signature'] },
      new Phone().sign(bytes),
      { ...new Phone().sign(bytes), key: good.key },
    ];
    for (const [i, evidence] of bad.entries())
      await expect(phone.submit(bytes, evidence as Evidence), `row ${i}`).rejects.toMatchObject({
        code: 'BAD_EVIDENCE',
      });
    expect(await stateOf(id!)).toBe('pending');
  });
});

describe('what a passkey may', () => {
  test('KEY-2: it writes, forwards, edits, withdraws and freezes, each in the person’s name', async () => {
    const { proposed, desk, phone, act, stateOf } = await setup();
    const [a, b] = await proposed('a', 'b');
    const sent = await act({ send: { to: 'reader', text: 'my own words' } });
    const handed = await act({ forward: { message: sent, to: 'executor_agent', note: 'see this', part: 'own' } });
    const adopted = await act({ adopt: { message: sent, to: 'reader', text: 'words' } });
    const edited = await act({ edit: { id: a!, changes: { body: 'better' } } });
    await act({ withdraw: { id: b!, reason: 'no need' } });
    await act({ freeze: { agent: 'reader' } });
    const messages = await desk.messages();
    const byId = (id: string) => messages.find((one) => one.id === id);
    expect(byId(sent)).toMatchObject({ from: 'alice', to: 'reader', letter: { text: 'my own words' }, trust: 'high' });
    expect(byId(handed)).toMatchObject({ letter: { text: 'see this' }, material: [{ letter: { text: 'own' } }] });
    expect(byId(adopted)).toMatchObject({ letter: { text: 'words' }, material: [] });
    expect(await desk.item(edited)).toMatchObject({ replaces: { id: a }, requester: 'alice' });
    expect([await stateOf(a!), await stateOf(b!)]).toEqual(['replaced', 'withdrawn']);
    expect(await desk.frozen()).toMatchObject([{ agent: 'reader' }]);
    expect(await desk.search('better')).toMatchObject({ hits: [{}] });
    expect(phone.person).toBe('alice');
  });

  test('KEY-2: a grant, a permit and a proposal of its own are nothing under a passkey', async () => {
    const { proposed, phone, device, desk, root } = await setup();
    const [id] = await proposed('a');
    const grant = await phone.prepare([{ grant: { agent: 'reader', like: id! }, uses: 1, until: '1h' }]);
    await expect(phone.submit(grant, device.sign(grant))).rejects.toMatchObject({
      code: 'BAD_EVIDENCE',
      message: expect.stringContaining('standing grant'),
    });
    const { head } = await desk.checkpoint();
    const bytes = (kind: string, body: object): Uint8Array =>
      Buffer.from(
        JSON.stringify({
          at: 1,
          body: { kind, ...body },
          domain: `sallyport/${kind}/v1`,
          head: { hash: head.hash, seq: head.seq },
          realm: root.realm,
          signer: 'alice',
        }),
      );
    const permit = bytes('permit', { subject: { lift: 'reader' } });
    await expect(phone.submit(permit, device.sign(permit))).rejects.toMatchObject({
      code: 'BAD_EVIDENCE',
      message: expect.stringContaining('permit'),
    });
    expect(await desk.grants()).toEqual([]);
  });

  test('KEY-2: more than twenty answers at one touch are no decision, for the executor neither', async () => {
    const { proposed, phone, device, stateOf, work, sent, forge } = await setup();
    const ids = await proposed(...Array.from({ length: 21 }, (_, i) => `note ${i}`));
    const all = ids.map((id) => ({ id, verdict: 'approve' as const }));
    const bytes = await phone.prepare(all);
    await expect(phone.submit(bytes, device.sign(bytes))).rejects.toMatchObject({
      code: 'BAD_EVIDENCE',
      message: expect.stringContaining('20'),
    });
    await forge(bytes, device.sign(bytes));
    await work();
    expect([await stateOf(ids[0]!), sent]).toEqual(['pending', []]);
    const fewer = await phone.prepare(all.slice(1));
    await phone.submit(fewer, device.sign(fewer));
    await work();
    expect(sent).toHaveLength(20);
  });

  test('KEY-2: it is refused where it is enrolled with more, for a runtime, or without a home', async () => {
    const { desk } = await setup();
    const good = new Phone();
    const { passkey } = good.person('alice');
    const home = (more: object) => new Phone().person('alice', { passkey: { ...passkey!, ...more } });
    const bad = [
      new Phone().person('alice', { may: ['decision', 'permit'] }),
      new Phone().person('alice', { may: ['step'] }),
      home({ origin: 'https://desk.example:8443/' }),
      home({ origin: 'http://desk.example:8443' }),
      home({ origin: 'desk.example' }),
      home({ rp: 'other.example' }),
      home({ rp: 'k.example' }),
      home({ credential: 'not base64!' }),
      { ...new Phone().person('alice'), public: 'AAAA' },
    ];
    for (const [i, person] of bad.entries())
      await expect(desk.enrol(person), `row ${i}`).rejects.toMatchObject({
        code: expect.stringMatching(/^(NOT_ALLOWED|BAD_TRUST_ROOT|REFUSED|BAD_INPUT)$/),
      });
    const { root } = createTrustRoot({ owner: 'olga', runtimes: { exec: { agents: ['e'] } } });
    const principals = root.principals.map((one) =>
      one.agents ? { ...one, keys: one.keys.map((key) => ({ ...key, passkey: passkey! })) } : one,
    );
    const { store } = await house();
    await expect(openDesk({ root: { ...root, principals }, store, person: { name: 'olga' } })).rejects.toMatchObject({
      code: 'BAD_TRUST_ROOT',
    });
  });

  test('GATE-5: an edit that was signed after somebody had decided replaces nothing', async () => {
    const { proposed, desk, phone, device, stateOf } = await setup();
    const [id] = await proposed('a');
    const bytes = await phone.prepare({ edit: { id: id!, changes: { body: 'b' } } });
    await desk.deny(id!);
    await expect(phone.submit(bytes, device.sign(bytes))).rejects.toMatchObject({ code: 'ALREADY_DECIDED' });
    expect(await stateOf(id!)).toBe('denied');
  });

  test('MAIL-4: what was written is handed in once, where it was prepared', async () => {
    const { desk, phone, device, root, store, clock } = await setup();
    const bytes = await phone.prepare({ send: { to: 'reader', text: 'once' } });
    const other = await openDesk({ root, store, clock, person: { name: 'alice' } });
    await expect(other.submit(bytes, device.sign(bytes))).rejects.toMatchObject({
      code: 'BAD_EVIDENCE',
      message: expect.stringContaining('not prepared'),
    });
    // a browser that got no answer hands in the same again, at once or later
    const evidence = device.sign(bytes);
    const [first, second] = await Promise.all([phone.submit(bytes, evidence), phone.submit(bytes, evidence)]);
    expect([second, await phone.submit(bytes, evidence)]).toEqual([first, first]);
    // what is signed a second time is not the same
    await expect(phone.submit(bytes, device.sign(bytes))).rejects.toMatchObject({ code: 'BAD_EVIDENCE' });
    expect((await desk.messages()).filter(({ letter }) => letter.text === 'once')).toHaveLength(1);
  });

  test.each([
    [{}],
    [{ send: { to: 'reader', text: 'x' }, freeze: { agent: 'reader' } }],
    [{ lift: { id: 'reader' } }],
    [null],
    ['approve'],
    [7],
  ])('KEY-2: %j is no act', async (act) => {
    const { phone } = await setup();
    await expect(phone.prepare(act as never)).rejects.toMatchObject({ code: 'BAD_OPTION' });
  });

  test('KEY-2: a passkey that was revoked says nothing more', async () => {
    const { desk, phone, device } = await setup();
    const bytes = await phone.prepare({ freeze: { agent: 'reader' } });
    await desk.revokeKey(device.id);
    await expect(phone.submit(bytes, device.sign(bytes))).rejects.toMatchObject({
      code: 'BAD_EVIDENCE',
      message: expect.stringContaining('revoked'),
    });
  });
});

async function setup(device = new Phone()) {
  const made = await house();
  const { root, store, clock, desk } = made;
  await desk.enrol(device.person('alice'));
  const phone = await openDesk({ root, store, clock, person: { name: 'alice' } });
  const act = async (what: Parameters<typeof phone.prepare>[0]): Promise<string> => {
    const bytes = await phone.prepare(what);
    return phone.submit(bytes, device.sign(bytes));
  };
  /** What a writer of the store does, who has the bytes and some evidence. */
  const forge = async (bytes: Uint8Array, evidence: Evidence): Promise<void> => {
    const { domain: _domain, ...record } = JSON.parse(new TextDecoder().decode(bytes));
    const { seq: last, text } = (await made.entries()).at(-1)!;
    const entry = canonical({ seq: last + 1, prev: sha256(text), record: { ...record, evidence } });
    await store.commit(last, () => ({ entries: [{ seq: last + 1, text: entry }] }));
  };
  const sent: unknown[] = [];
  const work = async (): Promise<void> => {
    const { runtime } = await made.start('executor', [
      executorOf([tool(sendNote, async (args) => void sent.push(args))]),
    ]);
    await runtime.idle();
    await runtime.close();
  };
  return { ...made, phone, device, act, forge, sent, work };
}
