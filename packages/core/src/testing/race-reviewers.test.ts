// Tries that people who decide at the same moment are told who was first, in whatever order their steps fall.
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ActionAgent, contract, IntakeAgent, only, tool, verifyJournal } from '../index.js';
import type { IntakeSession, Message } from '../index.js';
import { raceReviewers, testGate, testRuntime } from '../testing.js';
import type { TestGateOptions } from './test-gate.js';
import type { Race, RaceAnswer } from '../testing.js';

const answers = {
  approve: 'approve',
  deny: { deny: 'not today' },
  edit: { edit: { amount: 2 } },
  withdraw: 'withdraw',
} as const satisfies Record<string, RaceAnswer>;
const duels = Object.keys(answers).flatMap((one, at, all) => all.slice(at + 1).map((other) => [one, other] as const));
const runs = 8;

describe.each([
  ['a gate alone', () => gate()],
  ['a runtime', () => desk()],
])('%s', (_what, make) => {
  test.each(duels)('GATE-5: %s raced with %s: exactly one wins, and the other is told who', async (one, other) => {
    // a withdrawal is one step, and the start of what was approved is many: the start wins rarely
    const many = other === 'withdraw' ? 40 : runs;
    const races = await raceReviewers(make, { owner: of(one), bob: of(other) }, { runs: many });
    expect(races).toHaveLength(many);
    for (const race of races) fair(race, { owner: of(one), bob: of(other) });
    expect(new Set(races.map(({ winner }) => winner))).toEqual(new Set(['owner', 'bob']));
  });

  test('GATE-5: three of them at once: one wins, and two are told who', async () => {
    const all = { owner: of('deny'), bob: of('deny'), carol: of('edit') };
    for (const race of await raceReviewers(make, all, { runs })) fair(race, all);
  });

  test('the same seed is the same race, and another one is another', async () => {
    const both = { owner: of('approve'), bob: of('deny') };
    const race = async (): Promise<readonly string[]> =>
      (await raceReviewers(make, both, { runs: 4, seed: 7 })).map(({ order, winner, state }) =>
        [...order, winner, state].join(' '),
      );
    const once = await race();
    expect(await race()).toEqual(once);
    expect(new Set(once).size).toBeGreaterThan(1);
  });
});

test('GATE-10: a withdrawal that comes before the start revokes the approval, one that comes after it is told so', async () => {
  const races = await raceReviewers(desk, { owner: 'approve', bob: 'withdraw' }, { runs: 40 });
  const ends = new Set(races.map(({ state, told }) => `${state}, ${told['bob']?.code ?? 'taken'}`));
  expect(ends).toEqual(new Set(['revoked, taken', 'withdrawn, taken', 'executed, ALREADY_DECIDED']));
});

test('GATE-9: where two must approve, each is told whether theirs was taken, and the last of them is whose word counts', async () => {
  const races = await raceReviewers(
    () => gate({ approvers: ['*'], quorum: 2 }),
    { owner: 'approve', bob: 'approve' },
    { runs: 40 },
  );
  const ends = new Set<string>();
  for (const { winner, state, told } of races) {
    const refused = Object.values(told).filter((error) => error !== undefined);
    expect(refused.map(({ code }) => code)).toEqual(state === 'executed' ? [] : ['ALREADY_DECIDED']);
    expect(winner === undefined).toBe(state === 'pending');
    ends.add(`${state}, ${winner}`);
  }
  expect(ends).toEqual(new Set(['pending, undefined', 'executed, owner', 'executed, bob']));
});

test('what cannot be raced is refused', async () => {
  await expect(raceReviewers(() => testGate(), { owner: 'approve' })).rejects.toMatchObject({
    code: 'BAD_OPTION',
    message: expect.stringContaining('nothing is pending'),
  });
  await expect(raceReviewers(() => gate(), { owner: 'approve', mallory: 'deny' })).rejects.toMatchObject({
    code: 'BAD_OPTION',
    message: expect.stringContaining("'mallory' is nobody in this test"),
  });
  await expect(raceReviewers(() => gate(), { owner: 'deny' }, { seed: 0.5 })).rejects.toMatchObject({
    code: 'BAD_OPTION',
  });
});

const of = (name: string): RaceAnswer => answers[name as keyof typeof answers];

/** Nobody is told nothing but the winner, and whoever was overruled: an approval that was revoked before it started. */
function fair({ winner, told, state, order }: Race, all: Record<string, RaceAnswer>): void {
  expect(winner, order.join(' ')).toBeDefined();
  expect(told[winner!]).toBeUndefined();
  for (const [person, error] of Object.entries(told)) {
    if (person === winner || (state === 'revoked' && all[person] === 'approve')) continue;
    expect(error, `${person} after ${order.join(' ')}`).toMatchObject({ code: 'ALREADY_DECIDED' });
  }
}

const people = ['bob', 'carol'];

async function gate(rules: TestGateOptions = {}) {
  const t = await testGate({ people, ...rules });
  const wire = t.gate.guard(async ({ amount }) => amount, {
    name: 'wire_money',
    input: z.strictObject({ amount: z.number() }),
  });
  wire({ amount: 1 }).catch(() => undefined);
  await t.idle();
  return t;
}

async function desk() {
  const pay = contract({
    name: 'pay',
    effect: 'send',
    control: ['amount'],
    input: z.strictObject({ amount: z.number() }),
  });
  class Reader extends IntakeAgent<'low'> {
    constructor() {
      super({ name: 'reader', trust: 'low', tools: [], proposes: [only(pay, { amount: 'anyone' })], allowlist: ['*'] });
    }
    protected async handle(_message: Message, session: IntakeSession<'low'>) {
      await session.propose('executor_agent', pay, { amount: 1 }, { why: 'w' });
    }
  }
  class Executor extends ActionAgent<'high'> {
    constructor() {
      super({ name: 'executor_agent', trust: 'high', tools: [tool(pay, async () => null)] });
    }
    protected async handle() {}
  }
  const t = await testRuntime({ agents: [new Reader(), new Executor()], unverified: 'low', people });
  await t.mail({ from: 'x@example.com', to: 'reader', text: 'hello' });
  await t.idle();
  expect(await verifyJournal({ root: t.root, store: t.store })).toMatchObject({ ok: true });
  return t;
}
