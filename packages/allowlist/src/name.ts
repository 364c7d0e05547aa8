/** What may stand in a participant's name, and so in a pattern: the one place that says so. */
import { codePoints } from './glob.js';
import { codePointAt, exec, normalize } from './primordials.js';

// A blank at an end; controls, format and bidi characters, surrogates, private use, unassigned; every blank but U+0020;
// what is drawn as nothing (DI is Default_Ignorable_Code_Point).
const UNSAFE = /^ | $|(?! )[\p{C}\p{Z}\p{DI}\u{16FE4}\u2800\u{1D159}]/u;

/**
 * Says why a value cannot be a participant's name: not a string, empty, over 256 code points, a blank at an end, a
 * character that is invisible, blank or unassigned (named as U+XXXX), or not in NFC. The answer is a predicate, to stand
 * after "the name", and never repeats a character of the value; undefined when there is no fault. Must not throw.
 *
 * @example
 * ```ts
 * import { nameFault } from '@sallyport/allowlist';
 *
 * nameFault('alice'); // undefined
 * nameFault('al\u200bice'); // 'holds unsafe U+200B'
 * ```
 */
export function nameFault(name: unknown): string | undefined {
  let found: RegExpExecArray | null;
  if (typeof name !== 'string') return 'is not a string';
  if (!name) return 'is empty';
  // A code point takes at most two units: a huge text is refused before anything reads it.
  if (name.length > 256 && (name.length > 512 || codePoints(name)[256])) return 'exceeds 256 code points';
  if (!(found = exec(UNSAFE, name))) return normalize(name, 'NFC') === name ? undefined : 'is not in NFC';
  if (found[0] === ' ') return 'has a blank at an end';
  return 'holds unsafe U+' + codePointAt(found[0], 0).toString(16).toUpperCase().padStart(4, '0');
}
