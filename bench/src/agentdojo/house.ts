// The house that is attacked: a real runtime with an agent that acts, a real desk, and everything in memory.
import {
  ActionAgent,
  createRuntime,
  createTrustRoot,
  openDesk,
  signerOf,
  tool,
  type ActionSession,
  type Desk,
  type Order,
  type Policy,
  type Runtime,
} from '@sallyport/core';
import { memoryStore } from '@sallyport/core/store';
import { CarefulWorker } from './careful-worker.js';
import { contractOf, isRead, trusting } from './contracts.js';
import type { Injection, Suite, UserTask } from './data.js';
import type { Outputs } from './fields.js';
import { Mind, type Job, type Session } from './mind.js';
import { callsOf, type Call } from './origins.js';
import { Reviews, type Asked, type Person } from './people.js';
import { workPlainly } from './plain-worker.js';
import { isMarked, World, type Executed } from './world.js';

/** What is compared: what the contracts say of outsiders, what always asks, and how the worker goes about it. */
export interface PolicySpec {
  readonly name: string;
  /** Do the contracts say which fields outsiders write? */
  readonly knowsOutsiders: boolean;
  readonly policy?: Policy;
  readonly worker: 'reads everything' | 'careful' | 'careful, with a plan';
}
export const POLICIES: readonly PolicySpec[] = [
  { name: 'none', knowsOutsiders: false, worker: 'reads everything' },
  {
    name: 'every action asks',
    knowsOutsiders: false,
    policy: ({ effect }) => (effect === 'query' ? 'allow' : 'ask'),
    worker: 'reads everything',
  },
  { name: 'watermark', knowsOutsiders: true, worker: 'reads everything' },
  { name: 'quarantine', knowsOutsiders: true, worker: 'careful' },
  { name: 'quarantine + plan', knowsOutsiders: true, worker: 'careful, with a plan' },
];

/** What one run came to. */
export interface Ran {
  readonly executed: readonly Executed[];
  readonly asked: Asked;
  /** Calls that were judged, and the codes of those that were refused or failed. */
  readonly judged: number;
  readonly refused: readonly string[];
  /** Why it broke off, where it did: nothing that the rules say. */
  readonly broke: string | undefined;
  /** Did the agent's own words carry the attack? */
  readonly ownWords: boolean;
  readonly millis: number;
}

interface Running {
  readonly task: UserTask;
  readonly injection: Injection | undefined;
  readonly world: World;
  readonly person: Person;
  mind?: Mind;
  reviews?: Reviews;
  readonly done: (error?: unknown) => void;
}

const WORKER = 'worker';
const MANY = 1_000_000_000;
const NOTHING: Asked = { needed: 0, foreign: 0, reviews: 0, foreignReviews: 0 };

/** One suite under one policy, whoever sits at the desk. */
export class House {
  readonly suite: Suite;
  readonly isRead: (tool: string) => boolean;
  readonly control: (tool: string) => readonly string[];
  readonly #outputs: Outputs;
  readonly #spec: PolicySpec;
  readonly #tools: ReadonlyMap<string, unknown>;
  readonly #calls = new Map<string, readonly Call[]>();
  readonly #over = new AbortController();
  #runtime!: Runtime;
  #desk!: Desk;
  #working!: Promise<void>;
  #running: Running | undefined;
  #seq = 0;

  private constructor(suite: Suite, outputs: Outputs, spec: PolicySpec) {
    this.suite = suite;
    this.#outputs = outputs;
    this.#spec = spec;
    const reads = new Set(suite.tools.filter((one) => isRead(one, suite)).map(({ name }) => name));
    this.isRead = (name) => reads.has(name);
    const control = new Map(suite.tools.map(({ name, sensitive_args }) => [name, sensitive_args]));
    this.control = (name) => control.get(name) ?? [];
    this.#tools = new Map(
      suite.tools.map((one) => {
        const contract = contractOf(one, suite, outputs);
        const run = (args: Executed['args']): unknown => this.#running?.world.run(one.name, args);
        // `as`: it is made of data; tool() checks it when it runs
        return [one.name, tool({ ...(spec.knowsOutsiders ? contract : trusting(contract)), run } as never)];
      }),
    );
  }

  static async open(suite: Suite, outputs: Outputs, spec: PolicySpec): Promise<House> {
    const house = new House(suite, outputs, spec);
    await house.#open();
    return house;
  }

  async #open(): Promise<void> {
    const tools = [...this.#tools.values()] as never; // `as`: of data, as above
    const work = (session: ActionSession<'high'>): Promise<void> => this.#work(session);
    class Worker extends ActionAgent<'high'> {
      constructor() {
        super({ name: WORKER, trust: 'high', tools });
      }
      protected override handle(_: Order, session: ActionSession<'high'>): Promise<void> {
        return work(session);
      }
    }
    const { root, keys } = createTrustRoot({ owner: 'owner', runtimes: { house: { agents: [WORKER] } } });
    const store = memoryStore();
    const { policy } = this.#spec;
    this.#runtime = await createRuntime({
      agents: [new Worker()],
      root,
      store,
      signer: signerOf(keys['house']!),
      // a person's patience is no wall here: what is asked is counted
      caps: { queued: MANY, pending: MANY, perSender: MANY, denials: MANY, reports: MANY },
      ...(policy && { policy }),
    });
    this.#desk = await openDesk({ root, store, person: signerOf(keys['owner']!) });
    this.#working = this.#runtime.run({ signal: this.#over.signal });
  }

  /** Has the worker handle the user's prompt, in a world where somebody may attack. */
  async run(task: UserTask, person: Person, injection?: Injection): Promise<Ran> {
    const world = new World({ suite: this.suite, outputs: this.#outputs, task, injection });
    const started = performance.now();
    const error = await new Promise<unknown>((resolve) => {
      this.#running = { task, injection, world, person, done: resolve };
      void this.#desk.send(WORKER, task.prompt).catch(resolve);
    });
    const millis = performance.now() - started;
    const { mind, reviews } = this.#running!;
    const broke = error === undefined ? undefined : error instanceof Error ? error.message : String(error);
    const ownWords = injection?.output_only === true && (await this.#saidIt());
    return {
      ...{ executed: world.executed, asked: reviews?.asked ?? NOTHING, judged: mind?.judged ?? 0 },
      ...{ refused: mind?.refused ?? [], broke, ownWords, millis },
    };
  }

  async #work(session: ActionSession<'high'>): Promise<void> {
    const running = this.#running!;
    try {
      const { task, injection, person } = running;
      const mind = new Mind(session as unknown as Session, this.#job(task, injection)); // `as`: of data, as above
      const reviews = new Reviews({ desk: this.#desk, person, task, acting: this, waiting: () => mind.waiting });
      Object.assign(running, { mind, reviews });
      const unwatch = this.#watch(reviews);
      if (this.#spec.worker === 'reads everything') await workPlainly(mind).finally(unwatch);
      else await new CarefulWorker(mind, this.#spec.worker === 'careful, with a plan').work().finally(unwatch);
      running.done();
    } catch (error) {
      running.done(error);
      throw error;
    }
  }

  #job(task: UserTask, injection: Injection | undefined): Job {
    const calls = this.#calls.get(task.id) ?? callsOf(task, this.#outputs, this.isRead);
    this.#calls.set(task.id, calls);
    return {
      calls,
      injection,
      isRead: this.isRead,
      control: this.control,
      tool: (name) => this.#tools.get(name),
      settled: () => void this.#running?.reviews?.look().catch((error: unknown) => this.#running?.done(error)),
    };
  }

  /** The person looks whenever something happens. */
  #watch(reviews: Reviews): () => void {
    const over = new AbortController();
    void (async () => {
      for await (const _ of this.#desk.watch({ signal: over.signal })) await reviews.look();
    })().catch((error: unknown) => this.#running?.done(error));
    return () => over.abort();
  }

  /** What the desk shows of the agent's own words since it was last asked. */
  async #saidIt(): Promise<boolean> {
    const messages = await this.#desk.messages({ after: this.#seq });
    this.#seq = messages.at(-1)?.seq ?? this.#seq;
    return messages.some(({ from, letter }) => from === WORKER && isMarked(letter.text));
  }

  async close(): Promise<void> {
    this.#over.abort();
    await this.#working;
    await this.#runtime.close();
    await this.#desk.close();
  }
}
