/** What is asked: every role, trust and effect, to an address within the bounds and to one outside. */
import { EFFECTS, ROLES, TABLE, TRUST, type Effect, type Role, type TrustLevel } from '@sallyport/core';

/** The one address within the bounds: that of the sender. */
export const SENDER = 'bob@example.com';

/** One cell of the rules, for whoever is given them as a list. */
export interface Rule {
  readonly role: Role;
  readonly trust: TrustLevel;
  readonly effect: Effect;
  readonly verdict: 'allow' | 'ask' | 'deny';
}
export interface Question extends Rule {
  /** The cell's own number, for whoever looks it up in a Map. */
  readonly key: number;
  readonly args: { readonly to: string };
}

// `as`: the keys of the tables
const roles = Object.keys(ROLES) as Role[];
const effects = Object.keys(EFFECTS) as Effect[];

export const RULES: readonly Rule[] = roles.flatMap((role) =>
  TRUST.flatMap((trust) => effects.map((effect) => ({ role, trust, effect, verdict: verdictOf(role, trust, effect) }))),
);

export const QUESTIONS: readonly Question[] = RULES.flatMap((rule, key) =>
  [SENDER, 'mallory@example.com'].map((to) => ({ ...rule, key, args: { to } })),
);

function verdictOf(role: Role, trust: TrustLevel, effect: Effect): Rule['verdict'] {
  if (!Object.hasOwn(ROLES[role].may, effect)) return 'deny';
  const cell = TABLE[trust][EFFECTS[effect].tier];
  return effect === 'execute' && cell === 'allow' ? 'ask' : cell;
}
