// What a record gains by being written down once more, and what one record from a key that leaked can stop for good.
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { canonical, sha256, type Json } from '../canonical.js';
import { newId } from '../clock.js';
import { makeContent } from '../content/content.js';
import { labelOf } from '../content/label.js';
import { newKey, signerOf } from '../people/key.js';
import type { Body } from '../record/body.js';
import { Fold } from '../record/fold.js';
import { Keyring } from '../record/keyring.js';
import { exportJournal } from '../archive/json-lines.js';
import { verifyJournal } from '../archive/verify.js';
import { executorOf, house, sendNote } from '../runtime/house.fixture.js';
import { tool } from '../tools/tool.js';
import { shared } from './strangers.fixture.js';

/** The executor lets bob in after twelve hours; until then alice alone may approve, and two must. */
async function office() {
  const here = await house();
  const { start, proposed, desk, entries, store } = here;
  const [id] = await proposed('a');
  const sent: unknown[] = [];
  const rules = { approvers: ['alice'], quorum: 2, escalate: { after: '12h', to: ['bob'] } } as const;
  const { runtime } = await start('executor', [
    executorOf([tool(sendNote, async (args) => void sent.push(args))], undefined, rules),
  ]);
  await desk.approve(id!);
  await runtime.idle();
  /** Writes the last record down once more, as it was signed. */
  const again = async (): Promise<void> => {
    const all = await entries();
    const { text } = all.at(-1)!;
    const [seq, { record }] = [all.length + 1, JSON.parse(text) as { record: Json }];
    const line = canonical({ seq, prev: sha256(text), record });
    await store.commit(all.length, () => ({ entries: [{ seq, text: line }] }));
  };
  return { ...here, id: id!, sent, runtime, again };
}

describe('a step that is written down once more', () => {
  test('GATE-9: what the executor gave back, said again, lets nobody else in', async () => {
    const { id, deskOf, runtime, again, sent, stateOf, verify } = await office();
    await again();
    await (await deskOf('bob')).approve(id);
    await runtime.idle();
    expect([await stateOf(id), sent]).toEqual(['pending', []]);
    expect((await verify()).faults).toMatchObject([{ what: expect.stringContaining('from before it was pending') }]);
  });

  test('GATE-9: the attack is real: once the executor itself has let him in, bob’s approval is enough', async () => {
    const { id, deskOf, runtime, clock, sent } = await office();
    await clock.advance('13h');
    await runtime.idle();
    await (await deskOf('bob')).approve(id);
    await runtime.idle();
    expect(sent).toHaveLength(1);
  });
});

test('GATE-14: no message goes by the name of an entry: who has it handled again has not accepted that the entry is lost', async () => {
  const { write, keys, desk, root, store, memory } = await shared();
  const lost = sha256('an entry of another chain');
  const { content, row } = makeContent({ from: 'x', text: 'y' }, labelOf('x', 'low'));
  const of = (id: string): Body => ({
    kind: 'message',
    id,
    from: '~mail:x',
    to: 'leaky_agent',
    text: content,
    material: [],
  });
  const fail = async (id: string): Promise<void> => {
    const leaked = signerOf(keys['leaky']!);
    await write(of(id), 'leaky', leaked, { rows: [{ kind: 'content', ...row }] });
    await write({ kind: 'step', of: id, to: 'started', fence: 1 }, 'leaky', leaked);
    await write({ kind: 'step', of: id, to: 'failed', fence: 1 }, 'leaky', leaked);
  };
  await fail(lost);
  await fail('a usual name');
  await expect(desk.lift(lost)).rejects.toMatchObject({ code: 'UNKNOWN_ID' });
  await desk.lift('a usual name');
  const fold = new Fold({ keyring: new Keyring(root), local: false });
  for (const entry of await memory.entries(0, 1_000)) fold.take(entry);
  expect([fold.epochs.size, fold.mails.get('a usual name')?.state]).toEqual([0, 'pending']);
  expect((await verifyJournal({ root, store })).faults).toHaveLength(3);
});

const END_OF_TIME = 253_402_300_799_999;
const words = (id: string) => ({ id, hash: '0'.repeat(64), label: labelOf('x', 'low') });
const asked = { kind: 'proposal', requester: 'leaky_agent', executor: 'executor_agent', args: {}, parts: {} } as const;

describe('one record that stops everybody', () => {
  test('GATE-10: a proposal whose name no store can look for keeps nobody from freezing whoever asked', async () => {
    const { desk, write, keys, root, store } = await shared();
    const leaked = signerOf(keys['leaky']!);
    const more = { contract: '0'.repeat(64), why: words('why'), expires: END_OF_TIME };
    await write({ ...asked, ...more, id: 'a\0b' }, 'leaky', leaked);
    await write({ ...asked, ...more, id: 'a', contract: `\0${'0'.repeat(63)}` }, 'leaky', leaked);
    await desk.freeze('leaky_agent');
    expect(await desk.frozen()).toMatchObject([{ agent: 'leaky_agent', by: 'alice' }]);
    expect((await verifyJournal({ root, store })).faults).toMatchObject([
      { what: 'is not a record: a name that holds NUL' },
      { what: 'is not a record: no hash' },
    ]);
    // the attack is real: no store takes a row of that name
    const row = { kind: 'place', id: 'a\0b', value: '1' } as const;
    await expect(store.commit(3, () => ({ rows: [row] }))).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  test('LOG-2: bytes whose name no store can look for keep nobody from verifying and exporting the rest', async () => {
    const { write, keys, root, store, desk } = await shared();
    const body: Body = { ...asked, id: 'a', contract: '0'.repeat(64), why: words('a\0b'), expires: END_OF_TIME };
    await write(body, 'leaky', signerOf(keys['leaky']!));
    await desk.send('reader', 'something else');
    expect(await verifyJournal({ root, store })).toMatchObject({ ok: false, entries: 2, contents: [] });
    const lines: string[] = [];
    for await (const line of exportJournal({ root, store })) lines.push(line);
    expect(lines.filter((line) => line.startsWith('{"entry"'))).toHaveLength(2);
  });

  test('GATE-7: a person’s record from the year 9999 ends nobody’s time: what is asked afterwards can be approved, and runs', async () => {
    const { write, desk, payments, clock, open, keys } = await shared();
    const bob = newKey('bob');
    await desk.enrol({ name: 'bob', public: bob.public });
    const { content, row } = makeContent({ from: 'bob', text: 'y' }, labelOf('bob', 'high'));
    const body: Body = { kind: 'message', id: newId(), from: 'bob', to: 'reader', text: content, material: [] };
    const late = { at: END_OF_TIME, rows: [{ kind: 'content' as const, ...row }] };
    await write(body, 'bob', signerOf(bob.secret), late);
    await write({ ...body, id: newId(), from: 'alice' }, 'alice', signerOf(keys['alice']!), late);
    const ran: unknown[] = [];
    const pay = payments.guard(async (args) => ran.push(args), {
      name: 'pay',
      input: z.strictObject({ n: z.number() }),
    });
    const call = pay({ n: 1 });
    const own = await open();
    let item = (await own.pending())[0];
    for (; item === undefined; item = (await own.pending())[0]) await clock.advance(1);
    await own.approve(item.id);
    expect([await call, ran]).toEqual([1, [{ n: 1 }]]);
  });
});
