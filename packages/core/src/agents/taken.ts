// Was a value taken out of another one, or made up? Code that chooses can also write.
import { canonical, type Json } from '../canonical.js';
import { heldBy } from '../content/ref.js';
import { keysOf } from '../primordials.js';

/** Does each text, number and key in a value stand in `whole`? What is behind Refs there does not count. */
export function isTakenFrom(value: Json, whole: unknown): boolean {
  const there = new Set<string>();
  walk(whole, (leaf) => void there.add(leaf));
  let isTaken = true;
  walk(value, (leaf) => (isTaken &&= there.has(leaf)));
  return isTaken;
}

/** Each leaf, and each key, by its canonical text. */
function walk(value: unknown, visit: (leaf: string) => void): void {
  if (heldBy(value) !== undefined) return;
  if (typeof value !== 'object' || value === null) {
    // `as`: what a session shows of an output is JSON and Refs
    visit(canonical(value as Json));
    return;
  }
  if (!Array.isArray(value)) for (const key of keysOf(value)) visit(canonical(key));
  for (const inner of Object.values(value)) walk(inner, visit);
}
