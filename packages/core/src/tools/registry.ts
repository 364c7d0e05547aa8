// The run-time wall: what an agent may hold and propose, judged by the ledger and never by what an object says of itself.
import { quote, SallyportError } from '../errors.js';
import { freeze, isArray, mapGet, mapHas, mapSet, newMap } from '../primordials.js';
import { isTrust, mayPropose, refusal, titleOf, type Role, type Seat, type TrustLevel } from '../trust.js';
import { isUnclassified } from './classify.js';
import { isContract, type AnyContract } from './contract.js';
import { nothingToRun, UNDECLARED } from './fits.js';
import { nameOf, ownNameOf } from './name-of.js';
import type { Bounds } from './bounds.js';
import { boundsOf } from './only.js';
import { sealOf, type Seal } from './tool.js';

/** A seat to be filled: whose, and the tools that are to sit there. */
export interface Registration {
  readonly agent: string;
  readonly role: Role;
  readonly trust: TrustLevel;
  readonly tools: Iterable<unknown>;
}
/** The tools of one agent. */
export interface Registry {
  readonly names: readonly string[];
  /** By name. */
  get(name: string): Seal | undefined;
  /** By the very object that was registered: a copy of it, or another tool of its name, is `undefined`. */
  find(tool: unknown): Seal | undefined;
}
/** A contract that may be proposed, and its bounds. */
export interface Listed {
  readonly contract: AnyContract;
  readonly bounds: Bounds;
}
/** What one agent may propose. */
export interface Proposes {
  readonly names: readonly string[];
  get(name: string): Listed | undefined;
}

/**
 * Judges each tool for a role and a trust level, in the compiler's words, and keeps what passed.
 *
 * @throws SallyportError `NOT_A_TOOL` for what `tool()` or `classify()` of this copy did not make, `TOOL_FORBIDDEN` for
 * what does not fit the seat, `DUPLICATE_NAME`, `BAD_OPTION` for an unknown role or trust. `facts`: `agent`, `tool`, `seat`.
 */
export function register({ agent, role, trust, tools }: Registration): Registry {
  if (role !== 'intake' && role !== 'action')
    throw badOption(agent, `there is no role ${quote(role)}: intake or action`);
  mustBeTrust(agent, trust);
  const seals = newMap<string, Seal>();
  const values = snapshot(agent, 'tools', tools);
  for (let i = 0; i < values.length; i++) {
    const seal = sealOf(values[i]);
    if (seal === undefined) throw notATool(agent, role, values[i]);
    const { name, effect, source } = seal.contract;
    const forbidden = (seat: Seat, why: string | undefined): void => {
      if (why !== undefined) throw new SallyportError('TOOL_FORBIDDEN', why, { agent, tool: name, seat });
    };
    forbidden(role, refusal(role, name, effect, source));
    forbidden(trust, refusal(trust, name, effect, source));
    if (mapHas(seals, name)) throw duplicate(agent, name, 'registers');
    mapSet(seals, name, seal);
  }
  return freeze({
    names: namesOf(seals),
    get: (name: string) => mapGet(seals, name),
    find: (tool: unknown) => {
      const seal = sealOf(tool);
      return seal !== undefined && mapGet(seals, seal.contract.name) === seal ? seal : undefined;
    },
  });
}

/**
 * Judges what an agent lists in `proposes`, in the compiler's words.
 *
 * @throws SallyportError `TOOL_FORBIDDEN` for a contract that may not be proposed or that needs `only()`, `NOT_A_TOOL` for
 * what `contract()` or `only()` of this copy did not make, `DUPLICATE_NAME`. `facts`: `agent`, `tool`, `seat`.
 */
export function registerProposes(listing: {
  readonly agent: string;
  readonly trust: TrustLevel;
  readonly proposes: Iterable<unknown>;
}): Proposes {
  const { agent, trust, proposes } = listing;
  mustBeTrust(agent, trust);
  const listed = newMap<string, Listed>();
  const values = snapshot(agent, 'proposes', proposes);
  if (values.length > 0 && !mayPropose(trust)) {
    throw new SallyportError('TOOL_FORBIDDEN', `${titleOf(trust)} proposes nothing`, { agent, seat: trust });
  }
  for (let i = 0; i < values.length; i++) {
    const found = boundsOf(values[i]);
    if (typeof found === 'string') {
      const code = isContract(values[i]) || sealOf(values[i]) !== undefined ? 'TOOL_FORBIDDEN' : 'NOT_A_TOOL';
      throw new SallyportError(code, found, { agent, tool: ownNameOf(values[i]), seat: trust });
    }
    const { name } = found.contract;
    if (mapHas(listed, name)) throw duplicate(agent, name, 'proposes');
    mapSet(listed, name, found);
  }
  return freeze({ names: namesOf(listed), get: (name: string) => mapGet(listed, name) });
}

/** Reads a list once: an iterator that gives something else the second time is never asked again. */
function snapshot(agent: string, field: string, list: unknown): readonly unknown[] {
  const values: unknown[] = [];
  if (isArray(list)) {
    const { length } = list;
    for (let i = 0; i < length; i++) values[i] = list[i];
    return values;
  }
  if (typeof list !== 'object' || list === null || !(Symbol.iterator in list)) {
    throw badOption(agent, `${field} must be an array`);
  }
  // `as`: what has Symbol.iterator is iterable, or the loop throws.
  for (const value of list as Iterable<unknown>) values[values.length] = value;
  return values;
}

function notATool(agent: string, seat: Seat, value: unknown): SallyportError {
  const facts = { agent, tool: ownNameOf(value), seat };
  if (isUnclassified(value)) return new SallyportError('TOOL_FORBIDDEN', UNDECLARED, facts);
  if (isContract(value)) return new SallyportError('NOT_A_TOOL', nothingToRun(value.name), facts);
  const remedy = 'make it with tool() or classify(), hand over that very object, and install the package once';
  return new SallyportError(
    'NOT_A_TOOL',
    `${nameOf(value)} was not made by this copy of @sallyport/core: ${remedy}`,
    facts,
  );
}

function mustBeTrust(agent: string, trust: unknown): void {
  if (!isTrust(trust)) throw badOption(agent, `there is no ${quote(trust)} agent: trust is zero, low, medium or high`);
}

function namesOf(map: ReadonlyMap<string, unknown>): readonly string[] {
  return freeze([...map.keys()]);
}

function duplicate(agent: string, tool: string, verb: string): SallyportError {
  return new SallyportError('DUPLICATE_NAME', `${agent} ${verb} '${tool}' twice: give each a name of its own`, {
    agent,
    tool,
  });
}

function badOption(agent: string, why: string): SallyportError {
  return new SallyportError('BAD_OPTION', `${agent}: ${why}`, { agent });
}
