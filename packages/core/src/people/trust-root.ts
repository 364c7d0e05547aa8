// The TrustRoot: the public keys that everything is checked up to. Pinned in config, never learnt from the store.
import { nameFault } from '@sallyport/allowlist';
import type { Id } from '../canonical.js';
import { newId } from '../clock.js';
import { quote, SallyportError } from '../errors.js';
import { ownOptions } from '../options.js';
import { isTrust, type TrustLevel } from '../trust.js';
import { evidenceFaultOf } from './evidence.js';
import { newKey, type SecretKey } from './key.js';
import { passkeyFault, PASSKEY_MAY } from './passkey.js';
import { KINDS, type Kind, type Passkey, type Principal, type PublicKey } from './principal.js';

/** A random id of this installation, its owner, and the public keys of its people and runtimes. Public data. */
export interface TrustRoot {
  readonly realm: Id;
  readonly owner: Id;
  readonly principals: readonly Principal[];
}

/** A TrustRoot as JSON has it: whoever is given one checks it, and freezes a copy. */
export interface TrustRootJson {
  readonly realm: string;
  readonly owner: string;
  readonly principals: readonly {
    readonly name: string;
    readonly ceiling: string;
    readonly agents?: readonly string[] | undefined;
    readonly keys: readonly {
      readonly id: string;
      readonly public: string;
      readonly may: readonly string[];
      readonly passkey?: Passkey | undefined;
    }[];
  }[];
}

export interface TrustRootOptions {
  /** The person whose Sallyport this is. */
  readonly owner: Id;
  /** Other people who may be asked. They may decide, write and stop; only the owner may permit. */
  readonly people?: readonly Id[];
  /** One entry for each process: which agents it speaks for, and how far its word on labels is trusted (unsaid: medium). */
  readonly runtimes?: Readonly<Record<Id, { readonly agents: readonly Id[]; readonly ceiling?: TrustLevel }>>;
}

export const OWNER_MAY: readonly Kind[] = ['message', 'proposal', 'decision', 'stop', 'permit'];
export const PERSON_MAY: readonly Kind[] = ['message', 'proposal', 'decision', 'stop'];
const RUNTIME_MAY: readonly Kind[] = ['message', 'proposal', 'step', 'stop'];
/** A realm that begins so was made for a test: its keys are in the test's memory, and only the memory store takes it. */
export const TEST_REALM = 'test:';

/**
 * A new installation: a TrustRoot to pin in config, and one secret key for each principal.
 *
 * @example
 * ```ts
 * import { createTrustRoot } from '@sallyport/core';
 *
 * const { root, keys } = createTrustRoot({
 *   owner: 'alice',
 *   runtimes: { intake: { agents: ['research_agent'] }, executor: { agents: ['executor_agent'] } },
 * });
 * console.log(root.principals.length, Object.keys(keys));   // 3 [ 'alice', 'intake', 'executor' ]
 * ```
 */
export function createTrustRoot<const O extends TrustRootOptions>(
  options: O,
): {
  readonly root: TrustRoot;
  readonly keys: Readonly<Record<NamesIn<O>, SecretKey>> & Readonly<Record<Id, SecretKey>>;
} {
  // `as`: one key is made for each name
  return makeTrustRoot(options, newId()) as ReturnType<typeof createTrustRoot<O>>;
}

/** Everybody that a TrustRoot is made for. */
type NamesIn<O extends TrustRootOptions> =
  | O['owner']
  | (O extends { readonly people: readonly (infer P extends string)[] } ? P : never)
  | (O extends { readonly runtimes: infer R } ? keyof R & string : never);

export function makeTrustRoot(
  options: TrustRootOptions,
  realm: Id,
): { readonly root: TrustRoot; readonly keys: Readonly<Record<Id, SecretKey>> } {
  // `as`: the keys are checked to be the interface's own, and each value where it is used
  const { owner, people, runtimes } = ownOptions(
    options,
    ['owner', 'people', 'runtimes'],
    'a TrustRoot',
  ) as unknown as TrustRootOptions;
  const keys: Record<Id, SecretKey> = Object.create(null) as Record<Id, SecretKey>;
  const principals: Principal[] = [];
  const enrol = (name: Id, may: readonly Kind[], ceiling: TrustLevel, agents?: readonly Id[]): void => {
    const pair = newKey(name);
    keys[name] = pair.secret;
    principals.push({
      name,
      ceiling,
      ...(agents && { agents: [...agents] }),
      keys: [{ id: pair.secret.id, public: pair.public, may }],
    });
  };
  enrol(owner, OWNER_MAY, 'high');
  for (const person of people ?? []) enrol(person, PERSON_MAY, 'high');
  for (const [name, given] of Object.entries(runtimes ?? {})) {
    const { agents, ceiling } = ownOptions(given, ['agents', 'ceiling'], `the runtime ${quote(name)}`);
    if (!Array.isArray(agents))
      bad(`the runtime ${quote(name)} does not say for which agents it speaks: { agents: [ … ] }`);
    // `as`: readTrustRoot() checks what stands in it
    enrol(name, RUNTIME_MAY, (ceiling ?? 'medium') as TrustLevel, agents as readonly Id[]);
  }
  return { root: readTrustRoot({ realm, owner, principals }), keys: Object.freeze(keys) };
}

/** Checks a TrustRoot once and freezes a copy. Throws `BAD_TRUST_ROOT`, naming the place and the remedy. */
export function readTrustRoot(value: TrustRootJson): TrustRoot {
  // `as`: what follows checks it, place by place
  const root = structuredClone(value) as TrustRoot;
  if (typeof root?.realm !== 'string' || root.realm.length < 8) bad(`realm is missing: createTrustRoot() makes one`);
  if (!Array.isArray(root.principals)) bad('principals is not a list');
  const names = new Set<string>();
  const keys = new Set<string>();
  for (const principal of root.principals) {
    checkPrincipal(principal);
    if (names.has(principal.name)) bad(`'${principal.name}' stands there twice`);
    names.add(principal.name);
    for (const agent of principal.agents ?? []) {
      checkName(agent, `an agent of '${principal.name}'`);
      // a gate alone is requester, executor and signer in one, and may go by one name
      if (agent === principal.name) continue;
      if (names.has(agent))
        bad(`'${agent}' stands there twice: an agent lives in one runtime, and nobody shares its name`);
      names.add(agent);
    }
    for (const key of principal.keys) {
      if (keys.has(key.id)) bad(`the key '${key.id}' belongs to two principals`);
      keys.add(key.id);
    }
  }
  const owner = root.principals.find((p) => p.name === root.owner);
  if (owner === undefined || owner.agents !== undefined) bad(`the owner ${quote(root.owner)} is not among its people`);
  return deepFreeze(root);
}

/** A person: a principal that speaks for no agents. */
export const isPerson = (principal: Principal): boolean => principal.agents === undefined;

/** Throws `BAD_TRUST_ROOT` for what is no principal: a name, keys that can be read, and what each may sign. */
export function checkPrincipal(principal: Principal): void {
  checkName(principal?.name, 'a principal');
  if (!isTrust(principal.ceiling))
    bad(`the ceiling of '${principal.name}' is no trust level: zero, low, medium or high`);
  if (!Array.isArray(principal.keys)) bad(`the keys of '${principal.name}' are not a list`);
  if (principal.agents !== undefined && (!Array.isArray(principal.agents) || principal.agents.length === 0))
    bad(`the runtime '${principal.name}' speaks for no agents: name them in agents`);
  for (const key of principal.keys) {
    if (!Array.isArray(key?.may)) bad(`the key '${key?.id}' of '${principal.name}' does not say what it may sign`);
    const unknown = key.may.find((kind: Kind) => !KINDS.includes(kind));
    if (unknown !== undefined)
      bad(`a key of '${principal.name}' may sign ${quote(unknown)}, which is none of ${KINDS.join(', ')}`);
    // a runtime whose agents were forgotten would pass for a person
    if (principal.agents === undefined && key.may.includes('step'))
      bad(`a key of '${principal.name}' may sign steps, as a runtime's: name the agents that it speaks for`);
    if (principal.agents !== undefined && (key.may.includes('decision') || key.may.includes('permit'))) {
      bad(`'${principal.name}' is a runtime: its key may not sign decisions or permits`);
    }
    if (key.passkey !== undefined) checkPasskey(principal, key, key.passkey);
    try {
      evidenceFaultOf(key);
    } catch (cause) {
      throw new SallyportError(
        'BAD_TRUST_ROOT',
        `the TrustRoot is not valid: the key of '${principal.name}' cannot be read`,
        {},
        { cause },
      );
    }
  }
}

function checkPasskey({ name, agents }: Principal, { id, may }: PublicKey, passkey: Passkey): void {
  const fault = passkeyFault(passkey);
  if (fault !== undefined) bad(`the passkey '${id}' of '${name}' cannot be used: ${fault}`);
  if (agents !== undefined) bad(`'${name}' is a runtime: its key is a key file, and no passkey`);
  const more = may.find((kind) => !PASSKEY_MAY.includes(kind));
  if (more !== undefined)
    bad(`the passkey '${id}' of '${name}' may sign a ${more}: a passkey decides, writes and stops, and no more`);
}

/** A participant that is enrolled or bound: a valid name without ':' and '~', which only unproven senders carry. */
export function checkName(name: unknown, what: string): asserts name is Id {
  const fault = nameFault(name);
  if (fault !== undefined) bad(`the name of ${what} ${fault}`);
  if ((name as string).includes(':') || (name as string).includes('~')) {
    bad(`the name of ${what}, ${quote(name)}, holds ':' or '~', which only unproven senders carry`);
  }
}

function bad(why: string): never {
  throw new SallyportError('BAD_TRUST_ROOT', `the TrustRoot is not valid: ${why}`);
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}
