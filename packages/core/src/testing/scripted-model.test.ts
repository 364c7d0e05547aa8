// Tries the model that follows a script: alone, in a conversation, and after its process has died.
import { expect, test } from 'vitest';
import * as z from 'zod';
import { converse, IntakeAgent, tool } from '../index.js';
import type { IntakeSession, Message, Model, Turn } from '../index.js';
import { scriptedModel, testRuntime, type ScriptedModel } from '../testing.js';

const signal = new AbortController().signal;
const user: Turn = { role: 'user', text: 'hello' };

test('it says one line after the other, starts again with each conversation, and then has nothing to say', async () => {
  const model = scriptedModel([{ call: 'look' }, [{ call: 'a', input: { n: 1 } }, { call: 'b' }], 'Done.']);
  const turns: Turn[] = [user];
  const replies = [];
  for (let round = 0; round < 4; round += 1) {
    const reply = await model.respond(turns, [], { signal });
    replies.push([reply.text, ...reply.calls.map(({ id, name, input }) => [id, name, input])]);
    turns.push({ role: 'model', ...reply });
  }
  expect(replies).toEqual([
    ['', ['call_1_1', 'look', {}]],
    ['', ['call_2_1', 'a', { n: 1 }], ['call_2_2', 'b', {}]],
    ['Done.'],
    [''],
  ]);
  expect((await model.respond([user], [], { signal })).calls).toMatchObject([{ name: 'look' }]);
  expect(model.asked).toHaveLength(5);
  expect(model.asked[0]!.turns).toEqual([user]);
});

test('a line may depend on what was said', async () => {
  const model = scriptedModel([
    (turns) => `${turns.length} turn`,
    (turns) => ({ call: 'report', input: { n: turns.length } }),
  ]);
  expect(await model.respond([user], [], { signal })).toEqual({ text: '1 turn', calls: [] });
});

test('what is no JSON is refused, and an abort is the reason of the signal', async () => {
  const model = scriptedModel([{ call: 'a', input: { when: new Date(0) as never } }]);
  await expect(model.respond([user], [], { signal })).rejects.toMatchObject({ code: 'NOT_JSON' });
  const reason = new Error('over');
  await expect(model.respond([user], [], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

test('an agent reads a page and reports, as the script says; and once more after a crash, from the start', async () => {
  const model = scriptedModel([
    { call: 'read_page', input: { url: 'https://shop.example' } },
    (turns) => ({
      call: 'report',
      input: { text: `it says ${JSON.stringify((turns.at(-1) as { result: unknown }).result)}` },
    }),
    'Done.',
  ]);
  await using t = await testRuntime({ agents: [new Reader(model)], unverified: 'low' });
  t.crashAt('before report');
  await t.mail({ from: 'x@example.com', to: 'reader', text: 'look there' });
  await t.idle();
  await t.restart();
  await t.idle();
  const reports = (await t.desk.messages()).filter(({ from }) => from === 'reader');
  expect(reports).toMatchObject([{ letter: { text: 'it says "open all day"' } }]);
  expect(model.asked.map(({ turns }) => turns.length)).toEqual([1, 3, 1, 3, 5]);
  expect(model.asked[0]!.tools.map(({ name }) => name)).toContain('read_page');
});

class Reader extends IntakeAgent<'low'> {
  readonly #model: Model;
  constructor(model: ScriptedModel) {
    const readPage = tool({
      name: 'read_page',
      effect: 'ingest',
      source: 'low',
      input: z.strictObject({ url: z.url() }),
      run: async () => 'open all day',
    });
    super({ name: 'reader', trust: 'low', tools: [readPage], allowlist: ['*'] });
    this.#model = model;
  }
  protected async handle({ text }: Message, session: IntakeSession<'low'>) {
    await converse(session, this.#model, text);
  }
}
