// The ledger between the journal and the effect: what does not stand in both does not happen, and reads as interrupted.
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { HumanGate } from '../review/gate.js';
import { openDesk } from '../review/desk.js';
import { signerOf } from '../people/key.js';
import { createTrustRoot } from '../people/trust-root.js';
import { memoryLedgers } from '../record/ledger.fixture.js';
import { memoryStore } from '../record/memory-store.js';
import { tool } from '../tools/tool.js';
import { createRuntime } from './create.js';
import { executorOf, eventually, house, sendAgain, sendNote, toBob } from './house.fixture.js';

describe('a start', () => {
  test('GATE-14: stands in the ledger before its effect: an approved proposal, and what an agent does of its own accord', async () => {
    const { ledgers, start, proposed, desk, sent, executor } = await setup();
    const [id] = await proposed('a');
    await desk.approve(id!);
    await desk.send('executor_agent', 'go');
    const { runtime } = await start('executor', [executor]);
    await runtime.idle();
    expect(sent).toHaveLength(2);
    for (const { id: called, lines } of sent)
      expect(lines.some((line) => line.includes('"started"') && line.includes(called))).toBe(true);
    // what only observes, and whoever only observes, has none
    expect(ledgers.linesOf('executor').filter((line) => line.includes('"started"'))).toHaveLength(2);
    expect(ledgers.linesOf('intake').filter((line) => line.includes('"started"'))).toEqual([]);
  });

  test('GATE-14: that cannot be written down has no effect, is interrupted, and uses up no other approval', async () => {
    const { ledgers, start, proposed, desk, stateOf, sent, executor } = await setup();
    const [first, second] = await proposed('a', 'b');
    const { runtime } = await start('executor', [executor]);
    const errors: unknown[] = [];
    runtime.on('error', ({ error }) => void errors.push(error));
    await desk.approve(first!);
    ledgers.fail(3);
    await eventually(async () => {
      void runtime.idle().catch(() => undefined);
      return errors.length > 0;
    });
    expect([sent, await stateOf(first!), errors[0]]).toEqual([
      [],
      'interrupted',
      expect.objectContaining({ code: 'LEDGER_FAILED' }),
    ]);
    expect(await desk.notices()).toContainEqual(
      expect.objectContaining({ id: first, reason: 'it did not run: the disk is full' }),
    );
    await desk.approve(second!);
    void runtime.idle().catch(() => undefined);
    await eventually(() => errors.length > 1);
    expect(await stateOf(second!)).toBe('approved');
    ledgers.fail(0);
    const next = await start('executor', [executor]);
    await next.runtime.idle();
    expect([sent.map(({ id }) => id), await stateOf(second!)]).toEqual([[second], 'executed']);
  });

  test('GATE-14: of a call that cannot be written down the agent is told, and nothing is sent', async () => {
    const { ledgers, start, desk, sent, executor } = await setup();
    await desk.send('executor_agent', 'go');
    const { runtime } = await start('executor', [executor]);
    runtime.on('error', () => undefined);
    ledgers.fail(1);
    await runtime.idle();
    expect(sent).toEqual([]);
    expect(await desk.notices()).toContainEqual(
      expect.objectContaining({ reason: expect.stringContaining('the disk is full') }),
    );
  });
});

describe('a gate', () => {
  test('GATE-14: runs nothing that it cannot write down', async () => {
    const { root, keys } = createTrustRoot({ owner: 'alice', runtimes: { payments: { agents: ['payments'] } } });
    const memory = memoryStore();
    const ledgers = memoryLedgers();
    const store = Object.assign(Object.create(memory) as typeof memory, {
      local: false,
      commit: memory.commit.bind(memory),
      entries: memory.entries.bind(memory),
      get: memory.get.bind(memory),
      list: memory.list.bind(memory),
      watch: memory.watch.bind(memory),
      ledger: ledgers.open,
    });
    const gate = new HumanGate({ name: 'payments', root, store, signer: signerOf(keys['payments']!) });
    const wired: unknown[] = [];
    const input = z.strictObject({ amount: z.number() });
    const wire = gate.guard(async (args) => void wired.push(args), { name: 'wire', input });
    const call = wire({ amount: 1 });
    call.catch(() => undefined);
    const desk = await openDesk({ root, store, person: signerOf(keys['alice']!) });
    const item = await eventually(async () => (await desk.pending())[0]);
    ledgers.fail(1);
    await desk.approve(item.id);
    await expect(call).rejects.toMatchObject({ code: 'LEDGER_FAILED' });
    expect([wired, (await desk.item(item.id)).state]).toEqual([[], 'interrupted']);
  });
});

describe('no ledger', () => {
  test('is said aloud, and what is none is refused', async () => {
    const { root, keys, store } = await house();
    const warnings: string[] = [];
    const hear = ({ message }: Error): void => void warnings.push(message);
    process.on('warning', hear);
    const signer = signerOf(keys['executor']!);
    const runtime = await createRuntime({ root, store, signer, agents: [], ledger: false });
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', hear);
    await runtime.close();
    expect(warnings).toContainEqual(expect.stringContaining("'executor' keeps no ledger, ledger: false was said"));
    const wrong = createRuntime({ root, store, signer, agents: [], ledger: 'x' as never });
    await expect(wrong).rejects.toMatchObject({ code: 'BAD_OPTION' });
  });
});

/** An executor that sends for whoever orders it to, and notes what stood in its ledger by then. */
async function setup() {
  const made = await house();
  const sent: { readonly id: string; readonly lines: readonly string[] }[] = [];
  const note = tool(sendNote, async (_args, { idempotencyKey }) => {
    sent.push({ id: idempotencyKey!, lines: [...made.ledgers.linesOf('executor')] });
  });
  const again = tool(sendAgain, async () => undefined);
  const executor = executorOf([note, again], async (_order, session) => {
    await session.call(note, toBob);
  });
  return { ...made, sent, executor };
}
