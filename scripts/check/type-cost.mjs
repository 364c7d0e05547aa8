// Measures what the seat check costs the compiler (TYPE-5): type instantiations per tool that an agent registers.
import { join } from 'node:path';

import { baseOptions, faultsIn, lineOf, programOf } from '../lib/typescript.mjs';
import { coreIsStarted, root } from '../lib/workspace.mjs';

const TOOLS = 500;
const BUDGET = 40;

/** What an agent of either door may hold: its tools take these effects in turn. */
const DOORS = [
  { agent: 'IntakeAgent', trust: 'medium', effects: ['ingest', 'analyze', 'report', 'task', 'draft', 'log'] },
  { agent: 'ActionAgent', trust: 'high', effects: ['query', 'update', 'send', 'execute', 'draft', 'log'] },
];

/** Instantiations per tool over the same program whose tools are not registered. Throws where a program does not compile. */
function costPerTool(tools, top) {
  return (instantiations(programText(tools, 'tools'), top) - instantiations(programText(tools, 'listed'), top)) / tools;
}

export function typeCost(top = root) {
  if (!coreIsStarted(top)) return { faults: [], skipped: 'there is no core to measure yet' };
  const cost = costPerTool(TOOLS, top);
  const note = `${cost.toFixed(1)} instantiations per tool, the budget is ${BUDGET}`;
  return { faults: cost > BUDGET ? [note] : [], note };
}

/** The tools stand in one place or the other: in their agent's `tools`, or in a list that nobody checks. */
function programText(tools, place) {
  const imports = `import { ActionAgent, IntakeAgent } from '@sallyport/core';
import { tool } from '@sallyport/core/tool';
import * as z from 'zod';`;
  return [imports, ...DOORS.map((door) => doorText(door, tools / DOORS.length, place))].join('\n');
}

function doorText({ agent, trust, effects }, count, place) {
  const names = Array.from({ length: count }, (_, index) => `tool_${agent}_${index}`);
  const list = (where) => (where === place ? names.join(', ') : '');
  return `${names.map((name, index) => toolText(name.toLowerCase(), name, effects[index % effects.length])).join('\n')}
export const listed${agent}: readonly unknown[] = [${list('listed')}];
export class Measured${agent} extends ${agent}<'${trust}'> {
  constructor() { super({ name: 'measured', trust: '${trust}', tools: [${list('tools')}] }); }
  protected override async handle(): Promise<void> {}
}`;
}

function toolText(name, variable, effect) {
  const source = effect === 'ingest' || effect === 'query' ? "source: 'medium', " : '';
  return `export const ${variable} = tool({
  name: '${name}', effect: '${effect}', ${source}input: z.strictObject({ id: z.string(), page: z.number() }),
  run: async ({ id }) => id,
});`;
}

function instantiations(text, top) {
  const path = join(top, 'packages/core/src/.type-cost.ts');
  const program = programOf([path], baseOptions(), { overlay: new Map([[path, text]]) });
  const faults = faultsIn(program, path);
  if (faults.length > 0)
    throw new Error(`the program to measure does not compile: ${faults.slice(0, 3).map(lineOf).join('\n')}`);
  return program.getInstantiationCount();
}
