// OpenAI Agents: a tool that needs approval; the state of the run goes through JSON, is approved, and runs on. Nothing is stored.
import { Agent, run, RunState, setTracingDisabled, tool, Usage } from '@openai/agents';
import * as z from 'zod';
import { tripOf, wire } from './gate-work.mjs';

const shape = z.strictObject({ iban: z.string(), amount: z.number(), text: z.string() });

export async function open() {
  setTracingDisabled(true);
  const gated = tool({ name: 'wire', description: 'wires', parameters: shape, execute: wire.run, needsApproval: true });
  const getResponse = async ({ input }) => ({
    usage: new Usage(),
    output: [Array.isArray(input) && input.some(({ type }) => type === 'function_call_result') ? done : call],
  });
  const agent = new Agent({ name: 'payer', instructions: 'pay', model: { getResponse }, tools: [gated] });
  const trip = tripOf(async () => {
    const asked = await run(agent, 'pay');
    const text = asked.state.toString();
    return async () => {
      const state = await RunState.fromString(agent, text);
      for (const item of state.getInterruptions()) state.approve(item);
      const { finalOutput } = await run(agent, state);
      if (finalOutput !== 'done') throw new Error(`a run ended with ${JSON.stringify(finalOutput)}`);
    };
  });
  return { trip, close: async () => undefined };
}

const call = {
  type: 'function_call',
  callId: 'call-1',
  name: 'wire',
  status: 'completed',
  arguments: JSON.stringify(wire.input),
};
const done = {
  type: 'message',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text: 'done' }],
};
