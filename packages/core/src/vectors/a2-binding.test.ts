// Attempts to have something else run than what was approved: the rows of area A2, each at a real gate.
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { signerOf } from '../people/key.js';
import { createTrustRoot } from '../people/trust-root.js';
import { memoryStore } from '../record/memory-store.js';
import { openDesk } from '../review/desk.js';
import type { AskOptions } from '../review/gate-options.js';
import { HumanGate } from '../review/gate.js';
import { executorOf, house, sendNote } from '../runtime/house.fixture.js';
import vectors from '../tools/fixtures/binding.json' with { type: 'json' };
import { contract } from '../tools/contract.js';
import { tool } from '../tools/tool.js';

class Mail {
  to = 'alice';
  get bcc(): string {
    return 'mallory';
  }
}
const cycle: Record<string, unknown> = {};
cycle['self'] = cycle;
let reads = 0;

/** What the naive gate shows and the naive tool reads: two things. `JSON.stringify` is the wall that is not there. */
const REFUSED: Readonly<Record<string, () => unknown>> = {
  'A2-binding-003': () => ({ get to() { return reads++ % 2 ? 'mallory' : 'alice'; } }), // prettier-ignore
  'A2-binding-004': () =>
    new Proxy({ to: 'alice' }, { get: (t, k) => (k === 'to' && reads++ > 2 ? 'mallory' : Reflect.get(t, k)) }),
  'A2-binding-005': () => ({ to: 'alice', bcc: 'mallory', toJSON: () => ({ to: 'alice' }) }),
  'A2-binding-007': () => Object.defineProperty({ to: 'alice' }, 'bcc', { value: 'mallory' }),
  'A2-binding-008': () => Object.assign(Object.create({ bcc: 'mallory' }) as object, { to: 'alice' }),
  'A2-binding-009': () => new Mail(),
  'A2-binding-013': () => ({ to: new Map([['a', 'mallory']]), cc: new Set(['a']), re: /a/ }),
  'A2-binding-014': () => ({ at: new Date(0) }),
  'A2-binding-015': () => ({ at: new Date(Number.NaN) }),
  'A2-binding-016': () => ({ amount: Number.NaN, more: Infinity }),
  'A2-binding-019': () => JSON.parse('{"amount":9007199254740993}') as unknown,
  'A2-binding-021': () => ({ to: '\ud800' }),
  'A2-binding-027': () => JSON.parse('{"__proto__":{"bcc":"mallory"},"to":"alice"}') as unknown,
  'A2-binding-029': () => ({ bytes: new Uint8Array(new SharedArrayBuffer(8)) }),
  'A2-binding-030': () => ({ file: new WeakRef({}) }),
  'A2-binding-031': () => cycle,
};

describe('what is not plain JSON', () => {
  test.each(Object.entries(REFUSED))(
    'WALL-3: %s is refused at the gate: nobody is asked, nothing runs',
    async (_id, make) => {
      const { ask, ran, desk } = await setup();
      await expect(ask({ args: make() })).rejects.toMatchObject({
        code: expect.stringMatching(/^(NOT_JSON|BAD_INPUT)$/),
      });
      expect([await desk.pending(), ran]).toEqual([[], []]);
    },
  );

  test.each(['005', '007', '008', '009'])(
    'WALL-3: A2-binding-%s: without the wall the reviewer sees one recipient, and the tool reads two',
    (n) => {
      const value = REFUSED[`A2-binding-${n}`]!() as { bcc?: string };
      expect(JSON.stringify(value)).toBe('{"to":"alice"}');
      expect(value.bcc).toBe('mallory');
    },
  );
});

describe('what is changed afterwards', () => {
  test.each([
    ['A2-binding-001', (args: { to: string; inner: { to: string } }) => (args.to = 'mallory')],
    ['A2-binding-035', (args: { to: string; inner: { to: string } }) => (args.inner.to = 'mallory')],
  ])('WALL-3: %s: what was approved is what runs', async (_id, change) => {
    const { ask, ran, asked, desk } = await setup();
    const args = { to: 'alice', inner: { to: 'alice' } };
    const call = ask({ args });
    const { id, parts } = await asked();
    change(args);
    expect(JSON.stringify(args)).toContain('mallory');
    expect(parts[0]!.value).toEqual({ to: 'alice', inner: { to: 'alice' } });
    await desk.approve(id);
    await call;
    expect(ran).toEqual([{ args: { to: 'alice', inner: { to: 'alice' } } }]);
    expect(() => Object.assign((ran[0] as { args: object }).args, { to: 'mallory' })).toThrow(TypeError);
  });

  test('GATE-3: A2-binding-036: code that is swapped into a tool after the approval is not reached', async () => {
    const { proposed, desk, start } = await house();
    const [id] = await proposed('a');
    await desk.approve(id!);
    const ran: string[] = [];
    const send = tool(sendNote, async () => void ran.push('honest'));
    const evil = async (): Promise<void> => void ran.push('evil');
    for (const key of ['run', 'execute', 'contract'])
      expect(() => Object.assign(send, { [key]: evil })).toThrow(TypeError);
    const { runtime } = await start('executor', [executorOf([send])]);
    await runtime.idle();
    expect(ran).toEqual(['honest']);
  });

  test('GATE-3: A2-binding-037: another tool under the same name is asked for again', async () => {
    const { proposed, desk, start, stateOf } = await house();
    const [id] = await proposed('a');
    await desk.approve(id!);
    const ran: string[] = [];
    const input = z.strictObject({ to: z.string(), body: z.string(), bcc: z.string().optional() });
    const other = tool(
      contract({ name: 'send_note', effect: 'send', control: ['to'], input }),
      async () => void ran.push('other'),
    );
    const { runtime } = await start('executor', [executorOf([other])]);
    await runtime.idle();
    expect([ran, await stateOf(id!)]).toEqual([[], 'rejected']);
  });

  test('GATE-3: A2-binding-040, A2-binding-046: an approval is for the exact arguments, not for the tool or for what they look like', async () => {
    const { ask, ran, asked, desk } = await setup();
    const first = ask({ args: ['git', 'status'] });
    const one = await asked();
    await desk.approve(one.id);
    await first;
    const second = ask({ args: ['git ', 'status'] }, { waitFor: '50ms' });
    await expect(second).rejects.toMatchObject({ code: 'GATE_WAITING' });
    const other = await asked();
    expect(other.digest).not.toBe(one.digest);
    expect(ran).toEqual([{ args: ['git', 'status'] }]);
  });

  test('GATE-8: A2-binding-050: after an edit only the edited value runs, and both are in the journal', async () => {
    const { ask, ran, asked, desk } = await setup();
    const call = ask({ args: 9_000 }, { once: 'pay' });
    const { id } = await asked();
    const edited = await desk.edit(id, { args: 10 });
    await desk.approve(edited);
    await call;
    await ask({ args: 9_000 }, { once: 'pay' });
    expect(ran).toEqual([{ args: 10 }]);
    expect((await desk.item(edited)).replaces!.parts[0]!.value).toBe(9_000);
  });

  test('GATE-8: A2-binding-051: an edit that the schema does not take is refused, and it stays pending', async () => {
    const { ask, asked, desk } = await setup(z.number());
    ask({ args: 9_000 }).catch(() => undefined);
    const { id } = await asked();
    await expect(desk.edit(id, { args: 'x' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect((await asked()).id).toBe(id);
  });
});

/** A2-binding-049 stands with the decisions that are signed elsewhere: their bytes name the version. */
const ELSEWHERE = { 'A2-binding-049': 'review/desk.test.ts: GATE-3, another domain is no evidence' } as const;
const LATER = {
  'A2-binding-041': 'tools that take an argv',
  'A2-binding-044': 'tools on files',
  'A2-binding-045': 'tools on the network',
} as const;

test('WALL-3: every row of the area is checked here, or named with its place', () => {
  const named = ['001', '035', '036', '037', '040', '046', '050', '051'].map((n) => `A2-binding-${n}`);
  expect(vectors).toHaveLength(28);
  expect([...Object.keys(REFUSED), ...named, ...Object.keys(ELSEWHERE), ...Object.keys(LATER)].sort()).toEqual(
    vectors.map(({ id }) => id).sort(),
  );
});

/** A gate around a function that takes `args`, of any JSON unless said. */
async function setup(args: z.ZodType = z.json()) {
  const { root, keys } = createTrustRoot({ owner: 'alice', runtimes: { gate: { agents: ['gate'] } } });
  const store = memoryStore();
  const gate = new HumanGate({ name: 'gate', root, store, signer: signerOf(keys['gate']!) });
  const ran: unknown[] = [];
  const guarded = gate.guard(async (input) => void ran.push(input), { name: 'run', input: z.strictObject({ args }) });
  const desk = await openDesk({ root, store, person: signerOf(keys['alice']!) });
  const ask = (input: unknown, options: AskOptions = {}): Promise<unknown> => guarded(input as never, options);
  const asked = async () => {
    for (;;) {
      const [item] = await desk.pending();
      if (item !== undefined) return item;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { ask, ran, asked, desk };
}
