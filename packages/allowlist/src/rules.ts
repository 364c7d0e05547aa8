/** A list's patterns, read and checked one by one, and the rule that decides on a name. */
import { AllowlistError } from './errors.js';
import { EXPOSURES, OPEN, WILD, type Exposure } from './exposure.js';
import { putGlob, visitGlobs, type RuleTable } from './glob-index.js';
import { codePoints, matchGlob } from './glob.js';
import { nameFault } from './name.js';
import { Codes, exec, get, hasOwn, set, slice, Table } from './primordials.js';

export interface Rules {
  readonly exposure: Exposure;
  /**
   * The rule that decides on a valid name, as written. Negatives go before positives; of one sign, the name written out
   * goes before patterns, and of these the one that comes first by its code units: their order in the list is no matter.
   */
  readonly find: (name: string) => string | undefined;
}

// The positive patterns that admit an unproven sender (`~channel:address`): everybody's, or one that says `~` itself.
const FOR_UNPROVEN = /^~|^\*+$/;

/** Reads the patterns of a list; throws an AllowlistError that gives the place of the first one that is at fault. */
export function readRules(patterns: readonly unknown[], owner: string): Rules {
  const rules: RuleTable = new Table();
  const ownerCodes = codePoints(owner);
  const scratch = new Codes(514); // room for any rule
  let widest: 0 | 1 | 2 | 3 = 0;
  for (let i = 0; i < patterns.length; i++) {
    // A hole in the array is no string, whatever Array.prototype says is in it.
    const rule = (hasOwn(patterns, i) && patterns[i]) as string; // or nameFault finds it out
    const negative = typeof rule === 'string' && rule[0] === '!';
    const body = negative ? slice(rule, 1) : rule;
    const fault = nameFault(body);
    if (fault || (negative && matchGlob(codePoints(body), ownerCodes)))
      throw new AllowlistError(
        `patterns[${i}] ` + (fault ? (negative ? 'after ! ' : '') + fault : 'denies the owner ' + owner),
        fault ? 'PATTERN_INVALID' : 'OWNER_DENIED',
        i,
      );
    const wild = exec(WILD, body);
    if (wild) putGlob(rules, rule, codePoints(body));
    else if (negative || !get(rules, body)) set(rules, body, rule);
    const reach = negative ? 0 : wild ? (exec(OPEN, body) ? 3 : 2) : body === owner ? 0 : 1;
    if (reach > widest) widest = reach;
  }
  return {
    exposure: EXPOSURES[widest],
    find(name) {
      const listed = get(rules, name);
      const codes = codePoints(name);
      let found = listed;
      visitGlobs(rules, codes, (rule) => {
        // No rule begins with a character before the exclamation mark: by their text, negatives come first.
        const negative = rule[0] === '!';
        const applies = negative ? listed?.[0] !== '!' : !listed && (name[0] !== '~' || exec(FOR_UNPROVEN, rule));
        if (applies && (!found || rule < found) && matchGlob(codePoints(rule, scratch), codes, +negative)) found = rule;
      });
      return found;
    },
  };
}
