// A whole Sallyport for one test: real runtime, real gate, real desk, in memory, with its clock in the test's hand.
import { hashOf, type Id, type Json } from '../canonical.js';
import { newId } from '../clock.js';
import { quote, SallyportError } from '../errors.js';
import { specOf } from '../agents/spec.js';
import type { Policy } from '../agents/verdict.js';
import { signerOf } from '../people/key.js';
import { makeTrustRoot, TEST_REALM, type TrustRoot } from '../people/trust-root.js';
import type { Contact } from '../people/principal.js';
import type { State } from '../record/body.js';
import { Journal } from '../record/journal.js';
import { memoryStore } from '../record/memory-store.js';
import type { Store } from '../record/store.js';
import { openDesk, type Desk } from '../review/desk.js';
import { readRuntimeOptions, type AnyAgent } from '../runtime/options.js';
import { Runtime } from '../runtime/runtime.js';
import { isEffect, EFFECTS, type Effect, type TrustLevel } from '../trust.js';
import { handClock, type HandClock } from './hand-clock.js';
import { nobody, type ScriptedReviewer } from './reviewers.js';

export interface TestOptions {
  readonly agents: readonly AnyAgent[];
  /** Unsaid: nobody is there, and everything stays pending. */
  readonly reviewer?: ScriptedReviewer;
  /** How far senders of test mail are trusted who are no proven contacts; unsaid: zero, as on any channel. */
  readonly unverified?: TrustLevel;
  readonly contacts?: readonly Contact[];
  readonly policy?: Policy;
  /** Acting tools are recorders here, which answer null, unless this is true. */
  readonly real?: boolean;
  readonly clock?: HandClock;
}

/** Mail, as a test writes it. */
export interface TestMail {
  readonly from: string;
  readonly to: Id;
  readonly text: string;
  readonly subject?: string;
  /** Unsaid: none. */
  readonly proof?: 'none' | 'verified';
}

/** A call, a refusal or a proposal, as the journal has it. */
export interface Attempt {
  readonly id: Id;
  readonly tool: string;
  readonly effect: Effect | undefined;
  readonly requester: Id;
  readonly executor: Id;
  readonly state: State;
  /** Its execution started. */
  readonly reached: boolean;
}

/** Makes a runtime for a test, with keys that no store but memory takes. */
export async function testRuntime(options: TestOptions): Promise<TestRuntime> {
  const specs = options.agents.map(specOf);
  const runtimes = { test: { agents: specs.map(({ name }) => name), ceiling: 'high' as const } };
  const { root, keys } = makeTrustRoot({ owner: 'owner', runtimes }, `${TEST_REALM}${newId()}`);
  const store = memoryStore();
  const clock = options.clock ?? handClock();
  const to = specs.filter(({ role }) => role === 'intake').map(({ name }) => name);
  const channel = {
    name: 'mail',
    to,
    ...(options.unverified && { unverified: options.unverified }),
    listen: async () => undefined,
  };
  const settings = readRuntimeOptions({
    root,
    store,
    clock,
    signer: signerOf(keys['test']!),
    agents: options.agents,
    channels: to.length === 0 ? [] : [channel],
    contacts: options.contacts ?? [],
    ...(options.policy && { policy: options.policy }),
  });
  const record = options.real === true ? undefined : (effect: Effect): boolean => EFFECTS[effect].tier === 'act';
  const journal = new Journal(settings);
  const runtime = new Runtime({ ...settings, recordOnly: record }, journal);
  const desk = await openDesk({ root, store, clock, person: signerOf(keys['owner']!) });
  return new TestRuntime({ runtime, desk, clock, store, root, journal, reviewer: options.reviewer ?? nobody() });
}

interface Parts {
  readonly runtime: Runtime;
  readonly desk: Desk;
  readonly clock: HandClock;
  readonly store: Store;
  readonly root: TrustRoot;
  readonly journal: Journal;
  readonly reviewer: ScriptedReviewer;
}

export class TestRuntime {
  readonly runtime: Runtime;
  /** The owner's. */
  readonly desk: Desk;
  readonly clock: HandClock;
  readonly store: Store;
  readonly root: TrustRoot;
  readonly reviewer: ScriptedReviewer;
  readonly #journal: Journal;
  #attempts: readonly Attempt[] = [];
  #read = 0;

  /** Use {@link testRuntime}. */
  constructor({ runtime, desk, clock, store, root, journal, reviewer }: Parts) {
    this.runtime = runtime;
    this.desk = desk;
    this.clock = clock;
    this.store = store;
    this.root = root;
    this.reviewer = reviewer;
    this.#journal = journal;
  }

  /** Delivers mail. Returns the message's id; `idle()` has it handled. */
  mail({ proof = 'none', ...mail }: TestMail): Promise<Id> {
    return this.runtime.deliver('mail', { id: newId(), proof, ...mail });
  }

  /** Works, and has the reviewer answer, until nothing changes any more. */
  async idle(): Promise<void> {
    do await this.runtime.idle();
    while (await this.reviewer.answer(this.desk));
    await this.#look();
  }

  /** What agents tried so far, as of the last `idle()`: by tool or effect, or everything. */
  attempts(what?: string): readonly Attempt[] {
    return what === undefined
      ? this.#attempts
      : this.#attempts.filter(({ tool, effect }) => tool === what || effect === what);
  }
  /** The attempts whose execution started. */
  reached(what?: string): readonly Attempt[] {
    return this.attempts(what).filter(({ reached }) => reached);
  }
  /** How many messages an agent was given to read, as of the last `idle()`. */
  get read(): number {
    return this.#read;
  }

  async close(): Promise<void> {
    await this.runtime.close();
    await this.store.close();
  }
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #look(): Promise<void> {
    await this.#journal.catchUp();
    const { actions, mails } = this.#journal.fold;
    this.#read = [...mails.values()].filter(({ fence }) => fence > 0).length;
    this.#attempts = await Promise.all(
      [...actions.values()].map(async ({ proposal, state, fence }): Promise<Attempt> => {
        const { id, requester, executor } = proposal;
        return { id, requester, executor, state, reached: fence > 0, ...(await this.#toolOf(proposal.contract)) };
      }),
    );
  }

  async #toolOf(contract: string): Promise<Pick<Attempt, 'tool' | 'effect'>> {
    const text = await this.#journal.row('contract', contract);
    const data = JSON.parse(text ?? 'null') as { readonly name: string; readonly effect?: unknown } | null;
    if (data === null || hashOf(data as Json) !== contract) {
      throw new SallyportError('JOURNAL_BROKEN', `the contract ${quote(contract)} is not in the store`);
    }
    return { tool: data.name, effect: isEffect(data.effect) ? data.effect : undefined };
  }
}
