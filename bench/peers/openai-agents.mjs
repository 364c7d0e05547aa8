// OpenAI Agents: run() with a scripted model and a tool that zod checks; tracing is off.
import { Agent, run, setTracingDisabled, tool, Usage } from '@openai/agents';
import { answerOf, MANY, script, shape, words } from './script.mjs';

export async function open() {
  setTracingDisabled(true);
  const counter = tool({ name: 'words', description: words.description, parameters: shape, execute: words.run });
  return script(async (steps) => {
    let left = steps;
    const getResponse = async () => ({ usage: new Usage(), output: [outputOf(left--)] });
    const agent = new Agent({ name: 'counter', instructions: 'count', model: { getResponse }, tools: [counter] });
    const { finalOutput } = await run(agent, 'count', { maxTurns: MANY });
    return answerOf(finalOutput);
  });
}

const outputOf = (left) =>
  left > 0
    ? {
        type: 'function_call',
        callId: `call-${left}`,
        name: 'words',
        status: 'completed',
        arguments: JSON.stringify(words.input),
      }
    : { type: 'message', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text: 'done' }] };
