// Keeping a journal: out of one store and into another, old bytes pruned, and checked all the while.
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { signerOf } from '../people/key.js';
import { memoryStore } from '../record/memory-store.js';
import type { Store } from '../record/store.js';
import { openDesk } from '../review/desk.js';
import { HumanGate } from '../review/gate.js';
import { shared } from '../vectors/strangers.fixture.js';
import { exportJournal, importJournal } from './json-lines.js';
import { pruneJournal } from './prune.js';
import { verifyJournal } from './verify.js';

const DAY = 24 * 3_600_000;

/** An order that was denied, payments that were made, one by name, and one that waits: then forty days. */
async function archive() {
  const house = await shared();
  const { root, keys, store, clock, desk, payments } = house;
  let ran = 0;
  const pay = payments.guard(async ({ what }) => `${what} ${++ran}`, {
    name: 'pay',
    input: z.strictObject({ what: z.string() }),
  });
  const decide = async (call: Promise<unknown>) => {
    await clock.advance(10);
    await desk.approve((await desk.pending()).at(-1)!.id);
    return call;
  };
  await decide(pay({ what: 'a private matter' }));
  await decide(pay({ what: 'the rent' }, { once: 'rent' }));
  const first = await desk.send('reader', 'my words of long ago');
  const second = await desk.send('reader', 'words that go on');
  await house.write({ kind: 'step', of: first, to: 'refused', fence: 0 }, 'intake', signerOf(keys['intake']!));
  await clock.advance(40 * DAY);
  await desk.forward(second, { to: 'executor_agent', note: 'look' });
  const prune = (who = 'alice') => pruneJournal({ root, store, clock, person: signerOf(keys[who]!), olderThan: '30d' });
  const bytes = async (of: Store) => JSON.stringify(await of.list('content', { limit: 1_000 }));
  return { ...house, pay, prune, bytes, ran: () => ran };
}

async function linesOf(given: Parameters<typeof exportJournal>[0]): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of exportJournal(given)) lines.push(line);
  return lines;
}

describe('an export', () => {
  test('LOG-2: a journal that went out and came in again is the same, to the byte, and goes on', async () => {
    const { root, keys, store, clock, ran } = await archive();
    const lines = await linesOf({ root, store });
    const copy = memoryStore();
    const { entries } = await importJournal({ root, store: copy, lines });
    expect(await copy.entries(0, 1_000)).toEqual(await store.entries(0, 1_000));
    expect(entries).toBeGreaterThan(10);
    expect(await verifyJournal({ root, store: copy })).toMatchObject({ ok: true, entries });
    expect(await linesOf({ root, store: copy })).toEqual(lines);
    const gate = new HumanGate({ name: 'payments', root, store: copy, clock, signer: signerOf(keys['payments']!) });
    const pay = gate.guard(async () => 'again', { name: 'pay', input: z.strictObject({ what: z.string() }) });
    expect(await pay({ what: 'the rent' }, { once: 'rent' })).toBe('the rent 2');
    expect(ran()).toBe(2);
    const desk = await openDesk({ root, store: copy, clock, person: signerOf(keys['alice']!) });
    expect(await desk.messages()).toHaveLength(3);
  });

  test('LOG-2: lines that are missing, changed, doubled or in another order are not read, and say where', async () => {
    const { root, store } = await archive();
    const lines = await linesOf({ root, store });
    const entries = lines.flatMap((line, i) => ('entry' in JSON.parse(line) ? [i] : []));
    const [one, two] = [entries[3]!, entries[4]!];
    const swapped = lines.with(one, lines[two]!).with(two, lines[one]!);
    for (const [wrong, code] of [
      [lines.slice(0, -1), 'BAD_INPUT'],
      [lines.slice(0, 5), 'BAD_INPUT'],
      [lines.toSpliced(one, 1), 'JOURNAL_BROKEN'],
      [lines.toSpliced(entries.at(-1)!, 1), 'BAD_INPUT'],
      [swapped, 'JOURNAL_BROKEN'],
      [lines.toSpliced(one, 0, lines[one]!), 'JOURNAL_BROKEN'],
      [lines.with(one, lines[one]!.replace('realm', 'reaLm')), 'BAD_INPUT'],
      [lines.slice(1), 'BAD_INPUT'],
      [[...lines, lines[1]!], 'BAD_INPUT'],
      [lines.with(2, '{"row":["lease","x","1"]}'), 'BAD_INPUT'],
      [lines.toSpliced(1, 0, '{"row":["content","x","hidden"]}'), 'BAD_INPUT'],
      [lines.toSpliced(-1, 0, '{"row":["content","x","hidden"]}'), 'BAD_INPUT'],
      [lines.toSpliced(1, 0, '{"row":["content","x",7]}'), 'BAD_INPUT'],
      [lines.with(2, 'null'), 'BAD_INPUT'],
      [lines.with(2, '{"entry":7}'), 'BAD_INPUT'],
      [lines.with(2, '{'), 'BAD_INPUT'],
      [lines.with(0, lines[0]!.replace('"format":1', '"format":2')), 'BAD_INPUT'],
      [lines.with(0, lines[0]!.replace(root.realm, 'another-realm')), 'BAD_INPUT'],
    ] as const)
      await expect(importJournal({ root, store: memoryStore(), lines: wrong })).rejects.toMatchObject({ code });
    await expect(importJournal({ root, store, lines })).rejects.toMatchObject({ code: 'STORE_FOREIGN' });
  });
});

describe('retention', () => {
  test('LOG-3: the bytes of what is over are gone, and nothing else: the chain verifies, what waits and what has a name goes on', async () => {
    const { root, store, desk, prune, bytes, pay, ran } = await archive();
    expect(await bytes(store)).toContain('a private matter');
    const { contents } = await prune();
    expect(contents).toBeGreaterThan(2);
    const left = await bytes(store);
    for (const gone of ['a private matter', 'my words of long ago']) expect(left).not.toContain(gone);
    for (const kept of ['the rent', 'words that go on', 'look']) expect(left).toContain(kept);
    expect(await verifyJournal({ root, store })).toMatchObject({ ok: true, pruned: contents });
    expect(await pay({ what: 'the rent' }, { once: 'rent' })).toBe('the rent 2');
    expect(ran()).toBe(2);
    expect((await desk.messages()).map(({ letter }) => letter.text)).toEqual(['words that go on', 'look']);
    expect(await prune()).toMatchObject({ contents: 0 });
    const lines = await linesOf({ root, store });
    const copy = memoryStore();
    await importJournal({ root, store: copy, lines });
    expect(await verifyJournal({ root, store: copy })).toMatchObject({ ok: true, pruned: contents });
  });

  test('LOG-2: a pruning covers up nothing: bytes of what waits or has a name, deleted beside it, are found', async () => {
    const { root, store, memory, prune } = await archive();
    await prune();
    const ids = (await store.list('content', { limit: 1_000 })).map(({ id }) => id);
    const found: string[] = [];
    for (const id of ids) {
      const value = await store.get('content', id);
      await memory.commit(0, () => ({ rows: [{ kind: 'content', id }] }));
      const { ok, contents } = await verifyJournal({ root, store });
      expect([ok, contents.map((one) => one.id)]).toEqual([false, expect.arrayContaining([id])]);
      found.push(...contents.map(({ what }) => what));
      await memory.commit(0, () => ({ rows: [{ kind: 'content', id, value: value! }] }));
    }
    expect(found.join()).toContain('is not over: no pruning has taken it');
    expect((await verifyJournal({ root, store })).ok).toBe(true);
  });

  test('LOG-2: bytes that are gone and that nobody had pruned are found, also those of before a pruning that somebody made up', async () => {
    const { root, store, memory, write, raw, prune, keys } = await archive();
    // of something that is over: what is not is missed in any case
    const all = await store.list('content', { limit: 1_000 });
    const content = all.find(({ value }) => value.includes('a private matter'));
    await memory.commit(0, () => ({ rows: [{ kind: 'content', id: content!.id }] }));
    expect(await verifyJournal({ root, store })).toMatchObject({ ok: false, contents: [{ id: content!.id }] });
    // whoever can write and has no key that may permit says that it was pruned
    const place = { kind: 'place', id: 'pruning' } as const;
    const { length } = await store.entries(0, 1_000);
    await write({ kind: 'permit', subject: { prune: length } }, 'intake', signerOf(keys['intake']!));
    await raw(() => 'noise', [{ ...place, value: String(length + 1) }]);
    expect(await verifyJournal({ root, store })).toMatchObject({ ok: false, contents: [{ id: content!.id }] });
    await expect(prune('intake')).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
  });
});

test('LOG-2: a checkpoint is found on its place, however long ago it was', async () => {
  const { root, store, desk } = await archive();
  const checkpoint = await desk.checkpoint();
  await desk.send('reader', 'later');
  expect(await verifyJournal({ root, store, checkpoint })).toMatchObject({ ok: true, rollback: undefined });
  const { head } = checkpoint;
  const other = { ...checkpoint, head: { ...head, hash: '0'.repeat(64) } };
  expect((await verifyJournal({ root, store, checkpoint: other })).rollback).toContain('does not fit its bytes');
});
