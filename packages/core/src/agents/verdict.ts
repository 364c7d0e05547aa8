// The one verdict: the strictest of the table, the effect's floor, the runtime's policy, flow, bounds and stops.
import type { Id } from '../canonical.js';
import { closesEgress, join, trustOf, type Label } from '../content/label.js';
import {
  EFFECTS,
  meet,
  notBelow,
  stricter,
  tableVerdict,
  VERDICTS,
  type Effect,
  type TrustLevel,
  type Verdict,
} from '../trust.js';

/** What a policy is told of a call. */
export interface PolicyFacts {
  readonly agent: Id;
  readonly executor: Id;
  readonly tool: string;
  readonly effect: Effect;
  readonly trust: TrustLevel;
  readonly verdict: Verdict;
}
/** A runtime's own rule. It may only tighten; one that throws, or says nothing known, is taken as `ask`. */
export type Policy = (facts: PolicyFacts) => Verdict;

export interface Facts {
  readonly agent: Id;
  readonly executor: Id;
  readonly tool: string;
  readonly effect: Effect;
  /** Does it leave the machine? */
  readonly egress: boolean;
  /** The session's label when the call was chosen. */
  readonly watermark: Label;
  /** The labels of the arguments that decide where the effect lands. */
  readonly control: readonly Label[];
  /** The labels of all arguments. */
  readonly args: readonly Label[];
  readonly policy?: Policy | undefined;
  /** Why it lies outside its bounds, where it does. */
  readonly outside?: string | undefined;
  /** Who is frozen, where somebody is. */
  readonly frozen?: Id | undefined;
}

export interface Ruling {
  readonly verdict: Verdict;
  readonly trust: TrustLevel;
  readonly reason: string;
}

/** Judges one call or proposal. Unknown means denied. */
export function judge(facts: Facts): Ruling {
  const trust = facts.control.reduce((low, label) => meet(low, trustOf(label)), trustOf(facts.watermark));
  if (facts.frozen !== undefined) return { verdict: 'deny', trust, reason: `'${facts.frozen}' is frozen` };
  if (facts.outside !== undefined) return { verdict: 'deny', trust, reason: facts.outside };
  const byTable = tableVerdict(trust, facts.effect);
  const tier = Object.hasOwn(EFFECTS, facts.effect) ? EFFECTS[facts.effect].tier : 'unknown';
  if (byTable === 'deny') return { verdict: 'deny', trust, reason: `${trust} trust may not ${tier}` };
  const flow: Verdict = facts.egress && closesEgress(leaving(facts)) ? 'ask' : 'allow';
  const ruled = stricter(byTable, flow);
  const verdict = stricter(ruled, policyVerdict(facts, trust, ruled));
  return {
    verdict,
    trust,
    reason: reasonOf(verdict, { table: `${trust} trust must ask before it may ${tier}`, byTable, flow }),
  };
}

/**
 * What leaves with an egress call: all that its session has read, and what decides where it goes. A Ref that decides
 * nothing may leave unread (rule 9), as long as nobody below `medium` has a say in where.
 */
function leaving({ watermark, control, args }: Facts): Label {
  const named = control.reduce(join, watermark);
  return notBelow(trustOf(named), 'medium') ? named : args.reduce(join, named);
}

function policyVerdict({ policy, agent, executor, tool, effect }: Facts, trust: TrustLevel, verdict: Verdict): Verdict {
  if (policy === undefined) return 'allow';
  try {
    const said: unknown = policy(Object.freeze({ agent, executor, tool, effect, trust, verdict }));
    return VERDICTS.find((known) => known === said) ?? 'ask';
  } catch {
    return 'ask';
  }
}

interface Reasons {
  readonly table: string;
  readonly byTable: Verdict;
  readonly flow: Verdict;
}

function reasonOf(verdict: Verdict, { table, byTable, flow }: Reasons): string {
  if (verdict === 'allow') return 'the rules allow it';
  // said before the table's reason: what a person must know here is that a secret may be leaving
  if (verdict === flow) return 'private content of one source has met low content of another: nothing leaves unasked';
  return verdict === byTable ? table : 'the policy says so';
}
