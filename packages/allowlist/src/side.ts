/** The rules of one sign, sorted for look-up: names in a set, patterns in the order they were written. */
import { isWild } from './exposure.js';
import { matchGlob } from './glob.js';
import { add, exec, has, TextSet } from './primordials.js';

export interface Side {
  /** Puts a pattern, without its sign, before those that are there. */
  readonly put: (pattern: string, codes: Int32Array) => void;
  /** The rule that applies to a valid name, as it was written: the name itself, or else the first pattern. */
  readonly find: (name: string, codes: Int32Array) => string | undefined;
}

interface Link {
  readonly pattern: string;
  readonly codes: Int32Array;
  readonly next: Link | undefined;
}

// The positive patterns that admit an unproven sender (`~channel:address`): everybody's, or one that says `~` itself.
const FOR_UNPROVEN = /^(~|\*+$)/;

/** An empty side. Must not throw, and neither may what it returns. */
export function createSide(sign: '' | '!'): Side {
  const names = new TextSet();
  // A chain: filling an array would call a setter that somebody put on Array.prototype.
  let first: Link | undefined;
  return {
    put(pattern, codes) {
      if (isWild(pattern)) first = { pattern, codes, next: first };
      else add(names, pattern);
    },
    find(name, codes) {
      if (has(names, name)) return sign + name;
      for (let link = first; link; link = link.next) {
        if ((sign || name[0] !== '~' || exec(FOR_UNPROVEN, link.pattern)) && matchGlob(link.codes, codes))
          return sign + link.pattern;
      }
      return undefined;
    },
  };
}
