/** How many people a list lets in, in one word. */
import { exec } from './primordials.js';

// From narrow to wide.
export const EXPOSURES = ['owner', 'people', 'pattern', 'public'] as const;
const WILD = /[*?]/;
// A star and no literal; `~*` too, as anyone can be unproven.
const OPEN = /^~?\?*\*[*?]*$/;

/**
 * Whom the positive patterns can admit, the owner aside: nobody (`owner`), names that are written out (`people`), whoever
 * takes a fitting name (`pattern`), or anyone (`public`: a pattern with a star and no literal, such as `*`, `?*` or `~*`).
 * Negatives do not narrow it: it may say too much, never too little.
 */
export type Exposure = (typeof EXPOSURES)[number];

/** Whether a pattern is more than a name written out. */
export function isWild(pattern: string): unknown {
  return exec(WILD, pattern);
}

export type Reach = 0 | 1 | 2 | 3;

/** How far one positive pattern reaches, as a number that grows with the exposure. */
export function reach(pattern: string, owner: string): Reach {
  if (pattern === owner) return 0;
  if (!isWild(pattern)) return 1;
  return exec(OPEN, pattern) ? 3 : 2;
}
