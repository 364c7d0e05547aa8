// The office: both agents in one process, each under a key of its own word, the owner's desk beside them, and what happened.
import { createRuntime, createTrustRoot, openDesk, signerOf, verifyJournal, type State } from '@sallyport/core';
import { memoryStore } from '@sallyport/core/store';
import { worstCaseModel } from '@sallyport/core/testing';
import { webReader } from '@sallyport/tools/ingest';
import { draftWriter } from '@sallyport/tools/record';
import { emailSender } from '@sallyport/tools/send';
import { ExecutorAgent } from './executor-agent.js';
import { ResearchAgent } from './research-agent.js';
import type { PostOffice } from './post-office.js';
import type { Site } from './site.js';

/** What an agent wanted, and how it ended. */
export interface Wanted {
  readonly requester: string;
  state: State;
}

export async function openOffice(site: Site, post: PostOffice, folder: string) {
  const { root, keys } = createTrustRoot({
    owner: 'alice',
    runtimes: { office: { agents: ['research_agent', 'executor_agent'], ceiling: 'high' } },
  });
  const store = memoryStore();
  const model = worstCaseModel();
  // the site stands on this machine, so it is named; whatever else is private stays shut
  const reader = webReader({ allowPrivate: [site.host] });
  const hands = {
    drafts: draftWriter({ folder }),
    sender: emailSender({ from: 'office@example.com', smtp: post.smtp }),
  };
  const runtime = await createRuntime({
    root,
    store,
    signer: signerOf(keys.office),
    agents: [new ResearchAgent(reader, model), new ExecutorAgent(hands, model)],
  });
  const desk = await openDesk({ root, store, person: signerOf(keys.alice) });
  const wanted = new Map<string, Wanted>();
  runtime.on('proposal', ({ id, requester }) => wanted.set(id, { requester, state: 'pending' }));
  runtime.on('step', ({ of, to }) => {
    const one = wanted.get(of);
    if (one !== undefined) one.state = to;
  });
  const of = (agent: string, state: State): number =>
    [...wanted.values()].filter((one) => one.requester === agent && one.state === state).length;
  return { runtime, desk, model, of, verify: () => verifyJournal({ root, store }) };
}
