// Taking back what was approved: until when, who waits for that, and that of a withdrawal and a start exactly one counts.
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { canonical, sha256 } from '../canonical.js';
import { milliseconds, type Duration } from '../clock.js';
import type { ActionOptions } from '../agents/action-agent.js';
import { signerOf } from '../people/key.js';
import { breathe, handClock } from '../testing/hand-clock.js';
import { approveEverything, testGate, testRuntime } from '../testing.js';
import type { TestGateOptions } from '../testing.js';
import { executorOf, house, mail, readerOf } from '../runtime/house.fixture.js';
import type { RuntimeOptions } from '../runtime/options.js';
import { Journal } from '../record/journal.js';
import { Leases } from '../record/lease.js';
import { signedText } from '../record/signed.js';
import type { Act } from './act.js';
import { consume } from './consume.js';
import { openDesk } from './desk.js';
import { Phone } from './phone.fixture.js';
import { UndoWindows } from './undo-window.js';
import { contract } from '../tools/contract.js';
import { only } from '../tools/only.js';
import { tool } from '../tools/tool.js';

const input = z.strictObject({ to: z.string(), body: z.string() });
const sendLater = contract({ name: 'send_later', effect: 'send', control: ['to'], input, undo: '30s' });
const toBob = { to: 'bob@example.com', body: 'hello' };
const WINDOW = 30_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('an executor', () => {
  test('GATE-10: what was approved starts when its window is over, at its time and not a moment before', async () => {
    const { approved, run, sentAt, desk, clock, stateOf, pass } = await setup();
    const id = await approved();
    const at = clock.now();
    await run();
    expect([await stateOf(id), sentAt]).toEqual(['approved', []]);
    expect(await desk.item(id)).toMatchObject({ tool: { undo: WINDOW }, undoUntil: at + WINDOW });
    await pass(WINDOW - 1);
    expect(sentAt).toEqual([]);
    await pass(1);
    expect([await stateOf(id), sentAt]).toEqual(['executed', [at + WINDOW]]);
    expect(await desk.item(id)).not.toHaveProperty('undoUntil');
  });

  test('GATE-10: idle() waits for it, as it goes on by itself; nothing is asked again and again meanwhile', async () => {
    const { approved, start, sentAt, executor, pass } = await setup();
    let asked = 0;
    await approved();
    const policy = () => ((asked += 1), 'ask' as const);
    const { runtime } = await start('executor', [executor()], { policy });
    const idle = settled(runtime.idle());
    await turns();
    const before = asked;
    await turns();
    expect([idle.isOver, asked]).toEqual([false, before]);
    await pass('30s');
    await idle.over;
    expect(sentAt).toHaveLength(1);
  });

  test('GATE-10: taken back in its window it never runs, and idle() comes back', async () => {
    const { approved, desk, start, executor, sentAt, clock, stateOf, pass } = await setup();
    const id = await approved();
    const { runtime } = await start('executor', [executor()]);
    const idle = runtime.idle();
    await pass('29s');
    const { approved: open } = await desk.unfinished();
    expect(open).toMatchObject([{ id, state: 'approved', undoUntil: clock.now() + 1_000 }]);
    await desk.withdraw(id, 'I misread the amount');
    await idle;
    await pass('1h');
    await runtime.idle();
    expect([await stateOf(id), sentAt]).toEqual(['revoked', []]);
  });

  test('GATE-10: taken back at the very moment when it would start, exactly one of the two counts', async () => {
    const ends = new Map<string, number>();
    for (let run = 0; run < 24; run += 1) {
      const { approved, desk, run: begin, sentAt, clock, stateOf, pass } = await setup();
      const id = await approved();
      await begin();
      await pass(WINDOW - 1);
      const started = clock.advance(1);
      for (let turn = 0; turn < run; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      const told = await desk.withdraw(id).then(
        () => 'withdrawn',
        ({ code }: { code: string }) => code,
      );
      await started;
      await turns();
      const end = `${told}, ${await stateOf(id)}, ${sentAt.length}`;
      ends.set(end, (ends.get(end) ?? 0) + 1);
    }
    expect(new Set(ends.keys())).toEqual(new Set(['withdrawn, revoked, 0', 'ALREADY_DECIDED, executed, 1']));
  });

  test('GATE-10: the consumer itself looks at the window, inside of its transaction', async () => {
    const { approved, root, keys, store, clock, stateOf } = await setup();
    const id = await approved();
    const journal = new Journal({ root, store, clock, signer: signerOf(keys.executor) });
    await journal.catchUp();
    const leases = new Leases({ journal, clock, span: 60_000 });
    const nothing = () => undefined;
    const windows = new UndoWindows(() => clock.now());
    windows.begin(journal.fold);
    const rules = { contract: () => sendLater, objection: nothing, missing: nothing, windows };
    const action = journal.fold.actions.get(id)!;
    await clock.advance(WINDOW - 1);
    expect([await consume({ journal, leases }, action, rules), await stateOf(id)]).toEqual([undefined, 'approved']);
    await clock.advance(1);
    expect(await consume({ journal, leases }, action, rules)).toMatchObject({ fence: 1, args: toBob });
    expect(await stateOf(id)).toBe('started');
  });

  test('GATE-10: another process counts the same window, from the approval on', async () => {
    const { approved, start, executor, run, sentAt, clock, pass } = await setup();
    await approved();
    const at = clock.now();
    const { runtime, kill } = await start('executor', [executor()]);
    runtime.idle().catch(() => undefined);
    await pass('20s');
    kill();
    await run();
    await pass('10s');
    expect(sentAt).toEqual([at + WINDOW]);
  });

  test('GATE-10: what was signed long before it was handed in is given its whole window all the same', async () => {
    const { asked, root, keys, store, start, executor, sentAt, clock, pass } = await setup();
    const id = await asked();
    const { runtime } = await start('executor', [executor()]);
    await runtime.idle();
    const phone = await openDesk({ root, store, clock, person: { name: 'alice' } });
    const bytes = await phone.prepare([{ id, verdict: 'approve' }]);
    await pass('1m');
    const { key, sign } = signerOf(keys.alice);
    await phone.submit(bytes, { alg: 'ed25519', key, signature: sign(bytes) });
    const at = clock.now();
    runtime.idle().catch(() => undefined);
    await pass(WINDOW - 1);
    expect(sentAt).toEqual([]);
    await pass(1);
    expect(sentAt).toEqual([at + WINDOW]);
  });

  test('GATE-9: one approval too few gives it back at once, and the window counts from the last one that was needed', async () => {
    const { approved, deskOf, run, sentAt, clock, stateOf, pass } = await setup({ approvers: ['*'], quorum: 2 });
    const id = await approved();
    await run();
    expect(await stateOf(id)).toBe('pending');
    await pass('20s');
    await (await deskOf('bob')).approve(id);
    const at = clock.now();
    await pass('40s');
    expect(sentAt).toEqual([at + WINDOW]);
  });

  test('GATE-11: what a standing grant approves has its window, too', async () => {
    const { asked, desk, run, sentAt, clock, stateOf, pass } = await setup();
    const id = await asked();
    await desk.grant({ agent: 'reader', like: id }, { uses: 1, until: '1h' });
    await run();
    expect(await desk.item(id)).toMatchObject({ state: 'approved', undoUntil: clock.now() + WINDOW });
    await pass(WINDOW - 1);
    expect(sentAt).toEqual([]);
    await pass(1);
    expect([await stateOf(id), sentAt.length]).toEqual(['executed', 1]);
  });

  test('GATE-2: whom its executor does not list is told so at once', async () => {
    const { asked, deskOf, run, stateOf } = await setup();
    const id = await asked();
    await (await deskOf('bob')).approve(id);
    await run();
    expect(await stateOf(id)).toBe('rejected');
  });

  test('GATE-7: its time runs out in the window as well, and then it does not start', async () => {
    const { asked, desk, run, sentAt, stateOf, pass } = await setup();
    const id = await asked();
    await pass(DAY - 10_000);
    await desk.approve(id);
    await run();
    const { expires, undoUntil } = await desk.item(id);
    expect(undoUntil).toBeGreaterThan(expires);
    await pass('1m');
    expect([await stateOf(id), sentAt]).toEqual(['expired', []]);
  });

  test('what could be taken back for as long as it waits at all is refused where it is asked for', async () => {
    const { read } = await setup();
    expect(await read({ expires: '30s' })).toEqual({ code: 'BAD_OPTION', message: expect.stringContaining('longer') });
    expect(await read({ expires: '31s' })).toBeUndefined();
  });

  test('an edit that would come too late for its window says so, and leaves it as it was', async () => {
    const { asked, desk, stateOf, pass } = await setup();
    const id = await asked();
    await pass(DAY - WINDOW);
    await expect(desk.edit(id, { body: 'other' })).rejects.toMatchObject({ code: 'GATE_EXPIRED' });
    expect(await stateOf(id)).toBe('pending');
  });
});

describe('a time that is not so', () => {
  test('GATE-10: an approval from the past is given its whole window by an executor that starts after it', async () => {
    const { asked, says, stateOf, run, sentAt, clock, pass } = await served();
    const id = await asked();
    const before = clock.now();
    await pass('10m');
    await says([{ id, verdict: 'approve' }], before);
    await run();
    expect([await stateOf(id), sentAt]).toEqual(['approved', []]);
    const due = clock.now() + WINDOW;
    await pass('31s');
    expect(sentAt).toEqual([due]);
  });

  test.each(['a passkey', 'another runtime'])('GATE-10: ends no window where %s has signed it', async (who) => {
    const { asked, says, read, run, stateOf, sentAt, clock, pass } = await served();
    const id = await asked();
    await run();
    await says([{ id, verdict: 'approve' }]);
    const due = clock.now() + WINDOW;
    await pass('1s');
    if (who === 'a passkey') await says({ send: { to: 'reader', text: 'hello' } }, clock.now() + 6 * HOUR);
    else await read({ clock: handClock(clock.now() + 4 * 60_000) });
    await turns();
    expect([await stateOf(id), sentAt]).toEqual(['approved', []]);
    await pass('30s');
    expect(sentAt).toEqual([due]);
  });

  test('GATE-10: a window goes on where it was when its process is gone, whatever was signed meanwhile', async () => {
    const { approved, says, start, executor, run, sentAt, clock, pass } = await served();
    await approved();
    const due = clock.now() + WINDOW;
    const { runtime, kill } = await start('executor', [executor()]);
    runtime.idle().catch(() => undefined);
    await pass('10s');
    kill();
    await says({ send: { to: 'reader', text: 'hello' } }, clock.now() + 6 * HOUR);
    await run();
    expect(sentAt).toEqual([]);
    await pass('20s');
    expect(sentAt).toEqual([due]);
  });
});

describe('a call of an agent that a person is asked about', () => {
  test('GATE-10: waits for the window as well; what the rules allow starts at once', async () => {
    const ends: unknown[] = [];
    const at: number[] = [];
    const { desk, start, clock, pass } = await setup();
    const send = tool(sendLater, async () => void at.push(clock.now()));
    const agent = executorOf([send], async ({ text }, session) => {
      ends.push(await session.call(send, { ...toBob, body: text }).then(() => 'done', codeOf));
    });
    let verdict: 'ask' | 'allow' = 'ask';
    const { runtime } = await start('executor', [agent], { policy: () => verdict });
    void runtime.run();
    const order = async (text: string) => {
      await desk.send('executor_agent', text);
      await turns();
      const [item] = await desk.pending();
      if (item !== undefined) await desk.approve(item.id);
      await turns();
      return item?.id;
    };
    await order('one');
    expect([at, ends]).toEqual([[], []]);
    const due = clock.now() + WINDOW;
    await pass('31s');
    expect([at, ends]).toEqual([[due], ['done']]);
    await desk.withdraw((await order('two'))!);
    await turns();
    expect(ends).toEqual(['done', 'GATE_WITHDRAWN']);
    verdict = 'allow';
    await order('three');
    expect([at.length, ends]).toEqual([2, ['done', 'GATE_WITHDRAWN', 'done']]);
  });
});

describe('a gate', () => {
  test('GATE-10: runs it when the window is over, and hears of it when somebody takes it back', async () => {
    const { t, ask, wired } = await gate();
    const [first, second] = [ask(1), ask(2)];
    await t.idle();
    for (const { id } of await t.desk.pending()) await t.desk.approve(id);
    const at = t.clock.now();
    await t.idle();
    const [{ id } = { id: '' }] = (await t.desk.unfinished()).approved;
    await t.desk.withdraw(id);
    await expect(first).rejects.toMatchObject({ code: 'GATE_WITHDRAWN' });
    await t.pass(WINDOW - 1);
    expect(wired).toEqual([]);
    await t.pass(1);
    expect([await second, wired]).toEqual([2, [[2, at + WINDOW]]]);
  });

  test('GATE-10: a caller whose wait is over is told that it is approved, and the next one waits for what is left', async () => {
    const { t, ask, wired } = await gate();
    const first = ask(1, { once: 'a', waitFor: '10s' });
    await t.idle();
    await t.desk.approve((await t.desk.pending())[0]!.id);
    const at = t.clock.now();
    await t.pass('10s');
    await expect(first).rejects.toMatchObject({
      code: 'GATE_WAITING',
      message: expect.stringContaining('approved, and can still be taken back'),
    });
    await t.pass('5s');
    const second = ask(1, { once: 'a' });
    await t.pass('15s');
    expect([await second, wired]).toEqual([1, [[1, at + WINDOW]]]);
  });

  test('GATE-7: its time runs out in the window as well', async () => {
    const { t, ask, wired } = await gate({ expires: '1m' });
    const call = ask(1);
    await t.pass('40s');
    await t.desk.approve((await t.desk.pending())[0]!.id);
    await t.pass('1m');
    await expect(call).rejects.toMatchObject({ code: 'GATE_EXPIRED' });
    expect(wired).toEqual([]);
  });

  test('GATE-9: with one approval too few it is pending again at once', async () => {
    const { t, ask, wired } = await gate({ approvers: ['*'], quorum: 2, people: ['bob'] });
    const call = ask(1);
    await t.idle();
    const { id } = (await t.desk.pending())[0]!;
    await t.desk.approve(id);
    await t.idle();
    expect((await t.desk.item(id)).state).toBe('pending');
    await (await t.deskOf('bob')).approve(id);
    await t.pass(WINDOW - 1);
    expect(wired).toEqual([]);
    await t.pass(1);
    expect(await call).toBe(1);
  });

  test('what could never start is refused', async () => {
    const { ask } = await gate({ expires: '10s' });
    await expect(ask(1)).rejects.toMatchObject({
      code: 'BAD_OPTION',
      message: expect.stringMatching(/'wire_money' lets people take back .* 30000 ms, .* after 10000 ms/),
    });
  });
});

test('a whole test: idle() comes back while something can be taken back, and pass() lets it start', async () => {
  const { executor, reader } = await setup();
  await using t = await testRuntime({
    agents: [reader, executor()],
    unverified: 'low',
    reviewer: approveEverything(),
  });
  await t.mail({ from: 'x@example.com', to: 'reader', text: 'hello' });
  await t.idle();
  expect(t.attempts('send_later')).toMatchObject([{ state: 'approved' }]);
  await t.pass('30s');
  expect(t.attempts('send_later')).toMatchObject([{ state: 'executed' }]);
});

const codeOf = ({ code }: { code?: string }): string | undefined => code;

/** Lets whoever can go on without the clock go on, as far as that goes. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await breathe();
}

function settled(promise: Promise<unknown>): { readonly over: Promise<unknown>; isOver: boolean } {
  const watched = { isOver: false, over: promise.finally(() => (watched.isOver = true)) };
  return watched;
}

/** A house whose executor notes when it sends. */
async function setup(rules: Partial<ActionOptions<'high'>> = {}) {
  const made = await house();
  const { desk, start, clock } = made;
  const sentAt: number[] = [];
  const send = tool(sendLater, async () => void sentAt.push(clock.now()));
  const executor = () => executorOf([send], undefined, rules);
  let refused: { code: string; message: string } | undefined;
  const reader = readerOf(
    async (_message, session) => {
      const asked = session.propose('executor_agent', sendLater, toBob, { why: 'it was asked for' });
      await asked.catch(({ code, message }: { code: string; message: string }) => (refused = { code, message }));
    },
    { proposes: [only(sendLater, { to: 'anyone' })] },
  );
  /** Has the reader propose, and says how that was refused, where it was. */
  const read = async (options: Partial<RuntimeOptions> = {}) => {
    refused = undefined;
    const { runtime } = await start('intake', [reader], options);
    await runtime.deliver('mail', mail(String(Math.random())));
    await runtime.idle();
    await runtime.close();
    return refused;
  };
  const asked = async () => {
    await read();
    return (await desk.pending())[0]!.id;
  };
  const approved = async () => {
    const id = await asked();
    await desk.approve(id);
    return id;
  };
  /** Has a process of the executor run until the test is over. */
  const run = async () => {
    const { runtime } = await start('executor', [executor()]);
    void runtime.run();
    await turns();
  };
  const pass = async (by: Duration) => {
    const until = clock.now() + milliseconds(by)!;
    await turns();
    // one sleeper after the other: each has its turns before the next one wakes
    while ((clock.next ?? Infinity) < until) {
      await clock.advance(clock.next! - clock.now());
      await turns();
    }
    await clock.advance(until - clock.now());
    await turns();
  };
  return { ...made, pass, sentAt, executor, reader, read, asked, approved, run };
}

/** As {@link setup}, with a server that has alice's passkey sign what it likes, at the time it likes, and writes it down itself. */
async function served() {
  const made = await setup();
  const { root, store, clock, desk, entries } = made;
  const device = new Phone();
  await desk.enrol(device.person('alice'));
  const phone = await openDesk({ root, store, clock, person: { name: 'alice' } });
  const says = async (act: Act, at = clock.now()): Promise<void> => {
    const { domain: _domain, ...record } = JSON.parse(new TextDecoder().decode(await phone.prepare(act)));
    const evidence = device.sign(Buffer.from(signedText({ ...record, at })));
    const { seq, text } = (await entries()).at(-1)!;
    const entry = canonical({ seq: seq + 1, prev: sha256(text), record: { ...record, at, evidence } });
    await store.commit(seq, () => ({ entries: [{ seq: seq + 1, text: entry }] }));
  };
  return { ...made, says };
}

/** A gate around one function whose approvals can be taken back, and what it did when. */
async function gate(options: TestGateOptions = {}) {
  const t = await testGate(options);
  const wired: (readonly [number, number])[] = [];
  const wire = t.gate.guard(async ({ amount }) => (wired.push([amount, t.clock.now()]), amount), {
    name: 'wire_money',
    input: z.strictObject({ amount: z.number() }),
    undo: '30s',
  });
  const ask = (amount: number, how?: Parameters<typeof wire>[1]): Promise<number> => {
    const call = wire({ amount }, how);
    call.catch(() => undefined);
    return call;
  };
  return { t, ask, wired };
}
