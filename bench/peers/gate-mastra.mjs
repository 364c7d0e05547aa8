// Mastra: a workflow whose step suspends and is resumed; LibSQL at the durability that it comes with.
import { join } from 'node:path';
import { Mastra } from '@mastra/core';
import { createStep, createWorkflow } from '@mastra/core/workflows';
import { LibSQLStore } from '@mastra/libsql';
import * as z from 'zod';
import { tripOf, wire } from './gate-work.mjs';

const shape = z.object({ iban: z.string(), amount: z.number(), text: z.string() });

export async function open(folder) {
  const step = createStep({
    id: 'ask',
    inputSchema: shape,
    outputSchema: z.object({ done: z.boolean() }),
    resumeSchema: z.object({ approved: z.boolean() }),
    suspendSchema: shape,
    execute: async ({ inputData, resumeData, suspend }) => {
      if (resumeData === undefined) return suspend(inputData);
      if (!resumeData.approved) throw new Error('denied');
      return wire.run(inputData);
    },
  });
  const workflow = createWorkflow({ id: 'wire', inputSchema: shape, outputSchema: step.outputSchema })
    .then(step)
    .commit();
  const storage = new LibSQLStore({ id: 'bench', url: `file:${join(folder, 'mastra.db')}` });
  const mastra = new Mastra({ workflows: { wire: workflow }, storage, logger: false });
  const trip = tripOf(async () => {
    const run = await mastra.getWorkflow('wire').createRun();
    const { status } = await run.start({ inputData: wire.input });
    if (status !== 'suspended') throw new Error(`a workflow that asks is ${status}`);
    return async () => {
      const { status: end } = await run.resume({ step: 'ask', resumeData: { approved: true } });
      if (end !== 'success') throw new Error(`a workflow that was approved is ${end}`);
    };
  });
  return { trip, close: async () => mastra.shutdown?.() };
}
