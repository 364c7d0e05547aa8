// CASL: abilities with conditions, one for each role.
import { createMongoAbility, subject } from '@casl/ability';

export function open({ rules, limit }) {
  const abilities = new Map();
  for (const role of new Set(rules.map((rule) => rule.role))) {
    const allowed = rules.filter((rule) => rule.role === role && rule.verdict === 'allow');
    const raw = allowed.map(({ effect, trust }) => ({ action: effect, subject: 'Call', conditions: { trust, amount: { $lte: limit } } }));
    abilities.set(role, createMongoAbility(raw));
  }
  return ({ role, trust, effect, amount }) => abilities.get(role).can(effect, subject('Call', { trust, amount }));
}
