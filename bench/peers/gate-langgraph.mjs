// LangGraph: a node that interrupts, resumed by a command; SqliteSaver at FULL durability, checkpoints written before it goes on.
import { join } from 'node:path';
import { Annotation, Command, END, interrupt, START, StateGraph } from '@langchain/langgraph';
import { SqliteSaver } from '@langchain/langgraph-checkpoint-sqlite';
import { tripOf, wire } from './gate-work.mjs';

export async function open(folder) {
  const saver = SqliteSaver.fromConnString(join(folder, 'langgraph.db'));
  // the binding is built with NORMAL for a WAL
  saver.db.pragma('synchronous = FULL');
  const graph = new StateGraph(Annotation.Root({ input: Annotation(), result: Annotation() }))
    .addNode('ask', async ({ input }) => {
      if (interrupt(input) !== 'approve') throw new Error('denied');
      return { result: await wire.run(input) };
    })
    .addEdge(START, 'ask')
    .addEdge('ask', END)
    .compile({ checkpointer: saver });
  let thread = 0;
  const trip = tripOf(async () => {
    const config = { configurable: { thread_id: `thread-${++thread}` }, durability: 'sync' };
    await graph.invoke({ input: wire.input }, config);
    return () => graph.invoke(new Command({ resume: 'approve' }), config);
  });
  return { trip, close: async () => saver.db.close() };
}
