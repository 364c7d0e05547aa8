// Planning with a model: it is told the tools and the owner's words, and writes the plan as data. Nobody else has a say in it.
import { SallyportError, wordsOf } from '../errors.js';
import type { Json } from '../json.js';
import type { TrustLevel } from '../trust.js';
import { mustBeFree } from './commit-plan.js';
import { handlingOf } from './handling.js';
import { jsonIn } from './json-answer.js';
import type { Model, Turn } from './model.js';
import { planFrom, type DataStep, type PlanOptions } from './plan-data.js';
import { planPrompt, planSchema } from './plan-schema.js';
import type { ActionSession } from './session.js';

/** Asks for the steps of a plan. `words`: what is to be done, in the owner's words. */
export type Planner = <T extends TrustLevel>(
  session: ActionSession<T>,
  words: string,
  options?: PlanOptions,
) => Promise<readonly DataStep<T>[]>;

/** A first answer, and one more that knows what was wrong with the first. */
const ANSWERS = 2;

/**
 * A planner that asks a model. The model is told of the session's tools (names, JSON Schemas, which fields stay unread), of the
 * names of `refs`, and of `words`; it is offered nothing to call. What it writes is read as `planFrom()` reads it, and it may
 * mend its faults once. The steps are for `session.plan()`, which has the last word. No model is asked once the session has
 * read what outsiders wrote: they could have chosen the plan.
 *
 * @throws the planner rejects with SallyportError `PLAN_REFUSED` where `session.plan()` would, `MODEL_FAILED` when no plan
 * came out (`cause` says why), `NOT_ALLOWED` for anything but an action session; and with whatever the model port throws.
 * @example
 * ```ts
 * import { ActionAgent, converse, planWith, type ActionSession, type Model, type Order } from '@sallyport/core';
 *
 * declare const model: Model;
 *
 * class Assistant extends ActionAgent<'high'> {
 *   protected async handle({ text, material: [mail] }: Order, session: ActionSession<'high'>) {
 *     const refs = mail === undefined ? {} : { mail: mail.text };
 *     await session.plan(await planWith(model)(session, text, { refs }));
 *     await converse(session, model, text, { refs }); // whatever it reads now: what is not planned is refused
 *   }
 * }
 * ```
 */
export const planWith =
  (model: Model): Planner =>
  async (session, words, options = {}) => {
    const handling = handlingOf(session);
    const { spec, signal } = handling;
    // a quarantine has the handling of its session, and has read what it quarantines
    if (session.role !== 'action')
      throw new SallyportError(
        'NOT_ALLOWED',
        `'${spec.name}' cannot plan here: planWith(model)(session, …) takes the session of an ActionAgent`,
      );
    const contracts = spec.registry.names.map((name) => spec.registry.get(name)!.contract);
    const refs = Object.keys(options.refs ?? {});
    const answer = planSchema(contracts, refs);
    const turns: Turn[] = [{ role: 'user', text: planPrompt(contracts, refs, words) }];
    let failure: unknown;
    for (let round = 0; round < ANSWERS; round += 1) {
      handling.mustBeAlive();
      mustBeFree(handling);
      const { text } = await model.respond(turns, [], { signal, answer });
      try {
        return planFrom(session, jsonIn(text) as Json, options);
      } catch (error) {
        if (!isOfThePlan(error)) throw error;
        failure = error;
        turns.push({ role: 'model', text, calls: [] }, { role: 'user', text: mending(error) });
      }
    }
    throw new SallyportError(
      'MODEL_FAILED',
      `the model wrote no plan for '${spec.name}': ${wordsOf(failure)}`,
      { agent: spec.name },
      { cause: failure },
    );
  };

/** Is it the plan's own fault? */
const isOfThePlan = (error: unknown): boolean =>
  error instanceof SyntaxError || (SallyportError.isInstance(error) && FAULTS.has(error.code));
const FAULTS: ReadonlySet<string> = new Set(['BAD_INPUT', 'NOT_JSON', 'TOO_LARGE']);

const mending = (error: unknown): string =>
  `That plan cannot be used: ${wordsOf(error)}\nAnswer with the whole plan once more, mended, as one JSON object and nothing else.`;
