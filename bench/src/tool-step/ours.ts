/** Our step: a tool call through the choke point of a real runtime on the memory store, judged, hashed and chained. */
import {
  ActionAgent,
  converse,
  createRuntime,
  createTrustRoot,
  openDesk,
  signerOf,
  tool,
  type ActionSession,
  type Model,
} from '@sallyport/core';
import { memoryStore } from '@sallyport/core/store';
import { counted, input, shape, words } from './words.js';

const counter = tool({ name: 'words', effect: 'analyze', input: shape, run: words });

/** A session that stays open until it is closed, as the agent's own code holds it. */
export interface Open {
  /** As many calls of the tool, one after the other. */
  readonly call: (steps: number) => Promise<number>;
  /** As many calls in conversations with a scripted model, up to ten in each. */
  readonly talk: (steps: number) => Promise<number>;
  readonly close: () => Promise<void>;
}

const STEPS = 10;

/** Starts a runtime, and holds the session in which its agent handles an order. */
export async function open(): Promise<Open> {
  const begun = latch<ActionSession<'high'>>();
  const over = latch<void>();
  class Counter extends ActionAgent<'high'> {
    constructor() {
      super({ name: 'counter', trust: 'high', tools: [counter] });
    }
    protected override async handle(_: unknown, session: ActionSession<'high'>): Promise<void> {
      begun.open(session);
      await over.opened;
    }
  }
  const { root, keys } = createTrustRoot({ owner: 'owner', runtimes: { house: { agents: ['counter'] } } });
  const store = memoryStore();
  const runtime = await createRuntime({ agents: [new Counter()], root, store, signer: signerOf(keys.house) });
  // it writes once and watches nothing: a desk that looks on would take its part of the time
  const desk = await openDesk({ root, store, person: signerOf(keys.owner) });
  await desk.send('counter', 'count');
  const working = runtime.idle();
  const session = await begun.opened;
  return {
    call: (steps) => counted(steps, async () => void (await session.call(counter, input))),
    talk: async (steps) => {
      for (let left = steps; left > 0; left -= STEPS) await talk(session, Math.min(left, STEPS));
      return steps;
    },
    close: async () => {
      over.open();
      await working;
      await runtime.close();
    },
  };
}

async function talk(session: ActionSession<'high'>, steps: number): Promise<void> {
  let left = steps;
  const model: Model = {
    respond: async () =>
      left > 0 ? { text: '', calls: [{ id: `call-${left--}`, name: 'words', input }] } : { text: 'done', calls: [] },
  };
  const text = await converse(session, model, 'count', { rounds: steps + 1 });
  if (text !== 'done') throw new Error(`a conversation ended with ${JSON.stringify(text)}`);
}

function latch<T>(): { readonly opened: Promise<T>; readonly open: (value: T) => void } {
  let open = (_: T): void => undefined;
  const opened = new Promise<T>((resolve) => (open = resolve));
  return { opened, open };
}
