// The AI SDK: a tool that needs approval; the messages go through JSON, the answer is appended, and the text goes on. Nothing is stored.
import { generateText, tool } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import * as z from 'zod';
import { tripOf, wire } from './gate-work.mjs';

const NUMBERS = { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 };
const usage = { inputTokens: NUMBERS, outputTokens: { total: 1, text: 1, reasoning: 0 } };
const shape = z.strictObject({ iban: z.string(), amount: z.number(), text: z.string() });

export async function open() {
  const tools = { wire: tool({ description: 'wires', inputSchema: shape, execute: wire.run }) };
  const doGenerate = async ({ prompt }) => {
    const isOver = prompt.some(
      ({ role, content }) => role === 'tool' && content.some(({ type }) => type === 'tool-result'),
    );
    const finishReason = { unified: isOver ? 'stop' : 'tool-calls', raw: undefined };
    return { content: [isOver ? { type: 'text', text: 'done' } : call], finishReason, usage, warnings: [] };
  };
  const model = new MockLanguageModelV4({ doGenerate });
  const go = (messages) => generateText({ model, tools, messages, toolApproval: { wire: 'user-approval' } });
  const trip = tripOf(async () => {
    const messages = [{ role: 'user', content: 'pay' }];
    const asked = await go(messages);
    const stored = JSON.stringify([...messages, ...asked.response.messages]);
    const request = asked.content.find(({ type }) => type === 'tool-approval-request');
    return async () => {
      const answer = { type: 'tool-approval-response', approvalId: request.approvalId, approved: true };
      const { text } = await go([...JSON.parse(stored), { role: 'tool', content: [answer] }]);
      if (text !== 'done') throw new Error(`a text ended with ${JSON.stringify(text)}`);
    };
  });
  return { trip, close: async () => undefined };
}

const call = { type: 'tool-call', toolCallId: 'call-1', toolName: 'wire', input: JSON.stringify(wire.input) };
