// What an action session shows: outsider fields are Refs, a call that was given a Ref returns one.
import * as z from 'zod';
import { expectTypeOf, test } from 'vitest';
import type { Ref } from '../content/ref-type.js';
import { contract } from './contract.js';
import type { Outsider, OutsiderOfRun } from './contract-spec.js';
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
const title = tool({
  name: 'title',
  effect: 'query',
  source: 'high',
  input: z.strictObject({}),
  outsider: [],
  run: async () => 'Home',
});
const words = tool({
  name: 'words',
  effect: 'query',
  source: 'high',
  input: z.strictObject({}),
  output: z.record(z.string(), z.number()),
  outsider: [],
  run: async () => ({ home: 1 }),
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
  expectTypeOf<Shielded<typeof title>>().toEqualTypeOf<string>();
  expectTypeOf<Shielded<typeof words>>().toEqualTypeOf<{ [key: string]: number }>();
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

const file = z.strictObject({ name: z.string(), text: z.string().optional() });
const page = tool(
  contract({
    name: 'page',
    effect: 'query',
    source: 'high',
    input: z.strictObject({}),
    output: z.strictObject({
      items: z.array(z.strictObject({ id: z.string(), body: z.string(), files: z.array(file).optional() })),
      next: z.strictObject({ cursor: z.string(), note: z.string() }).nullable(),
      headers: z.record(z.string(), z.string()),
      more: z.union([z.string(), z.looseObject({ a: z.string(), b: z.number() })]),
    }),
    outsider: ['items.body', 'items.files.text', 'next.note', 'headers.subject', 'more.a'],
  }),
  async () => ({ items: [], next: null, headers: {}, more: '' }),
);

test('TYPE-6: nested outsider fields are Refs at exactly these places, the others plain', () => {
  type Page = Shielded<typeof page>;
  type Item = Page['items'][number];
  expectTypeOf<Item['id']>().toEqualTypeOf<string>();
  expectTypeOf<Item['body']>().toEqualTypeOf<Ref<string>>();
  expectTypeOf<Item['files']>().toEqualTypeOf<
    readonly { readonly name: string; readonly text?: Ref<string> | undefined }[] | undefined
  >();
  expectTypeOf<Page['next']>().toEqualTypeOf<{ readonly cursor: string; readonly note: Ref<string> } | null>();
  expectTypeOf<Page['headers']>().toEqualTypeOf<Ref<Record<string, string>>>();
  expectTypeOf<Extract<Page['more'], { b: number }>['a']>().toEqualTypeOf<Ref<string>>();
  expectTypeOf<Exclude<Page['more'], { b: number }>>().toEqualTypeOf<Ref<string>>();
});

test('TYPE-6: a path that the output lacks does not compile; what may be anything has none', () => {
  type Mails = { next: string | null; mails: { id: string; files: { text: string }[] }[]; any: unknown };
  type Paths = 'next' | 'mails' | 'mails.id' | 'mails.files' | 'mails.files.text' | 'any';
  expectTypeOf<Outsider<Mails>>().toEqualTypeOf<readonly Paths[] | '*' | undefined>();
  expectTypeOf<Outsider<Mails[]>>().toEqualTypeOf<Outsider<Mails>>();
  expectTypeOf<OutsiderOfRun<Mails>>().toEqualTypeOf<Outsider<Mails>>();
  expectTypeOf<Outsider<{ headers: Record<string, string> }>>().toEqualTypeOf<
    readonly ('headers' | `headers.${string}`)[] | '*' | undefined
  >();
});

test('TYPE-6: a Ref may stand anywhere in an argument, and one of its own type', () => {
  type Input = { to: string[]; files: { name: string; data: string }[]; at: 'now' | { day: number } };
  expectTypeOf<{
    to: [string, Ref<string>];
    files: { name: string; data: Ref<string> }[];
    at: { day: Ref<number> };
  }>().toExtend<Refable<Input>>();
  expectTypeOf<{ to: Ref<string[]>; files: Ref<{ name: string; data: string }>[]; at: 'now' }>().toExtend<
    Refable<Input>
  >();
  expectTypeOf<{ to: [Ref<number>]; files: []; at: 'now' }>().not.toExtend<Refable<Input>>();
});

test('TYPE-6: a Ref deep in an argument makes the answer one; a list may hold none', () => {
  type R = Ref<string>;
  expectTypeOf<RefKeys<{ a: string[]; b: { c: number }[]; d?: null }>>().toEqualTypeOf<never>();
  expectTypeOf<RefKeys<{ a: readonly [string, R] }>>().toEqualTypeOf<'yes'>();
  expectTypeOf<RefKeys<{ a: readonly [{ b: R; c: string }] }>>().toEqualTypeOf<'yes'>();
  expectTypeOf<RefKeys<{ a: R[] }>>().toEqualTypeOf<'maybe'>();
  expectTypeOf<RefKeys<{ a: { b?: R } }>>().toEqualTypeOf<'maybe'>();
  expectTypeOf<RefKeys<{ a: string | { b: R } }>>().toEqualTypeOf<'maybe'>();
  expectTypeOf<RefKeys<{ a: unknown }>>().toEqualTypeOf<'maybe'>();
});

test('TYPE-6: an argument that the contract does not have is named, however deep', () => {
  const send = tool({
    name: 'send',
    effect: 'send',
    input: z.strictObject({ files: z.array(z.strictObject({ name: z.string() })), any: z.unknown() }),
    run: async () => 1,
  });
  type Odd = Extra<{ files: { name: string; size: number }[] }, typeof send>;
  expectTypeOf<Odd['files']>().toEqualTypeOf<{ readonly [K in `send takes no 'files.size'`]: never }>();
  expectTypeOf<{ files: { name: string }[]; any: { a: 1 } }>().toExtend<
    Extra<{ files: { name: string }[]; any: { a: 1 } }, typeof send>
  >();
});
