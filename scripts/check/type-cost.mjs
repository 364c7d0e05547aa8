// Measures what the seat check costs the compiler (TYPE-5): type instantiations per tool that an agent registers.
import { join } from 'node:path';

import { baseOptions, faultsIn, lineOf, programOf } from '../lib/typescript.mjs';
import { coreIsStarted, root } from '../lib/workspace.mjs';

export const TOOLS = 500;
export const BUDGET = 40;

/** Instantiations per tool over the same program whose tools are not registered. Throws where a program does not compile. */
export function costPerTool(tools = TOOLS, top = root) {
  const names = Array.from({ length: tools }, (_, index) => `tool${index}`);
  const registered = instantiations(programText(names, 'tools'), top);
  return (registered - instantiations(programText(names, 'listed'), top)) / tools;
}

export function typeCost(top = root) {
  if (!coreIsStarted(top)) return { faults: [], skipped: 'there is no core to measure yet' };
  const cost = costPerTool(TOOLS, top);
  const note = `${cost.toFixed(1)} instantiations per tool, the budget is ${BUDGET}`;
  return { faults: cost > BUDGET ? [note] : [], note };
}

/** The tools stand in one place or the other: in the agent's `tools`, or in a list that nobody checks. */
function programText(names, place) {
  const list = (where) => (where === place ? names.join(', ') : '');
  return `
import { IntakeAgent } from '@sallyport/core';
import { tool } from '@sallyport/core/tool';
import * as z from 'zod';
${names.map(declaration).join('\n')}
export const listed: readonly unknown[] = [${list('listed')}];
export class Measured extends IntakeAgent<'low'> {
  constructor() { super({ name: 'measured', trust: 'low', tools: [${list('tools')}] }); }
  protected override async handle(): Promise<void> {}
}
`;
}

const declaration = (name) => `export const ${name} = tool({
  name: '${name}', effect: 'ingest', source: 'low', input: z.strictObject({ id: z.string(), page: z.number() }),
  run: async ({ id }) => id,
});`;

function instantiations(text, top) {
  const path = join(top, 'packages/core/src/.type-cost.ts');
  const program = programOf([path], baseOptions(), { overlay: new Map([[path, text]]) });
  const faults = faultsIn(program, path);
  if (faults.length > 0)
    throw new Error(`the program to measure does not compile: ${faults.slice(0, 3).map(lineOf).join('\n')}`);
  return program.getInstantiationCount();
}
