// The other way round: a model of the port as a language model of the AI SDK, for tests of code that takes one of those.
import type { LanguageModel } from 'ai';
import type { Json, Model, ModelCall, ModelTool, Reply, Turn } from '@sallyport/core';
import { scriptedModel, type ModelLine, type Question } from '@sallyport/core/testing';

type V4 = Extract<LanguageModel, { readonly specificationVersion: 'v4' }>;
type Options = Parameters<V4['doGenerate']>[0];
type Generated = Awaited<ReturnType<V4['doGenerate']>>;
type Streamed = Awaited<ReturnType<V4['doStream']>>;
type StreamPart = Streamed['stream'] extends ReadableStream<infer P> ? P : never;
type Content = Generated['content'][number];
type Message = Options['prompt'][number];
type Part = Exclude<Message['content'], string>[number];

/**
 * A language model of the AI SDK that says what a model of the port says: `worstCaseModel()` behind `generateText`, say.
 *
 * @example
 * ```ts
 * import { languageModelOf } from '@sallyport/adapters/ai-sdk/testing';
 * import { worstCaseModel } from '@sallyport/core/testing';
 * import { generateText } from 'ai';
 *
 * const { toolCalls } = await generateText({ model: languageModelOf(worstCaseModel()), prompt: 'CALL send_email {}' });
 * ```
 */
export function languageModelOf(model: Model): V4 {
  const answer = (options: Options): Promise<Reply> =>
    model.respond(turnsOf(options.prompt), toolsOf(options), {
      signal: options.abortSignal ?? new AbortController().signal,
    });
  return Object.freeze<V4>({
    specificationVersion: 'v4',
    provider: 'sallyport',
    modelId: 'testing',
    supportedUrls: {},
    doGenerate: async (options) => generated(await answer(options)),
    doStream: async (options) => ({ stream: streamOf(generated(await answer(options))) }),
  });
}

/**
 * A language model of the AI SDK that follows a script, as `scriptedModel()` of `@sallyport/core/testing` does.
 *
 * @example
 * ```ts
 * import { aiSdkModel } from '@sallyport/adapters/ai-sdk';
 * import { scriptedLanguageModel } from '@sallyport/adapters/ai-sdk/testing';
 *
 * const gpt = scriptedLanguageModel([{ call: 'report', input: { text: 'An invoice.' } }, 'Done.']);
 * const model = aiSdkModel(gpt); // in the place of openai('…')
 * ```
 */
export function scriptedLanguageModel(script: readonly ModelLine[]): V4 & { readonly asked: readonly Question[] } {
  const model = scriptedModel(script);
  return Object.freeze({
    ...languageModelOf(model),
    get asked() {
      return model.asked;
    },
  });
}

function turnsOf(prompt: Options['prompt']): readonly Turn[] {
  return prompt.flatMap(({ role, content }): readonly Turn[] => {
    if (typeof content === 'string') return [{ role: 'user', text: content }];
    const parts: readonly Part[] = content;
    const results = parts.flatMap((part) => (part.type === 'tool-result' ? [resultOf(part)] : []));
    if (role === 'tool') return results;
    const text = parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('');
    if (role !== 'assistant') return [{ role: 'user', text }];
    return [{ role: 'model', text, calls: parts.flatMap(callOf) }, ...results];
  });
}

function callOf(part: Part): readonly ModelCall[] {
  // `as`: what the model itself wrote, which was JSON
  return part.type === 'tool-call' ? [{ id: part.toolCallId, name: part.toolName, input: part.input as Json }] : [];
}

function resultOf({ toolCallId, toolName, output }: Extract<Part, { type: 'tool-result' }>): Turn {
  const failed = output.type === 'error-text' || output.type === 'error-json' || output.type === 'execution-denied';
  // `as`: the SDK's own JSON, of another name
  const result = ('value' in output ? output.value : (output.reason ?? null)) as Json;
  return { role: 'tool', call: toolCallId, name: toolName, result, failed };
}

function toolsOf({ tools = [] }: Options): readonly ModelTool[] {
  return tools.flatMap((tool) =>
    // `as`: a JSON Schema is JSON
    tool.type === 'function'
      ? [{ name: tool.name, description: tool.description ?? '', input: tool.inputSchema as Json }]
      : [],
  );
}

function generated({ text, calls }: Reply): Generated {
  const words: Content[] = text === '' ? [] : [{ type: 'text', text }];
  const wanted = calls.map(({ id, name, input }): Content => ({
    type: 'tool-call',
    toolCallId: id,
    toolName: name,
    input: JSON.stringify(input),
  }));
  return {
    content: [...words, ...wanted],
    finishReason: { unified: calls.length > 0 ? 'tool-calls' : 'stop', raw: undefined },
    usage: {
      inputTokens: { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 },
      outputTokens: { total: 0, text: 0, reasoning: 0 },
    },
    warnings: [],
  };
}

function streamOf({ content, finishReason, usage }: Generated): ReadableStream<StreamPart> {
  const parts = content.flatMap((part, at): readonly StreamPart[] => {
    if (part.type === 'tool-call') return [part];
    if (part.type !== 'text') return [];
    const id = `text_${at + 1}`;
    return [
      { type: 'text-start', id },
      { type: 'text-delta', id, delta: part.text },
      { type: 'text-end', id },
    ];
  });
  return new ReadableStream<StreamPart>({
    start: (controller) => {
      controller.enqueue({ type: 'stream-start', warnings: [] });
      for (const part of parts) controller.enqueue(part);
      controller.enqueue({ type: 'finish', finishReason, usage });
      controller.close();
    },
  });
}
