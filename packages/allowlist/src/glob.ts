/** The matcher: `*` is any run of code points, `?` exactly one, everything else is itself. */
import { codePointAt, Codes } from './primordials.js';

/**
 * A text, up to the first U+0000, as code points ended by a zero; a lone surrogate is one of its own. `codes` is where they
 * go, if it is there already: room for a long text lies outside of the heap and is slow to come by.
 */
export function codePoints(text: string, codes = new Codes(text.length + 1)): Int32Array {
  let size = 0;
  // Behind the end there is none, which is kept as the zero.
  for (let i = 0, code; (code = codes[size] = codePointAt(text, i)); size++) i += code > 0xffff ? 2 : 1;
  return codes;
}

/**
 * Whether the whole subject matches. Each run between two stars is taken at its leftmost place, which is never given
 * back: at most (subject × longest run) steps, whatever the pattern. Every text is a pattern: must not throw.
 */
export function matchGlob(pattern: Int32Array, subject: Int32Array, start = 0): boolean {
  const STAR = 0x2a;
  const ANY = 0x3f;
  let p = start;
  let s = 0;
  let run = 0; // where the run after the latest star begins, 0 before the first, and
  let mark = 0; // where in the subject it is being tried
  for (;;) {
    const sign = pattern[p];
    if (sign === STAR) {
      run = ++p;
      mark = s;
    } else if (!subject[s]) {
      return !sign;
    } else if (sign === ANY || sign === subject[s]) {
      p++;
      s++;
    } else if (run) {
      p = run;
      s = ++mark;
    } else {
      return false;
    }
  }
}
