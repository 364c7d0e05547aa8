import { describe, expect, test } from 'vitest';
import { canonical, sha256, type Json } from '../canonical.js';
import { newId, systemClock } from '../clock.js';
import { SallyportError } from '../errors.js';
import { consume } from '../review/consume.js';
import { UndoWindows } from '../review/undo-window.js';
import { Leases } from './lease.js';
import { makeContent } from '../content/content.js';
import { labelOf } from '../content/label.js';
import { newKey, signerOf, type Signer } from '../people/key.js';
import { createTrustRoot } from '../people/trust-root.js';
import { openDesk } from '../review/desk.js';
import { HumanGate } from '../review/gate.js';
import * as z from 'zod';
import type { Body, Signed } from './body.js';
import { Fold } from './fold.js';
import { Journal } from './journal.js';
import { memoryStore } from './memory-store.js';
import { Keyring } from './keyring.js';
import { sealRecord } from './signed.js';
import type { Change, EntryRow, Store } from './store.js';
import { verifyJournal } from '../archive/verify.js';
import { handClock } from '../testing/hand-clock.js';

describe('who may say what', () => {
  test('GATE-2: a writer of the store without a key can write what it likes: nothing is approved, nobody is enrolled', async () => {
    const { keys, intruder, wire, wired, asked, desk, verify } = await setup();
    const call = wire({ waitFor: '200ms' });
    call.catch(() => undefined);
    const item = await asked();
    const stranger = newKey('alice').secret;
    const decision: Body = {
      kind: 'decision',
      id: newId(),
      items: [{ proposal: item.id, digest: item.digest, answer: 'approve' }],
    };
    await intruder(decision, 'alice');
    await intruder(decision, 'alice', signerOf(stranger));
    await intruder(decision, 'payments');
    await intruder(decision, 'payments', signerOf(keys['payments']!));
    await intruder(decision, 'alice', { ...signerOf(keys['payments']!), name: 'alice' });
    await intruder(
      { kind: 'permit', subject: { name: 'mallory', trust: 'high', at: ['mail:m@evil.example'] } },
      'alice',
    );
    await intruder({ kind: 'step', of: item.id, to: 'started', fence: 1 }, 'payments', signerOf(stranger));
    await expect(call).rejects.toMatchObject({ code: 'GATE_WAITING' });
    expect(wired).toEqual([]);
    expect((await desk.pending()).map(({ id, state }) => [id, state])).toEqual([[item.id, 'pending']]);
    const { ok, faults, broken } = await verify();
    expect([ok, faults.length, broken]).toEqual([false, 7, undefined]);
    expect((await desk.notices()).filter(({ what }) => what.includes('does not count'))).toHaveLength(7);
    await desk.approve(item.id);
  });

  test('GATE-2: with the person’s own key the very same record counts: the attack above was a real one', async () => {
    const { keys, intruder, wire, wired, asked } = await setup();
    const call = wire();
    const item = await asked();
    await intruder(
      { kind: 'decision', id: newId(), items: [{ proposal: item.id, digest: item.digest, answer: 'approve' }] },
      'alice',
      signerOf(keys['alice']!),
    );
    expect(await call).toBe('done');
    expect(wired).toHaveLength(1);
  });

  test('GATE-2: in a store of this process alone a runtime needs no signature, and a person’s word still does', async () => {
    const { root, keys } = roots();
    const store = memoryStore();
    const gate = new HumanGate({ name: 'payments', root, store, signer: signerOf(keys['payments']!) });
    const wired: unknown[] = [];
    const wire = gate.guard(async (args) => wired.push(args), {
      name: 'wire',
      input: z.strictObject({ amount: z.number() }),
    });
    const call = wire({ amount: 1 }, { waitFor: '100ms' });
    call.catch(() => undefined);
    const desk = await openDesk({ root, store, person: signerOf(keys['alice']!) });
    let item = (await desk.pending())[0];
    while (item === undefined) item = (await desk.pending())[0];
    const forge = new Journal({ root, store, clock: handClock(), signer: signerOf(keys['payments']!) });
    const body: Body = {
      kind: 'decision',
      id: newId(),
      items: [{ proposal: item.id, digest: item.digest, answer: 'approve' }],
    };
    await expect(forge.commit((draft) => draft.add(body))).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
    const unsigned = { realm: root.realm, head: forge.fold.head, at: 1, signer: 'alice', body };
    const forged = forge.commit((draft) => draft.addSigned(unsigned));
    await expect(forged).rejects.toMatchObject({ code: 'REFUSED', message: expect.stringContaining('is not signed') });
    expect(await desk.notices()).toEqual([]);
    await store.commit(0, (tail) => {
      const last = tail.at(-1)!;
      const entry = { seq: last.seq + 1, prev: sha256(last.text), record: unsigned };
      return { entries: [{ seq: entry.seq, text: canonical(entry as unknown as Json) }] };
    });
    await expect(call).rejects.toMatchObject({ code: 'GATE_WAITING' });
    expect(wired).toEqual([]);
    expect(await desk.notices()).toMatchObject([{ what: expect.stringContaining('is not signed') }]);
  });

  test('GATE-3: a decision over another digest, for another realm, from before the proposal or for another one does not count', async () => {
    const { keys, intruder, wire, wired, asked, desk } = await setup();
    const before = await checkpointHead(desk);
    wire({ waitFor: '1h' }).catch(() => undefined);
    const item = await asked();
    const alice = signerOf(keys['alice']!);
    const over = (digest: string, proposal = item.id): Body => ({
      kind: 'decision',
      id: newId(),
      items: [{ proposal, digest, answer: 'approve' }],
    });
    await intruder(over('0'.repeat(64)), 'alice', alice);
    await intruder(over(item.digest), 'alice', alice, { realm: 'another-realm' });
    await intruder(over(item.digest), 'alice', alice, { head: before });
    await intruder(over(item.digest), 'alice', alice, { head: { seq: 1, hash: 'f'.repeat(64) } });
    await intruder(over(item.digest, 'another'), 'alice', alice);
    expect((await desk.pending()).map(({ state }) => state)).toEqual(['pending']);
    expect(wired).toEqual([]);
    expect(await desk.notices()).toHaveLength(5);
  });

  test('GATE-4: the same decision again is no second approval', async () => {
    const { keys, intruder, wire, wired, asked } = await setup();
    const call = wire();
    const item = await asked();
    const body: Body = {
      kind: 'decision',
      id: newId(),
      items: [{ proposal: item.id, digest: item.digest, answer: 'approve' }],
    };
    const alice = signerOf(keys['alice']!);
    await intruder(body, 'alice', alice);
    await call;
    await intruder(body, 'alice', alice);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(wired).toHaveLength(1);
  });

  test('GATE-10: anybody may stop, nobody may start: an unsigned stop withdraws, and is reported', async () => {
    const { intruder, wire, asked, desk } = await setup();
    const call = wire();
    call.catch(() => undefined);
    const item = await asked();
    await intruder({ kind: 'stop', target: item.id }, 'nobody');
    await expect(call).rejects.toMatchObject({ code: 'GATE_WITHDRAWN', facts: { by: 'somebody without a key' } });
    expect(await desk.notices()).toHaveLength(1);
  });

  test('GATE-10: a frozen agent starts nothing until a key that may permit lifts it', async () => {
    const { keys, root, store, wire, wired, asked, desk } = await setup();
    const call = wire({ once: 'x' });
    call.catch(() => undefined);
    await asked();
    await desk.freeze('payments', 'something smells');
    await expect(call).rejects.toMatchObject({ code: 'GATE_WITHDRAWN' });
    const bob = await openDesk({ root, store, person: signerOf(keys['bob']!) });
    const second = wire({ once: 'y' });
    second.catch(() => undefined);
    await desk.approve((await asked()).id);
    await expect(second).rejects.toMatchObject({ code: 'REFUSED', message: expect.stringContaining('frozen') });
    await expect(bob.lift('payments')).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
    const third = wire({ once: 'z' });
    third.catch(() => undefined);
    await desk.approve((await asked()).id);
    await expect(third).rejects.toMatchObject({ code: 'REFUSED' });
    await desk.lift('payments');
    const fourth = wire({ once: 'zz' });
    await desk.approve((await asked()).id);
    expect(await fourth).toBe('done');
    expect(wired).toHaveLength(1);
  });
});

describe('stored bytes', () => {
  test('GATE-3: bytes that were changed in the store are not shown and do not run', async () => {
    const { store, wire, wired, asked, desk, verify } = await setup();
    const call = wire();
    call.catch(() => undefined);
    const item = await asked();
    const rows = await store.list('content', { limit: 100 });
    const amount = rows.find(({ value }) => value.endsWith('120'))!;
    await store.commit(0, () => ({ rows: [{ ...amount, value: amount.value.replace(/120$/, '999') }] }));
    expect(await desk.pending()).toEqual([]);
    expect((await desk.notices())[0]).toMatchObject({ id: item.id, what: expect.stringContaining('were changed') });
    await expect(desk.approve(item.id)).rejects.toMatchObject({ code: 'JOURNAL_BROKEN' });
    expect((await verify()).contents).toHaveLength(1);
    expect(wired).toEqual([]);
  });

  test('SEE-1: a message whose bytes were changed is not shown, and the desk says so', async () => {
    const { root, keys, store, desk } = await setup();
    const id = await desk.send('payments', 'my own words');
    const rows = await store.list('content', { limit: 100 });
    const words = rows.find(({ value }) => value.includes('my own words'))!;
    await store.commit(0, () => ({ rows: [{ ...words, value: words.value.replace('my own', 'no-one') }] }));
    const again = await openDesk({ root, store, person: signerOf(keys['alice']!) });
    expect(await again.messages()).toEqual([]);
    expect(await again.notices()).toMatchObject([
      { id, what: expect.stringContaining("a message from 'alice' were changed") },
    ]);
  });

  test('GATE-6: a store that cannot be read for a moment costs nobody an approval', async () => {
    const { root, keys, store, wire, wired, asked, desk } = await setup();
    await expect(wire({ once: 'x', waitFor: '1ms' })).rejects.toMatchObject({ code: 'GATE_WAITING' });
    const { id } = await asked();
    await desk.approve(id);
    let isDown = true;
    const away = new SallyportError('STORE_FAILED', 'the disk is away');
    const flaky: Store = {
      ...store,
      get: (kind, row) => (isDown && kind === 'content' ? Promise.reject(away) : store.get(kind, row)),
    };
    const journal = new Journal({ root, store: flaky, clock: systemClock, signer: signerOf(keys['payments']!) });
    await journal.catchUp();
    const leases = new Leases({ journal, clock: systemClock, span: 1_000 });
    const action = journal.fold.actions.get(id)!;
    const contract = wire.contract;
    const rules = {
      contract: () => contract,
      objection: () => undefined,
      missing: () => undefined,
      windows: new UndoWindows(() => 0),
    };
    await expect(consume({ journal, leases }, action, rules)).rejects.toBe(away);
    expect((await desk.item(id)).state).toBe('approved');
    isDown = false;
    expect(await wire({ once: 'x' })).toBe('done');
    expect(wired).toHaveLength(1);
  });

  test('GATE-3: bytes that are changed after the approval do not run either', async () => {
    const { store, wire, wired, asked, desk } = await setup();
    await expect(wire({ once: 'x', waitFor: '1ms' })).rejects.toMatchObject({ code: 'GATE_WAITING' });
    await desk.approve((await asked()).id);
    const rows = await store.list('content', { limit: 100 });
    const note = rows.find(({ value }) => value.endsWith('"rent"'))!;
    await store.commit(0, () => ({ rows: [{ ...note, value: note.value.replace('rent', 'loot') }] }));
    await expect(wire({ once: 'x' })).rejects.toMatchObject({ code: 'JOURNAL_BROKEN' });
    expect(wired).toEqual([]);
  });

  test('MAIL-5: a label without a valid writer reads as zero, and a runtime’s word counts up to its ceiling', () => {
    const { root, keys } = roots();
    const fold = new Fold({ keyring: new Keyring(root), local: false });
    const said = labelOf('bob', 'high');
    const mail = (text: Json): Body => ({
      kind: 'message',
      id: newId(),
      from: '~mail:x',
      to: 'payments',
      text: text as never,
      material: [],
    });
    const { content } = makeContent('x', said);
    const entry = (body: Body, prev: string, seq: number): EntryRow => {
      const unsigned = { realm: root.realm, head: fold.head, at: 1, signer: 'payments', body };
      return {
        seq,
        text: canonical({ seq, prev, record: sealRecord(signerOf(keys['payments']!), unsigned) } as unknown as Json),
      };
    };
    const good = mail(content as unknown as Json);
    expect(fold.take(entry(good, fold.head.hash, 1)).fault).toBeUndefined();
    expect([...fold.mails.values()][0]!.message.text.label.from).toEqual({ bob: 'medium' });
    const odd = mail({ ...content, label: { from: { bob: 'highest' }, private: [] } } as unknown as Json);
    expect(fold.take(entry(odd, fold.head.hash, 2)).fault?.what).toContain('signature');
    expect(fold.mails.size).toBe(1);
  });
});

describe('the chain', () => {
  test('LOG-1: everything that happened is on record before its effect, each step of it', async () => {
    const { store, wire, asked, desk, root, kinds } = await setup({ onRun: async () => seen.push(...(await kinds())) });
    const seen: string[] = [];
    const call = wire();
    const item = await asked();
    await desk.approve(item.id);
    await call;
    expect(seen).toEqual(['proposal', 'decision', 'step:started']);
    expect(await kinds()).toEqual(['proposal', 'decision', 'step:started', 'step:executed']);
    expect(await verifyJournal({ root, store })).toMatchObject({ ok: true, entries: 4, faults: [] });
  });

  test('LOG-1: a store that cannot be written lets nothing happen', async () => {
    const { wire, wired, breakStore } = await setup();
    breakStore();
    await expect(wire()).rejects.toMatchObject({ code: 'STORE_FAILED' });
    expect(wired).toEqual([]);
  });

  test('LOG-2: every edit, removal and reorder is found', async () => {
    const { wire, asked, desk, rows, root } = await setup();
    const call = wire();
    await desk.approve((await asked()).id);
    await call;
    const whole = await rows();
    expect(await verifyRows(whole, root)).toMatchObject({ ok: true });
    for (let at = 0; at < whole.length; at += 1) {
      const without = whole.filter((_, i) => i !== at);
      if (at < whole.length - 1) expect((await verifyRows(without, root)).ok).toBe(false);
      const text = whole[at]!.text;
      for (let i = 0; i < text.length; i += 7) {
        const flipped = text.slice(0, i) + String.fromCharCode(text.charCodeAt(i) ^ 1) + text.slice(i + 1);
        const edited = whole.map((row, j) => (j === at ? { ...row, text: flipped } : row));
        expect((await verifyRows(edited, root)).ok, `entry ${at + 1}, character ${i}`).toBe(false);
      }
    }
    const swapped = [whole[1]!, whole[0]!, ...whole.slice(2)].map(({ text }, i) => ({ seq: i + 1, text }));
    expect((await verifyRows(swapped, root)).ok).toBe(false);
  });

  test('LOG-2: truncation, rollback and a chain that was written anew are found against a person’s checkpoint', async () => {
    const { wire, asked, desk, rows, root, store } = await setup();
    const call = wire();
    await desk.approve((await asked()).id);
    await call;
    const checkpoint = await desk.checkpoint();
    const whole = await rows();
    const cut = whole.slice(0, 2);
    expect(await verifyRows(cut, root)).toMatchObject({ ok: true });
    expect(await verifyRows(cut, root, checkpoint)).toMatchObject({
      ok: false,
      rollback: expect.stringContaining('cut off or rolled back'),
    });
    expect(await verifyJournal({ root, store, checkpoint })).toMatchObject({ ok: true });
    const forged = { ...checkpoint, head: { seq: 1, hash: 'f'.repeat(64) } };
    expect(await verifyRows(whole, root, forged)).toMatchObject({
      ok: false,
      rollback: expect.stringContaining('signature'),
    });
  });

  test('LOG-2: a process that has seen more than the store now holds says so, and writes nothing on top of it', async () => {
    const { root, keys, store } = roots();
    let now = store;
    const store2: Store = {
      ...methods(store),
      commit: (after, build) => now.commit(after, build),
      entries: (after, limit) => now.entries(after, limit),
    };
    const journal = new Journal({ root, store: store2, clock: handClock(), signer: signerOf(keys['payments']!) });
    await journal.commit((draft) => draft.add({ kind: 'stop', target: 'payments' }));
    now = memoryStore();
    await expect(journal.commit((draft) => draft.add({ kind: 'stop', target: 'payments' }))).rejects.toMatchObject({
      code: 'JOURNAL_BROKEN',
    });
    expect(await now.entries(0, 10)).toEqual([]);
  });
});

function roots() {
  const { root, keys } = createTrustRoot({
    owner: 'alice',
    people: ['bob'],
    runtimes: { payments: { agents: ['payments'] } },
  });
  return { root, keys, store: memoryStore() };
}

const checkpointHead = async (desk: Awaited<ReturnType<typeof openDesk>>) => (await desk.checkpoint()).head;

function methods(store: Store): Store {
  return {
    local: store.local,
    commit: (after, build) => store.commit(after, build),
    entries: (after, limit) => store.entries(after, limit),
    get: (kind, id) => store.get(kind, id),
    list: (kind, options) => store.list(kind, options),
    search: (query) => store.search(query),
    watch: (after, signal) => store.watch(after, signal),
    close: () => store.close(),
  };
}

async function verifyRows(
  rows: readonly EntryRow[],
  root: Parameters<typeof verifyJournal>[0]['root'],
  checkpoint?: Signed,
) {
  const none: Store = {
    ...methods(memoryStore()),
    local: true,
    entries: async (after, limit) => rows.slice(after, after + limit),
    get: async () => undefined,
  };
  const { contents: _contents, ...found } = await verifyJournal({
    root,
    store: none,
    ...(checkpoint && { checkpoint }),
  });
  return { ...found, ok: found.broken === undefined && found.rollback === undefined && found.faults.length === 0 };
}

async function setup({ onRun = async () => undefined }: { onRun?: () => Promise<unknown> } = {}) {
  const { root, keys, store: memory } = roots();
  let broken = false;
  // not local: every record must be signed, as in a store that other processes reach
  const store: Store = {
    ...methods(memory),
    local: false,
    commit: (after, build) =>
      broken
        ? Promise.reject(Object.assign(new Error('disk full'), { code: 'STORE_FAILED' }))
        : memory.commit(after, build),
  };
  const wired: unknown[] = [];
  const gate = new HumanGate({ name: 'payments', root, store, signer: signerOf(keys['payments']!) });
  const guarded = gate.guard(
    async (args) => {
      await onRun();
      wired.push(args);
      return 'done';
    },
    { name: 'wire', input: z.strictObject({ amount: z.number(), note: z.string() }), control: ['amount'] },
  );
  const desk = await openDesk({ root, store, person: signerOf(keys['alice']!) });
  const wire = Object.assign((options = {}) => guarded({ amount: 120, note: 'rent' }, options), {
    contract: guarded.contract,
  });
  const asked = async () => {
    for (;;) {
      const item = (await desk.pending())[0];
      if (item !== undefined) return item;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const rows = () => memory.entries(0, 1_000);
  const kinds = async () =>
    (await rows()).map(({ text }) => {
      const { body } = (JSON.parse(text) as { record: { body: { kind: string; to?: string } } }).record;
      return body.kind === 'step' ? `step:${body.to}` : body.kind;
    });
  /** Appends a record to the chain as another process would, with whatever key it has. */
  const intruder = async (body: Body, signer: string, key?: Signer, more: Partial<Signed> = {}) => {
    const fold = new Fold({ keyring: new Keyring(root), local: false });
    const all = await rows();
    for (const row of all) fold.take(row);
    const unsigned = { realm: root.realm, head: fold.head, at: Date.now(), signer, body, ...more };
    const record = key ? sealRecord({ ...key, name: signer }, unsigned) : unsigned;
    const seq = all.length + 1;
    const text = canonical({
      seq,
      prev: seq === 1 ? fold.head.hash : sha256(all.at(-1)!.text),
      record,
    } as unknown as Json);
    await memory.commit(all.length, (): Change => ({ entries: [{ seq, text }] }));
  };
  const verify = () => verifyJournal({ root, store });
  return {
    root,
    keys,
    store,
    wire,
    wired,
    desk,
    asked,
    rows,
    kinds,
    intruder,
    verify,
    breakStore: () => (broken = true),
  };
}
