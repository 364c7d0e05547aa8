// Committing to a plan: checked, resolved and put on record before the session has read anything that outsiders wrote.
import { isLow, join } from '../content/label.js';
import { quote, SallyportError } from '../errors.js';
import { freeze, isArray } from '../primordials.js';
import { keysOf } from '../tools/keys.js';
import { forbid } from './forbid.js';
import type { Handling } from './handling.js';
import { writeOwn } from './own-contracts.js';
import { Plan, selectorIn, type PlannedStep, type PlannedTerm, type Brought, type Sourced } from './plan.js';
import { namesOf } from './plan-path.js';
import { saidOf } from './plan-words.js';
import { opened } from './resolve.js';
import { isTakenFrom } from './taken.js';
import { termsIn, type StepTerms } from './step.js';

export const MOST_STEPS = 200;

/** Throws `PLAN_REFUSED`, `TOOL_FORBIDDEN`, `NOT_JSON`, `NOT_A_REF`. */
export async function commitPlan(handling: Handling, given: unknown): Promise<void> {
  handling.mustBeAlive();
  mustBeFree(handling);
  if (!isArray(given) || given.length === 0 || given.length > MOST_STEPS)
    throw refused(
      handling,
      `a plan is a list of 1 to ${MOST_STEPS} steps, each made by step(), planFrom() or planWith()`,
    );
  const steps: StepTerms[] = [];
  for (const one of given as readonly unknown[]) {
    const terms = termsIn(one);
    if (terms === undefined)
      throw refused(
        handling,
        `what stands at place ${steps.length + 1} is no step of this copy of @sallyport/core: step(tool, args) makes one`,
      );
    if (steps.includes(terms)) throw refused(handling, `step ${steps.length + 1} is in it twice: say times instead`);
    if (handling.spec.registry.find(terms.seal.tool) === undefined) await forbid(handling, terms.seal.tool);
    mustComeAfter(handling, terms, steps);
    steps.push(terms);
  }
  const planned = steps.map((terms): PlannedStep => ({ terms, args: resolved(handling, terms) }));
  // what was glimpsed may stand in it
  const label = handling.own;
  const plan = new Plan({
    steps: planned,
    label,
    reach: { sender: handling.letter.address, contacts: handling.host.contactAddresses() },
    sourced: (chosen, brought) => sourcedIn(handling, chosen, brought),
  });
  // before anything is awaited: what is read meanwhile was read after the plan
  handling.plan = plan;
  try {
    await record(handling, planned);
  } catch (error) {
    handling.plan = undefined;
    throw error;
  }
}

/** What a selector makes up, where it should have taken it, was written by the session that runs it, and when its step was run. */
function sourcedIn(handling: Handling, chosen: unknown, { output, label }: Brought): Sourced {
  const found = opened(handling, chosen, label);
  if (isTakenFrom(chosen, output)) return found;
  const { own } = handling;
  return { ...found, label: join(found.label, own), isSaidNow: isLow(own) };
}

/** A plan is made once, by a session that nobody untrusted has told anything. Throws `PLAN_REFUSED`. */
export function mustBeFree(handling: Handling): void {
  if (handling.plan !== undefined)
    throw refused(handling, 'it has committed to a plan: one session has one plan, so put all steps into it');
  if (isLow(handling.own))
    throw refused(
      handling,
      'it has read what outsiders wrote, which may have chosen the plan: plan first, and read afterwards',
    );
}

/** Its arguments are in the contract, and its selectors are over steps before it. */
function mustComeAfter(handling: Handling, { seal, args }: StepTerms, before: readonly StepTerms[]): void {
  const { name, input } = seal.contract;
  const keys = keysOf(input);
  for (const [argument, term] of args) {
    if (keys?.rest === 'refused' && !keys.properties.has(argument))
      throw refused(handling, `'${name}' takes no ${quote(argument)}, it takes ${namesOf(keys.properties.keys())}`);
    const selector = selectorIn(term);
    if (selector !== undefined && !before.some(({ step }) => step === selector.step))
      throw refused(handling, `${quote(argument)} of '${name}' is taken from a step that does not come before it`);
  }
}

function resolved(handling: Handling, { args }: StepTerms): PlannedStep['args'] {
  const terms = new Map<string, PlannedTerm>();
  for (const [name, term] of args)
    terms.set(name, term.is === 'value' ? { is: 'value', ...opened(handling, term.value, handling.own) } : term);
  return terms;
}

/** On record like a call of its own: what was planned, in the order and the words in which it was planned. */
async function record(handling: Handling, planned: readonly PlannedStep[]): Promise<void> {
  const steps = planned.map((one) => saidOf(one, planned, ({ label: { from } }) => ({ from: Object.keys(from) })));
  await handling.host.journal.commit((draft) => {
    handling.mustBeOurs(draft.fold);
    writeOwn(draft, handling, { name: 'plan', args: { steps } });
  });
}

const refused = ({ spec }: Handling, why: string): SallyportError =>
  new SallyportError('PLAN_REFUSED', `'${spec.name}' cannot commit to this plan: ${why}`, freeze({ agent: spec.name }));
