// What is said to a developer who plans or reads wrongly: what it is, and what to do instead.
import { expect, test } from 'vitest';
import * as z from 'zod';
import { SallyportError } from '../errors.js';
import { testRuntime } from '../testing/test-runtime.js';
import { tool } from '../tools/tool.js';
import { ActionAgent } from './action-agent.js';
import type { ActionSession, Order } from './session.js';
import { among, step, type AnyPlanStep, type PinnedArgs } from './step.js';

test('a selector that reads a Ref is told that it cannot, and what it threw is the cause alone', async () => {
  const { error } = await failing(async (session) => {
    const find = step(findMail, { from: 'bob' });
    // `as`: what JavaScript lets through
    const read = (mails: unknown): string => (mails as { id: string; text: string }[])[0]!.text.slice(0, 1);
    const tidy = step(archiveMail, { id: find.pick(read) });
    await session.plan([find, tidy]);
    await session.run(find);
    await session.run(tidy);
  });
  expect(error).toMatchObject({ code: 'BAD_INPUT', cause: expect.any(TypeError) });
  expect(error.message).toBe(
    'a selector over step 1 threw, as its cause says: the fields there that outsiders write are Refs, which code can pass on and cannot read',
  );
});

test('a selector that throws is on record as refused, without what it threw', async () => {
  const { t } = await failing(async (session) => {
    const find = step(findMail, { from: 'bob' });
    const ids = find.pick(([first]): readonly string[] => {
      throw new Error(`secret ${first!.id}`);
    });
    const tidy = step(archiveMail, { id: among(ids) });
    await session.plan([find, tidy]);
    await session.run(find);
    await session.run(tidy, { id: '7' });
  });
  const tried = t.attempts('archive_mail');
  expect(tried).toMatchObject([{ state: 'refused', reason: expect.stringContaining('a selector over step 1 threw') }]);
  expect(JSON.stringify(tried)).not.toContain('secret');
});

test.each<[string, (session: ActionSession<'high'>) => unknown, string]>([
  [
    'what is no step, by its place',
    (session) =>
      session.plan([step(findMail, { from: 'bob' }), archiveMail as unknown as AnyPlanStep<typeof findMail>]),
    'what stands at place 2 is no step of this copy of @sallyport/core: step(tool, args) makes one',
  ],
  [
    'an argument that the tool does not take, and those that it takes',
    (session) => session.plan([step(archiveMail, { ident: '7' } as unknown as PinnedArgs<{ id: string }>)]),
    "'archive_mail' takes no 'ident', it takes 'id'",
  ],
  ['an empty set', async () => among([]), 'not an empty list'],
  [
    'a step that was made and not planned',
    async (session) => {
      await session.plan([step(archiveMail, { id: '7' })]);
      await session.run(step(findMail, { from: 'bob' }));
    },
    'there is no step for it: put all that may happen into session.plan([…])',
  ],
  [
    'a step that is taken too often',
    async (session) => {
      const tidy = step(archiveMail, { id: '7' });
      await session.plan([tidy]);
      await session.run(tidy);
      await session.run(tidy);
    },
    'step 1 has been taken as often as it may be: step(tool, args, { times: n }) allows more',
  ],
])('it is told: %s', async (_title, act, sentence) => {
  const { error } = await failing(async (session) => void (await act(session)));
  expect(error.message).toContain(sentence);
});

test.each<[string, string, () => Promise<string>]>([
  ['threw', 'a reader of', () => Promise.reject(new Error('no'))],
  ['does not fit', 'what a reader of', async () => 'ten'],
])('a reader that %s is told apart, and where to look', async (what, begins, reader) => {
  const { error } = await failing(async (session) => {
    const [first] = await session.call(findMail, { from: 'bob' });
    await session.read(first!.text, z.number(), reader);
  });
  expect(error.message.startsWith(`${begins} 'clerk' `)).toBe(true);
  expect(error.message).toContain(what);
  expect(error.message).toContain('facts.detail says how, behind a Ref');
});

const findMail = tool({
  name: 'find_mail',
  effect: 'query',
  source: 'low',
  input: z.strictObject({ from: z.string() }),
  output: z.array(z.strictObject({ id: z.string(), text: z.string() })),
  outsider: ['text'],
  run: async () => [{ id: '7', text: 'hello' }],
});
const archiveMail = tool({
  name: 'archive_mail',
  effect: 'update',
  control: ['id'],
  input: z.strictObject({ id: z.string() }),
  run: async () => null,
});

/** The error of a session that does this. */
async function failing(act: (session: ActionSession<'high'>) => Promise<void>) {
  let error: unknown;
  class Clerk extends ActionAgent<'high'> {
    constructor() {
      super({ name: 'clerk', trust: 'high', tools: [findMail, archiveMail] });
    }
    protected override async handle(_order: Order, session: ActionSession<'high'>) {
      await act(session).catch((thrown: unknown) => (error = thrown));
    }
  }
  const t = await testRuntime({ agents: [new Clerk()], real: true });
  await t.desk.send('clerk', 'go');
  await t.idle();
  if (!SallyportError.isInstance(error)) throw new Error('nothing that is ours was thrown', { cause: error });
  return { t, error };
}
