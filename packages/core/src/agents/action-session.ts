// The acting side's session: what outsiders wrote stays behind Refs until it is revealed, and then everything asks.
import type { Id, Json } from '../canonical.js';
import { isBounded } from '../content/bounded.js';
import { labelOf, type Label } from '../content/label.js';
import { holdsRef, makeRef } from '../content/ref.js';
import type { Ref } from '../content/ref-type.js';
import { SallyportError, ToolFailed } from '../errors.js';
import { freeze, hasOwn } from '../primordials.js';
import type { TrustLevel } from '../trust.js';
import { veil } from '../tools/veil.js';
import { call, type Called } from './call.js';
import { commitPlan } from './commit-plan.js';
import { sourceOf } from './execute.js';
import { bindSession, handlingOf, type Handling } from './handling.js';
import { memoryOf, type Memory } from './memory.js';
import type { ModelTool } from './model.js';
import { offeredTools } from './offers.js';
import { read } from './read.js';
import { report } from './report.js';
import { callOf, type Taking } from './take-step.js';

class Acting {
  /** Its methods are for a session of an action agent, and for none that borrows them. */
  readonly #isActing = true;
  readonly role = 'action';
  readonly trust: TrustLevel;
  readonly signal: AbortSignal;
  readonly memory: Memory;

  constructor(handling: Handling) {
    this.trust = handling.spec.trust;
    this.signal = handling.signal;
    this.memory = memoryOf(handling);
    bindSession(this, handling);
    freeze(this);
  }

  get tools(): readonly ModelTool[] {
    const { spec, plan } = Acting.#of(this);
    return offeredTools(spec.registry, plan);
  }
  async call(tool: unknown, input: unknown): Promise<unknown> {
    return take(Acting.#of(this), { tool, input });
  }
  plan(steps: unknown): Promise<void> {
    return commitPlan(Acting.#of(this), steps);
  }
  async run(step: unknown, rest?: unknown): Promise<unknown> {
    const handling = Acting.#of(this);
    return take(handling, await callOf(handling, step, rest));
  }
  read(given: unknown, schema: unknown, reader: unknown): Promise<Ref<unknown>> {
    return read(Acting.#of(this), { given, schema, reader });
  }
  reveal(ref: Ref<unknown>): Json {
    const handling = Acting.#of(this);
    handling.mustBeAlive();
    const { value, label, schema } = handling.open(ref);
    if (schema !== undefined && isBounded(value, schema)) handling.glimpse(label);
    else handling.lower(label);
    return value;
  }
  get watermark(): Label {
    return Acting.#of(this).label;
  }
  report(text: string, quoting?: readonly Ref<unknown>[]): Promise<Id> {
    return report(Acting.#of(this), text, quoting);
  }

  static #of(session: Acting): Handling {
    const handling = handlingOf(session);
    if (#isActing in session) return handling;
    throw new SallyportError(
      'NOT_ALLOWED',
      `that is not a session of an action agent, and '${handling.spec.name}' has no other`,
    );
  }
}
freeze(Acting.prototype);

async function take(handling: Handling, { tool, input, step }: Taking): Promise<unknown> {
  try {
    const called = await call(handling, tool, input, step);
    const output = shield(handling, called);
    if (called.step !== undefined) handling.plan?.saw(called.step, { output, label: called.typed });
    return output;
  } catch (error) {
    throw error instanceof ToolFailed ? behindRef(handling, error) : error;
  }
}

export const actionSession = (handling: Handling): object => new Acting(handling);

/**
 * A call that was given a Ref answers with one; otherwise the fields that outsiders write are Refs, and the rest is plain. What
 * a Ref in an argument that decides nothing has no say in keeps its own label, inside of the Ref (ADR 17).
 */
function shield(session: Handling, { contract, value, label, gaveRef, typed }: Called): unknown {
  if (contract.outsider === '*') return makeRef({ value, label, session });
  const shown = veil(value, contract, (field) => makeRef({ value: field, label, session }));
  if (gaveRef) {
    const fields = { shown, label: typed };
    return makeRef(holdsRef(shown) ? { value, label, session, fields } : { value, label: typed, session });
  }
  // what is handed out plain was private all the same
  if (contract.private) session.lower(labelOf(sourceOf(contract), 'high', true));
  return shown;
}

/** A tool's own words about its failure are outsiders' words. */
function behindRef(session: Handling, error: ToolFailed): ToolFailed {
  const { detail, label, ...facts } = error.facts;
  if (typeof detail !== 'string' || !hasOwn(error.facts, 'label')) return error;
  const ref = makeRef<string>({ value: detail, label: label as Label, session });
  return new ToolFailed('TOOL_FAILED', error.message, { ...facts, detail: ref });
}
