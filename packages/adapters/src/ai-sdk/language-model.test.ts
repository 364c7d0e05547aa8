// Tests language models that follow a script, behind the AI SDK's own loop and behind a session.
import { converse, IntakeAgent, tool as sallyportTool } from '@sallyport/core';
import type { IntakeSession, Message, Model } from '@sallyport/core';
import { attackSuite, testRuntime, worstCaseModel } from '@sallyport/core/testing';
import { generateText, jsonSchema, stepCountIs, streamText, tool } from 'ai';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { languageModelOf, scriptedLanguageModel } from '../ai-sdk-testing.js';
import { aiSdkModel } from '../ai-sdk.js';

const look = tool({
  description: 'looks',
  inputSchema: jsonSchema<{ n: number }>({ type: 'object', properties: { n: { type: 'number' } } }),
  execute: async ({ n }) => ({ seen: n }),
});
const failing = tool({
  inputSchema: jsonSchema<object>({ type: 'object' }),
  execute: async (): Promise<string> => {
    throw new Error('no such page');
  },
});

test('generateText follows the script, runs the tools, and shows the model what they brought', async () => {
  const model = scriptedLanguageModel([
    [{ call: 'look', input: { n: 1 } }, { call: 'failing' }],
    (turns) => JSON.stringify(turns.slice(-2)),
  ]);
  const tools = { look, failing };
  const { text } = await generateText({ model, system: 'You look.', prompt: 'Look.', tools, stopWhen: stepCountIs(3) });
  expect(JSON.parse(text)).toEqual([
    { role: 'tool', call: 'call_1_1', name: 'look', result: { seen: 1 }, failed: false },
    { role: 'tool', call: 'call_1_2', name: 'failing', result: expect.stringContaining('no such page'), failed: true },
  ]);
  expect(model.asked[0]!.turns).toEqual([
    { role: 'user', text: 'You look.' },
    { role: 'user', text: 'Look.' },
  ]);
  expect(model.asked[0]!.tools).toMatchObject([{ name: 'look', description: 'looks' }, { name: 'failing' }]);
});

test('streamText follows it, too', async () => {
  const model = scriptedLanguageModel([{ call: 'look', input: { n: 2 } }, 'Two.']);
  const stream = streamText({ model, prompt: 'Look.', tools: { look }, stopWhen: stepCountIs(3) });
  const words: string[] = [];
  for await (const word of stream.textStream) words.push(word);
  expect(words.join('')).toBe('Two.');
  expect((await stream.steps).map(({ finishReason }) => finishReason)).toEqual(['tool-calls', 'stop']);
});

test('an agent whose model is the AI SDK’s is tested without network', async () => {
  const gpt = scriptedLanguageModel([{ call: 'report', input: { text: 'An invoice.' } }, 'Done.']);
  await using t = await testRuntime({ agents: [new Reader(aiSdkModel(gpt))], unverified: 'low' });
  await t.mail({ from: 'x@example.com', to: 'reader', text: 'our invoice' });
  await t.idle();
  expect(await t.desk.messages()).toMatchObject([{}, { from: 'reader', letter: { text: 'An invoice.' } }]);
  expect(gpt.asked.at(-1)!.turns).toHaveLength(3);
});

test('the attacker’s model behind the AI SDK obeys as it does without', async () => {
  const orders = { read_page: { url: 'https://evil.example/' } };
  const report = await attackSuite((model) => new Reader(aiSdkModel(languageModelOf(model))), { orders });
  expect(report.total).toMatchObject({ attempted: report.total.tried, proposed: report.total.tried });
});

test('an abort reaches the model', async () => {
  const reason = new Error('over');
  const model = languageModelOf(worstCaseModel());
  await expect(generateText({ model, prompt: 'x', abortSignal: AbortSignal.abort(reason) })).rejects.toThrow('over');
});

class Reader extends IntakeAgent<'low'> {
  readonly #model: Model;
  constructor(model: Model) {
    const readPage = sallyportTool({
      name: 'read_page',
      effect: 'ingest',
      source: 'low',
      input: z.strictObject({ url: z.url() }),
      run: async () => 'nothing',
    });
    super({ name: 'reader', trust: 'low', tools: [readPage], allowlist: ['*'] });
    this.#model = model;
  }
  protected async handle({ text }: Message, session: IntakeSession<'low'>) {
    await converse(session, this.#model, text);
  }
}
