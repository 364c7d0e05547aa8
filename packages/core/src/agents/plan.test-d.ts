// A plan, as the compiler sees it: what a step pins fits the tool, what it left open is what the call says.
import * as z from 'zod';
import { expectTypeOf, test } from 'vitest';
import type { Ref } from '../content/ref-type.js';
import { tool } from '../tools/tool.js';
import { planFrom } from './plan-data.js';
import { planWith } from './plan-with.js';
import { readWith } from './read-with.js';
import type { Model } from './model.js';
import type { ActionSession } from './session.js';
import { among, anything, step } from './step.js';

const findEvents = tool({
  name: 'find_events',
  effect: 'query',
  source: 'low',
  input: z.strictObject({ query: z.string() }),
  output: z.array(z.strictObject({ id: z.string(), title: z.string() })),
  outsider: ['title'],
  run: async () => [],
});
const moveEvent = tool({
  name: 'move_event',
  effect: 'update',
  control: ['id', 'start'],
  input: z.strictObject({
    id: z.string(),
    start: z.string(),
    note: z.string().optional(),
    seats: z.number().optional(),
  }),
  output: z.strictObject({ id: z.string() }),
  outsider: [],
  run: async ({ id }) => ({ id }),
});
const readMail = tool({
  name: 'read_mail',
  effect: 'ingest',
  source: 'low',
  input: z.strictObject({}),
  run: async () => '',
});
declare const session: ActionSession<'high'>;
declare const ref: Ref<string>;

test('TYPE-6: a selector is given what the session shows, and its values fit the argument', () => {
  const find = step(findEvents, { query: 'x' });
  find.pick((events) => {
    expectTypeOf(events).toEqualTypeOf<readonly { readonly id: string; readonly title: Ref<string> }[]>();
    return 0;
  });
  step(moveEvent, { id: find.pick(([first]) => first?.id), start: ref });
  step(moveEvent, { id: among(find.pick((events) => events.map(({ id }) => id))), start: among(['a', 'b']) });
  // @ts-expect-error a number is no id
  step(moveEvent, { id: find.pick((events) => events.length), start: 'x' });
  // @ts-expect-error 'c' is a string, 1 is none
  step(moveEvent, { id: 'c', start: among([1]) });
  // @ts-expect-error start is missing
  step(moveEvent, { id: 'c' });
  // @ts-expect-error there is no such argument
  step(moveEvent, { id: 'c', start: 'x', all: true });
});

test('TYPE-6: a step whose arguments hold no Ref answers as a call does, one that may hold one may answer with one', () => {
  const move = step(moveEvent, { id: '5', start: among(['a', 'b']), note: anything });
  type Moved = { readonly id: string };
  expectTypeOf(session.run(move)).toEqualTypeOf<Promise<Moved | Ref<{ id: string }>>>();
  expectTypeOf(session.run(move, { start: 'a' })).toEqualTypeOf<Promise<Moved>>();
  expectTypeOf(session.run(move, { start: 'a', note: 'x' })).toEqualTypeOf<Promise<Moved>>();
  expectTypeOf(session.run(move, { start: 'a', note: ref })).toEqualTypeOf<Promise<Ref<{ id: string }>>>();
  const pinned = step(moveEvent, { id: '5', start: ref });
  expectTypeOf(session.run(pinned)).toEqualTypeOf<Promise<Ref<{ id: string }>>>();
  const literal = step(moveEvent, { id: '5', start: 'x' });
  expectTypeOf(session.run(literal)).toEqualTypeOf<Promise<Moved>>();
  // @ts-expect-error id is pinned
  void session.run(move, { start: 'a', id: '6' });
});

test('TYPE-6: a Ref may stand deep in what is pinned, and in what the call says', () => {
  const file = tool({
    name: 'file',
    effect: 'task',
    input: z.strictObject({ names: z.array(z.string()), files: z.array(z.strictObject({ data: z.string() })) }),
    outsider: [],
    run: async () => ({ n: 1 }),
  });
  type Filed = { readonly n: number };
  const pinned = step(file, { names: ['a'], files: [{ data: ref }] });
  expectTypeOf(session.run(pinned)).toEqualTypeOf<Promise<Ref<{ n: number }>>>();
  const open = step(file, { names: ['a'], files: anything });
  expectTypeOf(session.run(open, { files: [{ data: 'x' }] })).toEqualTypeOf<Promise<Filed>>();
  expectTypeOf(session.run(open, { files: [{ data: ref }] })).toEqualTypeOf<Promise<Filed | Ref<{ n: number }>>>();
  // @ts-expect-error a name is no number
  step(file, { names: [ref.at('length')], files: [] });
});

test('TYPE-2: what an ActionSession may not call, it may not plan', () => {
  void session.plan([step(findEvents, { query: 'x' })]);
  // @ts-expect-error an action agent does not ingest
  void session.plan([step(readMail, {})]);
});

test('TYPE-6: a reader is given what is behind the Refs, and what it makes is a Ref of the type of its schema', () => {
  const read = session.read({ mail: ref, with: ['x'] }, z.strictObject({ n: z.number() }), ({ mail }) => {
    expectTypeOf(mail).toEqualTypeOf<string>();
    return { n: mail.length };
  });
  expectTypeOf(read).toEqualTypeOf<Promise<Ref<{ n: number }>>>();
});

declare const model: Model;

test('TYPE-6: of a step that was said as data the compiler knows nothing but that it may be planned and run', async () => {
  for (const steps of [planFrom(session, { steps: [] }, { refs: { ref } }), await planWith(model)(session, 'x')]) {
    void session.plan(steps);
    expectTypeOf(session.run(steps[0]!)).toEqualTypeOf<Promise<unknown>>();
    expectTypeOf(session.run(steps[0]!, { start: 'a', note: ref })).toEqualTypeOf<Promise<Ref<unknown>>>();
  }
  // @ts-expect-error an argument is one of five forms
  planFrom(session, { steps: [{ id: 'a', tool: 'move_event', args: { id: () => '5' } }] });
});

test('TYPE-6: what a model reads is a Ref of the type of the schema', () => {
  const read = session.read({ mail: ref }, z.strictObject({ n: z.number() }), readWith(model));
  expectTypeOf(read).toEqualTypeOf<Promise<Ref<{ n: number }>>>();
});
