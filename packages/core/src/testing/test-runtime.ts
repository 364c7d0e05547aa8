// A whole Sallyport for one test: real runtime, real gate, real desk, in memory, with its clock in the test's hand.
import type { Id } from '../canonical.js';
import { newId } from '../clock.js';
import { specOf } from '../agents/spec.js';
import type { Policy } from '../agents/verdict.js';
import type { Delivery } from '../mail/channel.js';
import { deliveryId } from '../mail/mailroom.js';
import { ownOptions } from '../options.js';
import type { Contact } from '../people/principal.js';
import type { ApprovalRules } from '../people/approvers.js';
import { Journal } from '../record/journal.js';
import { readRuntimeOptions, type AnyAgent } from '../runtime/options.js';
import { Runtime } from '../runtime/runtime.js';
import { EFFECTS, type Effect, type TrustLevel } from '../trust.js';
import { TestHouse, type HouseOptions } from './test-house.js';

export interface TestOptions extends HouseOptions {
  readonly agents: readonly AnyAgent[];
  /** How far senders of test mail are trusted who are no proven contacts; unsaid: zero, as on any channel. */
  readonly unverified?: TrustLevel | undefined;
  readonly contacts?: readonly Contact[];
  readonly policy?: Policy;
  /** Acting tools, queries among them, are recorders here, which answer null, unless this is true. */
  readonly real?: boolean;
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

/** The one process of such a test. */
const HOST = 'test';
const CHANNEL = 'mail';
const KEYS = [
  'agents',
  'reviewer',
  'people',
  'clock',
  'unverified',
  'contacts',
  'policy',
  'real',
] as const satisfies (keyof TestOptions)[];
/** Long, so that a day goes by without thousands of signs of life. `restart()` does not wait for it. */
const LEASE = '1h';

/**
 * Makes a runtime for a test, with keys that no store but memory takes.
 *
 * @throws SallyportError as `createRuntime` does.
 * @example
 * ```ts
 * import { IntakeAgent, type IntakeSession, type Message } from '@sallyport/core';
 * import { testRuntime } from '@sallyport/core/testing';
 *
 * class Reader extends IntakeAgent<'low'> {
 *   constructor() {
 *     super({ name: 'reader', trust: 'low', tools: [], allowlist: ['*'] });
 *   }
 *   protected async handle({ text }: Message, session: IntakeSession<'low'>) {
 *     await session.report(text);
 *   }
 * }
 * await using t = await testRuntime({ agents: [new Reader()], unverified: 'low' });
 * await t.mail({ from: 'x@example.com', to: 'reader', text: 'hello' });
 * await t.idle();
 * await t.pass('24h');
 * ```
 */
export async function testRuntime(options: TestOptions): Promise<TestRuntime> {
  // `as`: the keys are checked to be the interface's own
  const t = new TestRuntime(ownOptions(options, KEYS, 'a test runtime') as unknown as TestOptions);
  await t.restart();
  return t;
}

export class TestRuntime extends TestHouse {
  readonly #options: TestOptions;
  readonly #intakes: readonly Id[];
  readonly #rules: ReadonlyMap<Id, ApprovalRules>;
  /** What the channel holds: a transport hands in again what nobody has acknowledged. */
  readonly #mails = new Set<Delivery>();
  #runtime: Runtime | undefined;

  /** Use {@link testRuntime}. */
  constructor(options: TestOptions) {
    const specs = options.agents.map(specOf);
    super(options, { [HOST]: { agents: specs.map(({ name }) => name), ceiling: 'high' } });
    this.#options = options;
    this.#rules = new Map(specs.map(({ name, approval }) => [name, approval]));
    this.#intakes = specs.filter(({ role }) => role === 'intake').map(({ name }) => name);
  }

  /** The runtime of the process that lives now. */
  get runtime(): Runtime {
    return this.#runtime!;
  }

  /**
   * Delivers mail. Returns the message's id; `idle()` has it handled. When the process dies before it has taken the mail,
   * `restart()` delivers it again, as any transport does.
   */
  async mail({ proof = 'none', ...mail }: TestMail): Promise<Id> {
    const delivery: Delivery = { id: newId(), proof, ...mail };
    this.#mails.add(delivery);
    await this.#deliver(delivery);
    return deliveryId({ host: HOST, channel: CHANNEL, agent: mail.to, delivery: delivery.id });
  }

  protected override async begin(): Promise<void> {
    const { agents, contacts = [], policy, real, unverified } = this.#options;
    const channel = {
      name: CHANNEL,
      to: this.#intakes,
      listen: async () => undefined,
      ...(unverified && { unverified }),
    };
    const settings = readRuntimeOptions({
      root: this.root,
      store: this.life.line(),
      clock: this.clock.background,
      signer: this.signer(HOST),
      agents,
      channels: this.#intakes.length === 0 ? [] : [channel],
      contacts,
      lease: LEASE,
      ...(policy && { policy }),
    });
    const record = real === true ? undefined : (effect: Effect): boolean => EFFECTS[effect].tier === 'act';
    this.#runtime = new Runtime({ ...settings, recordOnly: record }, new Journal(settings));
    await super.begin();
    for (const delivery of this.#mails) await this.#deliver(delivery);
  }
  protected override rulesOf(executor: Id): ApprovalRules | undefined {
    return this.#rules.get(executor);
  }
  protected override work(): Promise<void> {
    return this.runtime.idle();
  }
  protected override end(): Promise<void> {
    return this.runtime.close();
  }

  async #deliver(delivery: Delivery): Promise<void> {
    if (this.crashed !== undefined) return;
    const delivered = this.runtime.deliver(CHANNEL, delivery).then(
      () => void this.#mails.delete(delivery),
      (error: unknown) => {
        this.#mails.delete(delivery);
        throw error;
      },
    );
    await Promise.race([delivered, this.life.died]);
  }
}
