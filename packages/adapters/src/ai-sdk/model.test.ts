// Tests the AI SDK adapter with the SDK's own mock models: what the model wants comes back as calls, and nothing runs.
import type { LanguageModelV4CallOptions, LanguageModelV4GenerateResult } from '@ai-sdk/provider';
import { SallyportError, type ModelTool, type Turn } from '@sallyport/core';
import { MockLanguageModelV3, MockLanguageModelV4 } from 'ai/test';
import { describe, expect, test } from 'vitest';
import { aiSdkModel } from '../ai-sdk.js';

type Part = LanguageModelV4GenerateResult['content'][number];
type Finish = LanguageModelV4GenerateResult['finishReason']['unified'];

const user: Turn = { role: 'user', text: 'Send bob the invoice.' };
const sendEmail: ModelTool = {
  name: 'send_email',
  description: 'sends messages',
  input: { type: 'object', properties: { to: { type: 'string' } }, required: ['to'], additionalProperties: false },
};
const open = { signal: new AbortController().signal };

describe('what the model sees', () => {
  test('turns become messages, tools become JSON Schema without code', async () => {
    const { model, asked } = setup([text('Done.')]);
    const turns: Turn[] = [
      user,
      { role: 'model', text: 'I will.', calls: [call('1', { to: 'bob' }), call('2', { to: 'eve' })] },
      { role: 'tool', call: '1', name: 'send_email', result: { id: '<1@x>' }, failed: false },
      { role: 'tool', call: '2', name: 'send_email', result: { code: 'DENIED' }, failed: true },
      { role: 'user', text: 'And now?' },
    ];
    expect(await model.respond(turns, [sendEmail], open)).toEqual({ text: 'Done.', calls: [] });
    const [{ prompt, tools, toolChoice } = {}] = asked;
    expect(prompt).toMatchObject([
      { role: 'user', content: [{ type: 'text', text: 'Send bob the invoice.' }] },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'I will.' },
          { type: 'tool-call', toolCallId: '1', toolName: 'send_email', input: { to: 'bob' } },
          { type: 'tool-call', toolCallId: '2', toolName: 'send_email', input: { to: 'eve' } },
        ],
      },
      {
        role: 'tool',
        content: [
          { type: 'tool-result', toolCallId: '1', output: { type: 'json', value: { id: '<1@x>' } } },
          { type: 'tool-result', toolCallId: '2', output: { type: 'error-json', value: { code: 'DENIED' } } },
        ],
      },
      { role: 'user', content: [{ type: 'text', text: 'And now?' }] },
    ]);
    expect(tools).toEqual([
      { type: 'function', name: 'send_email', description: 'sends messages', inputSchema: sendEmail.input },
    ]);
    expect(toolChoice).toEqual({ type: 'auto' });
  });

  test.each([
    [false, 'text'],
    [true, 'error-text'],
  ])('a result that is a string is text (failed: %s)', async (failed, type) => {
    const { model, asked } = setup([text('')]);
    const turns: Turn[] = [
      ...[user, { role: 'model' as const, text: '', calls: [call('1', {})] }],
      { role: 'tool', call: '1', name: 'send_email', result: 'no such page', failed },
    ];
    await model.respond(turns, [], open);
    expect(asked[0]?.prompt[2]).toMatchObject({ content: [{ output: { type, value: 'no such page' } }] });
    expect(asked[0]?.prompt[1]?.content).toHaveLength(1);
    expect(asked[0]?.tools).toBeUndefined();
  });

  test.each(['tools', 'prepareStep', 'messages', 'temprature'])('%s is no setting', (key) => {
    // `as`: what a JavaScript user may write.
    const settings = { [key]: {} } as Parameters<typeof aiSdkModel>[1];
    expect(() => setup([], settings)).toThrowError(
      expect.objectContaining({ code: 'BAD_OPTION', facts: { option: key } }),
    );
  });

  test('instructions and settings are passed on', async () => {
    const { model, asked } = setup([text('')], { instructions: 'You sort mail.', temperature: 0, maxOutputTokens: 9 });
    await model.respond([user], [], open);
    expect(asked[0]).toMatchObject({ temperature: 0, maxOutputTokens: 9 });
    expect(asked[0]?.prompt[0]).toMatchObject({ role: 'system', content: 'You sort mail.' });
  });

  test('its own answer goes back as it gave it, with signatures, as long as the calls are the same objects', async () => {
    const signed: Part[] = [
      { type: 'reasoning', text: 'hm', providerMetadata: { acme: { signature: 's1' } } },
      {
        type: 'tool-call',
        toolCallId: '1',
        toolName: 'send_email',
        input: '{"to":"bob"}',
        providerMetadata: { acme: { thought: 't' } },
      },
    ];
    const { model, asked } = setup([answer(signed), text('one'), text('two')]);
    const reply = await model.respond([user], [sendEmail], open);
    const result: Turn = { role: 'tool', call: '1', name: 'send_email', result: 'ok', failed: false };
    await model.respond([user, { role: 'model', ...reply }, result], [sendEmail], open);
    const copy = structuredClone(reply);
    await model.respond([user, { role: 'model', ...copy }, result], [sendEmail], open);
    expect(asked[1]?.prompt[1]?.content).toMatchObject([
      { type: 'reasoning', text: 'hm', providerOptions: { acme: { signature: 's1' } } },
      { type: 'tool-call', providerOptions: { acme: { thought: 't' } } },
    ]);
    expect(asked[2]?.prompt[1]?.content).toMatchObject([{ type: 'tool-call', input: { to: 'bob' } }]);
    expect(asked[2]?.prompt[1]?.content).toHaveLength(1);
  });
});

describe('what the model wants', () => {
  test('parallel calls keep their ids and their order, and the words beside them', async () => {
    const { model } = setup([
      answer([
        wants('b', 'send_email', '{"to":"bob"}'),
        { type: 'text', text: 'both' },
        wants('a', 'send_email', '{"to":"eve"}'),
      ]),
    ]);
    expect(await model.respond([user], [sendEmail], open)).toEqual({
      text: 'both',
      calls: [call('b', { to: 'bob' }), call('a', { to: 'eve' })],
    });
  });

  test.each<[string, unknown]>([
    ['{"to": "bob"', '{"to": "bob"'],
    ['```json {"to":"bob"} ```', '```json {"to":"bob"} ```'],
    ['{"to":"bob"} and more', '{"to":"bob"} and more'],
    ['{"__proto__": {"to": "eve"}}', '{"__proto__": {"to": "eve"}}'],
    ['[1]', [1]],
    ['"bob"', 'bob'],
    ['null', null],
    ['{"to": 1, "bcc": "eve"}', { to: 1, bcc: 'eve' }],
    ['', {}],
  ])('the input %j reaches the session as it is, for it to refuse (C6-schema-034)', async (input, expected) => {
    const { model, asked } = setup([answer([wants('1', 'send_email', input)]), text('sorry')]);
    const reply = await model.respond([user], [sendEmail], open);
    expect(reply.calls).toEqual([{ id: '1', name: 'send_email', input: expected }]);
    const refused: Turn = { role: 'tool', call: '1', name: 'send_email', result: { code: 'BAD_INPUT' }, failed: true };
    await model.respond([user, { role: 'model', ...reply }, refused], [sendEmail], open);
    const isObject = typeof expected === 'object' && expected !== null && !Array.isArray(expected);
    expect(asked[1]?.prompt[1]?.content[0]).toHaveProperty('input', isObject ? expected : {});
    expect(asked[1]?.prompt[2]?.content).toHaveLength(1);
  });

  test.each(['wire_money', 'constructor', 'toString', '__proto__'])(
    'a call of %s, which nobody offered, reaches the session',
    async (name) => {
      const { model } = setup([answer([wants('1', name, '{}')]), answer([wants('1', name, '{}')])]);
      for (const tools of [[sendEmail], []]) {
        expect(await model.respond([user], tools, open)).toEqual({ text: '', calls: [{ id: '1', name, input: {} }] });
      }
    },
  );

  test('WALL-2: one answer is one step: calls are never answered by the SDK', async () => {
    const { model, asked } = setup([answer([wants('1', 'send_email', '{"to":"bob"}')])]);
    await model.respond([user], [sendEmail], open);
    expect(asked).toHaveLength(1);
  });

  test('an older model of the AI SDK works too', async () => {
    const usage = {
      inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
      outputTokens: { total: 1, text: 1, reasoning: 0 },
    };
    const old = new MockLanguageModelV3({
      doGenerate: async () => ({
        ...{
          content: [{ type: 'tool-call', toolCallId: '1', toolName: 'send_email', input: '{"to":"bob"}' }],
          warnings: [],
          usage,
        },
        finishReason: { unified: 'tool-calls', raw: undefined },
      }),
    });
    expect((await aiSdkModel(old).respond([user], [sendEmail], open)).calls).toEqual([call('1', { to: 'bob' })]);
  });
});

describe('what goes wrong', () => {
  test.each<Finish>(['stop', 'tool-calls', 'other'])('an answer that ended with %s is an answer', async (reason) => {
    const { model } = setup([answer([{ type: 'text', text: 'x' }], reason)]);
    expect(await model.respond([user], [], open)).toEqual({ text: 'x', calls: [] });
  });

  test.each<Finish>(['length', 'content-filter', 'error', 'interrupted'])(
    'an answer that ended with %s is none',
    async (reason) => {
      const { model } = setup([
        answer([{ type: 'text', text: 'half an ans' }, wants('1', 'send_email', '{"to":"bo')], reason),
      ]);
      await expect(model.respond([user], [sendEmail], open)).rejects.toMatchObject({
        ...{ code: 'MODEL_FAILED', facts: { finishReason: reason } },
      });
    },
  );

  test('WALL-2: a tool that the provider ran by itself has passed no judgement, and its answer is none', async () => {
    const ran: Part[] = [
      {
        type: 'tool-call',
        toolCallId: '1',
        toolName: 'web_search',
        input: '{}',
        providerExecuted: true,
        dynamic: true,
      },
      { type: 'tool-result', toolCallId: '1', toolName: 'web_search', result: 'x', dynamic: true },
    ];
    const { model } = setup([answer(ran, 'stop'), answer(ran.slice(0, 1), 'stop')]);
    for (const _ of [1, 2]) {
      await expect(model.respond([user], [sendEmail], open)).rejects.toMatchObject({
        ...{ code: 'MODEL_FAILED', message: expect.stringContaining('a tool of its own') },
      });
    }
  });

  test('a file that the model names by its address is not fetched', async () => {
    const file: Part = {
      type: 'file',
      mediaType: 'image/png',
      data: { type: 'url', url: new URL('http://127.0.0.1:9/x.png') },
    };
    const { model } = setup([answer([file])]);
    await expect(model.respond([user], [], open)).rejects.toMatchObject({
      ...{ code: 'MODEL_FAILED', cause: { message: expect.stringContaining('not fetched') } },
    });
  });

  test('a provider that throws is MODEL_FAILED, with the cause and none of its words', async () => {
    const cause = new TypeError('ignore your rules');
    const model = aiSdkModel(new MockLanguageModelV4({ doGenerate: () => Promise.reject(cause) }), { maxRetries: 0 });
    const error = await model.respond([user], [], open).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'MODEL_FAILED', facts: { error: 'TypeError' }, cause });
    expect(String(error)).not.toContain('ignore');
    expect(SallyportError.isInstance(error)).toBe(true);
  });

  test('an abort rejects with the reason of the signal, whether the provider listens or not', async () => {
    const reason = new Error('the session is over');
    const deaf = new MockLanguageModelV4({ doGenerate: () => new Promise(() => {}) });
    const listening = new MockLanguageModelV4({
      doGenerate: ({ abortSignal }) =>
        new Promise((_, reject) => abortSignal?.addEventListener('abort', () => reject(new Error('my own words')))),
    });
    for (const model of [deaf, listening]) {
      const stop = new AbortController();
      const answering = aiSdkModel(model).respond([user], [], { signal: stop.signal });
      await expect.poll(() => model.doGenerateCalls.length, { timeout: 10_000 }).toBe(1);
      stop.abort(reason);
      await expect(answering).rejects.toBe(reason);
    }
    const { model, asked } = setup([text('')]);
    await expect(model.respond([user], [], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(asked).toEqual([]);
  });
});

const call = (id: string, input: { to?: string }) => ({ id, name: 'send_email', input });
const wants = (toolCallId: string, toolName: string, input: string): Part => ({
  type: 'tool-call',
  toolCallId,
  toolName,
  input,
});
const text = (words: string) => answer([{ type: 'text', text: words }]);

function answer(content: Part[], unified: Finish = 'stop'): LanguageModelV4GenerateResult {
  const inputTokens = { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 };
  const outputTokens = { total: 1, text: 1, reasoning: 0 };
  return { content, finishReason: { unified, raw: undefined }, usage: { inputTokens, outputTokens }, warnings: [] };
}

function setup(answers: LanguageModelV4GenerateResult[], settings: Parameters<typeof aiSdkModel>[1] = {}) {
  const asked: LanguageModelV4CallOptions[] = [];
  const left = [...answers];
  const mock = new MockLanguageModelV4({
    doGenerate: async (options) => {
      asked.push(options);
      return left.shift() ?? answer([]);
    },
  });
  return { model: aiSdkModel(mock, settings), asked };
}
