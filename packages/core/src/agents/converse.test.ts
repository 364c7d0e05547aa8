import { expect, test } from 'vitest';
import * as z from 'zod';
import type { Json } from '../canonical.js';
import { scriptedReviewer, testRuntime } from '../testing.js';
import { contract } from '../tools/contract.js';
import { only } from '../tools/only.js';
import { tool } from '../tools/tool.js';
import { ActionAgent } from './action-agent.js';
import { converse } from './converse.js';
import { IntakeAgent } from './intake-agent.js';
import type { Model, Turn } from './model.js';
import type { ActionSession, IntakeSession, Message, Order } from './session.js';

const sendNote = contract({
  name: 'send_note',
  effect: 'send',
  control: ['to'],
  input: z.strictObject({ to: z.string(), body: z.string() }),
});

test('FLOW-7: a model reports and proposes; what is refused comes back to it as a failed turn', async () => {
  const { model, seen } = scripted([
    ['report', { text: 'they ask for a note' }],
    [
      'propose',
      { to: 'executor_agent', contract: 'send_note', args: { to: 'thief@evil.example', body: 'b' }, why: 'w' },
    ],
    ['propose', { to: 'executor_agent', contract: 'send_note', args: { to: 'x@example.com', body: 'b' }, why: 'w' }],
    ['send_note', { to: 'x@example.com', body: 'b' }],
    ['report', 'no object'],
  ]);
  await using t = await desk(model);
  await t.mail({ from: 'x@example.com', to: 'reader', text: 'hi' });
  await t.idle();
  expect(seen().map(({ name, failed, result }) => [name, failed, (result as { error?: string }).error])).toEqual([
    ['report', false, undefined],
    ['propose', true, 'OUT_OF_BOUNDS'],
    ['propose', false, undefined],
    ['send_note', true, 'TOOL_FORBIDDEN'],
    ['report', true, 'BAD_INPUT'],
  ]);
  expect(
    t
      .attempts('send_note')
      .map(({ state }) => state)
      .sort(),
  ).toEqual(['pending', 'refused', 'refused']);
  expect(model.offered).toEqual(['report', 'propose']);
});

test('FLOW-2: a model of the acting side passes on what it may not read, and reveals it at a price', async () => {
  const { model, seen } = scripted([
    ['send_note', { to: 'bob@example.com', body: { $ref: 'mail' } }],
    ['reveal', { ref: { $ref: 'mail' } }],
    ['send_note', { to: 'bob@example.com', body: 'again' }],
  ]);
  await using t = await desk(model, scriptedReviewer(['deny']));
  const id = await t.mail({ from: 'x@example.com', to: 'mute', text: 'the secret words' });
  await t.idle();
  await t.desk.forward(id, { to: 'executor_agent', note: 'pass it on' });
  await t.idle();
  const [sent, revealed, again] = seen();
  expect(JSON.stringify(sent)).not.toContain('secret');
  expect(sent).toMatchObject({ failed: false, result: { $ref: expect.any(String) } });
  expect(revealed).toMatchObject({ failed: false, result: 'the secret words' });
  expect(again).toMatchObject({ failed: true, result: { error: 'GATE_DENIED' } });
  expect(t.reached('send_note')).toHaveLength(1);
});

test('FLOW-3: a model’s token stands for its Ref at any depth, and what is no token that it was given stays what it is', async () => {
  const ref = { $ref: 'mail' };
  const { model, seen } = scripted([
    ['pile', { items: ['a', { deep: [ref, { $ref: 'ref-1' }] }] }],
    ['pile', { items: [{ $ref: 'ref-7' }, { $ref: ['mail'] }, { $ref: 'mail', more: 1 }, { $ref: 'toString' }] }],
    ['pile', { items: [{ $ref: 'ref-2' }] }],
    ['pile', { items: nested(ref, 100_000) }],
  ]);
  const piled: unknown[] = [];
  await using t = await desk(model, undefined, piled);
  const id = await t.mail({ from: 'x@example.com', to: 'mute', text: 'the secret words' });
  await t.idle();
  await t.desk.forward(id, { to: 'executor_agent', note: 'pass it on' });
  await t.idle();
  const results = seen().map(({ failed, result }) => [failed, (result as { error?: string }).error]);
  expect(results).toEqual([[false, undefined], [false, undefined], [false, undefined], [true, 'TOO_LARGE']]); // prettier-ignore
  expect(piled).toEqual([
    { items: ['a', { deep: ['the secret words', { $ref: 'ref-1' }] }] },
    { items: [{ $ref: 'ref-7' }, { $ref: ['mail'] }, { $ref: 'mail', more: 1 }, { $ref: 'toString' }] },
    { items: [{ n: 1 }] },
  ]);
  expect(JSON.stringify(seen())).not.toContain('secret');
});

test('a model that never stops is stopped after its rounds', async () => {
  let rounds = 0;
  const model: Model = {
    respond: async () => ({
      text: '',
      calls: [{ id: String((rounds += 1)), name: 'report', input: { text: `${rounds}` } }],
    }),
  };
  await using t = await desk(Object.assign(model, { offered: [] }));
  await t.mail({ from: 'x@example.com', to: 'reader', text: 'hi' });
  await t.idle();
  expect(rounds).toBe(16);
});

const pileInto = (piled: unknown[]) =>
  tool({
    name: 'pile',
    effect: 'analyze',
    control: [],
    input: z.strictObject({ items: z.json() }),
    run: async (input) => ({ n: piled.push(input) }),
  });
function nested(value: Json, levels: number): Json {
  let deep = value;
  for (let i = 0; i < levels; i++) deep = [deep];
  return deep;
}

type Scripted = Model & { offered: readonly string[] };

/** Makes one call a turn, in order; `seen` are the tool turns that it was shown. */
function scripted(lines: readonly (readonly [string, Json])[]) {
  let last: readonly Turn[] = [];
  const model: Scripted = {
    offered: [],
    respond: async (turns, tools) => {
      last = turns;
      model.offered = tools.map(({ name }) => name);
      const line = lines[turns.filter(({ role }) => role === 'model').length];
      return {
        text: 'done',
        calls: line === undefined ? [] : [{ id: `${turns.length}`, name: line[0], input: line[1] }],
      };
    },
  };
  return { model, seen: () => last.filter((turn) => turn.role === 'tool') };
}

function desk(model: Scripted, reviewer?: ReturnType<typeof scriptedReviewer>, piled: unknown[] = []) {
  class Reader extends IntakeAgent<'low'> {
    readonly #talks: boolean;
    constructor(name: string, talks: boolean) {
      super({ name, trust: 'low', tools: [], proposes: [only(sendNote, { to: 'sender' })], allowlist: ['*'] });
      this.#talks = talks;
    }
    protected async handle(message: Message, session: IntakeSession<'low'>) {
      if (this.#talks) await converse(session, model, message.text);
    }
  }
  class Executor extends ActionAgent<'high'> {
    constructor() {
      super({ name: 'executor_agent', trust: 'high', tools: [tool(sendNote, async () => 1), pileInto(piled)] });
    }
    protected async handle(order: Order, session: ActionSession<'high'>) {
      await converse(session, model, order.text, { refs: { mail: order.material[0]!.text } });
    }
  }
  const agents = [new Reader('reader', true), new Reader('mute', false), new Executor()];
  return testRuntime({ agents, unverified: 'low', ...(reviewer && { reviewer }) });
}
