// The words of an approve control: what a signature does, and what has not been seen yet.
import type { View } from './view.js';
import { counted } from './words.js';

/** What an approve control says. */
export interface ApproveWords {
  readonly words: string;
  /** What is still folded: names of arguments, quoted, and what stands behind them. */
  readonly folded: readonly string[];
  /** What is to be typed first: the beginning of the digest. Missing: one key is enough. */
  readonly code?: string;
}

/** How the parts are called that are no arguments. */
const FLOW = 'the names in the alarm';
const BEHIND = 'the message behind it';
const WHY = 'the agent’s own words';

/**
 * What the control says that approves a proposal. `opened`: what of `folded` the person has opened so far, in the words of
 * `folded`. An argument that nobody has opened is not approved by one key, and what is not what it looks like never is. Must not
 * throw.
 *
 * @example
 * ```ts
 * import type { View } from '@sallyport/inbox';
 * import { approveWords } from '@sallyport/inbox';
 *
 * const label = (view: View, opened: readonly string[]): string => approveWords(view, opened).words;
 * ```
 */
export function approveWords(view: View, opened: readonly string[] = []): ApproveWords {
  const seen = new Set(opened);
  const isShut = (name: string): boolean => !seen.has(name);
  const fields = view.fields.filter(({ value, change }) => value?.fold ?? change?.went.fold).map(({ name }) => name);
  const own = [...(view.flow?.folded ? [FLOW] : []), ...fields].filter(isShut);
  const behind = [...(view.message?.text.fold ? [BEHIND] : []), ...(view.why.fold ? [WHY] : [])].filter(isShut);
  const isOdd = view.flow !== undefined || view.alarm;
  const { short } = view.digest;
  const code = isOdd || own.length > 0 ? short : undefined;
  const folds = fields.filter(isShut);
  const sayings = [
    folds.length > 0 && `${counted(folds.length, 'argument')} ${areFolded(folds)}: ${folds.join(', ')}`,
    own.length > folds.length && `${FLOW} are folded`,
    behind.length > 0 && `${behind.join(' and ')} ${areFolded(behind)}`,
    isOdd && (view.flow === undefined ? 'something is not what it looks like' : 'private content would leave'),
  ].filter(Boolean);
  const type = `approve with the first ${short.length} characters of the digest`;
  const how = code === undefined ? 'approve' : own.length > 0 && !isOdd ? `open first, or ${type}` : type;
  return Object.freeze({
    words: sayings.length === 0 ? `approve: ${view.executor} may run exactly this` : `${sayings.join('; ')}: ${how}`,
    folded: Object.freeze([...own, ...behind]),
    ...(code !== undefined && { code }),
  });
}

const areFolded = ([name, ...others]: readonly string[]): string =>
  others.length === 0 && name !== WHY ? 'is folded' : 'are folded';
