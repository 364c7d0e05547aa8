// The one verdict: the strictest of the table, the effect's floor, the runtime's policy, flow, bounds and stops.
import type { Id } from '../canonical.js';
import { closesEgress, flowOf, isLow, join, mayName, trustOf, type Label } from '../content/label.js';
import { mapGet } from '../primordials.js';
import {
  EFFECTS,
  meet,
  stricter,
  tableVerdict,
  TRUST,
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
  /** Of what the session writes into it by itself, where that is more than its watermark when the call was chosen. */
  readonly own?: Label | undefined;
  /** Was it planned? Then the labels say whose data has a say in where it lands. */
  readonly isPlanned?: boolean;
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
  const trust = trustBehind(facts);
  if (facts.frozen !== undefined) return { verdict: 'deny', trust, reason: `'${facts.frozen}' is frozen` };
  if (facts.outside !== undefined) return { verdict: 'deny', trust, reason: facts.outside };
  const cell = mapGet(mapGet(CELLS, trust)!, facts.effect);
  if (cell === undefined) return { verdict: 'deny', trust, reason: `${trust} trust may not unknown` };
  if (cell.verdict === 'deny') return cell;
  const flow: Verdict = facts.egress && mayBePrivate(facts) && closesEgress(leaving(facts)) ? 'ask' : 'allow';
  if (flow === 'allow' && facts.policy === undefined) return cell;
  const ruled = stricter(cell.verdict, flow);
  const verdict = stricter(ruled, policyVerdict(facts, trust, ruled));
  return { verdict, trust, reason: reasonOf(verdict, cell, flow) };
}

/** What the table and the floors say of each effect at each trust, as the rulings that they are where nothing else speaks. */
const CELLS: ReadonlyMap<TrustLevel, ReadonlyMap<Effect, Ruling>> = new Map(
  TRUST.map((trust) => [trust, new Map(effects().map((effect) => [effect, Object.freeze(cellOf(trust, effect))]))]),
);

function cellOf(trust: TrustLevel, effect: Effect): Ruling {
  const verdict = tableVerdict(trust, effect);
  const { tier } = EFFECTS[effect];
  if (verdict === 'allow') return { verdict, trust, reason: 'the rules allow it' };
  const must = verdict === 'deny' ? 'may not' : 'must ask before it may';
  return { verdict, trust, reason: `${trust} trust ${must} ${tier}` };
}

function effects(): readonly Effect[] {
  // `as`: the keys of a frozen table
  return Object.keys(EFFECTS) as Effect[];
}

/** The meet of what the session had read and of what decides where the effect lands. */
function trustBehind({ watermark, control }: Facts): TrustLevel {
  let trust = trustOf(watermark);
  for (let i = 0; i < control.length; i++) {
    const label = control[i]!;
    if (label !== watermark) trust = meet(trust, trustOf(label));
  }
  return trust;
}

/** Is there anything private in it at all? Most calls end here. */
function mayBePrivate({ watermark, own, control, args }: Facts): boolean {
  if (watermark.private.length > 0 || (own !== undefined && own.private.length > 0)) return true;
  for (let i = 0; i < control.length; i++) if (control[i]!.private.length > 0) return true;
  for (let i = 0; i < args.length; i++) if (args[i]!.private.length > 0) return true;
  return false;
}

/**
 * What leaves with an egress call: all that its session has read, and what decides where it goes. A Ref that decides
 * nothing may leave unread (rule 9), as long as nobody below `medium` has a say in where; and so may one that holds a secret
 * of one source beside words of another, unless whoever wrote those may be whom it goes to.
 */
function leaving({ watermark, own = watermark, control, args, isPlanned = false }: Facts): Label {
  const named = control.reduce(join, watermark);
  const written = join(named, own);
  if (isLow(named)) return args.reduce(join, written);
  return args.filter((arg) => mayGoToItsAuthor(arg, control, isPlanned)).reduce(join, written);
}

/** Does an argument mix a secret with the words of somebody whose data also says where it goes? Unplanned, nobody knows. */
function mayGoToItsAuthor(arg: Label, control: readonly Label[], isPlanned: boolean): boolean {
  const flow = flowOf(arg);
  if (flow === undefined || !isPlanned) return flow !== undefined;
  return control.some((label) => mayName(label, flow.outsiders));
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

function reasonOf(verdict: Verdict, table: Ruling, flow: Verdict): string {
  if (verdict === 'allow') return 'the rules allow it';
  // said before the table's reason: what a person must know here is that a secret may be leaving
  if (verdict === flow) return 'private content of one source has met low content of another: nothing leaves unasked';
  return verdict === table.verdict ? table.reason : 'the policy says so';
}
