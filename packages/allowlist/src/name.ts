/** What may stand in a participant's name, and so in a pattern: the one place that says so. */
import { codePoints } from './glob.js';
import { exec, normalize } from './primordials.js';

// A blank at an end; controls, format and bidi characters, surrogates, private use, unassigned; every blank but U+0020;
// what is drawn as nothing (DI is Default_Ignorable_Code_Point).
const UNSAFE = /^ | $|(?! )[\p{C}\p{Z}\p{DI}\u2800\u{1D159}]/u;
// What a text of printable ASCII does not hold: the quick way for most names.
const UNUSUAL = /^ | $|[^ -~]/;

/**
 * Reads a name, or a pattern without its sign: its code points, or, as a string, its fault as a predicate that repeats
 * no character of it. Must not throw.
 */
export function readText(text: unknown): Int32Array | string {
  if (typeof text !== 'string') return 'is not a string';
  if (!text) return 'is empty';
  // A code point takes at most two units: a huge text is refused before anything reads it.
  const codes = text.length > 512 ? undefined : codePoints(text);
  if (!codes || codes[256]) return 'exceeds 256 code points';
  if (!exec(UNUSUAL, text)) return codes;
  const found = exec(UNSAFE, text);
  if (found) return found[0] === ' ' ? 'has a blank at an end' : `holds unsafe ${notation(found[0])}`;
  return normalize(text, 'NFC') === text ? codes : 'is not in NFC';
}

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
  const read = readText(name);
  return typeof read === 'string' ? read : undefined;
}

function notation(character: string): string {
  const code = character.codePointAt(0) as number; // not empty
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
