// Labels: who wrote it, how far each of them is trusted, and which of them are private (integrity after Biba, 1977).
import type { Id } from '../canonical.js';
import { isTrust, meet, notBelow, type TrustLevel } from '../trust.js';

/**
 * Where content comes from. `from`: how far the author of each source is trusted; `private`: the sources that must
 * not leak. An empty `from` counts as zero: who says nothing about the origin is not believed.
 */
export interface Label {
  readonly from: Readonly<Record<Id, TrustLevel>>;
  readonly private: readonly Id[];
}

/** Its constructor answers with what it is given: the private field of the class below is put on that very object. */
class Given {
  constructor(label: object) {
    // `as`: TypeScript does not know that a class may answer with another object
    return label as Given;
  }
}

/** Labels that were sealed here carry their trust in a field that nobody else can see or write: each call asks for it. */
class Sealed extends Given {
  readonly #trust: TrustLevel;
  private constructor(label: Label) {
    super(label);
    this.#trust = meetOf(label.from);
  }
  static stamp(label: Label): Label {
    // `as`: it is the label itself
    return new Sealed(label) as unknown as Label;
  }
  /** `undefined` for a label that came from elsewhere. */
  static trust(label: object): TrustLevel | undefined {
    return #trust in label ? label.#trust : undefined;
  }
}

/** The source that stands for "nobody knows". It holds a character that no participant's name may hold. */
const UNKNOWN = ':unknown';
/** What stands for more sources than a label lists. */
const MANY = ':many';
const MOST_SOURCES = 200;
const isSource = (id: unknown): id is string => typeof id === 'string' && id.length <= 400;
export const ZERO: Label = labelOf(UNKNOWN, 'zero');

/** The label of content with one source. */
export function labelOf(source: Id, trust: TrustLevel, isPrivate = false): Label {
  return seal({ [source]: trust }, isPrivate ? [source] : []);
}

/** How far a label is trusted: the meet over its sources; empty is zero. */
export function trustOf(label: Label): TrustLevel {
  return Sealed.trust(label) ?? meetOf(label.from);
}

function meetOf(from: Label['from']): TrustLevel {
  const levels = Object.values(from);
  return levels.length === 0 ? 'zero' : levels.reduce(meet);
}

/** May outsiders have written it? Below `medium` nobody knows who they are. */
export const isLow = (label: Label): boolean => !notBelow(trustOf(label), 'medium');

/** Union of the sources, the lower trust where both name one. Joining never raises: a label without sources joins as zero. */
export function join(a: Label, b: Label): Label {
  if (a === b) return a;
  const from: Record<Id, TrustLevel> = Object.create(null) as Record<Id, TrustLevel>;
  for (const [id, trust] of sources(a)) from[id] = trust;
  for (const [id, trust] of sources(b)) from[id] = from[id] === undefined ? trust : meet(from[id], trust);
  const secret = [...new Set([...a.private, ...b.private])];
  if (Object.keys(from).length <= MOST_SOURCES && secret.length <= MOST_SOURCES) return seal(from, secret);
  // more than anybody reads: they become one source, as low as the lowest and as private as any
  return seal({ [MANY]: Object.values(from).reduce(meet) }, secret.length === 0 ? [] : [MANY]);
}

/** What a label counts for when its signer is trusted no further than `ceiling`. */
export function capped(label: Label, ceiling: TrustLevel): Label {
  // no further than as far as can be: it stays as it was sealed
  if (ceiling === 'high' && Sealed.trust(label) !== undefined) return label;
  return seal(Object.fromEntries(sources(label).map(([id, trust]) => [id, meet(trust, ceiling)])), label.private);
}

/** Reads a label out of foreign JSON. What is not a label is zero. */
export function readLabel(value: unknown): Label {
  if (typeof value !== 'object' || value === null) return ZERO;
  // `as`: it was made by seal()
  if (Sealed.trust(value) !== undefined) return value as Label;
  const { from, private: secret } = value as Record<string, unknown>;
  if (typeof from !== 'object' || from === null || !Array.isArray(secret)) return ZERO;
  const entries = Object.entries(from);
  if (entries.length === 0 || !entries.every(([id, trust]) => isSource(id) && isTrust(trust))) return ZERO;
  if (entries.length > MOST_SOURCES || secret.length > MOST_SOURCES || !secret.every(isSource)) return ZERO;
  return seal(Object.fromEntries(entries) as Record<Id, TrustLevel>, secret);
}

/** Which private sources content would carry out, and which low sources, each another than one of those, stand beside them. */
export interface Flow {
  readonly carries: readonly Id[];
  readonly outsiders: readonly Id[];
}

/**
 * Does content under this label close the way out? Private content of one source together with low or zero content
 * of another may be on its way to whoever wrote the latter (FLOW-5).
 */
export function closesEgress(label: Label): boolean {
  return flowOf(label) !== undefined;
}

/** Who would learn what of whom, where a label closes egress; `undefined` where it does not. Names are sorted. */
export function flowOf(label: Label): Flow | undefined {
  if (label.private.length === 0) return undefined;
  const low = sources(label).flatMap(([id, trust]) => (notBelow(trust, 'medium') ? [] : [id]));
  // what stands for many sources is another even to itself
  const isOther = (id: Id, secret: Id): boolean => id !== secret || id === MANY;
  const outsiders = low.filter((id) => label.private.some((secret) => isOther(id, secret)));
  if (outsiders.length === 0) return undefined;
  const carries = label.private.filter((secret) => low.some((id) => isOther(id, secret)));
  return Object.freeze({ carries: Object.freeze(carries), outsiders: Object.freeze(outsiders.sort()) });
}

/** May one of these sources stand in a label? One that stands for many may be any of them. */
export function mayName({ from }: Label, ids: readonly Id[]): boolean {
  return ids.includes(MANY) || Object.hasOwn(from, MANY) || ids.some((id) => Object.hasOwn(from, id));
}

function sources(label: Label): [Id, TrustLevel][] {
  const entries = Object.entries(label.from);
  return entries.length === 0 ? [[UNKNOWN, 'zero']] : entries;
}

function seal(from: Record<Id, TrustLevel>, secret: readonly Id[]): Label {
  const label = { from: Object.freeze({ ...from }), private: Object.freeze([...secret].sort()) };
  return Object.freeze(Sealed.stamp(label));
}
