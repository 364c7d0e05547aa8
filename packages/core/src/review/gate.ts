// The gate: the primitive that blocks until a person has decided. Alone, it stands around any function.
import type { Id } from '../canonical.js';
import type { Duration } from '../clock.js';
import { SallyportError } from '../errors.js';
import type { EventMap, EventName } from '../events.js';
import { contract, type AnyContract } from '../tools/contract.js';
import type { Schema, ValueOf } from '../tools/schema.js';
import type { Effect } from '../trust.js';
import type { AskOptions, GuardContext, GateOptions, Release } from './gate-options.js';
import { GateWork } from './gate-work.js';

/** A function that runs only what a person has approved, with exactly those arguments. */
export interface Guarded<I, R> {
  (input: I, options?: AskOptions): Promise<R>;
  /** What its reviewers see of it. */
  readonly contract: AnyContract;
}

/** What a guarded function is to its reviewers. */
export interface GuardSpec<S extends Schema> {
  /** `^[a-z][a-z0-9_]{0,63}$` */
  readonly name: string;
  /** `z.strictObject({ … })` */
  readonly input: S;
  /** The arguments that decide where the effect lands; unsaid, all of them. */
  readonly control?: readonly (keyof ValueOf<S> & string)[];
  /** Unsaid: `execute`. */
  readonly effect?: Effect;
  /** May it be run again when nobody knows whether it ran? Unsaid: no. */
  readonly idempotent?: boolean;
  /** How long an approval can be taken back before it runs, 24 h at most. Unsaid: it runs at once. */
  readonly undo?: Duration;
}

/** Stands around functions: a call blocks until people have approved exactly it. */
export class HumanGate {
  readonly name: Id;
  readonly #work: GateWork;
  readonly #guards = new Set<string>();

  /** Throws `BAD_OPTION`, `BAD_TRUST_ROOT`. */
  constructor(options: GateOptions) {
    this.name = options.name;
    this.#work = new GateWork(options);
  }

  /**
   * Calls back when something happens, until the returned function is called. It is told of what this gate reads: while a call
   * of it waits.
   */
  on<E extends EventName>(event: E, listener: (payload: EventMap[E]) => void): () => void {
    return this.#work.events.on(event, listener);
  }

  /**
   * Puts the gate around a function. It takes JSON only, and returns what the function returned, as JSON.
   *
   * @throws GateDenied, GateExpired, GateWaiting, GateWithdrawn, GateInterrupted; SallyportError `BAD_INPUT`, `ONCE_CONFLICT`.
   * @example
   * ```ts
   * import { createTrustRoot, HumanGate, signerOf } from '@sallyport/core';
   * import { memoryStore } from '@sallyport/core/store';
   * import * as z from 'zod';
   *
   * const { root, keys } = createTrustRoot({ owner: 'alice', runtimes: { payments: { agents: ['payments'] } } });
   * const gate = new HumanGate({ name: 'payments', root, store: memoryStore(), signer: signerOf(keys['payments']!) });
   * const wire = gate.guard(async ({ iban }: { iban: string; amount: number }) => `sent to ${iban}`, {
   *   name: 'wire_money',
   *   input: z.strictObject({ iban: z.string(), amount: z.number().positive() }),
   *   control: ['iban', 'amount'],
   * });
   * ```
   */
  guard<S extends Schema, R>(
    run: (input: ValueOf<S>, context: GuardContext) => Promise<R>,
    spec: GuardSpec<S>,
  ): Guarded<ValueOf<S>, R> {
    if (this.#guards.has(spec.name))
      throw new SallyportError('DUPLICATE_NAME', `the gate '${this.name}' stands around '${spec.name}' already`);
    // `as`: the keys of control are those of the input, which is all that contract()'s own types would add
    const made = contract({ effect: 'execute', ...spec } as never) as AnyContract;
    this.#guards.add(spec.name);
    const guarded = async (input: ValueOf<S>, options: AskOptions = {}): Promise<R> => {
      // `as`: the arguments have been through the schema, and the value is what `run` returned, as JSON
      const { value } = await this.#work.ask(made, input, options, (args, context) => run(args as ValueOf<S>, context));
      return value as R;
    };
    return Object.freeze(Object.assign(guarded, { contract: made }));
  }

  /**
   * Blocks until people have approved exactly this, and releases it once. What happens then is the caller's own: a second
   * request under the same `once` throws `ALREADY_DECIDED`, for nothing is released twice.
   */
  async request(wanted: AnyContract, args: unknown, options: AskOptions = {}): Promise<Release> {
    let isReleased = false;
    const release = async (): Promise<null> => {
      isReleased = true;
      return null;
    };
    const { value: _, ...released } = await this.#work.ask(wanted, args, options, release);
    const { id, by } = released;
    if (isReleased) return Object.freeze(released);
    throw new SallyportError(
      'ALREADY_DECIDED',
      `${id} was released before, to another request under the same once: nothing is released twice`,
      { id, by },
    );
  }

  /** Lets go of what it holds open. The store that was passed in stays open. */
  close(): Promise<void> {
    return this.#work.close();
  }
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
