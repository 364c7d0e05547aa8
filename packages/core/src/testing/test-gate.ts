// A gate alone, for one test: real gate, real desk, in memory, with its clock in the test's hand.
import type { Id } from '../canonical.js';
import type { Duration } from '../clock.js';
import { ownOptions } from '../options.js';
import { APPROVAL, type ApprovalOptions } from '../people/approvers.js';
import { HumanGate } from '../review/gate.js';
import { TestHouse, type HouseOptions } from './test-house.js';

export interface TestGateOptions extends HouseOptions, ApprovalOptions {
  /** Unsaid: `gate`. */
  readonly name?: Id;
  /** Unsaid: 24 h. */
  readonly expires?: Duration;
}

const LEASE = '1h';
const KEYS = [
  'name',
  ...APPROVAL,
  'expires',
  'reviewer',
  'people',
  'clock',
] as const satisfies (keyof TestGateOptions)[];

/**
 * Makes a gate for a test, with keys that no store but memory takes.
 *
 * @throws SallyportError as `new HumanGate` does.
 * @example
 * ```ts
 * import { approveEverything, testGate } from '@sallyport/core/testing';
 * import * as z from 'zod';
 *
 * await using t = await testGate({ reviewer: approveEverything() });
 * const wire = t.gate.guard(async ({ amount }) => `wired ${amount}`, {
 *   name: 'wire_money',
 *   input: z.strictObject({ iban: z.string(), amount: z.number() }),
 * });
 * const call = wire({ iban: 'GB33', amount: 120 });
 * await t.idle();
 * console.log(await call); // wired 120
 * ```
 */
export async function testGate(options: TestGateOptions = {}): Promise<TestGate> {
  // `as`: the keys are checked to be the interface's own
  const t = new TestGate(ownOptions(options, KEYS, 'a test gate') as TestGateOptions);
  await t.restart();
  return t;
}

export class TestGate extends TestHouse {
  readonly #options: TestGateOptions;
  readonly #name: Id;
  #gate: HumanGate | undefined;

  /** Use {@link testGate}. */
  constructor(options: TestGateOptions) {
    const { name = 'gate' } = options;
    super(options, { [name]: { agents: [name] } });
    this.#options = options;
    this.#name = name;
  }

  /** The gate of the process that lives now: after `restart()` it stands around nothing yet. Calls of a dead one never return. */
  get gate(): HumanGate {
    return this.#gate!;
  }

  protected override async begin(): Promise<void> {
    const { expires } = this.#options;
    const approval = APPROVAL.filter((rule) => this.#options[rule] !== undefined);
    this.#gate = new HumanGate({
      name: this.#name,
      root: this.root,
      store: this.life.line(),
      signer: this.signer(this.#name),
      clock: this.clock.background,
      lease: LEASE,
      ...Object.fromEntries(approval.map((rule) => [rule, this.#options[rule]])),
      ...(expires !== undefined && { expires }),
    });
    await super.begin();
  }
  /** A gate's callers wait for what is due themselves. */
  protected override rulesOf(): undefined {
    return undefined;
  }
  /** A gate works for its callers, and for nobody else. */
  protected override async work(): Promise<void> {
    await this.still();
  }
  protected override async end(): Promise<void> {}
}
