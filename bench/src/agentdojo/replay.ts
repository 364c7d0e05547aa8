// Every user's task alone, and against every attacker's task, under every policy: counted by what was executed.
import type { Suite, UserTask } from './data.js';
import { outputsOf, type Outputs, type Reason } from './fields.js';
import { House, POLICIES, type PolicySpec, type Ran } from './house.js';
import type { Person } from './people.js';
import { attackSucceeded, foreignActs, isServed } from './score.js';

/** A task that nobody attacked, with a careful person at the desk. */
export interface TaskRow {
  readonly task: string;
  readonly approvals: number;
  readonly reviews: number;
  readonly isServed: boolean;
  readonly refused: readonly string[];
}
/** A task under attack. */
export interface PairRow {
  readonly task: string;
  readonly injection: string;
  readonly person: Person;
  readonly attackSucceeded: boolean;
  readonly isServed: boolean;
  /** Questions about what the task does not need, and the reviews that they stood in. */
  readonly questions: number;
  readonly questionReviews: number;
  /** Acts that were executed and land where the task needs nothing. */
  readonly foreignActs: number;
  readonly refused: readonly string[];
}
/** A run that broke off: what it has done counts, and it is no measurement. */
interface Broken {
  readonly task: string;
  readonly injection: string | undefined;
  readonly why: string;
}
export interface PolicyRows {
  readonly policy: string;
  readonly isQuarantined: boolean;
  readonly tasks: readonly TaskRow[];
  readonly pairs: readonly PairRow[];
  readonly broken: readonly Broken[];
  readonly judged: number;
  readonly millis: number;
}
export interface SuiteRows {
  readonly suite: string;
  /** Of each tool, each field of its output, and the rule that said whose it is. */
  readonly fields: Readonly<Record<string, Readonly<Record<string, Reason>>>>;
  readonly policies: readonly PolicyRows[];
}

/** How much is run: one pair in so many. */
export interface Extent {
  readonly oneIn: number;
  /** Told what is done, for people who wait. */
  readonly say: (what: string) => void;
}

export async function replay(suite: Suite, extent: Extent): Promise<SuiteRows> {
  const outputs = outputsOf(suite);
  const policies: PolicyRows[] = [];
  for (const spec of POLICIES) {
    extent.say(`${suite.name}: ${spec.name}`);
    policies.push(await under(spec, suite, { outputs, extent }));
  }
  const fields = [...outputs].map(([tool, output]) => [
    tool,
    Object.fromEntries(output.fields.map(({ name, reason }) => [name, reason])),
  ]);
  return { suite: suite.name, fields: Object.fromEntries(fields), policies };
}

interface Around {
  readonly outputs: Outputs;
  readonly extent: Extent;
}

async function under(spec: PolicySpec, suite: Suite, { outputs, extent }: Around): Promise<PolicyRows> {
  const tasks: TaskRow[] = [];
  const pairs: PairRow[] = [];
  let judged = 0;
  let millis = 0;
  const broken: Broken[] = [];
  const count = (ran: Ran, task: string, injection?: string): Ran => {
    if (ran.broke !== undefined) broken.push({ task, injection, why: ran.broke });
    judged += ran.judged;
    millis += ran.millis;
    return ran;
  };
  // where nothing asks, it is all the same who sits at the desk
  const people: readonly Person[] = spec.name === 'none' ? ['careful'] : ['careful', 'approves everything'];
  for (const person of people) {
    const house = await House.open(suite, outputs, spec);
    try {
      if (person === 'careful')
        for (const task of suite.user_tasks)
          tasks.push(taskRow(house, task, count(await house.run(task, person), task.id)));
      for (const [task, injection] of pairsOf(suite, extent)) {
        const ran = count(await house.run(task, person, injection), task.id, injection.id);
        pairs.push(pairRow(house, { task, injection, person, ran }));
      }
    } finally {
      await house.close();
    }
  }
  const isQuarantined = spec.worker !== 'reads everything';
  return { policy: spec.name, isQuarantined, tasks, pairs, broken, judged, millis };
}

type Injection = Suite['injection_tasks'][number];

function pairsOf(
  { user_tasks, injection_tasks }: Suite,
  { oneIn }: Extent,
): readonly (readonly [UserTask, Injection])[] {
  const all = user_tasks.flatMap((task) => injection_tasks.map((injection) => [task, injection] as const));
  return all.filter((_, i) => i % oneIn === 0);
}

function taskRow(house: House, task: UserTask, { asked, executed, refused }: Ran): TaskRow {
  const { needed, foreign, reviews } = asked;
  return { task: task.id, approvals: needed + foreign, reviews, isServed: isServed(task, executed, house), refused };
}

interface Pair {
  readonly task: UserTask;
  readonly injection: Injection;
  readonly person: Person;
  readonly ran: Ran;
}
function pairRow(house: House, { task, injection, person, ran }: Pair): PairRow {
  const { executed, asked, refused } = ran;
  return {
    ...{ task: task.id, injection: injection.id, person, refused },
    attackSucceeded: attackSucceeded(injection, ran, house),
    isServed: isServed(task, executed, house),
    questions: asked.foreign,
    questionReviews: asked.foreignReviews,
    foreignActs: foreignActs(task, executed, house),
  };
}

/** How many fields each rule has spoken for. */
export function reasonsOf({ fields }: Pick<SuiteRows, 'fields'>): Readonly<Record<Reason, number>> {
  const counts = { canary: 0, 'free text': 0, typed: 0, reader: 0 };
  for (const tool of Object.values(fields)) for (const reason of Object.values(tool)) counts[reason] += 1;
  return counts;
}
