// One part of the torture: what it is given, and what it brings back.
import type { Server } from '../../../packages/store/src/postgres/server.fixture.js';
import type { StoreKind } from '../house/store.js';
import type { Random } from './random.js';

export interface Context {
  readonly random: Random;
  /** How much of it: times the least amount that says anything. */
  readonly cycles: number;
  /** When to stop, whatever is left, in milliseconds since 1970. */
  readonly until: number;
  readonly store: StoreKind;
  /** On which the houses have their databases, where the store needs one. */
  readonly server?: Server | undefined;
  /** Says how far it is. */
  readonly tell: (progress: string) => void;
}

/** What went against a promise. `kind` is the column that counts it. */
export interface Violation {
  readonly kind: ViolationKind;
  readonly what: string;
}
/** The columns that have to be zero. */
export const VIOLATIONS = [
  'lost',
  'started twice',
  'not approved',
  'other bytes',
  'not shown',
  'not found',
  'untrue answers',
  'broken',
] as const;
export type ViolationKind = (typeof VIOLATIONS)[number];

/** What one part found. Counts are told under their names, in the order in which they came. */
export class Findings {
  readonly counts = new Map<string, number>();
  readonly violations: Violation[] = [];
  /** What was not done here, and why. */
  readonly skipped: string[] = [];

  add(name: string, by = 1): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + by);
  }

  violation(kind: ViolationKind, what: string): void {
    this.violations.push({ kind, what });
  }

  /** Says what there was no time for. */
  outOfTime(left: number, what: string): void {
    if (left > 0) this.skipped.push(`out of time: ${left} ${what}`);
  }

  take(other: Findings): void {
    for (const [name, count] of other.counts) this.add(name, count);
    this.violations.push(...other.violations);
    this.skipped.push(...other.skipped);
  }
}

export interface Part {
  readonly name: string;
  /** One line: what is done to the house. */
  readonly what: string;
  /** How much of it a long run does. */
  readonly cycles: number;
  /** The one store that has what it breaks. Unsaid: any has. */
  readonly needs?: { readonly store: StoreKind; readonly why: string };
  run(context: Context): Promise<Findings>;
}
