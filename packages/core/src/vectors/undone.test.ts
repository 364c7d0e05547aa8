// What a writer of the store gains by taking back, changing or repeating lines, and what a gate's death or a wrong clock costs.
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { canonical, type Json } from '../canonical.js';
import { signerOf } from '../people/key.js';
import { Fold } from '../record/fold.js';
import { Keyring } from '../record/keyring.js';
import type { Store } from '../record/store.js';
import { verifyJournal } from '../archive/verify.js';
import { openDesk } from '../review/desk.js';
import type { GateOptions } from '../review/gate-options.js';
import { HumanGate } from '../review/gate.js';
import { eventually, executorOf, house, mail, proposer, readerOf, sendNote, toBob } from '../runtime/house.fixture.js';
import { handClock } from '../testing/hand-clock.js';
import { only } from '../tools/only.js';
import { tool } from '../tools/tool.js';
import { shared } from './strangers.fixture.js';

const pay = { name: 'pay', input: z.strictObject({ iban: z.string() }) };
const DAY = 24 * 3_600_000;

describe('lines that are taken back', () => {
  test('FLOW-7: a proposal that was refused is refused by its own bytes: without its last line it is no question', async () => {
    const { start, root, keys, store, clock, entries } = await house();
    const codes: string[] = [];
    const evil = readerOf(
      async (_message, session) => {
        const args = { to: 'thief@evil.example', body: 'x' };
        const refused = session.propose('executor_agent', sendNote, args, { why: 'w' });
        await refused.catch((error: { code: string }) => codes.push(error.code));
      },
      { proposes: [only(sendNote, { to: 'sender' })] },
    );
    const { runtime } = await start('intake', [evil]);
    await runtime.deliver('mail', mail('m1'));
    await runtime.idle();
    expect(codes).toEqual(['OUT_OF_BOUNDS']);
    const last = (await entries()).findIndex(({ text }) => text.includes('"to":"refused"'));
    const cut: Store = { ...store, entries: (after, limit) => store.entries(after, Math.min(limit, last - after)) };
    const desk = await openDesk({ root, store: cut, ledger: false, clock, person: signerOf(keys['alice']!) });
    expect(await desk.pending()).toEqual([]);
    // the attack is real: a proposal that was not refused is asked about after the very same cut
    const { proposed, entries: all, ...other } = await house();
    await proposed('hello');
    const end = (await all()).findLastIndex(({ text }) => text.includes('"kind":"proposal"')) + 1;
    const cutToo: Store = {
      ...other.store,
      entries: (after, limit) => other.store.entries(after, Math.min(limit, end - after)),
    };
    const asked = await openDesk({
      root: other.root,
      clock: other.clock,
      store: cutToo,
      ledger: false,
      person: signerOf(other.keys['alice']!),
    });
    expect(await asked.pending()).toHaveLength(1);
  });

  test('LOG-2: a process that runs does not go on when the last line was changed, though there are as many', async () => {
    const { start, store, desk, entries } = await house();
    let isChanged = false;
    const change = <T extends { readonly text: string }>(rows: readonly T[]): readonly T[] =>
      isChanged ? rows.map((row) => ({ ...row, text: row.text.replace('"at":', '"at": ') })) : rows;
    const changed: Store = {
      ...store,
      entries: async (after, limit) => change(await store.entries(after, limit)),
      commit: (after, build) => store.commit(after, (tail) => build(change(tail))),
    };
    const { runtime } = await start('intake', [proposer()], { store: changed });
    await runtime.deliver('mail', mail('m1'));
    isChanged = true;
    const before = (await entries()).length;
    await expect(runtime.deliver('mail', mail('m2'))).rejects.toMatchObject({ code: 'JOURNAL_BROKEN' });
    await expect(runtime.idle()).rejects.toMatchObject({ code: 'JOURNAL_BROKEN' });
    expect((await entries()).length).toBe(before);
    expect(await desk.pending()).toEqual([]);
  });

  test('LOG-2: verify says that a contract was changed or removed', async () => {
    const { proposed, root, store } = await house();
    await proposed('hello');
    expect((await verifyJournal({ root, store })).ok).toBe(true);
    for (const [value, what] of [
      [undefined, 'is missing'],
      ['{}', 'was changed'],
    ] as const) {
      const get: Store['get'] = async (kind, id) => (kind === 'contract' ? value : store.get(kind, id));
      const found = await verifyJournal({ root, store: { ...store, get } });
      expect([found.ok, found.contents.map((one) => one.what)]).toEqual([false, [expect.stringContaining(what)]]);
    }
  });
});

describe('lines that are written again', () => {
  test('GATE-10: a person’s freeze counts once: again, after it was lifted, it is no word of theirs', async () => {
    const { desk, open, again, root, store, memory } = await shared();
    await desk.freeze('payments', 'smells');
    await desk.lift('payments');
    await again('stop');
    const fold = new Fold({ keyring: new Keyring(root), local: false });
    for (const row of await memory.entries(0, 1_000)) fold.take(row);
    expect(fold.frozen.get('payments')).toMatchObject({ by: undefined, reason: undefined });
    expect((await verifyJournal({ root, store })).faults).toMatchObject([
      { what: 'repeats a stop that was signed before' },
    ]);
    expect(await (await open()).notices()).toMatchObject([{ what: expect.stringContaining('repeats a stop') }]);
  });

  test('GATE-10: of words that somebody without a key writes nothing reaches a person raw', async () => {
    const { raw, desk, root } = await shared();
    await raw(({ seq, hash }) => {
      const record = {
        realm: 'Run: \u001b[2J\ncurl evil.example',
        head: { seq, hash },
        at: 1,
        signer: `al\u202eice`,
        body: { kind: 'stop', target: 'x\u0007' },
      };
      return canonical({ seq: seq + 1, prev: hash, record } as unknown as Json);
    });
    const notices = await desk.notices();
    expect(root.owner).toBe('alice');
    expect(notices).toHaveLength(1);
    expect(JSON.stringify(notices)).not.toMatch(/\\u001b|\\n|\u202e|\\u0007/);
  });
});

describe('a gate whose process died', () => {
  test('GATE-6: what had started is shown to a person at once, and is interrupted as soon as anybody asks at that gate', async () => {
    const t = await gates();
    const dead = t.gateAt(handClock());
    const never = dead.guard(() => new Promise(() => undefined), pay);
    void never({ iban: 'GB33' }).catch(() => undefined);
    const item = await eventually(async () => (await t.desk.pending())[0]);
    await t.desk.approve(item.id);
    await eventually(async () => (await t.desk.item(item.id)).state === 'started');
    expect(await t.desk.notices()).toEqual([]);
    // its clock stands still: no sign of life comes from it any more
    await t.clock.advance(60_000);
    expect(await t.desk.notices()).toMatchObject([
      { id: item.id, what: expect.stringContaining('its process is gone') },
    ]);
    const fresh = t.gateAt(t.clock).guard(async () => 1, pay);
    void fresh({ iban: 'GB44' }).catch(() => undefined);
    await eventually(async () => (await t.desk.item(item.id)).state === 'interrupted');
    expect(await t.desk.notices()).toMatchObject([{ id: item.id, what: expect.stringContaining('ended interrupted') }]);
  });

  test('GATE-6: a result that could not be written down blocks nobody: whoever asks again is told that it is not known', async () => {
    const t = await gates();
    let runs = 0;
    const once = { once: 'invoice' };
    const run = async (): Promise<number> => {
      runs += 1;
      t.failing.next = true;
      return 1;
    };
    const guarded = t.gateAt(t.clock).guard(run, pay);
    const first = guarded({ iban: 'GB33' }, once);
    first.catch(() => undefined);
    await t.desk.approve((await eventually(async () => (await t.desk.pending())[0])).id);
    await expect(first).rejects.toMatchObject({ code: 'STORE_FAILED' });
    const second = guarded({ iban: 'GB33' }, once);
    second.catch(() => undefined);
    for (let i = 0; i < 10; i += 1) await t.clock.advance(5_000);
    await expect(second).rejects.toMatchObject({ code: 'GATE_INTERRUPTED' });
    expect(runs).toBe(1);
  });

  test('GATE-7: what has run out takes nobody’s place', async () => {
    const t = await gates();
    const guarded = t.gateAt(t.clock).guard(async () => 1, pay);
    for (let i = 0; i < 100; i += 1) {
      const call = guarded({ iban: `${i}` }, { waitFor: '1ms' });
      call.catch(() => undefined);
      await eventually(async () => (await t.desk.pending()).length > i);
    }
    await t.clock.advance(1_000);
    await expect(guarded({ iban: 'full' })).rejects.toMatchObject({ code: 'PENDING_FULL' });
    await t.clock.advance(2 * DAY);
    void guarded({ iban: 'room' }).catch(() => undefined);
    const [item] = await eventually(async () => ((await t.desk.pending()).length > 0 ? t.desk.pending() : undefined));
    expect(item!.parts[0]!.value).toBe('room');
  });
});

test('GATE-6: a person’s clock that runs ahead does not stop the time: a dead process is found after its lease', async () => {
  const { start, root, keys, store, clock, desk } = await house();
  const ahead = handClock(clock.now() + 3_600_000);
  const fast = await openDesk({ root, store, clock: ahead, person: signerOf(keys['alice']!) });
  const started: string[] = [];
  const send = tool(sendNote, () => new Promise<null>(() => started.push('started')));
  const dying = await start('executor', [
    executorOf([send], async (_o, session) => void (await session.call(send, toBob))),
  ]);
  await fast.send('executor_agent', 'go');
  void dying.runtime.idle();
  await eventually(() => started.length > 0);
  dying.kill();
  await clock.advance(30_000);
  const { runtime } = await start('executor', [executorOf([send])]);
  const idle = runtime.idle();
  for (let i = 0; i < 6; i += 1) await clock.advance(5_000);
  await idle;
  expect((await desk.notices()).map(({ what }) => what).join()).toContain('interrupted');
});

/** Gates named `payments` on one store, each with a clock of its own, and the owner's desk. */
async function gates() {
  const { root, keys, store: whole, clock } = await shared();
  const failing = { next: false };
  const store: Store = {
    ...whole,
    commit: (after, build) => {
      if (!failing.next) return whole.commit(after, build);
      failing.next = false;
      return Promise.reject(Object.assign(new Error('disk full'), { code: 'STORE_FAILED' }));
    },
  };
  const desk = await openDesk({ root, store: whole, clock, person: signerOf(keys['alice']!) });
  const gateAt = (at: GateOptions['clock']): HumanGate =>
    new HumanGate({ name: 'payments', root, store, signer: signerOf(keys['payments']!), clock: at! });
  return { desk, clock, gateAt, failing };
}
