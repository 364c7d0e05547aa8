/** How many people a list lets in, in one word. */

/** From narrow to wide. */
export const EXPOSURES = ['owner', 'people', 'pattern', 'public'] as const;
/** Stands in a pattern that is more than a name written out. */
export const WILD = /[*?]/;
/** A star and no literal; `~*` too, as anyone can be unproven. */
export const OPEN = /^~?\?*\*[*?]*$/;

/**
 * Whom the positive patterns can admit, the owner aside: nobody (`owner`), names that are written out (`people`), whoever
 * takes a fitting name (`pattern`), or anyone (`public`: a pattern with a star and no literal, such as `*`, `?*` or `~*`).
 * Negatives do not narrow it: it may say too much, never too little.
 */
export type Exposure = (typeof EXPOSURES)[number];
