/** Lists as people write them, and names that ask. */

/** Patterns and names that fit together; the same each time. */
export interface Workload {
  readonly patterns: readonly string[];
  /** Names that the list writes out. */
  readonly listed: readonly string[];
  /** Names that only a wildcard admits. */
  readonly wild: readonly string[];
  /** Names that nothing admits. */
  readonly strangers: readonly string[];
}

/** How many names of a kind ask in turn. */
const ASKING = 250;

/**
 * Half of the patterns are names, a third beginnings (`team_7_*`), the rest ends, middles and question marks, and one in
 * twenty is a negative. The negatives stand last, since for some peers the last rule that matches decides.
 */
export function workload(size: number): Workload {
  const rules = Array.from({ length: size }, (_, i) => fresh(ruleOf(i)));
  const wild = rules.filter((rule) => /[*?]/.test(rule) && !rule.startsWith('!'));
  return {
    patterns: [...rules.filter((rule) => !rule.startsWith('!')), ...rules.filter((rule) => rule.startsWith('!'))],
    listed: spread(
      rules.filter((rule) => !/[*?!]/.test(rule)),
      ASKING,
    ).map(fresh),
    wild: spread(wild, ASKING).map((rule) => fresh(rule.replace('*', 'dev').replace('*', 'x').replace('?', 'e'))),
    strangers: Array.from({ length: ASKING }, (_, i) => fresh(`mallory_${i}`)),
  };
}

/** Names that nobody has asked about yet, more than any memory of answers holds. */
export function newNames(count: number, nameOf: (i: number) => string): readonly string[] {
  return Array.from({ length: count }, (_, i) => fresh(nameOf(i)));
}

function ruleOf(i: number): string {
  if (i % 2 === 0) return `user_${i}`;
  if (i % 20 === 19) return `!spam_${i}_*`;
  if (i % 20 === 17) return `*_${i}@corp.example`;
  if (i % 20 === 15) return `*-ops${i}-*`;
  if (i % 20 === 13) return `us?r_x${i}`;
  return `team_${i}_*`;
}

/** So many of them, evenly spread over all. */
function spread(all: readonly string[], count: number): readonly string[] {
  return Array.from({ length: Math.min(count, all.length) }, (_, i) => {
    const at = Math.floor((i * all.length) / Math.min(count, all.length));
    return all[at] ?? '';
  });
}

/** A string of its own, as one that came in from outside: an engine knows its own literals at a glance. */
function fresh(text: string): string {
  return Buffer.from(text).toString();
}
