/** Finds, among many patterns, the few that can match a name: a digital search tree (Coffman and Eve, CACM 1970) with wildcards. */
import { get, set, Table } from './primordials.js';

/**
 * Rules by their patterns. Each stands at the shortest beginning of its pattern that was free, and a name is led through
 * the beginnings that are taken as through a nondeterministic automaton. A beginning is known by its hash: where two share
 * one, a name makes some steps more, and nothing else changes, since whoever is visited still has to match. The memory
 * depends on the rules alone, never on a name.
 */
export type RuleTable = Map<number | string, string>;

/** Adds a rule under the code points of its pattern, unless it is there already. Must not throw. */
export function putGlob(rules: RuleTable, rule: string, pattern: Int32Array): void {
  let key = 1;
  let taken: string | undefined;
  // Behind its end a pattern goes on with zeros.
  for (let i = 0; (taken = get(rules, key)) && taken !== rule; i++) key = next(key, pattern[i]);
  set(rules, key, rule);
}

/**
 * Visits every rule whose pattern matches the name, and some others, each once (but for a chance of one in a billion).
 * Must not throw.
 */
export function visitGlobs(rules: RuleTable, name: Int32Array, visit: (rule: string) => void): void {
  const ANY = 0x3f;
  const STAR = 0x2a;
  const NEVER = 999; // behind every name
  const reached = new Table<number, number>();
  // `from` is a beginning, `code` the sign behind it, `at` where in the name both have led.
  const walk = (from: number, code: number | undefined, at: number): void => {
    const key = next(from, code);
    const rule = get(rules, key);
    if (rule) {
      const earliest = get(reached, key) ?? NEVER;
      if (earliest === NEVER) visit(rule);
      if (at < earliest) set(reached, key, at);
      // A star that has been reached is there for the rest of the name: only what lies before is new.
      for (let i = at; i < (code === STAR ? earliest : at + 1); i++) {
        const sign = name[i];
        walk(key, STAR, i);
        walk(key, sign, i + 1);
        if (!sign) break;
        if (sign !== ANY) walk(key, ANY, i + 1);
      }
    }
  };
  walk(0, 0, 0);
}

/** The hash of a beginning with one sign more. 30 bits stay in a word; with these numbers zeros alone lead round all of them. */
function next(key: number, code: number | undefined): number {
  return ((key ^ (code as number)) * 0x9e35 + 1) & (-1 >>> 2); // none counts as zero
}
