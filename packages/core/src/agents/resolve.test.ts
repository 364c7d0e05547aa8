// Refs in the arguments of a call: wherever they stand, whose word an argument is, and what the tool receives.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { toJson, type Json } from '../canonical.js';
import { join, labelOf, type Label } from '../content/label.js';
import { makeRef } from '../content/ref.js';
import { approveEverything, nobody, scriptedReviewer, testRuntime, type ScriptedReviewer } from '../testing.js';
import { contract } from '../tools/contract.js';
import { tool } from '../tools/tool.js';
import { ActionAgent } from './action-agent.js';
import { Handling } from './handling.js';
import { IntakeAgent } from './intake-agent.js';
import { resolve } from './resolve.js';
import type { ActionSession, Order } from './session.js';

describe('a Ref in an argument', () => {
  test('FLOW-3: deep in a body it runs, in a list of addresses it asks, and the reviewer sees which is which', async () => {
    const reviewer = scriptedReviewer(['approve']);
    await using t = await acting(async (order, session, { send }) => {
      const { text, address } = order.material[0]!;
      await session.call(send, { to: ['bob'], attachments: [{ name: 'a', data: text }] });
      await session.call(send, { to: ['bob', address], attachments: [] });
    }, reviewer);
    await t.forward('low words');
    expect(t.sent).toEqual([
      { to: ['bob'], attachments: [{ name: 'a', data: 'low words' }] },
      { to: ['bob', 'x@example.com'], attachments: [] },
    ]);
    expect(reviewer.seen).toHaveLength(1);
    expect(reviewer.seen[0]!.parts.map(({ name, trust, control }) => [name, trust, control])).toEqual([
      ['to', 'low', true],
      ['attachments', 'high', false],
    ]);
  });

  test('FLOW-3: a call that was given a Ref anywhere answers with one', async () => {
    await using t = await acting(async (order, session, { count }) => {
      expect(await session.call(count, { words: ['a', 'b'] })).toEqual({ n: 2 });
      const hidden = await session.call(count, { words: ['a', order.material[0]!.text] });
      expect(() => JSON.stringify(hidden)).toThrow(/Ref is not the text itself/);
      expect(session.reveal(hidden)).toEqual({ n: 2 });
    }, approveEverything());
    await t.forward('b');
    expect(await t.desk.notices()).toEqual([]);
  });

  test('FLOW-3: a Ref to nothing there is null under the same label, however far it is followed', async () => {
    await using t = await acting(async (_order, session, { find, send }) => {
      const found = await session.call(find, {});
      const none = (found as never as { at: (key: unknown) => { at: (key: unknown) => never } }).at(7).at('body');
      await session.call(send, { to: ['bob'], attachments: [{ name: 'a', data: found.at(0).at('body') }] });
      const codes = await session.call(send, { to: [none], attachments: [] }).then(() => 'ran', codeOf);
      expect(codes).toBe('BAD_INPUT');
      await session.call(send, { to: [found.at(0).at('body')], attachments: [] });
    }, nobody());
    await t.forward('m');
    expect(t.sent).toEqual([{ to: ['bob'], attachments: [{ name: 'a', data: 'hello' }] }]);
    expect(await t.desk.notices()).toEqual([]);
    const asked = (await t.desk.pending()).map(({ parts }) => parts.map(({ value, trust }) => [value, trust]));
    // prettier-ignore
    expect(asked).toEqual([[[['hello'], 'low'], [[], 'high']]]);
  });

  test('FLOW-3: what does not fit behind a Ref is not told, wherever it stands', async () => {
    const ends: unknown[] = [];
    await using t = await acting(async (order, session, { count }) => {
      const secret = order.material[0]!.text;
      for (const words of [[secret.at('length' as never)], [{ a: secret }], secret])
        ends.push(
          await session.call(count, { words } as never).catch((error: Error) => [codeOf(error), error.message]),
        );
    });
    await t.forward('the secret');
    expect(ends).toHaveLength(3);
    for (const end of ends) expect(end).toEqual(['BAD_INPUT', expect.not.stringMatching(/secret|expected/)]);
  });

  test('WALL-3: beside a Ref, at any depth, nothing but plain JSON is taken, and no code of it runs', async () => {
    const ran: string[] = [];
    const note = (word: string): string => (ran.push(word), word);
    const ends: unknown[] = [];
    await using t = await acting(async (order, session, { count }) => {
      const { text } = order.material[0]!;
      class Words extends Array<unknown> {}
      const cycle: unknown[] = [text];
      cycle.push(cycle);
      let deep: unknown = text;
      for (let i = 0; i < 100_000; i++) deep = [deep];
      const tries = [
        [text, { get a() { return note('getter'); } }], // prettier-ignore
        [text, new Proxy([], { get: () => note('proxy') })],
        new Proxy([text], { getOwnPropertyDescriptor: () => void note('trap') }),
        [text, { toJSON: () => note('toJSON') }],
        [text, new Date(0)],
        Words.from([text]),
        [new Proxy(text, {})],
        cycle,
        Object.assign([text], { more: 1 }),
        [text, undefined],
        deep,
        Array.from({ length: 100_001 }, () => 0),
      ];
      for (const words of tries) ends.push(await session.call(count, { words } as never).then(() => 'ran', codeOf));
    });
    await t.forward('hello');
    expect(ends).toEqual([...Array.from({ length: 10 }, () => 'NOT_JSON'), 'TOO_LARGE', 'TOO_LARGE']);
    expect(ran).toEqual([]);
  });

  test('WALL-3: what a caller changes later, in a list beside a Ref, changes nothing', async () => {
    await using t = await acting(async (order, session, { send }) => {
      const to = ['bob'];
      const file = { name: 'a', data: order.material[0]!.text as unknown };
      const call = session.call(send, { to, attachments: [file] } as never);
      to.push('mallory');
      file.data = 'other';
      await call;
    });
    await t.forward('hello');
    expect(t.sent).toEqual([{ to: ['bob'], attachments: [{ name: 'a', data: 'hello' }] }]);
  });
});

const names = ['a', 'b', 'c'] as const;
const anything = contract({
  name: 'anything',
  effect: 'log',
  control: [],
  input: z.record(z.enum(names), z.json()),
});
const own = labelOf('session', 'medium');
const sources = { low: labelOf('x', 'low'), zero: labelOf('y', 'zero', true), high: labelOf('z', 'high') } as const;

test('FLOW-3: whatever the arguments and wherever the Refs: the label of each is the join, and all that stands behind them is in its place', () => {
  const handling = handlingOf(own);
  const ref = fc
    .tuple(fc.constantFrom('low', 'zero', 'high'), fc.jsonValue({ maxDepth: 2 }))
    .map(([from, json]) => held(makeRef({ value: clean(json), label: sources[from], session: handling }), clean(json), sources[from])); // prettier-ignore
  const piece = pieceOf(ref);
  fc.assert(
    fc.property(fc.tuple(piece, piece, piece), (pieces) => {
      const { value, refs } = resolve(handling, anything, inputOf(pieces));
      expect(value).toEqual(meaningOf(pieces));
      const expected = pieces.map(({ labels, isWhole }) => (isWhole ? labels[0] : labels.reduce(join, own)));
      expect(names.map((name) => refs.get(name) ?? own)).toEqual(expected);
      expect([...refs.keys()].sort()).toEqual(names.filter((_, i) => pieces[i]!.labels.length > 0));
    }),
  );
});

test('WALL-3: whatever the arguments and wherever the Refs: the tool receives exactly the JSON with all of them open', async () => {
  const received: unknown[] = [];
  const meant: unknown[] = [];
  const take = tool(anything, async (input) => void received.push(input));
  await using t = await acting(
    async (order, session) => {
      const letter = order.material[0]!;
      const ref = fc.constantFrom(
        held(letter.text, 'the words', own),
        held(letter.address, 'x@example.com', own),
        held((letter.text as never as { at: (key: string) => unknown }).at('none'), null, own),
      );
      const piece = pieceOf(ref);
      for (const pieces of fc.sample(fc.tuple(piece, piece, piece), 60)) {
        await session.call(take as never, inputOf(pieces) as never);
        meant.push(meaningOf(pieces));
      }
    },
    undefined,
    [take],
  );
  await t.forward('the words');
  expect(await t.desk.notices()).toEqual([]);
  expect(received).toHaveLength(60);
  expect(received).toEqual(meant);
});

/** A part of an argument as it is given, the JSON that it means, and the labels of the Refs in it. */
interface Piece {
  readonly given: unknown;
  readonly meant: Json;
  readonly labels: readonly Label[];
  readonly isWhole: boolean;
}
const plain = (json: Json): Piece => ({ given: json, meant: json, labels: [], isWhole: false });
const held = (ref: unknown, meant: Json, label: Label): Piece => ({
  given: ref,
  meant,
  labels: [label],
  isWhole: true,
});
const listOf = (parts: readonly Piece[]): Piece => ({
  given: parts.map(({ given }) => given),
  meant: parts.map(({ meant }) => meant),
  labels: parts.flatMap(({ labels }) => labels),
  isWhole: false,
});
function recordOf(parts: Readonly<Record<string, Piece>>): Piece {
  const fields = Object.entries(parts);
  return {
    given: Object.fromEntries(fields.map(([key, { given }]) => [key, given])),
    meant: Object.fromEntries(fields.map(([key, { meant }]) => [key, meant])),
    labels: fields.flatMap(([, { labels }]) => labels),
    isWhole: false,
  };
}
const pieceOf = (ref: fc.Arbitrary<Piece>): fc.Arbitrary<Piece> =>
  fc.letrec<{ node: Piece }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.jsonValue({ maxDepth: 1 }).map((json) => plain(clean(json))),
      ref,
      fc.array(tie('node'), { maxLength: 3 }).map(listOf),
      fc.dictionary(fc.constantFrom('k', 'l', '$ref'), tie('node'), { maxKeys: 3 }).map(recordOf),
    ),
  })).node;
const inputOf = (pieces: readonly Piece[]): object =>
  Object.fromEntries(names.map((name, i) => [name, pieces[i]!.given]));
const meaningOf = (pieces: readonly Piece[]): object =>
  Object.fromEntries(names.map((name, i) => [name, pieces[i]!.meant]));

/** JSON as we take it: some keys and numbers are refused. */
function clean(json: unknown): Json {
  try {
    return JSON.parse(JSON.stringify(toJson(json))) as Json;
  } catch {
    return null;
  }
}
const codeOf = (error: unknown): string => (error as { code: string }).code;

/** A handling that only resolves: nothing asks for its host. */
function handlingOf(label: Label): Handling {
  const signal = new AbortController().signal;
  const facts = { host: {}, spec: { role: 'action', name: 'executor_agent' }, message: '', letter: {}, fence: 1 };
  return new Handling({ ...facts, label, signal } as never);
}

type Work = (order: Order, session: ActionSession<'high'>, tools: ReturnType<typeof toolsOf>) => Promise<void>;

function toolsOf(sent: unknown[]) {
  const send = tool({
    name: 'send_files',
    effect: 'send',
    control: ['to'],
    input: z.strictObject({
      to: z.array(z.string()),
      attachments: z.array(z.strictObject({ name: z.string(), data: z.string() })),
    }),
    run: async (args) => sent.push(args),
  });
  const count = tool({
    name: 'count',
    effect: 'analyze',
    input: z.strictObject({ words: z.array(z.string()) }),
    outsider: [],
    run: async ({ words }) => ({ n: words.length }),
  });
  const find = tool({
    name: 'find',
    effect: 'query',
    source: 'low',
    input: z.strictObject({}),
    run: async () => [{ body: 'hello' }],
  });
  return { send, count, find };
}

/** An executor whose handle does `work`; `forward()` has it handle low mail from `x@example.com`. */
async function acting(work: Work, reviewer?: ScriptedReviewer, more: readonly unknown[] = []) {
  const sent: unknown[] = [];
  const tools = toolsOf(sent);
  class Reader extends IntakeAgent<'zero'> {
    constructor() {
      super({ name: 'reader', trust: 'zero', tools: [], allowlist: ['*'] });
    }
    protected async handle() {}
  }
  class Executor extends ActionAgent<'high'> {
    constructor() {
      super({ name: 'executor_agent', trust: 'high', tools: [...Object.values(tools), ...more] as never });
    }
    protected override handle(order: Order, session: ActionSession<'high'>) {
      return work(order, session, tools);
    }
  }
  const agents = [new Reader(), new Executor()];
  const t = await testRuntime({ agents, unverified: 'low', real: true, ...(reviewer && { reviewer }) });
  const forward = async (text: string): Promise<void> => {
    const id = await t.mail({ from: 'x@example.com', to: 'reader', text });
    await t.idle();
    await t.desk.forward(id, { to: 'executor_agent', note: 'see to it' });
    await t.idle();
  };
  return Object.assign(t, { sent, forward });
}
