// A plan as data, for models: JSON becomes steps, or every fault in it is told, with its place and what is known there.
import type { Ref } from '../content/ref-type.js';
import { quote, SallyportError } from '../errors.js';
import { toJson, type Json } from '../json.js';
import { hasOwn, isArray } from '../primordials.js';
import { schemaOf, type AnyContract, type Types } from '../tools/contract.js';
import { problemWith } from '../tools/input.js';
import { keysOf } from '../tools/keys.js';
import type { ActionTool } from '../tools/tool.js';
import type { TrustLevel } from '../trust.js';
import { MOST_STEPS } from './commit-plan.js';
import { handlingOf, type Handling } from './handling.js';
import { argumentOf, fieldsOf, type Argument, type Before } from './plan-argument.js';
import { namesOf } from './plan-path.js';
import type { ActionSession } from './session.js';
import { MOST_TIMES, step, type PlanStep } from './step.js';

/** What an earlier step brings. `path`: fields and places in lists, `*` for each of a list; unsaid: all of it. */
export interface FromStep {
  readonly from: string;
  readonly path?: readonly string[];
}
/** One argument: this very value; what an earlier step brings; one of a set; a named Ref; or whatever the call says. */
export type ArgumentData =
  | { readonly value: Json }
  | FromStep
  | { readonly oneOf: readonly Json[] | 'contacts' | FromStep }
  | { readonly ref: string }
  | { readonly anything: true };
/** One call. `id`: what later steps call it. `times`: how often at most, once unless said. */
export interface StepData {
  readonly id: string;
  readonly tool: string;
  readonly args: Readonly<Record<string, ArgumentData>>;
  readonly times?: number;
}
/** A plan as data. */
export interface PlanData {
  readonly steps: readonly StepData[];
}

export interface PlanOptions {
  /**
   * What a plan may pass on unread, as `{"ref": "name"}`; `converse()` is given the same. A planner model is told the names, which
   * are therefore yours to choose, and nothing of what is behind them.
   */
  readonly refs?: Readonly<Record<string, Ref<unknown>>>;
}

/** A tool that was named in data: the compiler knows nothing of its arguments, nor of what it brings. */
export interface NamedTool<T extends TrustLevel> extends ActionTool<T> {
  readonly '~types': Types<Readonly<Record<string, unknown>>>;
}
/** A step that was said as data. */
export type DataStep<T extends TrustLevel> = PlanStep<NamedTool<T>, 'maybe', string>;

const LIMITS = { depth: 32, nodes: 20_000, text: 256 * 1024, what: 'a plan' } as const;
const MOST_FAULTS = 10;
const LONGEST_ID = 64;

/**
 * The steps of a plan that is data, for `session.plan()`. It commits to nothing, and gives whoever wrote the plan no more than
 * the agent has: tools by their names, the Refs that are handed over, and no code.
 *
 * @throws SallyportError `BAD_INPUT`: `facts.faults` says which step, which argument, and what is known there; `NOT_JSON`,
 * `TOO_LARGE`; `NOT_A_REF` for a Ref of another session.
 * @example
 * ```ts
 * import { ActionAgent, planFrom, type ActionSession, type Order } from '@sallyport/core';
 *
 * class Mover extends ActionAgent<'high'> {
 *   protected async handle(_order: Order, session: ActionSession<'high'>) {
 *     const steps = planFrom(session, {
 *       steps: [
 *         { id: 'find', tool: 'find_events', args: { query: { value: 'Dental check-up' } } },
 *         { id: 'move', tool: 'move_event', args: { id: { from: 'find', path: ['0', 'id'] }, start: { oneOf: ['10:00', '16:00'] } } },
 *       ],
 *     });
 *     await session.plan(steps);
 *   }
 * }
 * ```
 */
export function planFrom<T extends TrustLevel>(
  session: ActionSession<T>,
  plan: PlanData | Json,
  options: PlanOptions = {},
): readonly DataStep<T>[] {
  const handling = handlingOf(session);
  const reading = new Reading(handling, options);
  reading.read(toJson(plan, LIMITS));
  // `as`: each was made by step() of a tool that this very session may call
  if (reading.faults.length === 0) return reading.steps as unknown as readonly DataStep<T>[];
  const shown = reading.faults.slice(0, MOST_FAULTS);
  const more = reading.faults.length - shown.length;
  throw new SallyportError(
    'BAD_INPUT',
    `'${handling.spec.name}' cannot use this plan: ${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}`,
    { agent: handling.spec.name, faults: Object.freeze(reading.faults) },
  );
}

class Reading {
  readonly faults: string[] = [];
  readonly steps: object[] = [];
  readonly #handling: Handling;
  readonly #refs: ReadonlyMap<string, Ref<unknown>>;
  readonly #before = new Map<string, Before>();

  constructor(handling: Handling, { refs = {} }: PlanOptions) {
    this.#handling = handling;
    this.#refs = new Map(Object.entries(refs));
    for (const ref of this.#refs.values()) handling.open(ref);
  }

  read(plan: Json): void {
    const fields = fieldsOf(plan);
    const steps = fields?.['steps'];
    if (fields === undefined || !isArray(steps) || Object.keys(fields).length > 1)
      return this.#fault(`it is one object: {"steps": [{"id": …, "tool": …, "args": {…}}, …]}`);
    if (steps.length === 0 || steps.length > MOST_STEPS) this.#fault(`it has 1 to ${MOST_STEPS} steps`);
    else steps.forEach((one: Json, at) => this.#step(fieldsOf(one), at + 1));
  }

  #step(given: { readonly [key: string]: Json } | undefined, number: number): void {
    if (given === undefined) return this.#fault(`step ${number} is no object with an id, a tool and args`);
    const { id, tool, args, times = 1, ...others } = given;
    if (typeof id !== 'string' || id === '' || id.length > LONGEST_ID)
      return this.#fault(`step ${number}: its id is a text of 1 to ${LONGEST_ID} characters`);
    const where = `step ${number} (${quote(id)})`;
    const stranger = Object.keys(others)[0];
    if (stranger !== undefined) this.#fault(`${where}: a step has no ${quote(stranger)}: only id, tool, args, times`);
    if (this.#before.has(id)) return this.#fault(`${where}: another step has this id`);
    if (typeof times !== 'number' || !Number.isSafeInteger(times) || times < 1 || times > MOST_TIMES)
      return this.#fault(`${where}: times is a whole number, 1 or more, ${MOST_TIMES} at most`);
    const { registry } = this.#handling.spec;
    const seal = typeof tool === 'string' ? registry.get(tool) : undefined;
    if (seal === undefined)
      return this.#fault(`${where}: there is no tool ${quote(tool)}, there is ${namesOf(registry.names)}`);
    const named = this.#args(where, seal.contract, fieldsOf(args));
    const pinned = Object.fromEntries([...named].map(([name, { pinned: one }]) => [name, one]));
    // `as`: the compiler cannot know what stands in data; session.plan() and each call look at it again
    const made: object = step(seal.tool, pinned as never, { times });
    this.steps.push(made);
    const takesRef = [...named.values()].some(({ isHeld }) => isHeld);
    this.#before.set(id, { step: made, contract: seal.contract, takesRef });
  }

  #args(
    where: string,
    contract: AnyContract,
    given: { readonly [key: string]: Json } | undefined,
  ): ReadonlyMap<string, Argument> {
    const args = new Map<string, Argument>();
    if (given === undefined) this.#fault(`${where}: its args are one object of named arguments`);
    const keys = keysOf(contract.input);
    let areSound = given !== undefined;
    for (const [name, data] of Object.entries(given ?? {})) {
      const isUnknown = keys?.rest === 'refused' && !keys.properties.has(name);
      const argument = isUnknown
        ? `'${contract.name}' takes no such argument, it takes ${namesOf(keys.properties.keys())}`
        : argumentOf(data, { before: this.#before, refs: this.#refs });
      if (typeof argument !== 'string') args.set(name, argument);
      else {
        areSound = false;
        this.#fault(`${where}, argument ${quote(name)}: ${argument}`);
      }
    }
    if (areSound) for (const problem of problemsWith(contract, args)) this.#fault(`${where}${problem}`);
    return args;
  }

  #fault(why: string): void {
    this.faults.push(why);
  }
}

/** What the tool's schema says of the values that stand in the plan, and of what is left out. */
function problemsWith(contract: AnyContract, args: ReadonlyMap<string, Argument>): readonly string[] {
  const literals = [...args].flatMap(([name, { value }]) => (value === undefined ? [] : [[name, value] as const]));
  const known = Object.fromEntries(literals);
  const { input } = schemaOf(contract);
  if (literals.length === args.size) {
    const problem = problemWith(input, known);
    return problem === undefined ? [] : [`: ${problem}`];
  }
  const result = checked(() => input.check(known));
  return result.flatMap(({ pointer, message }) => {
    const name = pointer.split('/')[1]?.replaceAll('~1', '/').replaceAll('~0', '~');
    if (name === undefined || (args.has(name) && !hasOwn(known, name))) return [];
    return [`, argument ${quote(name)}: ${args.has(name) ? quote(message) : 'it is left out, and the tool needs it'}`];
  });
}

type Problems = readonly { readonly pointer: string; readonly message: string }[];

/** A schema that throws at half of an input will see the whole of it at the call. */
function checked(check: () => object): Problems {
  try {
    const result = check();
    // `as`: what a Check answers with
    return 'problems' in result ? (result.problems as Problems) : [];
  } catch {
    return [];
  }
}
