/** The programs whose types are counted: one text a stage, each the same tools put to one more use. */

/**
 * `schemas`: zod's schemas, and plain functions that take what they parse, called; nothing of ours. `declared`: tools and
 * contracts too, which nobody uses. Then all tools stand in agents, or each contract is proposed, or each tool is called,
 * in the place of the plain call.
 */
export type Stage = 'empty' | 'schemas' | 'declared' | 'registered' | 'proposed' | 'called';
const IMPORTS = `import { ActionAgent, contract, IntakeAgent, tool } from '@sallyport/core';
import type { ActionSession, IntakeSession } from '@sallyport/core';
import * as z from 'zod';
export const names = [ActionAgent, IntakeAgent, contract, tool, z];
export declare const intake: IntakeSession<'medium'>;
export declare const action: ActionSession<'high'>;
`;

/** What a tool in use takes. */
const SCHEMA = `to: z.email(), cc: z.array(z.email()).max(20).optional(), subject: z.string().min(1).max(200),
  body: z.string().max(20_000), priority: z.enum(['low', 'normal', 'high']).default('normal'),
  attachments: z.array(z.strictObject({ name: z.string(), url: z.url(), bytes: z.int().positive() })).max(10),
  at: z.union([z.literal('now'), z.iso.datetime()]), labels: z.array(z.string())`;
const VALUE = `to: '', subject: '', body: '', priority: 'low', attachments: [], at: 'now', labels: []`;

const DOORS = [
  {
    ...{ agent: 'IntakeAgent', trust: 'medium', session: 'intake' },
    effects: ['ingest', 'analyze', 'report', 'task', 'draft', 'log'],
  },
  {
    ...{ agent: 'ActionAgent', trust: 'high', session: 'action' },
    effects: ['query', 'update', 'send', 'execute', 'draft', 'log'],
  },
] as const;

/** A module with `count` tools, half of them for each kind of agent, and as many contracts. */
export function programOf(count: number, stage: Stage): string {
  if (stage === 'empty') return IMPORTS;
  const parts = Array.from({ length: count }, (_, index) => partOf(index, stage));
  return [IMPORTS, ...parts, ...DOORS.map((_, door) => agentOf(door, count, stage))].join('\n');
}

function partOf(index: number, stage: Stage): string {
  const door = DOORS[index % 2] ?? DOORS[0];
  const effect = door.effects[(index >> 1) % door.effects.length] ?? 'log';
  const plain = `export const input${index} = z.strictObject({ ${SCHEMA} });
export const plain${index} = async (input: z.output<typeof input${index}>) => Object.keys(input);`;
  const source = effect === 'ingest' || effect === 'query' ? `source: 'medium', ` : '';
  const ours = `export const tool${index} = tool({ name: 'tool_${index}', effect: '${effect}', ${source}input: input${index}, run: async (input) => Object.keys(input) });
export const contract${index} = contract({ name: 'contract_${index}', effect: 'update', control: [], input: input${index} });`;
  const byHand = `plain${index}({ ${VALUE} })`;
  const called = stage === 'called' ? `${door.session}.call(tool${index}, { ${VALUE} })` : byHand;
  const proposed =
    stage === 'proposed' ? `intake.propose('executor', contract${index}, { ${VALUE} }, { why: '' })` : byHand;
  const uses = `export const uses${index} = () => [${called}, ${proposed}];`;
  return [plain, stage === 'schemas' ? '' : ours, uses].join('\n');
}

/** Its tools stand in `tools`, or in a list that nobody checks. */
function agentOf(at: number, count: number, stage: Stage): string {
  const door = DOORS[at];
  if (stage === 'schemas' || door === undefined) return '';
  const names = Array.from({ length: count }, (_, index) => index).filter((index) => index % 2 === at);
  const list = names.map((index) => `tool${index}`).join(', ');
  const isRegistered = stage === 'registered';
  return `export const listed${at}: readonly unknown[] = [${isRegistered ? '' : list}];
export class Agent${at} extends ${door.agent}<'${door.trust}'> {
  constructor() { super({ name: 'a', trust: '${door.trust}', tools: [${isRegistered ? list : ''}] }); }
  protected override async handle(): Promise<void> {}
}`;
}
