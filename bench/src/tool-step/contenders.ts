/** Who takes a step here: the bare loop, us, and the frameworks. */
import type { Contender } from '../lib/measure.js';
import { peer } from '../lib/peers.js';
import { open } from './ours.js';
import { bare } from './words.js';

export const BARE = 'zod + call';
export const OURS = 'sallyport, call';
const TALK = 'sallyport, converse';
/** By the name of the file in bench/peers. */
export const FRAMEWORKS = {
  ai: 'ai',
  'openai-agents': '@openai/agents',
  langgraph: 'LangGraph',
  mastra: 'Mastra',
} as const;

/** What a file in bench/peers exports for this bench. */
interface Framework {
  readonly open: () => Promise<(steps: number) => Promise<number>>;
}

/** All of them, ready to go; `close` ends what they have open. */
export async function contenders(): Promise<{ all: readonly Contender[]; close: () => Promise<void> }> {
  const { call, talk, close } = await open();
  const all: Contender[] = [
    { name: BARE, run: bare },
    { name: OURS, run: call },
    { name: TALK, run: talk },
  ];
  for (const [file, name] of Object.entries(FRAMEWORKS))
    all.push({ name, run: await (await peer<Framework>(file)).open() });
  return { all, close };
}
