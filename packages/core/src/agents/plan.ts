// A committed plan: what a session said it would do before it had read anything that outsiders wrote. What does not fit is refused.
import { canonical, type Hash, type Json } from '../canonical.js';
import type { Label } from '../content/label.js';
import { quote, SallyportError } from '../errors.js';
import { isWithin, type Reach } from '../tools/bounds.js';
import { digestOf, type AnyContract } from '../tools/contract.js';
import type { Selector, StepTerms, Term } from './step.js';

/** A value, and where it came from. */
export interface Sourced {
  /** Did it come out of a Ref? */
  readonly isHeld: boolean;
  readonly value: Json;
  readonly label: Label;
  /** Does some of it stand nowhere in what it is said to be picked from, and has the session been told something by outsiders? */
  readonly isSaidNow?: boolean;
}
/** What a step brought. */
export interface Brought {
  readonly output: unknown;
  /** Of what stands in it and is no Ref: of whoever had a say in what it brought. */
  readonly label: Label;
}
/** One argument as it stands in a committed plan: a value, one that an earlier step brings, or one of a set. */
export type PlannedTerm =
  | ({ readonly is: 'value' } & Sourced)
  | { readonly is: 'picked'; readonly selector: Selector }
  | { readonly is: 'among'; readonly allowed: 'contacts' | 'anyone' | readonly Json[] | Selector };
export interface PlannedStep {
  readonly terms: StepTerms;
  readonly args: ReadonlyMap<string, PlannedTerm>;
}

/** What a call brings along, to find its place. */
export interface Coming {
  readonly contract: AnyContract;
  readonly args: { readonly [key: string]: Json };
  readonly labels: Readonly<Record<string, Label>>;
}
/** Where a call stands in the plan: the labels of its arguments as they were pinned. */
export interface Place {
  readonly step: object;
  readonly number: number;
  readonly labels: Readonly<Record<string, Label>>;
  readonly label: Label;
  /** The arguments that the call says, or that a selector makes up. */
  readonly open: ReadonlySet<string>;
}

export interface PlanFacts {
  readonly steps: readonly PlannedStep[];
  /** The session's label when it planned. */
  readonly label: Label;
  readonly reach: Reach;
  /** What a selector chose, with the label of everything in it. Throws `NOT_JSON` for what cannot be an argument. */
  readonly sourced: (chosen: unknown, brought: Brought) => Sourced;
}

/** Where an argument came from. */
type Origin = Pick<Sourced, 'label' | 'isSaidNow'>;
/** What a selector chose, as the session passes it on and as it stands in the plan; or what went wrong. */
type Chosen = { readonly chosen: unknown; readonly sourced: Sourced } | { readonly error: unknown };

interface Standing extends PlannedStep {
  readonly number: number;
  readonly contract: Hash;
  taken: number;
}

export class Plan {
  /** Planned calls are judged at it: nothing that was read later had a say in them. */
  readonly label: Label;
  readonly #steps: readonly Standing[];
  readonly #selectors: ReadonlySet<Selector>;
  readonly #chosen = new Map<Selector, Chosen | undefined>();
  readonly #facts: PlanFacts;

  constructor(facts: PlanFacts) {
    this.label = facts.label;
    this.#facts = facts;
    this.#selectors = new Set(
      facts.steps.flatMap(({ args }) => [...args.values()].flatMap((term) => selectorIn(term) ?? [])),
    );
    this.#steps = facts.steps.map((planned, i) => ({
      ...planned,
      number: i + 1,
      contract: digestOf(planned.terms.seal.contract),
      taken: 0,
    }));
  }

  /** In the order in which they were planned. */
  get steps(): readonly PlannedStep[] {
    return this.#steps;
  }

  /** Takes the first step that a call fits, or only `wanted`. A sentence says why there is none. */
  take(coming: Coming, wanted?: object): Place | string {
    const digest = digestOf(coming.contract);
    let why = 'there is no step for it: put all that may happen into session.plan([…])';
    for (const standing of this.#steps) {
      if (standing.contract !== digest || (wanted !== undefined && standing.terms.step !== wanted)) continue;
      if (standing.taken >= standing.terms.times) {
        why = `step ${standing.number} has been taken as often as it may be: step(tool, args, { times: n }) allows more`;
        continue;
      }
      const origins = this.#fit(standing, coming);
      if (typeof origins === 'string') why = `in step ${standing.number}, ${origins}`;
      else {
        standing.taken += 1;
        return this.#placeOf(standing, origins);
      }
    }
    return why;
  }

  /** A call that was not even written down has not been made. */
  giveBack({ step }: Place): void {
    const standing = this.#of(step);
    if (standing !== undefined) standing.taken -= 1;
  }

  /**
   * Has the selectors over a step choose, as soon as it has brought something: what is read later has no say in it. Of a step
   * that is taken several times, the last one counts.
   */
  saw(step: object, brought: Brought): void {
    const standing = this.#of(step);
    if (standing === undefined) return;
    for (const selector of this.#selectors) {
      if (selector.step !== step) continue;
      try {
        const chosen = chosenBy(selector, brought.output, standing.number) ?? undefined;
        const sourced = chosen === undefined ? undefined : this.#facts.sourced(chosen, brought);
        this.#chosen.set(selector, sourced && { chosen, sourced });
      } catch (error) {
        this.#chosen.set(selector, { error });
      }
    }
  }

  /** What a selector chose, as the session passes it on. A sentence says why there is nothing. Throws what the selector threw. */
  choose(selector: Selector): { readonly chosen: unknown; readonly sourced: Sourced } | string {
    const standing = this.#of(selector.step);
    if (standing === undefined) return 'is taken from a step that is not in the plan';
    if (!this.#chosen.has(selector)) return `is taken from step ${standing.number}, which has brought nothing yet`;
    const found = this.#chosen.get(selector);
    if (found === undefined) return `is taken from step ${standing.number}, and nothing there was chosen`;
    if ('error' in found) throw found.error;
    return found;
  }

  #placeOf({ terms: { step }, number }: Standing, origins: ReadonlyMap<string, Origin>): Place {
    return {
      ...{ step, number, label: this.label },
      labels: Object.fromEntries([...origins].map(([name, { label }]) => [name, label])),
      open: new Set([...origins].flatMap(([name, { isSaidNow }]) => (isSaidNow === true ? [name] : []))),
    };
  }

  #of(step: object): Standing | undefined {
    return this.#steps.find(({ terms }) => terms.step === step);
  }

  /** Where the arguments came from, or why they do not fit. The set of names is pinned, too. */
  #fit({ args: terms }: PlannedStep, { args, labels }: Coming): ReadonlyMap<string, Origin> | string {
    for (const name of Object.keys(args)) if (!terms.has(name)) return `${quote(name)} is not planned`;
    const origins = new Map<string, Origin>();
    for (const [name, term] of terms) {
      if (!Object.hasOwn(args, name)) {
        if (term.is === 'among') continue;
        return `${quote(name)} is planned and was left out`;
      }
      const origin = this.#originIn(term, args[name]!, labels[name]!);
      if (typeof origin === 'string') return `${quote(name)} ${origin}`;
      origins.set(name, origin);
    }
    return origins;
  }

  #originIn(term: PlannedTerm, value: Json, given: Label): Origin | string {
    if (term.is === 'value')
      return canonical(term.value) === canonical(value) ? { label: term.label } : 'has another value';
    if (term.is === 'picked') {
      const chosen = this.#sourced(term.selector);
      if (typeof chosen === 'string') return chosen;
      return canonical(chosen.value) === canonical(value) ? chosen : 'has another value';
    }
    const { allowed } = term;
    if (allowed === 'anyone') return { label: given, isSaidNow: true };
    if (typeof allowed === 'string' || !('choose' in allowed))
      return isWithin(value, allowed, this.#facts.reach) ? { label: this.label } : 'is not one of the planned values';
    const chosen = this.#sourced(allowed);
    if (typeof chosen === 'string') return chosen;
    const isOne = Array.isArray(chosen.value) && isWithin(value, chosen.value as readonly Json[], this.#facts.reach);
    return isOne ? chosen : 'is not one of the planned values';
  }

  #sourced(selector: Selector): Sourced | string {
    const found = this.choose(selector);
    return typeof found === 'string' ? found : found.sourced;
  }
}

/** The selector of an argument, where it has one. */
export function selectorIn(term: Term | PlannedTerm): Selector | undefined {
  if (term.is === 'picked') return term.selector;
  if (term.is !== 'among' || typeof term.allowed === 'string' || !('choose' in term.allowed)) return undefined;
  return term.allowed;
}

/** What a selector picks. What it throws is the cause alone: its words may hold what a tool brought. */
function chosenBy({ choose }: Selector, output: unknown, number: number): unknown {
  try {
    return choose(output);
  } catch (cause) {
    if (SallyportError.isInstance(cause) && cause.code !== 'REF_UNREVEALED') throw cause;
    throw new SallyportError(
      'BAD_INPUT',
      `a selector over step ${number} threw, as its cause says: the fields there that outsiders write are Refs, which code ` +
        `can pass on and cannot read`,
      {},
      { cause },
    );
  }
}
