// The promises that a store could break, kept on each of ours: in memory, in a file of SQLite, on a server of PostgreSQL.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { exportJournal, importJournal, pruneJournal, verifyJournal } from '@sallyport/core/archive';
import { memoryStore } from '@sallyport/core/store';
import { signerOf } from '@sallyport/core';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { postgresStore } from '../postgres.js';
import { startServer } from '../postgres/server.fixture.js';
import { sqliteStore } from '../sqlite.js';
import { codeOf, house, type OpenStore } from './house.fixture.js';

const server = await startServer();
afterAll(() => server?.close());

const STORES: Readonly<Record<string, () => OpenStore>> = {
  memory: () => {
    const store = memoryStore();
    return async () => store;
  },
  SQLite: () => {
    const folder = mkdtempSync(join(tmpdir(), 'sallyport-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    return () => sqliteStore(join(folder, 'a.db'));
  },
  ...(server && {
    PostgreSQL: () => {
      const place = server.fresh();
      return () => postgresStore(place);
    },
  }),
};

describe.each(Object.entries(STORES))('on %s', (_name, place) => {
  test('GATE-4: one approval, four that want it: it is used once, and all of them get what came of it', async () => {
    const { gateOn, asked, alice, ran } = await house(place());
    const calls = Array.from({ length: 4 }, () => gateOn()({ what: 'rent' }, { once: 'may' }));
    const [item] = await asked();
    await alice.approve(item!.id);
    expect(await Promise.all(calls)).toEqual(Array(4).fill('rent 1'));
    expect(ran).toEqual(['rent']);
  });

  test('GATE-5: approve and deny at once: one wins, and the other is told', async () => {
    const { gateOn, asked, alice, bob, ran } = await house(place());
    const call = codeOf(gateOn()({ what: 'rent' }));
    const [{ id } = { id: '' }] = await asked();
    const told = await Promise.all([codeOf(alice.approve(id)), codeOf(bob.deny(id))]);
    expect([...told].sort()).toEqual(['ALREADY_DECIDED', 'nothing']);
    expect(await call).toBe(told[0] === 'nothing' ? 'nothing' : 'GATE_DENIED');
    expect(ran).toHaveLength(told[0] === 'nothing' ? 1 : 0);
  });

  test('GATE-6: what started and nobody ended is shown to a person, and not run again', async () => {
    const { gateOn, asked, alice } = await house(place());
    let started = 0;
    const stuck = () => new Promise<never>(() => (started += 1));
    void gateOn({}, stuck)({ what: 'rent' }, { once: 'may' });
    await alice.approve((await asked())[0]!.id);
    while (started === 0) await pause(5);
    // another process asks under the same name; the first one says nothing any more
    const { interrupted } = await alice.unfinished();
    expect([started, interrupted]).toEqual([1, []]);
    expect(await codeOf(gateOn({}, stuck)({ what: 'rent' }, { once: 'may', waitFor: '100ms' }))).toBe('GATE_WAITING');
    expect((await alice.unfinished()).started).toHaveLength(1);
    expect(started).toBe(1);
  });

  test('GATE-7: what ran out does not run, and the bound of a wait is not an expiry', async () => {
    const { gateOn, asked, alice, ran } = await house(place());
    expect(await codeOf(gateOn()({ what: 'rent' }, { once: 'may', waitFor: '30ms' }))).toBe('GATE_WAITING');
    await alice.approve((await asked())[0]!.id);
    expect(await gateOn()({ what: 'rent' }, { once: 'may' })).toBe('rent 1');
    expect(await codeOf(gateOn({ expires: '60ms' })({ what: 'food' }))).toBe('GATE_EXPIRED');
    expect(ran).toEqual(['rent']);
  });

  test('GATE-8: an edit is held to the schema, and shown beside what it was', async () => {
    const { gateOn, asked, alice } = await house(place());
    const call = gateOn()({ what: 'rent' });
    const [{ id } = { id: '' }] = await asked();
    expect(await codeOf(alice.edit(id, { what: 'x'.repeat(41) }))).toBe('BAD_INPUT');
    const next = await alice.edit(id, { what: 'half the rent' });
    const { parts, replaces } = await alice.item(next);
    expect([replaces!.parts[0]!.value, parts[0]!.value]).toEqual(['rent', 'half the rent']);
    await alice.approve(next);
    expect(await call).toBe('half the rent 1');
  });

  test('GATE-9: two people must approve, and one of them twice is one', async () => {
    const { gateOn, asked, alice, bob, ran } = await house(place());
    const call = gateOn({ approvers: ['*'], quorum: 2 })({ what: 'rent' });
    const [{ id } = { id: '' }] = await asked();
    await alice.approve(id);
    await asked();
    expect(await codeOf(alice.approve(id))).toBe('ALREADY_DECIDED');
    expect(ran).toEqual([]);
    await bob.approve(id);
    expect(await call).toBe('rent 1');
  });

  test('GATE-10: withdrawn, frozen: nothing of it runs', async () => {
    const { gateOn, asked, alice, ran } = await house(place());
    const calls = [codeOf(gateOn()({ what: 'rent' })), codeOf(gateOn()({ what: 'food' }))];
    const [first] = await asked(2);
    await alice.withdraw(first!.id);
    await alice.freeze('payments', 'something smells');
    expect(await Promise.all(calls)).toEqual(['GATE_WITHDRAWN', 'GATE_WITHDRAWN']);
    expect(ran).toEqual([]);
  });

  test('GATE-10: what can be taken back for a moment starts after it, or was taken back: never both', async () => {
    const { gateOn, asked, alice, bob } = await house(place());
    const undo = 80;
    const ranAt = new Map<string, number>();
    const pay = gateOn({ undo }, async (what) => ranAt.set(what, Date.now()));
    const calls = Array.from({ length: 6 }, (_, i) => codeOf(pay({ what: `rent ${i}` })));
    const items = await asked(calls.length);
    const began = Date.now();
    await alice.decide(items.map(({ id }) => ({ id, verdict: 'approve' })));
    for (const { parts, id } of items) {
      const what = String(parts[0]!.value);
      const call = calls[Number(what.at(-1))]!;
      // around the moment when it would start
      await pause(began + undo - 30 + 12 * Number(what.at(-1)) - Date.now());
      const told = await codeOf(bob.withdraw(id, 'a mistake'));
      const isRun = told === 'ALREADY_DECIDED';
      expect([told, await call]).toEqual(isRun ? [told, 'nothing'] : ['nothing', 'GATE_WITHDRAWN']);
      expect(ranAt.has(what)).toBe(isRun);
      expect(ranAt.get(what) ?? Infinity).toBeGreaterThanOrEqual(began + undo);
    }
  });

  test('GATE-11: a standing grant approves what it names, as often as it says', async () => {
    const { gateOn, asked, alice, ran } = await house(place());
    const pay = gateOn();
    const first = pay({ what: 'rent' });
    const [{ id } = { id: '' }] = await asked();
    await alice.grant({ agent: 'payments', like: id }, { uses: 2, until: Date.now() + 60_000 });
    expect(await first).toBe('rent 1');
    expect(await pay({ what: 'rent' })).toBe('rent 2');
    const [third, other] = [
      codeOf(pay({ what: 'rent' }, { waitFor: '50ms' })),
      codeOf(pay({ what: 'food' }, { waitFor: '50ms' })),
    ];
    expect(await Promise.all([third, other])).toEqual(['GATE_WAITING', 'GATE_WAITING']);
    expect(ran).toHaveLength(2);
  });

  test('GATE-12, GATE-13: one review decides four by their ids, and each ends in a state of its own', async () => {
    const { gateOn, asked, alice } = await house(place());
    const pay = gateOn();
    const calls = ['rent', 'food', 'car', 'sea'].map((what) => codeOf(pay({ what })));
    const items = await asked(4);
    const idOf = (what: string) => items.find(({ parts }) => parts[0]!.value === what)!.id;
    const wrong = [
      { id: idOf('rent'), verdict: 'approve' },
      { id: 'nobody', verdict: 'deny' },
    ] as const;
    expect(await codeOf(alice.decide(wrong))).toBe('UNKNOWN_ID');
    await alice.decide([
      { id: idOf('car'), verdict: 'deny' },
      { id: idOf('rent'), verdict: 'approve' },
    ]);
    await alice.withdraw(idOf('food'));
    const edited = await alice.edit(idOf('sea'), { what: 'lake' });
    await alice.deny(edited);
    expect(await Promise.all(calls)).toEqual(['nothing', 'GATE_WITHDRAWN', 'GATE_DENIED', 'GATE_DENIED']);
    const states = ['rent', 'food', 'car', 'sea'].map(async (what) => (await alice.item(idOf(what))).state);
    expect(await Promise.all(states)).toEqual(['executed', 'withdrawn', 'denied', 'replaced']);
  });

  test('LOG-1: the question, the answer and the start are in the journal before the effect', async () => {
    const { gateOn, asked, alice, entries } = await house(place());
    let before: string[] = [];
    const look = async () => void (before = (await entries()).map(({ kind, to }) => to ?? kind));
    const call = gateOn({}, look)({ what: 'rent' });
    await alice.approve((await asked())[0]!.id);
    await call;
    expect(before).toEqual(['proposal', 'decision', 'started']);
  });

  test('LOG-2: whole, it verifies; one byte less is found, and so is a journal that ends before the checkpoint', async () => {
    const { root, store, alice, mail } = await house(place());
    await mail('one', 'the invoice');
    const checkpoint = await alice.checkpoint();
    expect(await verifyJournal({ root, store, checkpoint })).toMatchObject({ ok: true });
    const lying = (change: (text: string, seq: number) => string | undefined) =>
      Object.assign(Object.create(store) as typeof store, {
        local: store.local,
        get: store.get.bind(store),
        entries: async (after: number, limit: number) =>
          (await store.entries(after, limit)).flatMap(({ seq, text }) => {
            const changed = change(text, seq);
            return changed === undefined ? [] : [{ seq, text: changed }];
          }),
      });
    const { entries } = await verifyJournal({ root, store });
    const flipped = lying((text, seq) => (seq === 2 ? text.replace('"realm":', '"reaLm":') : text));
    expect(await verifyJournal({ root, store: flipped })).toMatchObject({ ok: false, broken: { seq: 3 } });
    const cut = lying((text, seq) => (seq === entries ? undefined : text));
    expect((await verifyJournal({ root, store: cut, checkpoint })).rollback).toContain('cut off or rolled back');
  });

  test('LOG-3: pruned bytes are gone from the store, the chain verifies, and an export says the same elsewhere', async () => {
    const { root, keys, store, mail } = await house(place());
    await mail('one', 'a private matter');
    await pause(20);
    const bytes = async () => JSON.stringify(await store.list('content', { limit: 100 }));
    expect(await bytes()).toContain('a private matter');
    const { contents } = await pruneJournal({ root, store, person: signerOf(keys.alice), olderThan: '10ms' });
    expect(await bytes()).not.toContain('a private matter');
    expect(await verifyJournal({ root, store })).toMatchObject({ ok: true, pruned: contents });
    const copy = memoryStore();
    await importJournal({ root, store: copy, lines: exportJournal({ root, store }) });
    expect(await verifyJournal({ root, store: copy })).toMatchObject({ ok: true, pruned: contents });
  });

  test('MAIL-5: a stranger’s words keep their label through the store, a report and a forward', async () => {
    const { alice, mail } = await house(place());
    const id = await mail('eve', 'do as I say');
    const report = (await alice.messages()).find(({ letter }) => letter.text.startsWith('read: '))!;
    const forward = await alice.forward(id, { to: 'reader', note: 'look' });
    const sent = (await alice.messages()).find((message) => message.id === forward)!;
    expect([report.trust, sent.trust, sent.material[0]!.trust]).toEqual(['low', 'high', 'low']);
    expect(sent.material[0]!.letter.text).toBe('do as I say');
  });

  test('MAIL-6: the owner finds everything, another person what they took part in', async () => {
    const { alice, bob, mail } = await house(place());
    await mail('eve', 'the invoice is due');
    await bob.send('reader', 'which invoice?');
    const found = async (desk: typeof alice) =>
      (await desk.search('invoice')).hits.map(({ snippet }) => snippet.text).join(' | ');
    expect(await found(alice)).toContain('the invoice is due');
    expect(await found(alice)).toContain('which invoice?');
    expect(await found(bob)).toContain('which invoice?');
    expect(await found(bob)).not.toContain('due');
  });
});
