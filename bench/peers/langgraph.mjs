// LangGraph: a graph of a scripted model and a ToolNode whose tool zod checks; nothing is checkpointed.
import { AIMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { END, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph';
import { ToolNode } from '@langchain/langgraph/prebuilt';
import { answerOf, MANY, script, shape, words } from './script.mjs';

export async function open() {
  const counter = tool(words.run, { name: 'words', description: words.description, schema: shape });
  let left = 0;
  const graph = new StateGraph(MessagesAnnotation)
    .addNode('model', async () => ({ messages: [replyOf(left--)] }))
    .addNode('tools', new ToolNode([counter]))
    .addEdge(START, 'model')
    .addConditionalEdges('model', ({ messages }) => (messages.at(-1).tool_calls.length > 0 ? 'tools' : END))
    .addEdge('tools', 'model')
    .compile();
  return script(async (steps) => {
    left = steps;
    const { messages } = await graph.invoke({ messages: [['user', 'count']] }, { recursionLimit: MANY });
    return answerOf(messages.at(-1).content);
  });
}

const replyOf = (left) =>
  left > 0
    ? new AIMessage({
        content: '',
        tool_calls: [{ id: `call-${left}`, name: 'words', args: words.input, type: 'tool_call' }],
      })
    : new AIMessage('done');
