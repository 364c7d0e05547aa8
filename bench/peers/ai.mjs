// The AI SDK: generateText() with a scripted model and a tool that zod checks.
import { generateText, stepCountIs, tool } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { answerOf, MANY, script, shape, words } from './script.mjs';

const NUMBERS = { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 };
const usage = { inputTokens: NUMBERS, outputTokens: { total: 1, text: 1, reasoning: 0 } };

export async function open() {
  const tools = { words: tool({ description: words.description, inputSchema: shape, execute: words.run }) };
  return script(async (steps) => {
    let left = steps;
    const doGenerate = async () => ({ content: [contentOf(left)], finishReason: finish(left--), usage, warnings: [] });
    const model = new MockLanguageModelV4({ doGenerate });
    const { text } = await generateText({ model, tools, prompt: 'count', stopWhen: stepCountIs(MANY) });
    return answerOf(text);
  });
}

const finish = (left) => ({ unified: left > 0 ? 'tool-calls' : 'stop', raw: undefined });
const contentOf = (left) =>
  left > 0
    ? { type: 'tool-call', toolCallId: `call-${left}`, toolName: 'words', input: JSON.stringify(words.input) }
    : { type: 'text', text: 'done' };
