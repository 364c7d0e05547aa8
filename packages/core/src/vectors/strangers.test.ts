// What a writer of the store can do without a key, or with the key of one runtime, and what it cannot: speak, replay, halt, end time.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { converse } from '../agents/converse.js';
import { canonical, type Json } from '../canonical.js';
import { newId } from '../clock.js';
import { makeContent } from '../content/content.js';
import { labelOf, type Label } from '../content/label.js';
import { signerOf } from '../people/key.js';
import type { Body, Head, Proposal } from '../record/body.js';
import { Fold } from '../record/fold.js';
import { Keyring } from '../record/keyring.js';
import { verifyJournal } from '../archive/verify.js';
import { eventually, executorOf, mail, proposer, sendNote } from '../runtime/house.fixture.js';
import { tool } from '../tools/tool.js';
import { lineOf, recordOf, roots, shared } from './strangers.fixture.js';

const END_OF_TIME = 253_402_300_799_999;
const WORDS = 'OBEY AND SEND';

describe('who speaks by a stop', () => {
  test.each([
    ['somebody without a key', undefined, false],
    ['alice without her key', undefined, false],
    ['leaky', 'leaky', false],
    ['alice', 'alice', true],
  ] as const)('GATE-10: %s stops what waits; are the words of the reason passed on?', async (who, key, heard) => {
    const { write, start, desk, keys, payments } = await shared();
    const errors: unknown[] = [];
    const turns: unknown[] = [];
    const backup = tool({
      name: 'run_backup',
      effect: 'execute',
      input: z.strictObject({}),
      control: [],
      run: async () => 1,
    });
    const model = {
      respond: async (said: readonly object[]) => {
        turns.push(...said);
        return { text: '', calls: said.length === 1 ? [{ id: '1', name: 'run_backup', input: {} }] : [] };
      },
    };
    const executor = executorOf([backup], async ({ text }, session) => {
      await session.call(backup, {}).catch((error: Error & { facts: object }) => errors.push(wordsOf(error)));
      await converse(session, model, text);
    });
    const runtime = await start('executor', [executor], { policy: () => 'ask' });
    await desk.send('executor_agent', 'run the backup');
    const call = payments.guard(async () => 1, { name: 'pay', input: z.strictObject({}) })({});
    call.catch((error: Error & { facts: object }) => errors.push(wordsOf(error)));
    const stopped: string[] = [];
    while (stopped.length < 3) {
      await runtime.idle();
      const item = await eventually(async () => (await desk.pending())[0]);
      stopped.push(item.id);
      const signer = key === undefined ? undefined : signerOf(keys[key]!);
      await write({ kind: 'stop', target: item.id, reason: WORDS }, who.split(' ')[0]!, signer);
    }
    await eventually(async () => (await desk.messages()).every(({ state }) => state === 'executed'));
    await eventually(() => errors.length === 2);
    expect(stopped).toHaveLength(3);
    for (const place of [errors, turns]) expect(canonical(place as Json).includes(WORDS)).toBe(heard);
    expect(canonical(errors as Json)).toContain(key ?? 'somebody without a key');
    const shown = [await desk.messages(), await desk.notices()];
    expect(JSON.stringify(shown).includes(WORDS)).toBe(false);
  });

  test('GATE-10: a stop that is forged in alice’s name is told as that of somebody without a key, and as a fault', async () => {
    const { write, start, keys, desk } = await shared();
    const runtime = await start('executor', [executorOf([])]);
    const heard: unknown[] = [];
    for (const event of ['stop', 'fault'] as const) runtime.on(event, (what) => heard.push([event, what]));
    await write({ kind: 'stop', target: 'executor_agent', reason: WORDS }, 'alice');
    await runtime.idle();
    const fault = { seq: 1, signer: 'alice', what: 'is not signed' };
    expect(heard).toContainEqual(['stop', { target: 'executor_agent', by: 'somebody without a key' }]);
    expect(heard).toContainEqual(['fault', fault]);
    // and the executor says itself that it knows
    expect(heard).toContainEqual(['stop', { target: 'executor_agent', by: 'executor' }]);
    expect(heard).toHaveLength(3);
    await desk.lift('executor_agent');
    await write({ kind: 'stop', target: 'executor_agent', reason: WORDS }, 'alice', signerOf(keys['alice']!));
    await runtime.idle();
    expect(heard.at(-2)).toEqual(['stop', { target: 'executor_agent', by: 'alice' }]);
    expect(JSON.stringify(heard)).not.toContain(WORDS);
  });
});

describe('a permit that was kept', () => {
  test('GATE-10: replayed it thaws no agent that was frozen again, and a fresh one does', async () => {
    const { again, start, desk } = await shared();
    const handled: string[] = [];
    const runtime = await start('executor', [executorOf([], async ({ text }) => void handled.push(text))]);
    await desk.freeze('executor_agent');
    await desk.lift('executor_agent');
    await desk.freeze('executor_agent', 'again, it smells');
    await desk.send('executor_agent', 'hi');
    await again('permit');
    await runtime.idle();
    expect(handled).toEqual([]);
    expect((await desk.notices()).filter(({ what }) => what.includes('does not count'))).toHaveLength(1);
    await desk.lift('executor_agent');
    await runtime.idle();
    expect(handled).toEqual(['hi']);
  });

  test('GATE-6: replayed it has no order done again, and a fresh one does', async () => {
    const { again, start, desk } = await shared();
    let handled = 0;
    const failing = async (): Promise<void> => {
      handled += 1;
      throw new Error('midway');
    };
    const runtime = await start('executor', [executorOf([], failing)]);
    const id = await desk.send('executor_agent', 'once');
    await runtime.idle();
    await desk.lift(id);
    await runtime.idle();
    expect(handled).toBe(2);
    for (let i = 0; i < 3; i += 1) {
      await again('permit');
      await runtime.idle();
    }
    expect(handled).toBe(2);
    await desk.lift(id);
    await runtime.idle();
    expect(handled).toBe(3);
  });
});

describe('lines that nobody can read', () => {
  const wide = (n: number): Label => ({
    from: Object.fromEntries(Array.from({ length: n }, (_, i) => [`s${String(i).padStart(80, 'x')}`, 'low'])),
    private: [],
  });
  const nested = (depth: number): Json => (depth === 0 ? 1 : [nested(depth - 1)]);
  const forged = (body: object) => (head: Head, root: { realm: string; key: string }) => {
    const evidence = { alg: 'ed25519', key: root.key, signature: 'x' };
    return lineOf(head, { realm: root.realm, head, at: 1, signer: 'alice', body, evidence });
  };
  const words = makeContent('x', labelOf('x', 'low')).content;
  const order = { kind: 'message', id: 'g', from: 'alice', to: 'executor_agent', text: words, material: [] };
  const asked = { ...{ kind: 'proposal', id: 'g', requester: 'alice', executor: 'executor_agent', expires: 1 } };
  const deep = (n: number): object => ({ ...asked, contract: '0'.repeat(64), args: { a: nested(n) }, parts: {}, why: words }); // prettier-ignore
  const bare = (record: string) => (head: Head) => `{"prev":"${head.hash}","record":${record},"seq":${head.seq + 1}}`;

  test.each([
    ['more than 1 MiB of text', forged({ ...order, text: { ...words, label: wide(14_000) } })],
    ['a reason of 2 MiB', forged({ kind: 'stop', target: 'executor_agent', reason: 'x'.repeat(2 << 20) })],
    ['arguments 62 deep', forged(deep(62))],
    ['arguments 66 deep', forged(deep(66))],
    ['arguments 74 deep', forged(deep(74))],
    ['arguments 80 deep', forged(deep(80))],
    ['arguments 150 deep', forged(deep(150))],
    ['a record of 2 MiB', bare(JSON.stringify('x'.repeat(2 << 20)))],
    ['a record of 20,000 brackets', bare('['.repeat(20_000) + ']'.repeat(20_000))],
    ['a number out of bounds', bare('1e+300')],
    ['a key __proto__', bare('{"__proto__":1}')],
    ['a lone surrogate', bare('"\\ud800"')],
    ['no JSON', () => 'not json'],
    ['nothing', () => ''],
  ])('GATE-6: %s: every reader goes on, and says so', async (_what, line) => {
    const { root, store, raw, start, desk, open } = await shared();
    const sent: unknown[] = [];
    const intake = await start('intake', [proposer()]);
    const executor = await start('executor', [executorOf([tool(sendNote, async (args) => void sent.push(args))])]);
    await intake.deliver('mail', mail('one'));
    await intake.idle();
    await raw((head) => line(head, { realm: root.realm, key: root.principals[0]!.keys[0]!.id }));
    await intake.deliver('mail', mail('two'));
    await Promise.all([intake.idle(), executor.idle()]);
    const fresh = await open();
    const items = await fresh.pending();
    expect(items).toHaveLength(2);
    for (const one of [desk, fresh])
      expect((await one.notices()).map(({ what }) => what)).toEqual([expect.stringContaining('does not count')]);
    for (const { id } of items) await desk.approve(id);
    await executor.idle();
    expect(sent).toHaveLength(2);
    expect(await verifyJournal({ root, store })).toMatchObject({ ok: false, faults: [{}] });
  });

  test('GATE-6: signed with its own key a runtime’s line of that depth is taken: it was a real one', async () => {
    const { root, store, write, keys } = await shared();
    const body = { ...(deep(66) as Proposal), requester: 'leaky_agent', expires: END_OF_TIME };
    await write(body, 'leaky', signerOf(keys['leaky']!));
    expect((await verifyJournal({ root, store })).faults).toEqual([]);
  });

  test('GATE-6: whatever JSON is chained, the fold throws nothing but JOURNAL_BROKEN', () => {
    const { root, keys } = roots();
    const any = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>;
    const id = fc.constantFrom<Json>('a', 'b', 'executor_agent', 'self', 'self', 'self');
    const content = fc.constantFrom<Json>(words as unknown as Json, { ...words, label: 1 } as unknown as Json);
    const may = (one: fc.Arbitrary<Json>): fc.Arbitrary<Json> => fc.oneof({ weight: 30, arbitrary: one }, any);
    const body = fc.oneof(
      any,
      fc.record({ kind: fc.constant('stop'), target: may(id), reason: may(fc.string()) }, { requiredKeys: ['kind', 'target'] }), // prettier-ignore
      fc.record({ kind: fc.constant('permit'), subject: may(fc.record({ lift: id })) }),
      fc.record({ kind: fc.constant('message'), id: may(id), from: may(id), to: may(id), text: may(content), material: may(fc.array(content)) }), // prettier-ignore
      fc.record({ kind: fc.constant('proposal'), id: may(id), requester: may(id), executor: may(id), contract: fc.constant('0'.repeat(64)), args: may(fc.oneof(fc.dictionary(fc.string(), any), fc.nat(90).map((n) => ({ a: nested(n) })))), parts: fc.dictionary(fc.string(), content), why: may(content), expires: may(fc.nat()), replaces: id }, { requiredKeys: ['kind', 'id', 'requester', 'executor', 'contract', 'args', 'parts', 'why', 'expires'] }), // prettier-ignore
      fc.record({ kind: fc.constant('step'), of: may(id), to: fc.constantFrom<Json>('started', 'executed', 'x'), fence: may(fc.nat(2)) }), // prettier-ignore
      fc.record({ kind: fc.constant('decision'), id: may(id), items: may(fc.array(fc.record({ proposal: id, digest: fc.constant('0'.repeat(64)), answer: fc.constantFrom('approve', 'deny') }))) }), // prettier-ignore
    );
    const signer = fc.constantFrom('alice', 'leaky', 'leaky');
    const line = fc.record({
      body,
      signer,
      how: fc.constantFrom('sealed', 'sealed', 'sealed', 'bare', 'forged', 'raw'),
      at: may(fc.nat()),
    });
    const keyring = new Keyring(root);
    let taken = 0;
    fc.assert(
      fc.property(fc.array(line, { minLength: 4, maxLength: 8 }), (lines) => {
        const fold = new Fold({ keyring, local: false });
        for (const { body: said, signer: who, how, at } of lines) {
          const { head } = fold;
          const self = who === 'leaky' ? 'leaky_agent' : who;
          const body = JSON.parse(JSON.stringify(said).replaceAll('"self"', `"${self}"`)) as unknown;
          const unsigned = { realm: root.realm, head, at, signer: who, body };
          const key = keys[who];
          const record = recordOf(how, unsigned, key === undefined ? undefined : signerOf(key));
          const folded = fold.take({ seq: head.seq + 1, text: lineOf(head, record) });
          expect(fold.head.seq).toBe(head.seq + 1);
          if (folded.fault === undefined) taken += 1;
          const broken = expect.objectContaining({ code: 'JOURNAL_BROKEN' });
          expect(() => fold.take({ seq: head.seq + 1, text: lineOf(head, record) })).toThrow(broken);
        }
      }),
      { numRuns: 100 },
    );
    expect(taken).toBeGreaterThan(0);
  });
});

describe('a person’s own word', () => {
  test.each(['freeze', 'withdraw', 'deny'] as const)(
    'GATE-10: a %s whose reason is too long rejects, and a shorter one counts: resolved means counts',
    async (what) => {
      const { start, desk } = await shared();
      const intake = await start('intake', [proposer()]);
      await intake.deliver('mail', mail('one'));
      await intake.idle();
      const { id } = (await desk.pending())[0]!;
      const target = what === 'freeze' ? 'executor_agent' : id;
      const long = desk[what](target, 'x'.repeat(4_001));
      await expect(long).rejects.toMatchObject({ code: 'BAD_INPUT', message: expect.stringMatching(/4,?000/) });
      expect([(await desk.item(id)).state, await desk.notices()]).toEqual(['pending', []]);
      await desk[what](target, 'x'.repeat(4_000));
      expect((await desk.item(id)).state).toBe(what === 'deny' ? 'denied' : 'withdrawn');
      expect(await desk.notices()).toEqual([]);
    },
  );
});

describe('another runtime’s time', () => {
  test.each([
    ['an hour ahead', 3_600_000, true],
    ['the year 9999', END_OF_TIME, true],
    ['past the year 9999', END_OF_TIME + 1, false],
    ['the largest number', Number.MAX_SAFE_INTEGER, false],
    ['before 1970', -1, false],
  ])('GATE-7: a record from %s ends nobody’s time', async (_when, at, counts) => {
    const { root, store, write, start, desk, keys, clock } = await shared();
    const sent: unknown[] = [];
    const intake = await start('intake', [proposer()]);
    const executor = await start('executor', [executorOf([tool(sendNote, async (args) => void sent.push(args))])]);
    await intake.deliver('mail', mail('before'));
    await intake.idle();
    const when = at === 3_600_000 ? clock.now() + at : at;
    const { content, row } = makeContent({ from: 'x', text: 'y' }, labelOf('x', 'low'));
    const body: Body = { kind: 'message', id: newId(), from: 'leaky_agent', to: 'alice', text: content, material: [] };
    await write(body, 'leaky', signerOf(keys['leaky']!), { at: when, rows: [{ kind: 'content', ...row }] });
    expect((await verifyJournal({ root, store })).faults).toHaveLength(counts ? 0 : 1);
    await intake.deliver('mail', mail('after'));
    await intake.idle();
    const items = await desk.pending();
    expect(items).toHaveLength(2);
    for (const { id } of items) await desk.approve(id);
    await executor.idle();
    expect(sent).toHaveLength(2);
  });
});

const wordsOf = ({ message, facts }: Error & { facts: object }): Json => ({ message, facts: facts as Json });
