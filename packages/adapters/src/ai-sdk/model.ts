// A language model of the AI SDK behind the model port: one answer at a time, and never a tool run by the SDK.
import { generateText, jsonSchema, NoOutputGeneratedError, Output } from 'ai';
import type { JSONSchema7, LanguageModel, LanguageModelCallOptions } from 'ai';
import type { AssistantModelMessage, ToolSet } from 'ai';
import { SallyportError, type Json, type Model, type ModelTool, type Reply } from '@sallyport/core';
import { Conversation } from './conversation.js';

/** How the model is asked; everything the AI SDK knows of sampling, and four things more. */
export interface AiSdkSettings extends LanguageModelCallOptions {
  /** The developer's instructions (system prompt). Text that an agent has read never belongs here. */
  readonly instructions?: string;
  /** Attempts after a failure that may pass. Unsaid: 2. */
  readonly maxRetries?: number;
  readonly providerOptions?: NonNullable<AssistantModelMessage['providerOptions']>;
  /**
   * Where one JSON object is wanted (a plan, what a reader brings), hold the provider to its schema (the SDK's structured output).
   * Unsaid: the model is told the schema in words. Providers differ in which schemas they take.
   */
  readonly structured?: boolean;
}

const SETTINGS: Readonly<Record<keyof AiSdkSettings, true>> = {
  ...{ instructions: true, maxRetries: true, providerOptions: true, structured: true, reasoning: true, seed: true },
  ...{ stopSequences: true },
  ...{
    maxOutputTokens: true,
    temperature: true,
    topP: true,
    topK: true,
    presencePenalty: true,
    frequencyPenalty: true,
  },
};

type Answer = Awaited<ReturnType<typeof ask>>;

/** An answer that ended so is not the whole answer, and half an answer must not pass for one. */
const BROKEN: ReadonlySet<string> = new Set(['length', 'content-filter', 'error', 'interrupted']);

/**
 * The model port over the AI SDK. Tools are shown to the model as JSON Schema, without code: what it calls comes back as
 * calls, for the session to judge. What it wrote as input is passed on as it is, a string where it is not JSON.
 *
 * `respond` rejects with the signal's reason when aborted, else with SallyportError `MODEL_FAILED`: the provider failed,
 * the answer was cut off, or the provider ran a tool of its own, which no session has judged.
 *
 * @throws SallyportError `BAD_OPTION`, for a setting that is none.
 * @example
 * ```ts
 * import { aiSdkModel } from '@sallyport/adapters/ai-sdk';
 * import type { LanguageModel } from 'ai';
 *
 * declare const gpt: LanguageModel; // openai('…'), anthropic('…'), …
 * const model = aiSdkModel(gpt, { instructions: 'You sort mail.', temperature: 0 });
 * ```
 */
export function aiSdkModel(model: LanguageModel, settings: AiSdkSettings = {}): Model {
  const conversation = new Conversation();
  const fixed = onlySettings(settings);
  return Object.freeze<Model>({
    respond: async (turns, tools, { signal, answer: schema }) => {
      signal.throwIfAborted();
      const messages = conversation.messagesOf(turns);
      const answer = await ask({ model, settings: fixed, messages, tools, signal, schema });
      return conversation.remember(replyOf(answer), answer.responseMessages);
    },
  });
}

/** A copy. With other options of generateText (`tools`, `prepareStep`) code would run that no session has judged. */
function onlySettings(settings: AiSdkSettings): AiSdkSettings {
  const option = Object.keys(settings).find((key) => !Object.hasOwn(SETTINGS, key));
  if (option === undefined) return { ...settings };
  const message = `aiSdkModel: '${option}' is no setting; there are ${Object.keys(SETTINGS).join(', ')}`;
  throw new SallyportError('BAD_OPTION', message, { option });
}

interface Question {
  readonly model: LanguageModel;
  readonly settings: AiSdkSettings;
  readonly messages: ReturnType<Conversation['messagesOf']>;
  readonly tools: readonly ModelTool[];
  readonly signal: AbortSignal;
  /** Of the answer, where it is to be one JSON value. */
  readonly schema: Json | undefined;
}

async function ask({ model, settings: { structured, ...settings }, messages, tools, signal, schema }: Question) {
  const over = new AbortController();
  // A provider may not listen to the signal: the caller is let go all the same.
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: over.signal });
  });
  try {
    const answer = generateText({
      ...settings,
      model,
      messages: [...messages],
      abortSignal: signal,
      ...(tools.length === 0 ? {} : { tools: toolSet(tools) }),
      ...(structured === true && isOfObject(schema) ? { output: heldTo(schema) } : {}),
      experimental_download: refuseToFetch,
    });
    return await Promise.race([answer, aborted]);
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    const error = cause instanceof Error ? cause.name : typeof cause;
    throw new SallyportError(
      'MODEL_FAILED',
      `the language model gave no answer (${error}): see the cause`,
      { error },
      { cause },
    );
  } finally {
    over.abort();
  }
}

/** Providers hold an answer to the schema of an object only. */
const isOfObject = (schema: Json | undefined): schema is { readonly type: 'object' } =>
  typeof schema === 'object' && schema !== null && 'type' in schema && schema.type === 'object';

/** The answer comes back as it was written: the session parses it, and believes no provider that it fits. */
const heldTo = (schema: Json) => ({
  // `as`: what a schema says in JSON
  ...Output.object({ schema: jsonSchema(schema as JSONSchema7) }),
  parseCompleteOutput: async ({ text }: { readonly text: string }) => text,
});

/** A file that a model names by its address would be fetched from here: egress that nobody judged. */
async function refuseToFetch(wanted: readonly unknown[]): Promise<never[]> {
  if (wanted.length > 0) throw new Error('files that a model names by their address are not fetched');
  return [];
}

/** Without `execute`: the SDK has nothing to run. */
function toolSet(tools: readonly ModelTool[]): ToolSet {
  return Object.fromEntries(
    tools.map(({ name, description, input }) => [
      name,
      // `as`: the port says that it is a JSON Schema; the SDK hands it to the provider as it is.
      { description, inputSchema: jsonSchema(input as JSONSchema7) },
    ]),
  );
}

function replyOf(answer: Answer): Reply {
  const { toolCalls, content, finishReason } = answer;
  if (BROKEN.has(finishReason)) {
    throw failed(
      `the language model's answer is not whole (${finishReason}): raise maxOutputTokens, or ask for less`,
      finishReason,
    );
  }
  if (content.some((part) => 'providerExecuted' in part && part.providerExecuted === true)) {
    throw failed(
      "the provider ran a tool of its own, past the session's judgement: switch it off at the provider",
      finishReason,
    );
  }
  return {
    text: textOf(answer),
    // `as`: parsed JSON, or the string that could not be parsed.
    calls: toolCalls.map(({ toolCallId, toolName, input }) => ({
      id: toolCallId,
      name: toolName,
      input: input as Json,
    })),
  };
}

/** Some providers give an object apart from their words. Where there are only calls, there is no such thing. */
function textOf(answer: Answer): string {
  try {
    return answer.output;
  } catch (error) {
    if (NoOutputGeneratedError.isInstance(error)) return answer.text;
    throw error;
  }
}

const failed = (message: string, finishReason: string): SallyportError =>
  new SallyportError('MODEL_FAILED', message, { finishReason });
