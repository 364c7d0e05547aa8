/** A list's patterns, read and checked one by one, and the rule that decides on a name. */
import { AllowlistError } from './errors.js';
import { EXPOSURES, reach, type Exposure, type Reach } from './exposure.js';
import { matchGlob } from './glob.js';
import { readText } from './name.js';
import { hasOwn, slice } from './primordials.js';
import { createSide } from './side.js';

export interface Rules {
  readonly exposure: Exposure;
  /** The rule that decides on a valid name, as written: the first negative that matches, or else the first positive. */
  readonly find: (name: string, codes: Int32Array) => string | undefined;
}

/** Reads the patterns of a list; throws an AllowlistError that gives the place of the last one that is at fault. */
export function readRules(patterns: readonly unknown[], owner: string, ownerCodes: Int32Array): Rules {
  const denied = createSide('!');
  const admitted = createSide('');
  let widest: Reach = 0;
  // Backwards, because `put` puts in front.
  for (let index = patterns.length; index--;) {
    // A hole in the array is no string, whatever Array.prototype says is in it.
    const text = hasOwn(patterns, index) && patterns[index];
    const negative = typeof text === 'string' && text[0] === '!';
    const body = (negative ? slice(text, 1) : text) as string; // or readText finds the fault
    const codes = readText(body);
    const where = `patterns[${index}] `;
    if (typeof codes === 'string') {
      throw new AllowlistError(where + (negative ? 'after ! ' : '') + codes, 'PATTERN_INVALID', index);
    }
    if (!negative) {
      admitted.put(body, codes);
      const reached = reach(body, owner);
      if (reached > widest) widest = reached;
    } else if (matchGlob(codes, ownerCodes)) {
      throw new AllowlistError(`${where}denies the owner ${owner}`, 'OWNER_DENIED', index);
    } else {
      denied.put(body, codes);
    }
  }
  return { exposure: EXPOSURES[widest], find: (name, codes) => denied.find(name, codes) ?? admitted.find(name, codes) };
}
