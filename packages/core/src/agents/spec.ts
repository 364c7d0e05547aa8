// What an agent said of itself when it was made: checked once, frozen, and kept where its own code cannot reach it.
import { allowlist, type Allowlist } from '@sallyport/allowlist';
import type { Id } from '../canonical.js';
import { quote, SallyportError } from '../errors.js';
import { ownOptions } from '../options.js';
import { APPROVAL, readApproval, type ApprovalOptions, type ApprovalRules } from '../people/approvers.js';
import { checkName } from '../people/trust-root.js';
import { freeze, weakGet, weakSet } from '../primordials.js';
import { register, registerProposes, type Proposes, type Registry } from '../tools/registry.js';
import { isTrust, TRUST, type Role, type TrustLevel } from '../trust.js';

/** Everything that the runtime knows of an agent. */
export interface AgentSpec {
  readonly name: Id;
  readonly role: Role;
  readonly trust: TrustLevel;
  readonly registry: Registry;
  readonly proposes: Proposes;
  /** Patterns over participant names; `undefined`: the owner only. */
  readonly patterns: readonly string[];
  /** Agents whose proposals an executor takes; `undefined`: any enrolled one. */
  readonly acceptsFrom: readonly Id[] | undefined;
  /** Which people must approve what it executes. */
  readonly approval: ApprovalRules;
  /** Which of {@link AgentRules} its own code says. */
  readonly said: readonly (keyof AgentRules)[];
  /** Runs the subclass's `handle`. */
  readonly handle: (message: never, session: never) => Promise<void>;
}

/** What may be said of an agent in its own code or in config: who may write to it, approve, have something done. */
export interface AgentRules extends ApprovalOptions {
  /** Who may write to it: `*`, `?`, `!` patterns over names. */
  readonly allowlist?: readonly string[];
  /** The agents whose proposals an ActionAgent takes. */
  readonly acceptsFrom?: readonly Id[];
}
const RULES = ['allowlist', 'acceptsFrom', ...APPROVAL] as const;

/** What both kinds of agents are made with. */
export interface AgentOptions<T extends TrustLevel> {
  readonly name: string;
  /** The lowest trust of what it takes in: a message below it is refused at the door. */
  readonly trust: T;
  /** Who may write to it: `*`, `?`, `!` patterns over names. Unsaid: the owner only. */
  readonly allowlist?: readonly string[];
}

const ledger = new WeakMap<object, AgentSpec>();

interface Given {
  readonly role: Role;
  readonly options: unknown;
  readonly keys: readonly string[];
  readonly handle: (message: never, session: never) => Promise<void>;
}

/** Checks an agent's options and seals its spec. Throws `BAD_OPTION`, or what the registry throws. */
export function sealAgent(agent: object, { role, options, keys, handle }: Given): void {
  const own = ownOptions(options, keys);
  const name = own['name'];
  checkAgentName(name);
  const trust = own['trust'];
  if (!isTrust(trust)) throw bad(name, `trust is ${quote(trust)}: it is one of ${TRUST.join(', ')}`);
  const spec: AgentSpec = freeze({
    name,
    role,
    trust,
    registry: register({ agent: name, role, trust, tools: own['tools'] as Iterable<unknown> }),
    proposes: registerProposes({ agent: name, trust, proposes: (own['proposes'] ?? []) as Iterable<unknown> }),
    ...rulesOf(name, own),
    said: freeze(RULES.filter((rule) => own[rule] !== undefined)),
    handle,
  });
  weakSet(ledger, agent, spec);
}

/** The spec of an agent that was made by one of the two base classes of this copy. Throws `NOT_AN_AGENT`. */
export function specOf(agent: unknown): AgentSpec {
  const spec = typeof agent === 'object' && agent !== null ? weakGet(ledger, agent) : undefined;
  if (spec === undefined) {
    throw new SallyportError(
      'NOT_AN_AGENT',
      `${quote(agent)} is not an agent of this copy of @sallyport/core: extend IntakeAgent or ActionAgent, and see that only one copy is installed`,
    );
  }
  return spec;
}

/** The list of who may write to an agent, once the owner is known. */
export function doorOf({ name, patterns }: AgentSpec, owner: Id): Allowlist {
  try {
    return allowlist({ owner, patterns, onWarning: () => undefined });
  } catch (cause) {
    throw new SallyportError(
      'BAD_OPTION',
      `the allowlist of '${name}': ${cause instanceof Error ? cause.message : String(cause)}`,
      { agent: name },
      { cause },
    );
  }
}

/**
 * The spec with what config says of the agent, and what it says of all that say nothing themselves. Throws `BAD_OPTION` where
 * config and code both say something: whoever reads one of them would be wrong about the agent.
 */
export function withRules(spec: AgentSpec, given: unknown, defaults: AgentRules): AgentSpec {
  const { name, role, said } = spec;
  const own = ownOptions(given ?? {}, RULES, `agentOptions['${name}']`);
  for (const rule of RULES) {
    if (own[rule] === undefined) continue;
    if (said.includes(rule))
      throw bad(name, `${rule} is said twice, in its code and in agentOptions: leave it out of one`);
    if (rule === 'acceptsFrom' && role === 'intake')
      throw bad(name, 'an IntakeAgent takes no proposals: leave acceptsFrom out');
  }
  const { patterns, approval, acceptsFrom } = rulesOf(name, { ...defaults, ...own });
  const saidOf = APPROVAL.filter((rule) => said.includes(rule)).map((rule) => [rule, spec.approval[rule]]);
  return freeze({
    ...spec,
    patterns: said.includes('allowlist') ? spec.patterns : patterns,
    approval: freeze({ ...approval, ...Object.fromEntries(saidOf) }),
    acceptsFrom: said.includes('acceptsFrom') ? spec.acceptsFrom : acceptsFrom,
  });
}

function rulesOf(
  name: string,
  own: Readonly<Record<string, unknown>>,
): Pick<AgentSpec, 'patterns' | 'approval' | 'acceptsFrom'> {
  return {
    patterns: strings(name, 'allowlist', own['allowlist']) ?? [],
    acceptsFrom: strings(name, 'acceptsFrom', own['acceptsFrom']),
    approval: readApproval(`'${name}'`, own),
  };
}

function strings(agent: string, what: string, value: unknown): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || !value.every((one): one is string => typeof one === 'string'))
    throw bad(agent, `${what} is not a list of strings`);
  return freeze([...value]);
}

function checkAgentName(name: unknown): asserts name is Id {
  try {
    checkName(name, 'an agent');
  } catch (cause) {
    throw new SallyportError(
      'BAD_OPTION',
      `an agent's name is ${quote(name)}: it must be a participant name without ':' and '~'`,
      {},
      { cause },
    );
  }
}

const bad = (agent: unknown, why: string): SallyportError =>
  new SallyportError('BAD_OPTION', `${quote(agent)}: ${why}`, { agent });
