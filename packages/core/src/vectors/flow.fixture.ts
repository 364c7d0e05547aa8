// What the vectors of information flow are played on: a real runtime, an agent that reads, an agent that acts, nobody who decides.
import { ActionAgent } from '../agents/action-agent.js';
import { IntakeAgent } from '../agents/intake-agent.js';
import type { ActionSession, IntakeSession, Message, Order } from '../agents/session.js';
import { nobody, type ScriptedReviewer } from '../testing/reviewers.js';
import { testRuntime, type TestRuntime } from '../testing/test-runtime.js';
import type { ActionTool, IntakeTool } from '../tools/tool.js';
import type { TrustLevel } from '../trust.js';

/** A row of an area, as the research wrote it. */
export interface Row {
  readonly id: string;
  readonly title: string;
}
/** Whoever is nobody's contact. */
const stranger = 'x@example.com';
/** The code of what was thrown, or its name. */
export const codeOf = (error: unknown): string => (error as { code?: string }).code ?? (error as Error).name;

/** The titles of an area's rows, and which of them have been asked for. */
export function rowsOf(area: string, rows: readonly Row[]) {
  const played = new Set<string>();
  const titled = (number: string): string => {
    const row = rows.find(({ id }) => id === `${area}-${number}`);
    if (row === undefined) throw new Error(`${area} has no row ${number}`);
    played.add(row.id);
    return `${row.id} ${row.title}`;
  };
  return { titled, played };
}

/** What a test expects inside of a handling would only end that handling. */
class Watch {
  readonly #failed: unknown[] = [];
  async over(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      if (error instanceof Error && error.name === 'AssertionError') this.#failed.push(error);
      throw error;
    }
  }
  mustBeQuiet(): void {
    if (this.#failed.length > 0) throw this.#failed[0];
  }
}

interface Acted<K> {
  readonly tools: K;
  readonly work: (order: Order, session: ActionSession<'high'>, tools: K) => Promise<void>;
  readonly reviewer?: ScriptedReviewer;
  /** Of whoever sends mail that the owner forwards. Unsaid: low. */
  readonly unverified?: TrustLevel;
}
type Acting = TestRuntime & {
  readonly executor: ActionAgent<'high'>;
  /** Mail of a stranger that the owner forwards, with a note. */
  forward(text: string): Promise<void>;
  /** An order in the owner's own words. */
  order(text?: string): Promise<void>;
  /** What waits for a person: of each the trust of its arguments, by name. */
  asks(): Promise<readonly Readonly<Record<string, TrustLevel>>[]>;
};

/** An executor whose handle does `work`, and a reader that takes mail of anybody. */
export async function acting<K extends Readonly<Record<string, ActionTool<'high'>>>>({
  tools,
  work,
  reviewer = nobody(),
  unverified = 'low',
}: Acted<K>): Promise<Acting> {
  const watch = new Watch();
  class Executor extends ActionAgent<'high'> {
    constructor() {
      super({ name: 'executor_agent', trust: 'high', tools: Object.values(tools) });
    }
    protected override handle(order: Order, session: ActionSession<'high'>) {
      return watch.over(work(order, session, tools));
    }
  }
  class Reader extends IntakeAgent<'zero'> {
    constructor() {
      super({ name: 'reader', trust: 'zero', tools: [], allowlist: ['*'] });
    }
    protected async handle({ text }: Message, session: IntakeSession<'zero'>) {
      await session.report(`I read: ${text}`);
    }
  }
  const executor = new Executor();
  const t = await testRuntime({ agents: [new Reader(), executor], unverified, real: true, reviewer });
  return Object.assign(t, {
    executor,
    async forward(text: string) {
      const id = await t.mail({ from: stranger, to: 'reader', text });
      await t.idle();
      await t.desk.forward(id, { to: 'executor_agent', note: 'see to it' });
      await t.idle();
      watch.mustBeQuiet();
    },
    async order(text = 'go') {
      await t.desk.send('executor_agent', text);
      await t.idle();
      watch.mustBeQuiet();
    },
    async asks() {
      const items = await t.desk.pending();
      return items.map(({ parts }) => Object.fromEntries(parts.map(({ name, trust }) => [name, trust])));
    },
  });
}

interface Reading<K> {
  readonly tools: K;
  readonly work: (session: IntakeSession<'low'>, tools: K, message: Message) => Promise<void>;
  readonly reviewer?: ScriptedReviewer;
}
type Read = TestRuntime & {
  /** Mail of a stranger, handled as far as it goes without a person. */
  receive(text?: string): Promise<void>;
};

/** A reader whose handle does `work` with mail of a stranger. */
export async function reading<K extends Readonly<Record<string, IntakeTool<'low'>>>>({
  tools,
  work,
  reviewer = nobody(),
}: Reading<K>): Promise<Read> {
  const watch = new Watch();
  class Reader extends IntakeAgent<'low'> {
    constructor() {
      super({ name: 'reader', trust: 'low', tools: Object.values(tools), allowlist: ['*'] });
    }
    protected override handle(message: Message, session: IntakeSession<'low'>) {
      return watch.over(work(session, tools, message));
    }
  }
  const t = await testRuntime({ agents: [new Reader()], unverified: 'low', real: true, reviewer });
  return Object.assign(t, {
    async receive(text = 'tell me what is in the file') {
      await t.mail({ from: stranger, to: 'reader', text });
      await t.idle();
      watch.mustBeQuiet();
    },
  });
}
