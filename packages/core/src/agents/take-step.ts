// Taking a planned step: its input is what was pinned, what its selectors choose, and what the call says of the rest.
import { quote, SallyportError } from '../errors.js';
import { isRecord } from '../json.js';
import { create } from '../primordials.js';
import { takeIn } from './forbid.js';
import type { Handling } from './handling.js';
import type { Plan } from './plan.js';
import { termsIn, type StepTerms } from './step.js';

/** A call as a session makes it. */
export interface Taking {
  readonly tool: unknown;
  readonly input: unknown;
  readonly step?: object;
}

/** The call that a step stands for. Throws `PLAN_REFUSED` without a plan, `BAD_INPUT` (journalled) where a selector chooses nothing. */
export async function callOf(handling: Handling, step: unknown, rest: unknown): Promise<Taking> {
  handling.mustBeAlive();
  const { plan, spec } = handling;
  const terms = termsIn(step);
  if (plan === undefined || terms === undefined) {
    const what = terms === undefined ? `${quote(step)}, which step() did not make` : 'a step, and there is no plan';
    throw new SallyportError(
      'PLAN_REFUSED',
      `'${spec.name}' runs ${what}: session.plan([…]) first, then run its steps`,
      {
        agent: spec.name,
      },
    );
  }
  const input = await takeIn(handling, terms.seal.contract, () => inputOf(plan, terms, rest));
  return { tool: terms.seal.tool, input, step: terms.step };
}

function inputOf(plan: Plan, { args, seal }: StepTerms, rest: unknown): object {
  const { name: tool } = seal.contract;
  const bad = (why: string): SallyportError =>
    new SallyportError('BAD_INPUT', `'${tool}' cannot be run as planned: ${why}`, { tool });
  if (rest !== undefined && !isRecord(rest)) throw bad('what the call says is no plain object of arguments');
  // `as`: an object without a prototype, so that only what is put in is in it
  const input = create(null) as Record<string, unknown>;
  for (const [name, term] of args) {
    if (term.is === 'value') input[name] = term.value;
    else if (term.is === 'picked') {
      const found = plan.choose(term.selector);
      if (typeof found === 'string') throw bad(`${quote(name)} ${found}`);
      input[name] = found.chosen;
    }
  }
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(rest ?? {}))) {
    if (Object.hasOwn(input, name)) throw bad(`${quote(name)} is pinned: leave it out of the call`);
    input[name] = value;
  }
  return input;
}
