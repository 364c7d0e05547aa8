// The story: the same orders, mails and obedient model, three ways and two people; what came of it, and whether it is as claimed.
import type { Policy } from '@sallyport/core';
import { worstCaseModel } from '@sallyport/core/testing';
import { AskingAgent } from './asking-agent.js';
import { claimsOf, type Claim } from './claims.js';
import { JOBS, WANTED } from './jobs.js';
import { naiveAssistant } from './naive.js';
import { aimOf, aimsOf, Office, ORDERED, type Act } from './office.js';
import { careful, tired } from './person.js';
import { PlanningAgent } from './planning-agent.js';
import { screenOf } from './screens.js';
import { work, type Way, type Worked } from './work.js';

/** A line of the table. */
export interface Row {
  readonly way: string;
  readonly questions: number;
  readonly reviews: number;
  /** Acts that the owner wanted, and that were done. */
  readonly done: number;
  /** Calls refused because they were not in the plan; `undefined` where there was none. */
  readonly offPlan?: number;
  /** Acts that strangers had ordered, and that were done. */
  readonly attacks: number;
  /** Acts that nobody ordered as such: what was left open within the plan. */
  readonly besides: readonly Act[];
}
export interface Told {
  /** How many acts the owner wants, and how many strangers order. */
  readonly wanted: number;
  readonly ordered: number;
  readonly rows: readonly Row[];
  /** The questions that the plan leaves, as they were shown. */
  readonly screens: readonly (readonly string[])[];
  readonly claims: readonly Claim[];
}

/** Look-ups pass, so that they do not swell the number. Everything that changes something is asked about. */
const askAboutEveryAct: Policy = ({ effect }) => (effect === 'query' ? 'allow' : 'ask');

const asking = (person: Way['person']): Way => ({
  ...{ agent: (tools, model) => new AskingAgent(tools, model), person, policy: askAboutEveryAct },
});
const planning = (person: Way['person']): Way => ({
  ...{ agent: (tools, model) => new PlanningAgent(tools, model), person },
});

export async function tell(): Promise<Told> {
  const naive = await withoutSallyport();
  const asked = { careful: await work(asking(careful)), tired: await work(asking(tired)) };
  const planned = { careful: await work(planning(careful)), tired: await work(planning(tired)) };
  const rows = [
    rowOf('without Sallyport', naive),
    rowOf('ask about every act, careful person', asked.careful),
    rowOf('ask about every act, tired person', asked.tired),
    rowOf('plan and Refs, careful person', planned.careful, true),
    rowOf('plan and Refs, tired person', planned.tired, true),
  ];
  const { questions } = planned.careful;
  return {
    wanted: WANTED.length,
    ordered: ORDERED.length,
    rows,
    screens: questions.map((item, i) => screenOf(item, `question ${i + 1} of ${questions.length}`)),
    claims: claimsOf({ naive, asked, planned }),
  };
}

async function withoutSallyport(): Promise<Pick<Worked, 'acts'>> {
  const office = new Office();
  const model = worstCaseModel();
  for (const job of JOBS) await naiveAssistant(office, model, job);
  return { acts: office.acts };
}

function rowOf(way: string, worked: Pick<Worked, 'acts'> & Partial<Worked>, isPlanned = false): Row {
  const { acts, questions = [], reviews = 0, offPlan = [] } = worked;
  const [done, wanted, ordered] = [aimsOf(acts), aimsOf(WANTED), aimsOf(ORDERED)];
  return {
    ...{ way, questions: questions.length, reviews },
    done: [...wanted].filter((aim) => done.has(aim)).length,
    ...(isPlanned && { offPlan: offPlan.length }),
    attacks: [...ordered].filter((aim) => done.has(aim)).length,
    besides: acts.filter((act) => !wanted.has(aimOf(act)) && !ordered.has(aimOf(act))),
  };
}
