// The intake side's session: what it reads, it has read. It may report and propose, and never act.
import type { Id, Json } from '../canonical.js';
import type { Label } from '../content/label.js';
import { ToolFailed } from '../errors.js';
import { freeze } from '../primordials.js';
import type { TrustLevel } from '../trust.js';
import { call } from './call.js';
import { bindSession, handlingOf, type Handling } from './handling.js';
import { memoryOf, type Memory } from './memory.js';
import type { ModelTool } from './model.js';
import { offeredProposals, offeredTools } from './offers.js';
import { proposeTo, report } from './report.js';

class Intake {
  readonly role = 'intake';
  readonly trust: TrustLevel;
  readonly signal: AbortSignal;
  readonly memory: Memory;
  readonly tools: readonly ModelTool[];
  readonly proposes: readonly ModelTool[];

  constructor(handling: Handling) {
    this.trust = handling.spec.trust;
    this.signal = handling.signal;
    this.memory = memoryOf(handling);
    this.tools = offeredTools(handling.spec.registry);
    this.proposes = offeredProposals(handling.spec.proposes);
    bindSession(this, handling);
    freeze(this);
  }

  async call(tool: unknown, input: unknown): Promise<Json> {
    const handling = handlingOf(this);
    try {
      const { value, label } = await call(handling, tool, input);
      handling.lower(label);
      return value;
    } catch (error) {
      // the tool's own words are read here and now, like everything that an intake agent is shown
      if (error instanceof ToolFailed) handling.lower(error.facts['label'] as Handling['label']);
      throw error;
    }
  }
  get watermark(): Label {
    return handlingOf(this).label;
  }
  report(text: string): Promise<Id> {
    return report(handlingOf(this), text);
  }
  propose(executor: string, contract: unknown, args: unknown, reason: { readonly why: string }): Promise<Id> {
    return proposeTo(handlingOf(this), { executor, contract, args, why: reason?.why });
  }
}
freeze(Intake.prototype);

export const intakeSession = (handling: Handling): object => new Intake(handling);
