// Mastra: generate() of an agent with a scripted model and a tool that zod checks; nothing is stored or logged.
import { Agent } from '@mastra/core/agent';
import { createTool } from '@mastra/core/tools';
import { MockLanguageModelV3 } from 'ai/test';
import { answerOf, MANY, script, shape, words } from './script.mjs';

const usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
};

export async function open() {
  const counter = createTool({ id: 'words', description: words.description, inputSchema: shape, execute: words.run });
  return script(async (steps) => {
    let left = steps;
    const doGenerate = async () => ({ content: [contentOf(left)], finishReason: finish(left--), usage, warnings: [] });
    const model = new MockLanguageModelV3({ doGenerate });
    const agent = new Agent({
      id: 'counter',
      name: 'counter',
      instructions: 'count',
      model,
      tools: { words: counter },
    });
    const { text } = await agent.generate('count', { maxSteps: MANY });
    return answerOf(text);
  });
}

const finish = (left) => ({ unified: left > 0 ? 'tool-calls' : 'stop', raw: undefined });
const contentOf = (left) =>
  left > 0
    ? { type: 'tool-call', toolCallId: `call-${left}`, toolName: 'words', input: JSON.stringify(words.input) }
    : { type: 'text', text: 'done' };
