// Measures what our types cost the compiler (TYPE-5): type instantiations per tool that is registered, proposed or called.
import { join } from 'node:path';

import { baseOptions, faultsIn, lineOf, programOf } from '../lib/typescript.mjs';
import { coreIsStarted, root } from '../lib/workspace.mjs';

const TOOLS = 500;

/** Per tool. A call costs more: each argument may be a Ref, and which of them are decides what it answers. */
const BUDGETS = { registration: 40, proposal: 40, call: 150 };

/** What an agent of either door may hold: its tools take these effects in turn. */
const DOORS = [
  {
    agent: 'IntakeAgent',
    session: 'IntakeSession',
    trust: 'medium',
    effects: ['ingest', 'analyze', 'report', 'task', 'draft', 'log'],
  },
  {
    agent: 'ActionAgent',
    session: 'ActionSession',
    trust: 'high',
    effects: ['query', 'update', 'send', 'execute', 'draft', 'log'],
  },
];

export function typeCost(top = root) {
  if (!coreIsStarted(top)) return { faults: [], skipped: 'there is no core to measure yet' };
  const without = instantiations(programText(), top);
  const costs = Object.entries(BUDGETS).map(([use, budget]) => {
    const cost = (instantiations(programText(use), top) - without) / TOOLS;
    return { over: cost > budget, text: `${cost.toFixed(1)} a ${use} (budget ${budget})` };
  });
  const faults = costs.filter(({ over }) => over).map(({ text }) => `instantiations: ${text}`);
  return { faults, note: `instantiations: ${costs.map(({ text }) => text).join(', ')}` };
}

/** The same tools and contracts, put to one use. Without one, a list that nobody checks holds the tools, and plain functions take the input. */
function programText(use) {
  const imports = `import { ActionAgent, IntakeAgent } from '@sallyport/core';
import type { ActionSession, IntakeSession } from '@sallyport/core';
import { contract, tool } from '@sallyport/core/tool';
import * as z from 'zod';
export declare const proposer: IntakeSession<'medium'>;`;
  return [imports, ...DOORS.map((door) => doorText(door, TOOLS / DOORS.length, use))].join('\n');
}

function doorText({ agent, session, trust, effects }, count, use) {
  const names = Array.from({ length: count }, (_, index) => `tool_${agent}_${index}`.toLowerCase());
  const list = (holds) => (holds ? names.join(', ') : '');
  return `export declare const ${agent}Session: ${session}<'${trust}'>;
${names.map((name, index) => toolText({ name, effect: effects[index % effects.length], session: `${agent}Session` }, use)).join('\n')}
export const listed${agent}: readonly unknown[] = [${list(use !== 'registration')}];
export class Measured${agent} extends ${agent}<'${trust}'> {
  constructor() { super({ name: 'measured', trust: '${trust}', tools: [${list(use === 'registration')}] }); }
  protected override async handle(): Promise<void> {}
}`;
}

function toolText({ name, effect, session }, use) {
  const source = effect === 'ingest' || effect === 'query' ? "source: 'medium', " : '';
  const input = `{ id: '', page: 1 }`;
  const plain = `plain_${name}(${input})`;
  const called = use === 'call' ? `${session}.call(${name}, ${input})` : plain;
  const proposed = use === 'proposal' ? `proposer.propose('executor', ${name}_, ${input}, { why: '' })` : plain;
  return `const input_${name} = z.strictObject({ id: z.string(), page: z.number() });
export const plain_${name} = async (input: z.output<typeof input_${name}>) => input.id;
export const ${name} = tool({
  name: '${name}', effect: '${effect}', ${source}input: input_${name},
  run: async ({ id }) => id,
});
export const ${name}_ = contract({ name: '${name}_', effect: 'update', control: [], input: input_${name} });
export const uses_${name} = () => [${called}, ${proposed}];`;
}

function instantiations(text, top) {
  const path = join(top, 'packages/core/src/.type-cost.ts');
  const program = programOf([path], baseOptions(), { overlay: new Map([[path, text]]) });
  const faults = faultsIn(program, path);
  if (faults.length > 0)
    throw new Error(`the program to measure does not compile: ${faults.slice(0, 3).map(lineOf).join('\n')}`);
  return program.getInstantiationCount();
}
