// What a runtime is made with, checked before anything runs.
import { doorOf, specOf, withRules, type AgentRules, type AgentSpec } from '../agents/spec.js';
import { CAPS, type Caps } from '../agents/host.js';
import type { Hosted } from '../agents/handlings.js';
import type { Policy } from '../agents/verdict.js';
import type { Id } from '../canonical.js';
import { readDuration, systemClock, type Clock, type Duration } from '../clock.js';
import { Secrets } from '../content/secrets.js';
import { quote, SallyportError } from '../errors.js';
import { ownOptions } from '../options.js';
import type { Channel } from '../mail/channel.js';
import { APPROVAL, mustEscalateInTime, mustSuffice, type ApprovalOptions } from '../people/approvers.js';
import { signerOf, type Signer } from '../people/key.js';
import type { Contact } from '../people/principal.js';
import { createTrustRoot, readTrustRoot, type TrustRoot, type TrustRootJson } from '../people/trust-root.js';
import type { OpenLedger } from '../record/ledger.js';
import { memoryStore } from '../record/memory-store.js';
import { Keyring } from '../record/keyring.js';
import type { Store } from '../record/store.js';
import type { Effect, Role } from '../trust.js';

/** An agent of either kind: made by a class that extends `IntakeAgent` or `ActionAgent`. */
export interface AnyAgent {
  readonly '~agent': Role;
}

/** Someone, or something, that answers at the owner's desk. `terminal()` of `@sallyport/inbox/terminal` is one. */
export interface Reviewer<D> {
  /** Works until `signal` aborts or there is nobody left to ask, then resolves: the runtime closes with it. */
  review(desk: D, options: { readonly signal: AbortSignal }): Promise<void>;
}

/** `root` and `signer` come together; left out, both are made on the spot and die with the process. */
export interface RuntimeOptions<D = unknown> {
  readonly agents: readonly AnyAgent[];
  /** Realm and public keys: pinned in config, never learnt from the store. */
  readonly root?: TrustRootJson;
  /** This runtime's own key. */
  readonly signer?: Signer;
  /** Unsaid: memory, gone when the process ends. */
  readonly store?: Store;
  readonly contacts?: readonly Contact[];
  readonly channels?: readonly Channel[];
  /** What config says of an agent, by its name. What its code says, too, is a fault. */
  readonly agentOptions?: Readonly<Record<Id, AgentRules>>;
  /** What config says of every agent of which nothing else is said. */
  readonly agentDefaults?: Pick<AgentRules, 'allowlist'> & ApprovalOptions;
  /** For a first try: the owner's desk in this same process, with a key made on the spot. */
  readonly reviewer?: Reviewer<D>;
  /** A rule of your own. It may only tighten. */
  readonly policy?: Policy;
  /** How long a proposal waits for a person; 24 h unless said. */
  readonly expires?: Duration;
  /** How long a process counts as alive after its last sign of life; 10 s unless said. */
  readonly lease?: Duration;
  /** How many handlings run at once; 4 unless said. One that waits for a person does not count. */
  readonly concurrency?: number;
  readonly caps?: Partial<Caps>;
  /** Where this runtime's own ledger is, `fileLedger(path)`; unsaid: where the store says. `false`: none is kept. */
  readonly ledger?: OpenLedger | false;
  readonly clock?: Clock;
  /**
   * What must never enter the journal, by name: passwords and tokens of tools, eight characters or more. Arguments that hold
   * one are refused; results, errors and reports show its name instead.
   */
  readonly secrets?: Readonly<Record<string, string>>;
}

const KEYS = [
  'agents',
  'root',
  'signer',
  'store',
  'contacts',
  'channels',
  'agentOptions',
  'agentDefaults',
  'reviewer',
  'policy',
  'expires',
  'lease',
  'concurrency',
  'caps',
  'ledger',
  'clock',
  'secrets',
] as const;

/** The options, checked and completed. */
export interface Settings {
  readonly root: TrustRoot;
  readonly signer: Signer;
  readonly store: Store;
  readonly clock: Clock;
  readonly ledger: OpenLedger | false | undefined;
  readonly agents: ReadonlyMap<Id, Hosted>;
  readonly channels: readonly Channel[];
  readonly contacts: readonly Contact[];
  readonly policy: Policy | undefined;
  readonly expires: number;
  readonly lease: number;
  readonly concurrency: number;
  readonly caps: Caps;
  readonly secrets: Secrets;
  /** The owner's key, where it was made on the spot. */
  readonly owner: Signer | undefined;
  /** For tests: which tools answer null instead of being run. */
  readonly recordOnly?: ((effect: Effect) => boolean) | undefined;
}

/** Throws `BAD_OPTION`, `BAD_TRUST_ROOT`, `NOT_AN_AGENT`, `DUPLICATE_NAME`. */
export function readRuntimeOptions(given: RuntimeOptions<never>): Settings {
  // `as`: the keys are checked to be the interface's own
  const options = ownOptions(given, KEYS, 'a runtime') as unknown as RuntimeOptions;
  if (!Array.isArray(options.agents)) throw new SallyportError('BAD_OPTION', 'a runtime is made with a list of agents');
  const specs = specsOf(options);
  const identity = identityOf(options, specs);
  const { root, signer } = identity;
  const keyring = new Keyring(root);
  mustSpeakFor(keyring, signer, specs);
  const agents = new Map<Id, Hosted>();
  for (const spec of specs) {
    if (agents.has(spec.name)) throw new SallyportError('DUPLICATE_NAME', `two agents are called '${spec.name}'`);
    agents.set(spec.name, {
      spec,
      door: { name: spec.name, role: spec.role, trust: spec.trust, list: doorOf(spec, root.owner) },
    });
  }
  options.agents.forEach((agent, i) => mustBeWhole(agent, specs[i]!, keyring));
  const expires = readDuration('expires', options.expires, '24h');
  for (const { name, approval } of specs) mustEscalateInTime(`'${name}'`, approval, expires);
  // what an instance remembers from one message it could let another one say
  options.agents.forEach((agent) => Object.freeze(agent));
  return Object.freeze({
    ...identity,
    agents,
    store: options.store ?? memoryStore(),
    clock: options.clock ?? systemClock,
    ledger: options.ledger,
    channels: Object.freeze([...(options.channels ?? [])]),
    contacts: Object.freeze([...(options.contacts ?? [])]),
    policy: policyOf(options.policy),
    expires,
    lease: readDuration('lease', options.lease, '10s'),
    concurrency: count('concurrency', options.concurrency ?? 4),
    caps: capsOf(options.caps),
    secrets: new Secrets(options.secrets),
  });
}

/** The agents as their code and config describe them together. */
function specsOf({ agents, agentOptions, agentDefaults }: RuntimeOptions): readonly AgentSpec[] {
  const specs = agents.map(specOf);
  const names = specs.map(({ name }) => name);
  const own = ownOptions(agentOptions ?? {}, Object.keys(agentOptions ?? {}), 'agentOptions');
  for (const name of Object.keys(own)) {
    if (!names.includes(name))
      throw new SallyportError(
        'UNKNOWN_AGENT',
        `agentOptions speaks of ${quote(name)}, and the agents here are ${names.map(quote).join(', ') || 'none'}: an agent's name is what its code says`,
      );
  }
  const defaults = ownOptions(agentDefaults ?? {}, ['allowlist', ...APPROVAL], 'agentDefaults');
  return specs.map((spec) => withRules(spec, own[spec.name], defaults));
}

function identityOf(options: RuntimeOptions, specs: readonly AgentSpec[]): Pick<Settings, 'root' | 'signer' | 'owner'> {
  if ((options.root === undefined) !== (options.signer === undefined)) {
    throw new SallyportError(
      'BAD_OPTION',
      'root and signer come together: pin the TrustRoot that createTrustRoot() made, and load the key that was made with it',
    );
  }
  if (options.root !== undefined && options.reviewer !== undefined) {
    throw new SallyportError(
      'BAD_OPTION',
      'a reviewer beside root would need the owner’s key in this process: leave it out, and open the desk elsewhere with openDesk()',
    );
  }
  if (options.root !== undefined)
    return { root: readTrustRoot(options.root), signer: options.signer!, owner: undefined };
  if (options.store !== undefined && !options.store.local) {
    throw new SallyportError(
      'BAD_OPTION',
      'a store that outlives this process needs keys that do, too: createTrustRoot() makes them; pass root and signer',
    );
  }
  const agents = specs.map(({ name }) => name);
  const { root, keys } = createTrustRoot({ owner: 'owner', runtimes: { runtime: { agents, ceiling: 'high' } } });
  return { root, signer: signerOf(keys['runtime']!), owner: signerOf(keys['owner']!) };
}

function mustSpeakFor(keyring: Keyring, signer: Signer, specs: readonly AgentSpec[]): void {
  keyring.expect(signer, 'runtime');
  const missing = (['message', 'proposal', 'step', 'stop'] as const).filter(
    (kind) => !keyring.maySign(signer.key, kind),
  );
  if (missing.length > 0) {
    throw new SallyportError(
      'BAD_TRUST_ROOT',
      `the key of the runtime '${signer.name}' may not sign ${missing.join(', ')}: nothing that it does would count; list them in its may`,
    );
  }
  for (const { name } of specs) {
    const host = keyring.hostOf(name);
    if (host === signer.name) continue;
    const other = host === undefined ? 'nobody speaks for it there' : `'${host}' speaks for it there`;
    throw new SallyportError(
      'BAD_TRUST_ROOT',
      `the runtime '${signer.name}' does not speak for '${name}' in this TrustRoot, ${other}: list it in createTrustRoot({ runtimes })`,
    );
  }
}

/** What only shows once the TrustRoot is known: names that nobody bears would refuse in silence. */
function mustBeWhole(agent: AnyAgent, { name, acceptsFrom, approval }: AgentSpec, keyring: Keyring): void {
  const bad = (why: string): SallyportError => new SallyportError('BAD_OPTION', `'${name}' ${why}`, { agent: name });
  // `as`: a subclass in JavaScript may have left it out
  if (typeof (agent as { readonly handle?: unknown }).handle !== 'function') throw bad('has no handle(): write one');
  const stranger = acceptsFrom?.find((one) => !keyring.isAgent(one) && !keyring.isPerson(one));
  if (stranger !== undefined)
    throw bad(`takes proposals from ${quote(stranger)} (acceptsFrom), whom this TrustRoot does not know`);
  mustSuffice(`'${name}'`, approval, keyring, false);
}

function policyOf(policy: unknown): Policy | undefined {
  if (policy !== undefined && typeof policy !== 'function')
    throw new SallyportError('BAD_OPTION', `policy is ${quote(policy)}: it is a function that says allow, ask or deny`);
  // `as`: what it answers is checked each time
  return policy as Policy | undefined;
}

function count(what: string, value: unknown): number {
  if (!Number.isSafeInteger(value) || (value as number) < 1)
    throw new SallyportError('BAD_OPTION', `${what} is ${quote(String(value))}: it is a whole number, 1 or more`);
  return value as number;
}

function capsOf(given: Partial<Caps> | undefined): Caps {
  const own = ownOptions(given ?? {}, Object.keys(CAPS), 'caps');
  const caps = Object.entries(CAPS).map(([key, unsaid]) => [key, count(`caps.${key}`, own[key] ?? unsaid)]);
  // the keys are those of CAPS
  return Object.freeze(Object.fromEntries(caps)) as Caps;
}
