// Standing grants: what is approved beforehand, how narrow that is, and everything that ends it.
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { newKey, signerOf } from '../people/key.js';
import { labelOf } from '../content/label.js';
import { makeContent } from '../content/content.js';
import type { Body } from '../record/body.js';
import { executorOf, eventually, house, sendNote, toBob } from '../runtime/house.fixture.js';
import { testGate } from '../testing/test-gate.js';
import { contract, digestOf } from '../tools/contract.js';
import { tool } from '../tools/tool.js';
import { openDesk } from './desk.js';
import type { GrantScope } from './grants.js';

const week = { uses: 2, until: '7d' } as const;
const bounds = { to: [toBob.to] };
const scope: GrantScope = { agent: 'reader', contract: sendNote, bounds };

describe('a standing grant', () => {
  test('GATE-11: what it covers runs without a person, as often as it says, and what comes then waits', async () => {
    const { desk, proposed, work, sent, states } = await setup();
    const before = await proposed('unasked');
    await work();
    expect(await states(before)).toEqual(['pending']);
    const id = await desk.grant(scope, week);
    expect(await desk.grants()).toEqual([
      {
        ...{ id, agent: 'reader', by: 'alice', bounds, uses: 2, left: 2, at: expect.any(Number) },
        ...{ tool: { contract: digestOf(sendNote), name: 'send_note', effect: 'send' }, until: expect.any(Number) },
      },
    ]);
    const ids = [...before, ...(await proposed('b', 'c'))];
    await work();
    expect([await states(ids), sent]).toEqual([
      ['executed', 'executed', 'pending'],
      ['unasked', 'b'],
    ]);
    expect(await desk.grants()).toEqual([]);
    const { approvals, decided } = await desk.item(ids[0]!);
    expect([approvals, decided?.by]).toEqual([[{ by: 'alice', at: expect.any(Number), grant: id }], 'alice']);
    expect((await desk.notices()).map(({ what }) => what)).toContain(
      `what 'reader' asked of 'executor_agent' is done, by the standing grant ${id} of 'alice'`,
    );
  });

  test('GATE-11: like a proposal means its control arguments exactly; whatever else it says may differ', async () => {
    const { desk, proposed, work, sent, states } = await setup();
    const [first] = await proposed('one');
    await desk.grant({ agent: 'reader', like: first! }, { uses: 10, until: '1d' });
    expect(await desk.grants()).toMatchObject([{ bounds, left: 10 }]);
    await work();
    expect([await states([first!]), sent]).toEqual([['executed'], ['one']]);
  });

  test('GATE-11: another value, another agent, another tool and an edit are asked', async () => {
    for (const other of [
      { agent: 'reader', contract: sendNote, bounds: { to: ['carol@example.com'] } },
      { agent: 'executor_agent', contract: sendNote, bounds },
      {
        agent: 'reader',
        contract: contract({ name: 'send_note', effect: 'send', control: ['to'], input: wider }),
        bounds,
      },
    ] as const) {
      const { desk, proposed, work, states } = await setup();
      await desk.grant(other, week);
      const ids = await proposed('a');
      await work();
      expect(await states(ids)).toEqual(['pending']);
    }
    const { desk, proposed, work, states } = await setup();
    await desk.grant(scope, week);
    const edited = await desk.edit((await proposed('a'))[0]!, { body: 'mine' });
    await work();
    expect(await states([edited])).toEqual(['pending']);
  });

  test('GATE-11: an agent’s own call that asks is covered, and a call that is denied is not', async () => {
    for (const [verdict, expected] of [
      ['ask', [toBob.body]],
      ['deny', []],
    ] as const) {
      const { desk, start, sent, send } = await setup();
      await desk.grant({ agent: 'executor_agent', contract: sendNote, bounds }, week);
      const told: unknown[] = [];
      const act: Parameters<typeof executorOf>[1] = async (_order, session) => {
        await session.call(send, toBob).catch((error: { code: string }) => told.push(error.code));
      };
      const { runtime } = await start('executor', [executorOf([send], act)], { policy: () => verdict });
      await desk.send('executor_agent', 'go');
      await runtime.idle();
      expect([sent, told]).toEqual([expected, verdict === 'deny' ? ['DENIED'] : []]);
    }
  });

  test('GATE-11: it turns ask into allow and nothing else: a policy that says no at consumption holds', async () => {
    const { desk, proposed, work, sent, states } = await setup();
    await desk.grant(scope, week);
    const ids = await proposed('a');
    await work({}, { policy: () => 'deny' });
    expect([await states(ids), sent]).toEqual([['rejected'], []]);
  });

  test('GATE-11: a gate alone goes by it, also when it was granted while a call waits', async () => {
    const t = await testGate();
    const wired: number[] = [];
    const wire = t.gate.guard(async ({ amount }) => void wired.push(amount), {
      name: 'wire',
      input: z.strictObject({ iban: z.string(), amount: z.number() }),
      control: ['iban'],
    });
    const first = wire({ iban: 'GB33', amount: 1 });
    await t.idle();
    const { id } = (await t.desk.pending())[0]!;
    await t.desk.grant({ agent: 'gate', like: id }, { uses: 2, until: '1h' });
    await t.idle();
    await first;
    await wire({ iban: 'GB33', amount: 2 });
    const { contract: wanted } = wire;
    await t.desk.grant({ agent: 'gate', contract: wanted, bounds: { iban: ['GB33'] } }, { uses: 1, until: '1h' });
    expect(await t.gate.request(wanted, { iban: 'GB33', amount: 3 })).toMatchObject({
      by: 'owner',
      approvedBy: ['owner'],
    });
    wire({ iban: 'DE89', amount: 4 }).catch(() => undefined);
    wire({ iban: 'GB33', amount: 5 }).catch(() => undefined);
    await t.idle();
    expect([wired, (await t.desk.pending()).length]).toEqual([[1, 2], 2]);
  });
});

describe('what a grant must say', () => {
  test.each<[object, object, string, string]>([
    [{ ...scope, bounds: { to: 'sender' } }, week, 'BAD_INPUT', `lets 'to' be 'sender'`],
    [{ ...scope, bounds: { to: 'anyone' } }, week, 'BAD_INPUT', `nobody looks at it any more; list the values`],
    [{ ...scope, bounds: {} }, week, 'BAD_INPUT', `does not say what 'to' of 'send_note' may be`],
    [{ ...scope, bounds: { to: [] } }, week, 'BAD_INPUT', '1 to 1,000 values'],
    [{ ...scope, bounds: { ...bounds, body: ['x'] } }, week, 'BAD_INPUT', 'no control argument'],
    [{ ...scope, bounds: undefined }, week, 'BAD_INPUT', 'list the values'],
    [{ ...scope, contract: {} }, week, 'BAD_INPUT', 'names no contract'],
    [{ ...scope, contract: 'a'.repeat(64) }, week, 'UNKNOWN_ID', 'is known here'],
    [{ ...scope, agent: 'raeder' }, week, 'UNKNOWN_AGENT', 'no agent of this TrustRoot'],
    [{ ...scope, agent: 'bob' }, week, 'UNKNOWN_AGENT', 'no agent of this TrustRoot'],
    [{ agent: 'reader', like: 'p-1' }, week, 'UNKNOWN_ID', 'no proposal'],
    [scope, { ...week, uses: 0 }, 'BAD_INPUT', 'a whole number'],
    [scope, { ...week, uses: 1.5 }, 'BAD_INPUT', 'a whole number'],
    [scope, { ...week, uses: Infinity }, 'BAD_INPUT', 'a whole number'],
    [scope, { ...week, until: 1 }, 'BAD_INPUT', 'a time to come'],
    [scope, { ...week, until: 'for ever' }, 'BAD_INPUT', 'a time to come'],
    [scope, { uses: 1 }, 'BAD_INPUT', 'a time to come'],
  ])('GATE-11: %j with %j is refused', async (wanted, limits, code, words) => {
    const { desk, entries } = await setup();
    const before = (await entries()).length;
    await expect(desk.grant(wanted as never, limits as never)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words),
    });
    expect((await entries()).length).toBe(before);
  });

  test('GATE-11: only a key that may permit grants, here or signed elsewhere', async () => {
    const { deskOf, root, store, clock, keys, desk } = await setup();
    await expect((await deskOf('bob')).grant(scope, week)).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
    const phone = await openDesk({ root, store, clock, person: { name: 'bob' } });
    const bytes = await phone.prepare([{ grant: scope, ...week }]);
    const bob = signerOf(keys['bob']!);
    const evidence = { alg: 'ed25519', key: bob.key, signature: bob.sign(bytes) } as const;
    await expect(phone.submit(bytes, evidence)).rejects.toMatchObject({ code: 'BAD_EVIDENCE' });
    expect(await desk.grants()).toEqual([]);
    const own = await openDesk({ root, store, clock, person: { name: 'alice' } });
    const same = await own.prepare([{ grant: scope, ...week }]);
    const alice = signerOf(keys['alice']!);
    await own.submit(same, { alg: 'ed25519', key: alice.key, signature: alice.sign(same) });
    expect(await desk.grants()).toMatchObject([{ agent: 'reader', by: 'alice' }]);
  });

  test('GATE-13: answers and a grant are one decision under one signature, by id, all of it or nothing', async () => {
    const { desk, proposed, work, sent, states, entries } = await setup();
    const ids = await proposed('a', 'b', 'c');
    const grant = { grant: { agent: 'reader', like: ids[0]! }, uses: 1, until: '1d' } as const;
    const before = (await entries()).length;
    const gone = { id: 'p-1', verdict: 'approve' } as const;
    await expect(desk.decide([{ id: ids[0]!, verdict: 'approve' }, grant, gone])).rejects.toMatchObject({
      code: 'UNKNOWN_ID',
    });
    await expect(
      desk.decide([
        { id: ids[0]!, verdict: 'approve' },
        { ...grant, uses: 0 },
      ]),
    ).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect((await entries()).length).toBe(before);
    // the grant stands between the answers, and each of them means the id that it names
    await desk.decide([{ id: ids[2]!, verdict: 'approve' }, grant, { id: ids[0]!, verdict: 'deny' }]);
    const written = (await entries()).slice(before).map(({ text }) => JSON.parse(text).record.body);
    expect(written).toMatchObject([
      { kind: 'decision', items: [{ proposal: ids[2] }, { proposal: ids[0] }, { uses: 1 }] },
    ]);
    await work();
    expect([await states(ids), sent.toSorted()]).toEqual([
      ['denied', 'executed', 'executed'],
      ['b', 'c'],
    ]);
  });
});

describe('whose grant counts', () => {
  test.each([
    ['whoever granted it may not approve', { approvers: ['bob'] }],
    ['two people must approve', { approvers: ['*'], quorum: 2 }],
  ])('GATE-11: not where %s', async (_where, rules) => {
    const { desk, proposed, work, states } = await setup();
    await desk.grant(scope, week);
    const ids = await proposed('a');
    await work(rules);
    expect([await states(ids), (await desk.grants())[0]!.left]).toEqual([['pending'], 2]);
  });

  test('GATE-11: not for what comes of the order of whoever granted it, where somebody else may approve', async () => {
    for (const [rules, expected] of [
      [{ approvers: ['*'] }, 0],
      [{}, 1],
    ] as const) {
      const { desk, start, sent, send } = await setup();
      await desk.grant({ agent: 'executor_agent', contract: sendNote, bounds }, week);
      const act: Parameters<typeof executorOf>[1] = async (_order, session) => {
        await session.call(send, toBob).catch(() => undefined);
      };
      const { runtime } = await start('executor', [executorOf([send], act, rules)], { policy: () => 'ask' });
      await desk.send('executor_agent', 'go');
      await runtime.idle();
      expect(sent).toHaveLength(expected);
      await runtime.close();
    }
  });
});

describe('the end of a grant', () => {
  test('GATE-11: its time, by the clock of whoever would consume it', async () => {
    const { desk, clock, proposed, work, states } = await setup();
    await desk.grant(scope, { uses: 5, until: '1h' });
    const ids = await proposed('a');
    await clock.advance('1h');
    await work();
    expect([await states(ids), await desk.grants()]).toEqual([['pending'], []]);
  });

  test('GATE-11: revoked, it covers nothing more, and what it has approved and nothing started on waits again', async () => {
    const { desk, deskOf, proposed, approveOnly, work, sent, states } = await setup();
    const id = await desk.grant(scope, { uses: 5, until: '1d' });
    const ids = await proposed('a', 'b');
    await approveOnly();
    expect(await states(ids)).toContain('approved');
    expect((await desk.notices()).map(({ what }) => what)).toContain(
      `what 'reader' asked of 'executor_agent' goes ahead, by the standing grant ${id} of 'alice'`,
    );
    // ending is everybody's to do
    await (await deskOf('bob')).revoke(id, 'it has changed hands');
    expect(await desk.grants()).toEqual([]);
    await work();
    expect([await states(ids), sent, (await desk.item(ids[0]!)).approvals]).toEqual([['pending', 'pending'], [], []]);
    await expect(desk.revoke(id)).rejects.toMatchObject({ code: 'UNKNOWN_ID' });
  });

  test('GATE-11: the agent is frozen; the key of whoever granted it is revoked', async () => {
    const { desk, proposed, work, states } = await setup();
    await desk.grant(scope, week);
    await desk.freeze('reader');
    await desk.lift('reader');
    const ids = await proposed('a');
    await work();
    expect([await states(ids), await desk.grants()]).toEqual([['pending'], []]);
    const other = await setup();
    await other.desk.grant(scope, week);
    const late = await other.proposed('a');
    await other.approveOnly();
    expect(await other.states(late)).toEqual(['approved']);
    const { root, keys, intrude } = other;
    const alice = root.principals.find(({ name }) => name === 'alice')!;
    const next = newKey('alice');
    const subject = { ...alice, keys: [{ id: next.secret.id, public: next.public, may: alice.keys[0]!.may }] };
    await intrude({ kind: 'permit', subject }, 'alice', signerOf(keys['alice']!));
    await intrude({ kind: 'stop', target: alice.keys[0]!.id }, 'alice', signerOf(next.secret));
    await other.work();
    expect([await other.states(late), other.sent]).toEqual([['pending'], []]);
    expect(await (await other.deskOf('bob')).grants()).toEqual([]);
  });
});

test('GATE-11: A3-authority-025: sticky “always” later hides a per-call refusal', async () => {
  const { desk, proposed, work, sent, states } = await setup();
  await desk.grant(scope, { uses: 5, until: '1d' });
  const ids = await proposed('a', 'b');
  await desk.deny(ids[1]!);
  await work();
  expect([await states(ids), sent]).toEqual([['executed', 'denied'], ['a']]);
});

describe('nobody else approves by it', () => {
  test('GATE-11: not the intake’s runtime, not for what it does not cover, not once more than it says', async () => {
    const { desk, proposed, intrude, keys, states, work, sent } = await setup();
    const id = await desk.grant({ ...scope, bounds: { to: ['carol@example.com'] } }, { uses: 1, until: '1d' });
    const ids = await proposed('a');
    const step = (grant?: string): Body => ({
      ...{ kind: 'step', of: ids[0]!, to: 'approved', fence: 0 },
      ...(grant !== undefined && { grant }),
    });
    await intrude(step(id), 'intake', signerOf(keys['intake']!));
    // not even the executor's own key: the fold looks whether the grant covers it
    await intrude(step(id), 'executor', signerOf(keys['executor']!));
    await intrude(step(), 'executor', signerOf(keys['executor']!));
    await intrude(step('d-1:0'), 'executor', signerOf(keys['executor']!));
    await intrude(step(id), 'executor');
    expect(await states(ids)).toEqual(['pending']);
    const spent = await desk.grant(scope, { uses: 1, until: '1d' });
    const more = await proposed('b');
    await work();
    expect(sent).toHaveLength(1);
    const left = (await states([...ids, ...more])).indexOf('pending');
    const again = { kind: 'step', of: [...ids, ...more][left]!, to: 'approved', fence: 0, grant: spent } as const;
    await intrude(again, 'executor', signerOf(keys['executor']!));
    await work();
    expect(sent).toHaveLength(1);
    expect((await desk.notices()).filter(({ what }) => what.includes('no standing grant covers'))).toHaveLength(4);
  });

  test('GATE-11: nor a grant that leaves a control argument open, whoever has signed it', async () => {
    const { proposed, intrude, keys, states, work } = await setup();
    const grant = { agent: 'reader', contract: digestOf(sendNote), bounds: {}, uses: 9, until: 4e12 };
    await intrude({ kind: 'decision', id: 'd-9', items: [grant] }, 'alice', signerOf(keys['alice']!));
    const ids = await proposed('a');
    await work();
    expect(await states(ids)).toEqual(['pending']);
  });

  test('GATE-11: nor a copy of the decision, nor one that an agent’s runtime has signed', async () => {
    const { desk, root, proposed, intrude, keys, entries, states, work } = await setup();
    const grant = { agent: 'reader', contract: digestOf(sendNote), bounds, uses: 9, until: 4e12 };
    await intrude({ kind: 'decision', id: 'd-9', items: [grant] }, 'executor', signerOf(keys['executor']!));
    await intrude({ kind: 'decision', id: 'd-9', items: [grant] }, 'alice');
    await intrude({ kind: 'decision', id: 'd-9', items: [grant] }, 'bob', signerOf(keys['bob']!));
    const ids = await proposed('a');
    await work();
    expect([await states(ids), await desk.grants()]).toEqual([['pending'], []]);
    // spent, and then written down once more
    await desk.grant(scope, { uses: 1, until: '1d' });
    const { record } = JSON.parse((await entries()).at(-1)!.text);
    await work();
    const late = await proposed('b');
    await intrude(record.body, 'alice', {
      name: 'alice',
      key: record.evidence.key,
      sign: () => record.evidence.signature,
    });
    await intrude({ ...record.body, id: 'd-8' }, 'alice', {
      ...{ name: 'alice', key: record.evidence.key, sign: () => record.evidence.signature },
    });
    await work();
    expect([await states(late), root.realm.length > 0]).toEqual([['pending'], true]);
  });

  test('GATE-10: a proposal that goes by the name of an agent, of a key or of a grant is none: stopping that would stop the proposal instead', async () => {
    const { desk, intrude, keys, root, proposed, work, states, sent } = await setup();
    const grant = await desk.grant(scope, { uses: 9, until: '1d' });
    const key = root.principals.find(({ name }) => name === 'bob')!.keys[0]!.id;
    const { content } = makeContent('x', labelOf('reader', 'low'));
    for (const id of ['executor_agent', key, grant]) {
      const body: Body = {
        ...{ kind: 'proposal', id, requester: 'reader', executor: 'executor_agent', contract: digestOf(sendNote) },
        ...{
          args: { to: toBob.to, body: null },
          parts: { '/to': content, '/body': content },
          why: content,
          expires: 4e12,
        },
      };
      await intrude(body, 'intake', signerOf(keys['intake']!));
    }
    await desk.revoke(grant);
    const ids = await proposed('a');
    await desk.freeze('executor_agent');
    await work();
    expect([await desk.grants(), sent, await states(ids)]).toEqual([[], [], ['withdrawn']]);
    expect((await desk.notices()).filter(({ what }) => what.includes('repeats the id'))).toHaveLength(3);
  });
});

test('GATE-6: an executor that dies between approving by a grant and starting loses nothing and does nothing twice', async () => {
  for (let commits = 0; commits < 6; commits += 1)
    for (const written of [false, true]) {
      const { desk, clock, proposed, start, sent, send, states } = await setup();
      await desk.grant(scope, { uses: 1, until: '1d' });
      const ids = await proposed('a', 'b');
      const first = await start('executor', [executorOf([send])]);
      first.killAfter(commits, written);
      void first.runtime.idle().catch(() => undefined);
      await eventually(async () => first.isKilled() || (await states(ids)).includes('executed'));
      first.kill();
      // nobody hears of the dead one any more
      await clock.advance('11s');
      const next = await start('executor', [executorOf([send])]);
      await next.runtime.idle();
      const found = (await states(ids)).toSorted();
      expect(found[1], `${commits} ${written}`).toBe('pending');
      expect([
        ['executed', 1],
        ['interrupted', 0],
        ['interrupted', 1],
      ]).toContainEqual([found[0], sent.length]);
    }
}, 60_000);

const wider = z.strictObject({ to: z.string(), body: z.string(), cc: z.string().optional() });

/** A house whose executor notes what it sent. */
async function setup() {
  const made = await house();
  const sent: string[] = [];
  const send = tool(sendNote, async ({ body }) => void sent.push(body));
  const work = async (rules: object = {}, options: object = {}): Promise<void> => {
    const { runtime } = await made.start('executor', [executorOf([send], undefined, rules)], options);
    await runtime.idle();
    await runtime.close();
  };
  /** An executor that dies as soon as a grant has approved something. */
  const approveOnly = async (): Promise<void> => {
    const { runtime, killAfter, isKilled } = await made.start('executor', [executorOf([send])]);
    killAfter(0, true);
    void runtime.idle().catch(() => undefined);
    await eventually(isKilled);
  };
  const states = (ids: readonly string[]) => Promise.all(ids.map((id) => made.stateOf(id)));
  return { ...made, sent, send, work, approveOnly, states };
}
