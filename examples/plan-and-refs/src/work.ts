// One way of doing the jobs, from the first order to the last: who does them, who sits at the desk, and what came of it.
import { createRuntime, createTrustRoot, openDesk, signerOf, verifyJournal } from '@sallyport/core';
import type { ActionAgent, Desk, DeskMessage, Policy, ReviewItem, Runtime, Verdicts } from '@sallyport/core';
import { memoryStore } from '@sallyport/core/store';
import { worstCaseModel, type WorstCaseModel } from '@sallyport/core/testing';
import { JOBS } from './jobs.js';
import { Office, type Act } from './office.js';
import type { Person } from './person.js';
import { toolsOf, type Tools } from './tools.js';

export interface Way {
  readonly agent: (tools: Tools, model: WorstCaseModel) => ActionAgent<'high'>;
  readonly person: Person;
  readonly policy?: Policy;
}
export interface Worked {
  readonly acts: readonly Act[];
  /** Every question, in the order in which it was put. */
  readonly questions: readonly ReviewItem[];
  /** How often a person had to sit down: what one job asks at once is one review, and one signature. */
  readonly reviews: number;
  /** The calls that were refused because no plan holds them. Nobody was asked. */
  readonly offPlan: readonly Act[];
  readonly reports: readonly DeskMessage[];
  /** Calls that the model made because a text told it to. */
  readonly obeyed: number;
  readonly isWhole: boolean;
}

export async function work({ agent, person, policy }: Way): Promise<Worked> {
  const office = new Office();
  const model = worstCaseModel();
  const { root, keys } = createTrustRoot({
    owner: 'alice',
    runtimes: { office: { agents: ['office_agent'], ceiling: 'high' } },
  });
  const store = memoryStore();
  await using runtime = await createRuntime({
    ...{ root, store, signer: signerOf(keys.office), agents: [agent(toolsOf(office), model)] },
    ...(policy && { policy }),
  });
  await using desk = await openDesk({ root, store, person: signerOf(keys.alice) });
  const reviews: (readonly ReviewItem[])[] = [];
  for (const { order } of JOBS) {
    await desk.send('office_agent', order);
    reviews.push(...(await sit({ runtime, desk, person })));
  }
  return {
    acts: office.acts,
    questions: reviews.flat(),
    reviews: reviews.length,
    offPlan: await refusedOffPlan(desk),
    reports: (await desk.messages()).filter(({ to }) => to === 'alice'),
    obeyed: model.obeyed.length,
    isWhole: (await verifyJournal({ root, store })).ok,
  };
}

interface Sitting {
  readonly runtime: Runtime;
  readonly desk: Desk;
  readonly person: Person;
}

/** Lets the agent work until it waits for an answer, and answers what it asks, by id, under one signature; until the job is done. */
async function sit({ runtime, desk, person }: Sitting): Promise<readonly (readonly ReviewItem[])[]> {
  const reviews: (readonly ReviewItem[])[] = [];
  for (;;) {
    await runtime.idle();
    const items = await desk.pending();
    if (items.length === 0) return reviews;
    reviews.push(items);
    const answers = items.map((item): Verdicts => {
      const { id, digest } = item;
      return person(item) ? { id, digest, verdict: 'approve' } : { id, verdict: 'deny', reason: 'not my order' };
    });
    await desk.decide(answers.toReversed()); // in whatever order: an answer goes by the id
  }
}

/** The history has every call with what it wanted, and why nothing came of it. */
async function refusedOffPlan(desk: Desk): Promise<readonly Act[]> {
  const search = { text: '"it is not in the plan of this session"', kinds: ['call'] } as const;
  const { hits } = await desk.search(search, { limit: 1_000, content: true });
  return hits.map(({ tool = '', content = null }) => ({ name: tool, input: content }));
}
