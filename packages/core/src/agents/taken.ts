// Was a value taken out of another one, or made up? Code that chooses can also write.
import { canonical, toJson, type Json } from '../canonical.js';
import { heldBy } from '../content/ref.js';
import { keysOf } from '../primordials.js';

/**
 * Does each text, number and key in a value stand in `whole`? A Ref does, wherever it is from: it says by itself whose it is.
 *
 * @throws SallyportError `NOT_JSON`, `TOO_LARGE`.
 */
export function isTakenFrom(value: unknown, whole: unknown): boolean {
  const there = new Set<string>();
  walk(whole, (leaf) => void there.add(leaf));
  let isTaken = true;
  const plain = toJson([value], { standIn: (object) => (heldBy(object) === undefined ? undefined : null) });
  // `as`: an array goes in, so an array comes out
  walk((plain as readonly Json[])[0], (leaf) => (isTaken &&= there.has(leaf)));
  return isTaken;
}

/** Each leaf but null, and each key, by its canonical text. */
function walk(value: unknown, visit: (leaf: string) => void): void {
  if (value === null || heldBy(value) !== undefined) return;
  if (typeof value !== 'object') {
    // `as`: what a session shows of an output is JSON and Refs
    visit(canonical(value as Json));
    return;
  }
  if (!Array.isArray(value)) for (const key of keysOf(value)) visit(canonical(key));
  for (const inner of Object.values(value)) walk(inner, visit);
}
