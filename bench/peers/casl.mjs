// CASL: abilities with conditions, one for each role.
import { createMongoAbility, subject } from '@casl/ability';

export function open({ rules, to }) {
  const abilities = new Map();
  for (const role of new Set(rules.map((rule) => rule.role))) {
    const allowed = rules.filter((rule) => rule.role === role && rule.verdict === 'allow');
    const raw = allowed.map(({ effect, trust }) => ({ action: effect, subject: 'Call', conditions: { trust, to } }));
    abilities.set(role, createMongoAbility(raw));
  }
  return ({ role, trust, effect, args }) => abilities.get(role).can(effect, subject('Call', { trust, to: args.to }));
}
