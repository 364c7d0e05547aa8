/** What our types cost the compiler: instantiations per tool, over the same program without the check. */
import type { Bench } from '../lib/bench.js';
import { table, type Goal } from '../lib/report.js';
import { COMPILERS, instantiations, project } from './compilers.js';
import { programOf, type Stage } from './program.js';

type Counts = Readonly<Record<Stage, number>>;
const STAGES: readonly Stage[] = ['empty', 'schemas', 'declared', 'registered', 'proposed', 'called'];
const USES = { registered: 'a registration', proposed: 'a proposal', called: 'a call' } as const;
const PER_TOOL = 40;
const OVER_ZOD = 6;

const NOTES = [
  'Over `declared`: `registered` has the tools in an agent; `proposed` proposes each contract, and `called` calls each tool, in the place of a plain function that takes what the schema parses. Counts are exact: a second run counts the same.',
  "zod's own cost: `schemas` over `empty`: the schemas, and those plain functions.",
];

export const bench: Bench = {
  async run({ quick }) {
    const tools = quick ? 100 : 500;
    using scratch = project();
    const rows: string[][] = [];
    const goals: Goal[] = [];
    for (const version of COMPILERS.keys()) {
      const counts = await countAll(version, tools, scratch.folder);
      rows.push([version, ...STAGES.map((stage) => counts[stage].toLocaleString('en'))]);
      goals.push(...goalsOf(version, tools, counts));
    }
    const counted = table(['TypeScript', ...STAGES], rows);
    return { sections: [], goals, notes: [`Instantiations, ${tools} tools with real schemas:`, counted, ...NOTES] };
  },
};

async function countAll(version: string, tools: number, folder: string): Promise<Counts> {
  const counts: Record<Stage, number> = { empty: 0, schemas: 0, declared: 0, registered: 0, proposed: 0, called: 0 };
  for (const stage of STAGES) counts[stage] = await instantiations(version, programOf(tools, stage), folder);
  return counts;
}

function goalsOf(version: string, tools: number, counts: Counts): readonly Goal[] {
  const at = `TypeScript ${version}`;
  const over = (stage: keyof typeof USES): number => counts[stage] - counts.declared;
  // `as`: the keys of the object
  const uses = (Object.keys(USES) as (keyof typeof USES)[]).map((stage): Goal => ({
    what: `${at}: ${USES[stage]}`,
    goal: { atMost: PER_TOOL },
    unit: 'instantiations',
    ...exact(over(stage) / tools),
  }));
  const share = (100 * over('registered')) / (counts.schemas - counts.empty);
  return [...uses, { what: `${at}: registering, over zod`, goal: { atMost: OVER_ZOD }, unit: '%', ...exact(share) }];
}

const exact = (value: number): Pick<Goal, 'measured'> => ({ measured: { median: value, min: value, max: value } });
