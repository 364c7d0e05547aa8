// What an action session shows: outsider fields are Refs, a call that was given a Ref returns one.
import * as z from 'zod';
import { expectTypeOf, test } from 'vitest';
import type { Ref } from '../content/ref-type.js';
import { contract } from './contract.js';
import type { Answer, Extra, Refable, RefKeys, Shielded } from './shield.js';
import { tool, type ActionTool, type InputOf } from './tool.js';

const mails = contract({
  name: 'mails',
  effect: 'query',
  source: 'high',
  input: z.strictObject({ box: z.string() }),
  output: z.array(z.strictObject({ id: z.string(), from: z.string(), body: z.string().optional() })),
  outsider: ['from', 'body'],
});
const inbox = tool(mails, async ({ box }) => [{ id: box, from: '' }]);
const shop = tool({
  name: 'shop',
  effect: 'query',
  source: 'low',
  input: z.strictObject({ q: z.string() }),
  run: async ({ q }) => ({ text: q, n: 1 }),
});
const found = tool({
  name: 'found',
  effect: 'query',
  source: 'high',
  input: z.strictObject({ id: z.string() }),
  outsider: ['note'],
  run: async ({ id }) => (id ? { id, note: '' } : null),
});
const count = tool({
  name: 'count',
  effect: 'query',
  source: 'high',
  input: z.strictObject({ tags: z.array(z.string()), note: z.string().optional() }),
  outsider: [],
  run: async ({ tags }) => ({ n: tags.length }),
});

test('TYPE-6: the fields that outsiders write are Refs, the others plain', () => {
  expectTypeOf<Shielded<typeof inbox>>().toEqualTypeOf<
    readonly { readonly id: string; readonly from: Ref<string>; readonly body?: Ref<string> | undefined }[]
  >();
  expectTypeOf<Shielded<typeof found>>().toEqualTypeOf<{ readonly id: string; readonly note: Ref<string> } | null>();
  expectTypeOf<Shielded<typeof count>>().toEqualTypeOf<{ readonly n: number }>();
});

test('TYPE-6: unsaid, or said to be all, the whole output is one Ref', () => {
  const said = tool({
    name: 'said',
    effect: 'send',
    input: z.strictObject({}),
    outsider: '*',
    run: async () => ({ n: 1 }),
  });
  expectTypeOf<Shielded<typeof said>>().toEqualTypeOf<Ref<{ n: number }>>();
  expectTypeOf<Shielded<typeof shop>>().toEqualTypeOf<Ref<{ text: string; n: number }>>();
  expectTypeOf<Shielded<ActionTool<'high'>>>().toEqualTypeOf<unknown>();
});

test('TYPE-6: a call that was given a Ref returns one, a call that may have been may', () => {
  type Given<A> = Answer<typeof count, RefKeys<A>>;
  expectTypeOf<Given<{ tags: string[] }>>().toEqualTypeOf<{ readonly n: number }>();
  expectTypeOf<Given<{ tags: string[]; note: Ref<string> }>>().toEqualTypeOf<Ref<{ n: number }>>();
  expectTypeOf<Given<{ tags: string[]; note: string | Ref<string> }>>().toEqualTypeOf<
    Ref<{ n: number }> | { readonly n: number }
  >();
  expectTypeOf<Given<Refable<InputOf<typeof count>>>>().toEqualTypeOf<Ref<{ n: number }> | { readonly n: number }>();
});

test('TYPE-6: an argument that the contract does not have is named', () => {
  expectTypeOf<Extra<{ q: string; bcc: string }, typeof shop>>().toEqualTypeOf<{
    readonly bcc: `shop takes no 'bcc'`;
  }>();
  expectTypeOf<keyof Extra<{ q: string }, typeof shop>>().toEqualTypeOf<never>();
});
