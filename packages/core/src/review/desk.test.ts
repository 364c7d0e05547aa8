import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { canonical, type Json } from '../canonical.js';
import { newId } from '../clock.js';
import { newKey, signerOf } from '../people/key.js';
import type { Evidence } from '../people/evidence.js';
import type { Decision } from '../record/body.js';
import { sealRecord } from '../record/signed.js';
import { verifyJournal } from '../archive/verify.js';
import type { Store } from '../record/store.js';
import { contract } from '../tools/contract.js';
import { only } from '../tools/only.js';
import { tool } from '../tools/tool.js';
import { executorOf, house, mail, readerOf, sendNote, toBob } from '../runtime/house.fixture.js';
import type { Verdicts } from './approval.js';
import { openDesk, type Desk } from './desk.js';

describe('a key that is elsewhere', () => {
  test('GATE-2: what prepare() gave out and the person’s key signed is a decision, and the approved thing runs', async () => {
    const { proposed, phone, sign, stateOf, work, sent } = await setup();
    const [id] = await proposed('a');
    const bytes = await phone.prepare([{ id: id!, verdict: 'approve' }]);
    expect(await stateOf(id!)).toBe('pending');
    await phone.submit(bytes, sign('alice', bytes));
    await work();
    expect([await stateOf(id!), sent]).toEqual(['executed', [{ ...toBob, body: 'a' }]]);
  });

  test('GATE-2: the bytes name who signs, what, where and over which digest, in a domain of their own', async () => {
    const { proposed, phone, desk, root } = await setup();
    const [id] = await proposed('a');
    const { digest } = await desk.item(id!);
    const said = JSON.parse(
      new TextDecoder().decode(await phone.prepare([{ id: id!, verdict: 'deny', reason: 'no' }])),
    );
    expect(said).toMatchObject({
      domain: 'sallyport/decision/v1',
      realm: root.realm,
      signer: 'alice',
      body: { items: [{ proposal: id, digest, answer: 'deny', reason: 'no' }] },
    });
  });

  test('GATE-3: any byte changed after it was signed makes it nothing', async () => {
    const { proposed, phone, sign, stateOf } = await setup();
    const [id] = await proposed('a');
    const bytes = await phone.prepare([{ id: id!, verdict: 'deny' }]);
    const evidence = sign('alice', bytes);
    const domain = new TextDecoder().decode(bytes).indexOf('sallyport/decision/v1');
    for (let i = 0; i < bytes.length; i += 1) {
      // its own test below
      if (i >= domain && i < domain + 21) continue;
      const tampered = Uint8Array.from(bytes);
      tampered[i]! ^= 1;
      await expect(phone.submit(tampered, evidence), `byte ${i}`).rejects.toMatchObject({ code: 'BAD_EVIDENCE' });
    }
    const turned = new TextDecoder().decode(bytes).replace('"deny"', '"approve"');
    await expect(phone.submit(new TextEncoder().encode(turned), evidence)).rejects.toMatchObject({
      code: 'BAD_EVIDENCE',
    });
    expect(await stateOf(id!)).toBe('pending');
    await phone.submit(bytes, evidence);
    expect(await stateOf(id!)).toBe('denied');
  });

  test('GATE-2: no other key and no other evidence will do', async () => {
    const { proposed, phone, sign, stateOf, keys } = await setup();
    const [id] = await proposed('a');
    const bytes = await phone.prepare([{ id: id!, verdict: 'approve' }]);
    const good = sign('alice', bytes) as Extract<Evidence, { alg: 'ed25519' }>;
    const stranger = signerOf(newKey('alice').secret);
    const bad: unknown[] = [
      sign('bob', bytes),
      sign('executor', bytes),
      { ...good, key: keys['bob']!.id },
      { ...sign('bob', bytes), key: good.key },
      { alg: 'ed25519', key: stranger.key, signature: stranger.sign(bytes) },
      { alg: 'webauthn', key: good.key, assertion: { signature: good.signature } },
      { ...good, signature: '' },
      { ...good, signature: `${good.signature}=` },
      { ...good, alg: 'none' },
      { ...good, extra: 1 },
      {},
      null,
      undefined,
      'ed25519',
    ];
    for (const evidence of bad)
      await expect(phone.submit(bytes, evidence as Evidence)).rejects.toMatchObject({ code: 'BAD_EVIDENCE' });
    expect(await stateOf(id!)).toBe('pending');
  });

  test('GATE-4: handed in twice it is decided once: here with the same answer, at another desk it says so', async () => {
    const { proposed, phone, sign, work, sent, root, store, clock } = await setup();
    const [id] = await proposed('a');
    const bytes = await phone.prepare([{ id: id!, verdict: 'approve' }]);
    const handIn = (desk: Desk): Promise<string> => desk.submit(bytes, sign('alice', bytes));
    const [first, second] = await Promise.all([handIn(phone), handIn(phone)]);
    expect(second).toBe(first);
    await work();
    await expect(handIn(phone)).resolves.toBe(first);
    await expect(handIn(await openDesk({ root, store, clock, person: { name: 'alice' } }))).rejects.toMatchObject({
      code: 'ALREADY_DECIDED',
      facts: { state: 'executed' },
    });
    await work();
    expect(sent).toHaveLength(1);
  });

  test.each([
    ['withdrawn', 'ALREADY_DECIDED'],
    ['replaced', 'ALREADY_DECIDED'],
    ['denied', 'ALREADY_DECIDED'],
    ['expired', 'GATE_EXPIRED'],
  ] as const)('GATE-3: what was %s between prepare() and submit() is not approved any more', async (end, code) => {
    const { proposed, phone, desk, sign, clock, work, sent } = await setup();
    const [id] = await proposed('a');
    const bytes = await phone.prepare([{ id: id!, verdict: 'approve' }]);
    if (end === 'withdrawn') await desk.withdraw(id!);
    else if (end === 'replaced') await desk.edit(id!, { body: 'b' });
    else if (end === 'denied') await desk.deny(id!);
    else await clock.advance('25h');
    await expect(phone.submit(bytes, sign('alice', bytes))).rejects.toMatchObject({ code });
    await work();
    expect(sent).toEqual([]);
  });

  test('GATE-2: signed by the right key, it still must be a decision, in this realm, on this chain', async () => {
    const { proposed, phone, sign, root, desk, keys } = await setup();
    const [id] = await proposed('a');
    const { digest } = await desk.item(id!);
    const { head } = await desk.checkpoint();
    const at = 1;
    const body: Decision = { kind: 'decision', id: newId(), items: [{ proposal: id!, digest, answer: 'approve' }] };
    const tries: unknown[] = [
      { realm: root.realm, head, at, signer: 'alice', body: { kind: 'stop', target: id } },
      { realm: root.realm, head, at, signer: 'alice', body: { kind: 'permit', subject: { lift: 'reader' } } },
      { realm: 'another-realm', head, at, signer: 'alice', body },
      { realm: root.realm, head: { seq: head.seq, hash: 'f'.repeat(64) }, at, signer: 'alice', body },
      { realm: root.realm, head: { seq: 0, hash: head.hash }, at, signer: 'alice', body },
      { realm: root.realm, head, at, signer: 'bob', body },
      { realm: root.realm, head, at, signer: 'alice', body: { ...body, kind: 'Decision' } },
    ];
    for (const unsigned of tries) {
      const { evidence, ...said } = sealRecord(signerOf(keys['alice']!), unsigned as never);
      const kind = (unsigned as { body: { kind: string } }).body.kind;
      const bytes = canonicalBytes({ domain: `sallyport/${kind}/v1`, ...said });
      await expect(phone.submit(bytes, evidence!)).rejects.toMatchObject({ code: 'BAD_EVIDENCE' });
    }
    for (const rubbish of ['', '[]', '{"a":1}', 'no json', '\ufeff{}'])
      await expect(
        phone.submit(new TextEncoder().encode(rubbish), sign('alice', new Uint8Array())),
      ).rejects.toMatchObject({
        code: 'BAD_EVIDENCE',
      });
    const good = { realm: root.realm, head, at, signer: 'alice', body };
    const { evidence, ...said } = sealRecord(signerOf(keys['alice']!), good);
    await phone.submit(canonicalBytes({ domain: 'sallyport/decision/v1', ...said }), evidence!);
    expect((await desk.item(id!)).state).toBe('approved');
  });

  test('GATE-3: another domain, or nothing at all, is no evidence either', async () => {
    const { proposed, phone, sign } = await setup();
    const [id] = await proposed('a');
    const bytes = await phone.prepare([{ id: id!, verdict: 'deny' }]);
    const older = new TextEncoder().encode(new TextDecoder().decode(bytes).replace('decision/v1', 'decision/v0'));
    const submitted = await Promise.allSettled([
      phone.submit(new TextEncoder().encode('null'), sign('alice', bytes)),
      phone.submit(older, sign('alice', bytes)),
    ]);
    const refused = { status: 'rejected', reason: { code: 'BAD_EVIDENCE' } };
    expect(submitted).toMatchObject([refused, refused]);
  });

  test('GATE-13: signed elsewhere, it answers each proposal once, too', async () => {
    const { proposed, phone, root, desk, keys, verify } = await setup();
    const [id] = await proposed('a');
    const { digest } = await desk.item(id!);
    const { head } = await desk.checkpoint();
    const items = (['deny', 'approve'] as const).map((answer) => ({ proposal: id!, digest, answer }));
    const unsigned = {
      realm: root.realm,
      head,
      at: 1,
      signer: 'alice',
      body: { kind: 'decision' as const, id: newId(), items },
    };
    const { evidence, ...said } = sealRecord(signerOf(keys['alice']!), unsigned);
    const submitted = phone.submit(canonicalBytes({ domain: 'sallyport/decision/v1', ...said }), evidence!);
    await expect(submitted).rejects.toMatchObject({ code: 'BAD_EVIDENCE' });
    expect(await verify()).toMatchObject({ ok: true });
  });

  test('a desk without a key reads and prepares, and signs nothing itself', async () => {
    const { proposed, phone } = await setup();
    const [id] = await proposed('a');
    expect((await phone.pending()).map((item) => item.id)).toEqual([id]);
    const attempts = [
      () => phone.approve(id!),
      () => phone.deny(id!),
      () => phone.withdraw(id!),
      () => phone.edit(id!, { body: 'b' }),
      () => phone.send('executor_agent', 'go'),
      () => phone.freeze('reader'),
      () => phone.checkpoint(),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
  });
});

describe('deciding', () => {
  test('GATE-13: a batch is decided by id, whatever the order, under one signature', async () => {
    const { proposed, desk, stateOf, entries } = await setup();
    const [a, b, c] = await proposed('a', 'b', 'c');
    const before = (await entries()).length;
    await desk.decide([
      { id: c!, verdict: 'deny', reason: 'no' },
      { id: a!, verdict: 'approve' },
    ]);
    expect([await stateOf(a!), await stateOf(b!), await stateOf(c!)]).toEqual(['approved', 'pending', 'denied']);
    expect((await entries()).length).toBe(before + 1);
    expect((await desk.item(c!)).decided).toEqual({ by: 'alice', answer: 'deny', reason: 'no' });
  });

  test('GATE-13: all of them or none', async () => {
    const { proposed, desk, stateOf } = await setup();
    const [a, b] = await proposed('a', 'b');
    const ok = { id: a!, verdict: 'approve' as const };
    await desk.deny(b!);
    const bad: [unknown, string][] = [
      [[ok, { id: b, verdict: 'approve' }], 'ALREADY_DECIDED'],
      [[ok, { id: b, verdict: 'deny' }], 'ALREADY_DECIDED'],
      [[ok, { id: 'unknown', verdict: 'deny' }], 'UNKNOWN_ID'],
      [[ok, ok], 'BAD_INPUT'],
      [[ok, { id: a, verdict: 'deny' }], 'BAD_INPUT'],
      [[ok, { ...ok, digest: '0'.repeat(64) }], 'BAD_EVIDENCE'],
      [[ok, { id: a, verdict: 'maybe' }], 'BAD_INPUT'],
      [[ok, { id: a, verdict: 'deny', reason: 1 }], 'BAD_INPUT'],
      [[ok, { id: a, verdict: 'deny', reason: 'x'.repeat(4_001) }], 'BAD_INPUT'],
      [[], 'BAD_INPUT'],
      [ok, 'BAD_INPUT'],
      ['approve', 'BAD_INPUT'],
      [null, 'BAD_INPUT'],
    ];
    for (const [verdicts, code] of bad)
      await expect(desk.decide(verdicts as Verdicts[]), JSON.stringify(verdicts)).rejects.toMatchObject({ code });
    expect(await stateOf(a!)).toBe('pending');
  });

  test.each([
    'yes',
    'y',
    'ja',
    1,
    true,
    {},
    { approved: 'false' },
    [],
    ['approve'],
    'Approve',
    'approve ',
    '',
    null,
    undefined,
  ])('GATE-2: %j is no answer, and it stays pending', async (verdict) => {
    const { proposed, desk, phone, stateOf } = await setup();
    const [id] = await proposed('a');
    const verdicts = [{ id: id!, verdict: verdict as never }];
    await expect(desk.decide(verdicts)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(phone.prepare(verdicts)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect(await stateOf(id!)).toBe('pending');
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', '1', 'x'.repeat(1_000)])(
    'GATE-2: %j is an id like any other that nobody has',
    async (id) => {
      const { proposed, desk } = await setup();
      await proposed('a');
      const ways = [
        () => desk.approve(id),
        () => desk.deny(id),
        () => desk.item(id),
        () => desk.withdraw(id),
        () => desk.edit(id, {}),
        () => desk.forward(id, { to: 'reader' }),
      ];
      for (const way of ways) {
        const error: unknown = await way().catch((thrown: unknown) => thrown);
        expect(error).toMatchObject({ code: 'UNKNOWN_ID', message: expect.stringMatching(/^.{1,400}$/) });
      }
    },
  );

  test.each([['id'], [{ id: 'x' }], null, undefined, 7])('GATE-2: an id is text, not %j', async (id) => {
    const { desk } = await setup();
    await expect(desk.deny(id as never)).rejects.toMatchObject({ code: 'UNKNOWN_ID' });
  });

  test('GATE-3: a digest that is said must be the one that is pending', async () => {
    const { proposed, desk, stateOf } = await setup();
    const [a, b] = await proposed('a', 'b');
    const [one, other] = [await desk.item(a!), await desk.item(b!)];
    await expect(desk.approve(a!, { digest: other.digest })).rejects.toMatchObject({ code: 'BAD_EVIDENCE' });
    await expect(desk.approve(a!, { digest: '' })).rejects.toMatchObject({ code: 'BAD_EVIDENCE' });
    expect(await stateOf(a!)).toBe('pending');
    await desk.approve(a!, { digest: one.digest });
    expect(await stateOf(a!)).toBe('approved');
  });

  test('GATE-3: the same wish asked for twice has two digests', async () => {
    const { start, desk } = await setup();
    const { runtime } = await start('intake', [
      readerOf(
        async (_message, session) => void (await session.propose('executor_agent', sendNote, toBob, { why: 'w' })),
      ),
    ]);
    await runtime.deliver('mail', mail('m1'));
    await runtime.deliver('mail', mail('m2'));
    await runtime.idle();
    const [one, two] = await desk.pending();
    expect(one!.digest).not.toBe(two!.digest);
    await desk.approve(one!.id, { digest: one!.digest });
    await expect(desk.approve(two!.id, { digest: one!.digest })).rejects.toMatchObject({ code: 'BAD_EVIDENCE' });
  });
});

describe('editing', () => {
  test('GATE-8: what a person wrote is theirs, what they left is as trusted as it was, and both are shown', async () => {
    const { proposed, desk } = await setup();
    const [id] = await proposed('a');
    const edited = await desk.item(await desk.edit(id!, { to: toBob.to, body: 'my own words' }));
    const labels = edited.parts.map(({ name, value, trust, label }) => [name, value, trust, Object.keys(label.from)]);
    expect(labels).toEqual([
      ['to', toBob.to, 'low', ['~mail:x@example.com']],
      ['body', 'my own words', 'high', ['alice']],
    ]);
    expect(edited).toMatchObject({
      requester: 'alice',
      state: 'pending',
      replaces: { id, parts: [{ name: 'to' }, { name: 'body', value: 'a', trust: 'low' }] },
      why: { trust: 'low' },
    });
  });

  test.each([
    [{ body: 7 }],
    [{ bcc: 'mallory@evil.example' }],
    [{ body: undefined }],
    [{ body: Number.NaN }],
    [{ body: '\ud800' }],
    [JSON.parse('{"__proto__":{"body":"x"}}')],
    [{}],
    [{ body: 'a' }],
    [{ get body() { return 'x'; } }], // prettier-ignore
    [[]],
    [null],
    ['body'],
  ])('GATE-8: %j is refused, and the proposal is pending as it was', async (changes) => {
    const { proposed, desk, verify } = await setup();
    const [id] = await proposed('a');
    const before = await desk.item(id!);
    await expect(desk.edit(id!, changes as never)).rejects.toMatchObject({
      code: expect.stringMatching(/^(BAD_INPUT|NOT_JSON)$/),
    });
    expect(await desk.pending()).toEqual([before]);
    expect(await verify()).toMatchObject({ ok: true });
  });

  test('GATE-8: a pattern is asked however deep it lies: in records, lists, unions and what is defined elsewhere', async () => {
    const iban = z.string().regex(/^[A-Z]{2}\d+$/);
    const wire = contract({
      name: 'wire',
      effect: 'send',
      control: ['to'],
      input: z.strictObject({
        to: z.string(),
        account: z.strictObject({ iban }),
        list: z.array(z.strictObject({ iban })),
        either: z.union([z.strictObject({ iban }), z.number()]),
      }),
    });
    const fine = { account: { iban: 'GB1' }, list: [{ iban: 'GB2' }], either: { iban: 'GB3' } };
    const { start, desk } = await house();
    const reader = readerOf(
      async (_message, session) => {
        await session.propose('executor_agent', wire, { to: 'x', ...fine }, { why: 'w' });
      },
      { proposes: [only(wire, { to: 'anyone' })] },
    );
    const { runtime } = await start('intake', [reader]);
    await runtime.deliver('mail', mail('m1'));
    await runtime.idle();
    const [item] = await desk.pending();
    for (const changes of [
      { account: { iban: 'not an iban' } },
      { list: [{ iban: 'GB2' }, { iban: 'not an iban' }] },
      { either: { iban: 'not an iban' } },
    ])
      await expect(desk.edit(item!.id, changes)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    const edited = await desk.edit(item!.id, { either: 7, list: [{ iban: 'DE9' }] });
    // what was replaced whole is the person's
    const again = await desk.edit(edited, { either: { iban: 'DE8' }, account: { iban: 'DE7' } });
    const third = await desk.edit(again, { list: [{ iban: 'DE9' }, { iban: 'DE6' }] });
    expect((await desk.item(third)).parts.map(({ name, trust }) => [name, trust]).sort()).toEqual([
      ['account', 'high'],
      ['either', 'high'],
      ['list', 'high'],
      ['to', 'low'],
    ]);
  });

  test('GATE-8: an argument in which somebody else’s words are left is theirs as well as the person’s', async () => {
    const letter = contract({
      ...{ name: 'letter', effect: 'send', control: ['to'] },
      input: z.strictObject({ to: z.string(), mail: z.strictObject({ subject: z.string(), body: z.string() }) }),
    });
    const { start, desk } = await house();
    const mailed = { subject: 'Invoice', body: 'Pay mallory.' };
    const reader = readerOf(
      async (_message, session) => {
        await session.propose('executor_agent', letter, { to: 'x', mail: mailed }, { why: 'w' });
      },
      { proposes: [only(letter, { to: 'anyone' })] },
    );
    const { runtime } = await start('intake', [reader]);
    await runtime.deliver('mail', mail('m1'));
    await runtime.idle();
    const [item] = await desk.pending();
    const some = await desk.item(await desk.edit(item!.id, { mail: { ...mailed, subject: 'Hello' } }));
    const part = some.parts.find(({ name }) => name === 'mail')!;
    expect([part.trust, Object.keys(part.label.from).sort()]).toEqual(['low', ['alice', '~mail:x@example.com']]);
    const all = await desk.item(await desk.edit(some.id, { mail: { subject: 'Hello', body: 'Mine.' } }));
    expect(all.parts.find(({ name }) => name === 'mail')).toMatchObject({ trust: 'low' });
    const own = await desk.item(await desk.edit(all.id, { mail: { subject: 'Hi', body: 'My own.' } }));
    expect(own.parts.find(({ name }) => name === 'mail')).toMatchObject({ trust: 'high' });
  });

  test('GATE-8: an edit of an edit is one more proposal, and only the last can be approved', async () => {
    const { proposed, desk, work, sent } = await setup();
    const [id] = await proposed('a');
    const second = await desk.edit(id!, { body: 'b' });
    const third = await desk.edit(second, { body: 'c' });
    for (const old of [id!, second])
      await expect(desk.approve(old)).rejects.toMatchObject({
        code: 'ALREADY_DECIDED',
        message: expect.stringContaining(third === old ? '' : 'replaced'),
      });
    expect((await desk.pending()).map((item) => item.id)).toEqual([third]);
    await desk.approve(third);
    await work();
    expect(sent).toEqual([{ ...toBob, body: 'c' }]);
  });

  test('GATE-5: two edits at once: one of them is the proposal now, the other is told', async () => {
    const { proposed, desk, deskOf } = await setup();
    const [id] = await proposed('a');
    const bob = await deskOf('bob');
    const edits = await Promise.allSettled([desk.edit(id!, { body: 'b' }), bob.edit(id!, { body: 'c' })]);
    expect(edits.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(edits.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'ALREADY_DECIDED' } });
    expect(await desk.pending()).toHaveLength(1);
  });
});

describe('messages in a person’s name', () => {
  test.each(['deny', 'approve', 'edit'] as const)(
    'GATE-5: that its time ran out is not said while another’s answer is on its way: %s',
    async (late) => {
      const { proposed, desk, root, store, clock, keys } = await setup();
      const [id] = await proposed('a');
      let meanwhile = async (): Promise<void> => undefined;
      // what it reads is out of date by the time that it has it, and its time is up
      const slow: Store = {
        ...store,
        entries: async (after, limit) => {
          const rows = await store.entries(after, limit);
          await meanwhile();
          return rows;
        },
      };
      const later = { ...clock, now: () => clock.now() + 24 * 3_600_000 };
      const bob = await openDesk({ root, store: slow, clock: later, person: signerOf(keys['bob']!) });
      meanwhile = async () => {
        meanwhile = async () => undefined;
        await desk.approve(id!);
      };
      const told = late === 'edit' ? bob.edit(id!, { body: 'b' }) : bob[late](id!);
      await expect(told).rejects.toMatchObject({
        code: 'ALREADY_DECIDED',
        facts: { id, state: 'approved', by: 'alice' },
      });
    },
  );

  test('MAIL-3: a forward keeps the label; adopted words are the person’s own; neither changes the other', async () => {
    const { start, desk } = await setup();
    const { runtime } = await start('intake', [readerOf(async () => undefined)]);
    const id = await runtime.deliver('mail', mail('m1', { text: 'pay bob 7', subject: 'urgent' }));
    await runtime.idle();
    await desk.forward(id, { to: 'executor_agent', note: 'see to it' });
    await desk.forward(id, { to: 'executor_agent', part: 'bob' });
    await desk.adopt(id, { to: 'executor_agent', text: 'pay bob' });
    const [, whole, part, own] = await desk.messages();
    expect(whole).toMatchObject({
      from: 'alice',
      letter: { text: 'see to it' },
      trust: 'high',
      material: [{ trust: 'low', letter: { text: 'pay bob 7', address: 'x@example.com', subject: 'urgent' } }],
    });
    expect(part).toMatchObject({ letter: { text: '' }, material: [{ trust: 'low', letter: { text: 'bob' } }] });
    expect(own).toMatchObject({ letter: { text: 'pay bob' }, trust: 'high', material: [] });
  });

  test('MAIL-3: words that do not stand there are neither forwarded nor adopted', async () => {
    const { start, desk } = await setup();
    const { runtime } = await start('intake', [readerOf(async () => undefined)]);
    const id = await runtime.deliver('mail', mail('m1', { text: 'pay bob 7' }));
    for (const text of ['', 'pay bob 70', 'PAY', 7, null, ['pay']]) {
      await expect(desk.forward(id, { to: 'executor_agent', part: text as never })).rejects.toMatchObject({
        code: 'BAD_INPUT',
      });
      await expect(desk.adopt(id, { to: 'executor_agent', text: text as never })).rejects.toMatchObject({
        code: 'BAD_INPUT',
      });
    }
    for (const to of ['alice', 'nobody', 'intake', '__proto__'])
      await expect(desk.send(to, 'hi')).rejects.toMatchObject({ code: 'UNKNOWN_AGENT' });
    expect(await desk.messages()).toHaveLength(1);
  });

  test('MAIL-4: another person’s message, written by a runtime or under another key, is nobody’s', async () => {
    const { start, desk, intrude, keys, verify } = await setup();
    const { runtime } = await start('executor', [executorOf([])]);
    await desk.send('executor_agent', 'go');
    await runtime.idle();
    const [own] = await desk.messages();
    const { id: _id, ...rest } = {
      kind: 'message' as const,
      id: own!.id,
      from: 'alice',
      to: 'executor_agent',
      material: [],
    };
    const text = { id: newId(), hash: '0'.repeat(64), label: { from: { alice: 'high' as const }, private: [] } };
    await intrude({ ...rest, id: newId(), text }, 'alice', signerOf(keys['bob']!));
    await intrude({ ...rest, id: newId(), text }, 'bob', signerOf(keys['bob']!));
    await intrude({ ...rest, id: newId(), text }, 'executor', signerOf(keys['executor']!));
    await runtime.idle();
    expect((await desk.messages()).map(({ from }) => from)).toEqual(['alice']);
    expect((await verify()).faults).toHaveLength(3);
  });
});

describe('watching and keeping', () => {
  test('watch() tells of each change until its signal aborts', async () => {
    const { desk, proposed } = await setup();
    const stop = new AbortController();
    const kinds: (string | undefined)[] = [];
    const watching = (async () => {
      for await (const { record } of desk.watch({ signal: stop.signal })) {
        kinds.push(record?.body.kind);
        if (record?.body.kind === 'decision') stop.abort();
      }
    })();
    const [id] = await proposed('a');
    await desk.approve(id!);
    await watching;
    expect(kinds).toEqual(['message', 'step', 'proposal', 'step', 'decision']);
    for await (const _change of desk.watch({ signal: stop.signal })) expect.unreachable();
  });

  test('LOG-2: a checkpoint is a person’s statement of the head; another key’s, another realm’s or a runtime’s is none', async () => {
    const { desk, deskOf, proposed, verify, store, root, keys } = await setup();
    await proposed('a');
    const checkpoint = await desk.checkpoint();
    expect(checkpoint.head).toEqual((await verify()).head);
    expect(await verifyJournal({ root, store, checkpoint })).toMatchObject({ ok: true, rollback: undefined });
    expect(await verifyJournal({ root, store, checkpoint: await (await deskOf('bob')).checkpoint() })).toMatchObject({
      ok: true,
    });
    const { evidence: _evidence, ...unsigned } = checkpoint;
    const forged = [
      unsigned,
      { ...checkpoint, at: checkpoint.at + 1 },
      { ...checkpoint, realm: 'another-realm' },
      sealRecord({ ...signerOf(keys['executor']!), name: 'alice' }, unsigned),
      sealRecord(signerOf(keys['executor']!), { ...unsigned, signer: 'executor' }),
    ];
    for (const one of forged)
      expect(await verifyJournal({ root, store, checkpoint: one })).toMatchObject({
        ok: false,
        rollback: expect.stringContaining('the checkpoint'),
      });
  });

  test('GATE-2: nobody sits down at the desk of somebody else', async () => {
    const { root, store, keys } = await setup();
    const wrong = [
      { ...signerOf(keys['bob']!), name: 'alice' },
      signerOf(keys['executor']!),
      signerOf(newKey('alice').secret),
      { name: 'executor' },
      { name: 'mallory' },
      { name: 'reader' },
    ];
    for (const person of wrong)
      await expect(openDesk({ root, store, person })).rejects.toMatchObject({ code: 'BAD_TRUST_ROOT' });
  });

  test('GATE-10: lifting what is not stopped, or without a key that may, is refused and leaves no mark', async () => {
    const { desk, deskOf, verify } = await setup();
    const bob = await deskOf('bob');
    await desk.freeze('reader');
    const lifted = await Promise.allSettled([bob.lift('reader'), desk.lift('unknown')]);
    expect(lifted.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await verify()).toMatchObject({ ok: true });
  });
});

const canonicalBytes = (value: unknown): Uint8Array => new TextEncoder().encode(canonical(value as Json));

async function setup() {
  const made = await house();
  const { root, store, clock, keys } = made;
  /** A desk whose key is elsewhere. */
  const phone = await openDesk({ root, store, clock, person: { name: 'alice' } });
  const sign = (who: string, bytes: Uint8Array): Evidence => {
    const signer = signerOf(keys[who]!);
    return { alg: 'ed25519', key: signer.key, signature: signer.sign(bytes) };
  };
  const sent: unknown[] = [];
  const work = async (): Promise<void> => {
    const { runtime } = await made.start('executor', [
      executorOf([tool(sendNote, async (args) => void sent.push(args))]),
    ]);
    await runtime.idle();
    await runtime.close();
  };
  return { ...made, phone, sign, sent, work };
}
