// What somebody may have meant: the nearest of some known words, when it is near enough.

/** The known word that differs least from `word`, or nothing when all are far from it. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  // a long key is no typing error of a short one, and comparing them takes time
  const folded = fold(word.slice(0, 64));
  let best: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const other = fold(candidate);
    const differing = candidate.length > 64 ? Infinity : other === folded ? 0 : distance(folded, other);
    if (differing < least) [best, least] = [candidate, differing];
  }
  return best;
}

/** `: did you mean 'bob'?`, or the other words. */
export function meant(word: string, known: readonly string[], otherwise: string): string {
  const near = nearest(word, known);
  return near === undefined ? otherwise : `did you mean '${near}'?`;
}

const fold = (text: string): string => text.toLowerCase().replaceAll(/[-_ ]/g, '');

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
function distance(a: string, b: string): number {
  let [before, row]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min(row[j]! + 1, next[j - 1]! + 1, change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, before[j - 2]! + 1);
      next.push(least);
    }
    [before, row] = [row, next];
  }
  return row[b.length]!;
}
