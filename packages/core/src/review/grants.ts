// Standing grants, on a person's side: said in full, listed while they are in force, and ended by their id (GATE-11).
import { canonical, toJson, type Hash, type Id, type Json } from '../canonical.js';
import { milliseconds, type Duration } from '../clock.js';
import { quote, SallyportError } from '../errors.js';
import { isRecord } from '../json.js';
import { ownOptions } from '../options.js';
import type { GrantItem } from '../record/body.js';
import type { Draft } from '../record/draft.js';
import type { Journal } from '../record/journal.js';
import type { Grant } from '../record/standing.js';
import { isContract, type AnyContract } from '../tools/contract.js';
import type { Effect } from '../trust.js';
import { readReason } from './approval.js';
import { controlKeys, readContract, recordOf, type ContractRecord } from './contract-record.js';
import { readArguments } from './proposal.js';

/** What is granted: to whom, which tool exactly, and with which control arguments, each one listed. */
export type GrantScope = { readonly agent: Id } & (
  | {
      /** A proposal: the same tool, with the same control arguments. */
      readonly like: Id;
    }
  | {
      /** The contract, or its digest as a proposal shows it. */
      readonly contract: AnyContract | Hash;
      /** Of each control argument, the values that it may have. */
      readonly bounds: Readonly<Record<string, readonly Json[]>>;
    }
);
export interface GrantLimits {
  readonly uses: number;
  /** When it ends: a duration from now on, as `'7d'`, or a time in milliseconds since 1970. */
  readonly until: Exclude<Duration, number> | number;
}
/** A grant among the answers of one decision. */
export type Granting = GrantLimits & { readonly grant: GrantScope };

/** A standing grant that is in force. */
export interface StandingGrant {
  readonly id: Id;
  readonly agent: Id;
  /** Name and effect are missing where somebody has removed the contract from the store: the grant holds all the same. */
  readonly tool: { readonly contract: Hash; readonly name?: string; readonly effect?: Effect };
  readonly bounds: GrantItem['bounds'];
  /** Who granted it, and when. */
  readonly by: Id;
  readonly at: number;
  readonly until: number;
  readonly uses: number;
  readonly left: number;
}

const MOST_USES = 1_000_000;

/** A grant as it is signed, with the contract that it is for. Throws `BAD_INPUT`, `UNKNOWN_AGENT`, `UNKNOWN_ID`, `JOURNAL_BROKEN`. */
async function readGrant(
  journal: Journal,
  scope: GrantScope,
  limits: GrantLimits,
): Promise<{ readonly item: GrantItem; readonly contract: ContractRecord }> {
  const { fold, now } = journal;
  const { agent } = scope;
  if (!fold.keyring.isAgent(agent))
    throw new SallyportError(
      'UNKNOWN_AGENT',
      `${quote(agent)} is no agent of this TrustRoot: nothing is granted to it`,
    );
  const { uses, until } = limits;
  if (!Number.isSafeInteger(uses) || uses < 1 || uses > MOST_USES)
    throw bad(`is for ${quote(String(uses))} uses: it is a whole number, 1 or more, 1,000,000 at most`);
  const ms = typeof until === 'number' ? milliseconds(until - now) : milliseconds(until);
  if (ms === undefined)
    throw bad(`ends ${quote(String(until))}: it is a duration, as '7d', or a time to come, in ten years at most`);
  const { contract, bounds } =
    'like' in scope ? await likeIt(journal, scope.like) : await inWords(journal, scope.contract, scope.bounds);
  return { item: { agent, contract: contract.digest, bounds, uses, until: now + ms }, contract };
}

/** The grants of a decision, read; and what is to be kept for them. */
export async function readGrants(
  journal: Journal,
  given: readonly Granting[],
): Promise<{ readonly items: readonly GrantItem[]; readonly keep: (draft: Draft) => void }> {
  const read = await Promise.all(
    given.map((one) => {
      const { grant, uses, until } = ownOptions(one, ['grant', 'uses', 'until'], 'a grant in a decision');
      // `as`: what is read of them is checked
      return readGrant(journal, grant as GrantScope, { uses, until } as GrantLimits);
    }),
  );
  const keep = (draft: Draft): void => {
    for (const { contract } of read)
      // contract data is JSON: contract() checked it when it was made
      draft.keep('contract', contract.digest, () => canonical(contract.data as unknown as Json));
  };
  return { items: read.map(({ item }) => item), keep };
}

type Read = { readonly contract: ContractRecord; readonly bounds: GrantItem['bounds'] };

async function likeIt(journal: Journal, id: Id): Promise<Read> {
  const action = journal.fold.actions.get(id);
  if (action === undefined) throw new SallyportError('UNKNOWN_ID', `there is no proposal ${quote(id)}`, { id });
  const contract = await readContract(journal, action.proposal.contract);
  const args = await readArguments(journal, action.proposal, contract);
  const bounds = Object.fromEntries(controlKeys(contract.data, args).map((name) => [name, [args[name]!]]));
  return { contract, bounds };
}

async function inWords(journal: Journal, given: unknown, wanted: unknown): Promise<Read> {
  if (!isContract(given) && typeof given !== 'string')
    throw bad('names no contract: pass one that contract() made, or its digest');
  if (typeof given === 'string' && (await journal.row('contract', given)) === undefined)
    throw new SallyportError(
      'UNKNOWN_ID',
      `no contract with the digest ${quote(given)} is known here: take it from a proposal, as 'tool.contract' says it`,
      { id: given },
    );
  const contract = isContract(given) ? recordOf(given) : await readContract(journal, given);
  const { data } = contract;
  if (!isRecord(wanted)) throw bad(`does not say what the control arguments of '${data.name}' may be: list the values`);
  const { properties, required } = namesIn(data.input);
  const control = data.control === '*' ? properties : data.control;
  const unbound = control.find((name) => required.includes(name) && !Object.hasOwn(wanted, name));
  if (unbound !== undefined)
    throw bad(
      `does not say what ${quote(unbound)} of '${data.name}' may be, which decides where it lands: list the values`,
    );
  const bounds = Object.entries(wanted).map(([name, values]) => {
    if (data.control !== '*' && !data.control.includes(name))
      throw bad(`bounds ${quote(name)}, which is no control argument of '${data.name}': leave it out`);
    return [name, listOf(name, values)] as const;
  });
  return { contract, bounds: Object.fromEntries(bounds) };
}

function listOf(name: string, values: unknown): readonly Json[] {
  if (typeof values === 'string')
    throw bad(
      `lets ${quote(name)} be ${quote(values)}: who that is depends on whoever writes, and nobody looks at it any more; list the values`,
    );
  if (!Array.isArray(values) || values.length === 0 || values.length > 1_000)
    throw bad(`does not list what ${quote(name)} may be: it is 1 to 1,000 values`);
  // a list goes in, so a list comes out
  return toJson(values, { what: `the values of ${quote(name)}` }) as readonly Json[];
}

/** The arguments that a schema names, and those of them that must be there. */
function namesIn(input: Json): { readonly properties: readonly string[]; readonly required: readonly string[] } {
  // `as`: a record that is JSON
  const { properties, required } = (isRecord(input) ? input : {}) as Readonly<Record<string, Json>>;
  const names = isRecord(properties) ? Object.keys(properties) : [];
  return { properties: names, required: Array.isArray(required) ? required.map(String) : names };
}

const bad = (why: string): SallyportError => new SallyportError('BAD_INPUT', `a standing grant ${why}`);

/** The grants that are in force, oldest first. */
export function grantsInForce(journal: Journal): Promise<readonly StandingGrant[]> {
  const { fold, now } = journal;
  const inForce = [...fold.grants.values()].filter(({ used, uses, until }) => used < uses && now < until);
  inForce.sort((a, b) => a.seq - b.seq);
  return Promise.all(inForce.map((grant) => shown(journal, grant)));
}

async function shown(journal: Journal, grant: Grant): Promise<StandingGrant> {
  const { id, agent, contract, bounds, by, at, until, uses, used } = grant;
  const found = await readContract(journal, contract).catch((error: unknown) => {
    if (SallyportError.isInstance(error) && error.code === 'JOURNAL_BROKEN') return undefined;
    throw error;
  });
  const tool = { contract, ...(found && { name: found.data.name, effect: found.data.effect }) };
  return Object.freeze({ id, agent, tool, bounds, by, at, until, uses, left: uses - used });
}

/** Ends a grant. What it has approved and nothing has started on waits for a person again. Throws `UNKNOWN_ID`. */
export function revokeGrant(draft: Draft, id: Id, reason: string | undefined): void {
  if (!draft.fold.grants.has(id))
    throw new SallyportError('UNKNOWN_ID', `there is no standing grant ${quote(id)}: grants() lists those in force`, {
      id,
    });
  draft.add({ kind: 'stop', target: id, ...(reason !== undefined && { reason: readReason(reason) }) });
}
