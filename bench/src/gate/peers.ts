/** The peers' round trips: a file for each in bench/peers, `gate-NAME.mjs`. One that does not run here is named, with the reason. */
import { folder } from '../lib/folder.js';
import { peer } from '../lib/peers.js';
import type { Contender } from '../lib/measure.js';

export const PEERS = {
  langgraph: 'LangGraph + SqliteSaver',
  mastra: 'Mastra + LibSQL',
  dbos: 'DBOS',
  'openai-agents': '@openai/agents, RunState',
  ai: 'ai, approval',
} as const;

/** What a file in bench/peers exports for this bench. */
interface Peer {
  /** `folder` is empty, and the peer's own. */
  readonly open: (folder: string) => Promise<Opened>;
}
interface Opened {
  /** One round trip; rejects where what was approved did not run once. */
  readonly trip: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface Peers {
  readonly contenders: readonly Contender[];
  /** A line for each that was not measured. */
  readonly missing: readonly string[];
  readonly close: () => Promise<void>;
}

export async function openPeers(): Promise<Peers> {
  const contenders: Contender[] = [];
  const missing: string[] = [];
  const closing: (() => Promise<void>)[] = [];
  for (const [file, name] of Object.entries(PEERS)) {
    const own = folder();
    try {
      const { trip, close } = await (await peer<Peer>(`gate-${file}`)).open(own.path);
      closing.push(close);
      // one that opens and then fails is none to measure either
      await trip();
      contenders.push({ name, run: (count) => several(trip, count) });
    } catch (error) {
      missing.push(`${name}: not measured: ${error instanceof Error ? error.message : String(error)}`);
    }
    closing.push(async () => own.remove());
  }
  const close = async (): Promise<void> => {
    for (const end of closing) await end();
  };
  return { contenders, missing, close };
}

async function several(trip: () => Promise<void>, count: number): Promise<number> {
  for (let i = 0; i < count; i++) await trip();
  return count;
}
