/** What the tests compare with: the grammar written down a second time, naively, sharing nothing with the matcher. */

/** Whether the pattern, without its sign, covers the whole name: a table over all prefixes. */
export function referenceMatch(pattern: string, name: string): boolean {
  const wanted = Array.from(pattern);
  const given = Array.from(name);
  // row[j]: the pattern so far covers the first j code points of the name.
  let row = [true, ...given.map(() => false)];
  for (const sign of wanted) {
    const next = [sign === '*' && row[0] === true];
    given.forEach((letter, j) => {
      const before = row[j] === true;
      if (sign === '*') next.push(next[j] === true || row[j + 1] === true);
      else next.push(before && (sign === '?' || sign === letter));
    });
    row = next;
  }
  return row.at(-1) === true;
}

/** Whether a list admits a valid name. */
export function referenceDecision(patterns: readonly string[], owner: string, name: string): boolean {
  if (name === owner) return true;
  const refused = patterns.filter((p) => p.startsWith('!')).some((p) => referenceMatch(p.slice(1), name));
  const admitted = patterns
    .filter((p) => !p.startsWith('!'))
    .filter((p) => !name.startsWith('~') || p.startsWith('~') || p.replaceAll('*', '') === '')
    .some((p) => referenceMatch(p, name));
  return admitted && !refused;
}
