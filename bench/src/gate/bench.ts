/** What it costs to ask a person: beside the same SQL written by hand, beside the signatures alone, and beside frameworks that pause for one. */
import type { Bench } from '../lib/bench.js';
import { installPeers } from '../lib/peers.js';
import { durable } from './durable.js';
import { inMemory } from './in-memory.js';
import { waiting } from './waiting.js';

const SIZES = { few: 1_000, some: 10_000, many: 100_000, wakes: 100 };
const QUICK = { few: 300, some: 1_000, many: 3_000, wakes: 10 };

const NOTES = [
  'LangGraph, Mastra and DBOS write down that they wait; DBOS on PostgreSQL, the others on SQLite. Mastra sets its file to NORMAL durability itself: the last answers may be lost with the power. None of them signs anything. `ai` and `@openai/agents` store nothing: their state goes through JSON, and whoever holds it may answer.',
];

export const bench: Bench = {
  async run({ pace, quick }) {
    installPeers();
    const all = [await durable(pace), await inMemory(pace), await waiting(pace, quick ? QUICK : SIZES)];
    return {
      sections: all.flatMap(({ sections }) => sections),
      goals: all.flatMap(({ goals }) => goals),
      notes: [...all.flatMap(({ notes }) => notes), ...NOTES],
    };
  },
};
