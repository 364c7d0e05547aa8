// The trust table, as data: the types and the run time both read THIS table.
import { freezeAll, hasOwn, mapGet } from './primordials.js';

/** How far the author of data is trusted (an integrity label after Biba, 1977), worst first. */
export const TRUST = freezeAll(['zero', 'low', 'medium', 'high'] as const);

/** What the rules say to an action: go on, ask a person, or never. Worst first. */
export const VERDICTS = freezeAll(['deny', 'ask', 'allow'] as const);

/** What a tool does to the world, one verb each, and the tier that the table judges. */
export const EFFECTS = freezeAll({
  ingest: { tier: 'observe', does: 'reads outside content' },
  analyze: { tier: 'observe', does: 'computes' },
  report: { tier: 'observe', does: 'reports to its owner' },
  task: { tier: 'record', does: 'creates tasks' },
  draft: { tier: 'record', does: 'saves drafts' },
  log: { tier: 'record', does: 'logs events' },
  query: { tier: 'act', does: 'runs queries' },
  update: { tier: 'act', does: 'updates records' },
  send: { tier: 'act', does: 'sends messages' },
  execute: { tier: 'act', does: 'runs commands' },
} as const);

/** The one table: trust of the data behind an action, by tier of its effect. */
export const TABLE = freezeAll({
  high: { observe: 'allow', record: 'allow', act: 'allow' },
  medium: { observe: 'allow', record: 'allow', act: 'ask' },
  low: { observe: 'allow', record: 'ask', act: 'ask' },
  zero: { observe: 'allow', record: 'deny', act: 'deny' },
} as const);

/** No role does both: an intake agent never acts, an action agent never ingests. */
export const ROLES = freezeAll({
  intake: {
    title: 'an IntakeAgent',
    may: { ingest: true, analyze: true, report: true, task: true, draft: true, log: true },
  },
  action: {
    title: 'an ActionAgent',
    may: {
      analyze: true,
      report: true,
      task: true,
      draft: true,
      log: true,
      query: true,
      update: true,
      send: true,
      execute: true,
    },
  },
} as const);

/** Only these bring content in: `clear` content reaches the agent as it is, `ref` content stays behind a Ref. */
export const SOURCED = freezeAll({ ingest: 'clear', query: 'ref' } as const);

/** No trust lifts these verdicts: what runs commands always asks. */
const FLOORS = freezeAll({ execute: 'ask' } as const);

export type TrustLevel = (typeof TRUST)[number];
export type Verdict = (typeof VERDICTS)[number];
export type Effect = keyof typeof EFFECTS;
export type Role = keyof typeof ROLES;
export type Sourced = keyof typeof SOURCED;
/** A seat is what a tool must fit: a role and a trust level. */
export type Seat = Role | TrustLevel;

/** The trust levels that are not below a level: what an agent at that level may take in. */
export const NOT_BELOW = freezeAll({
  zero: { zero: true, low: true, medium: true, high: true },
  low: { low: true, medium: true, high: true },
  medium: { medium: true, high: true },
  high: { high: true },
} as const);

type TierOf<E extends Effect> = (typeof EFFECTS)[E]['tier'];
/** What each trust level may hold: the effects whose tier the table allows there. */
type Held = {
  [L in TrustLevel]: { [E in Effect as (typeof TABLE)[L][TierOf<E>] extends 'allow' ? E : never]: true };
};
type May = { [R in Role]: (typeof ROLES)[R]['may'] } & Held;
/** `keyof` of a union is what ALL its members have: a seat of 'low' | 'high' grants what both grant. */
export type Grant<S extends Seat> = keyof May[S];
/** The sources whose content may be brought in clear at a seat; a role alone does not narrow them. */
export type Takes<S extends Seat> = [S] extends [TrustLevel] ? keyof (typeof NOT_BELOW)[S] : TrustLevel;
export type Clear = { [E in Sourced]: (typeof SOURCED)[E] extends 'clear' ? E : never }[Sourced];
/** What may be proposed to a person: all but the observe tier. */
export type Proposed = { [E in Effect]: TierOf<E> extends 'observe' ? never : E }[Effect];
/** The trust levels at which an agent may propose: where the table does not deny the act. */
export type Proposer = { [L in TrustLevel]: (typeof TABLE)[L]['act'] extends 'deny' ? never : L }[TrustLevel];

type Title<S extends Seat> = S extends Role ? (typeof ROLES)[S]['title'] : `a ${S}-trust agent`;
/** The compiler's sentence; {@link refusal} throws the same words. */
export type EffectRefusal<
  S extends Seat,
  N extends string,
  E extends Effect,
> = `${Title<S>} cannot register '${N}': it ${(typeof EFFECTS)[E]['does']}`;
export type SourceRefusal<
  S extends Seat,
  N extends string,
  T extends TrustLevel,
> = `${Title<S>} cannot register '${N}': it brings in ${T}-trust content`;

export const isTrust = (value: unknown): value is TrustLevel => typeof value === 'string' && hasOwn(TABLE, value);
export const isEffect = (value: unknown): value is Effect => typeof value === 'string' && hasOwn(EFFECTS, value);

/** The lower of two trust levels; zero where one of them is none. */
export function meet(a: TrustLevel, b: TrustLevel): TrustLevel {
  if (!isTrust(a) || !isTrust(b)) return 'zero';
  return hasOwn(NOT_BELOW[a], b) ? a : b;
}

/** Is `level` at least `floor`? Not where one of them is none. */
export function notBelow(level: TrustLevel, floor: TrustLevel): boolean {
  return isTrust(level) && isTrust(floor) && hasOwn(NOT_BELOW[floor], level);
}

/** The stricter of two verdicts; deny where one of them is none. */
export function stricter(a: Verdict, b: Verdict): Verdict {
  if (a === 'allow' && b === 'allow') return 'allow';
  return (a === 'allow' || a === 'ask') && (b === 'allow' || b === 'ask') ? 'ask' : 'deny';
}

/** What the table and the effect's floor say. Anything unknown is denied. */
export function tableVerdict(trust: TrustLevel, effect: Effect): Verdict {
  if (!isTrust(trust) || !isEffect(effect)) return 'deny';
  const cell = TABLE[trust][EFFECTS[effect].tier];
  return hasOwn(FLOORS, effect) ? stricter(cell, FLOORS[effect as keyof typeof FLOORS]) : cell;
}

export function titleOf(seat: Seat): string {
  return hasOwn(ROLES, seat) ? ROLES[seat as Role].title : `a ${seat}-trust agent`;
}

/** Why a tool does not fit a seat, in the words of the compiler; `undefined` when it fits. */
export function refusal(seat: Seat, name: string, effect: Effect, source: TrustLevel): string | undefined {
  const held = mapGet(HELD, seat);
  if (held === undefined) return `there is no '${String(seat)}' agent: trust is zero, low, medium or high`;
  const floor = mapGet(held, effect);
  if (floor === undefined) {
    if (!isEffect(effect)) return `'${name}' has no known effect`;
    return `${titleOf(seat)} cannot register '${name}': it ${EFFECTS[effect].does}`;
  }
  if (floor !== 'any' && !notBelow(source, floor)) {
    return `${titleOf(seat)} cannot register '${name}': it brings in ${source}-trust content`;
  }
  return undefined;
}

/**
 * The effects that each seat holds, read off the tables once, since every call asks; with the trust that a source must
 * have there, or `any`.
 */
const HELD: ReadonlyMap<Seat, ReadonlyMap<Effect, TrustLevel | 'any'>> = new Map<
  Seat,
  ReadonlyMap<Effect, TrustLevel | 'any'>
>([
  ...entriesOf(ROLES).map(([role, { may }]) => heldBy(role, (effect) => hasOwn(may, effect))),
  ...entriesOf(TABLE).map(([level, cells]) => heldBy(level, (effect) => cells[EFFECTS[effect].tier] === 'allow')),
]);

function heldBy(seat: Seat, holds: (effect: Effect) => boolean): [Seat, ReadonlyMap<Effect, TrustLevel | 'any'>] {
  const floorOf = (effect: Effect): TrustLevel | 'any' => {
    const clear = hasOwn(SOURCED, effect) && SOURCED[effect as Sourced] === 'clear';
    return clear && isTrust(seat) ? seat : 'any';
  };
  const held = entriesOf(EFFECTS).filter(([effect]) => holds(effect));
  return [seat, new Map(held.map(([effect]) => [effect, floorOf(effect)]))];
}

function entriesOf<T extends object>(table: T): { [K in keyof T]: [K, T[K]] }[keyof T][] {
  // `as`: a frozen table has exactly the keys that its type says
  return Object.entries(table) as { [K in keyof T]: [K, T[K]] }[keyof T][];
}

/** May an agent at this trust propose at all? */
export const mayPropose = (trust: TrustLevel): boolean => isTrust(trust) && TABLE[trust].act !== 'deny';
