// What of a configuration may come from the environment: where things are, and secrets. Who may do what stands in the file.
import type { Path } from './path.js';

/** `*` is any one step, `**` any number of them. */
const OUTSIDE: readonly (readonly string[])[] = [
  'root',
  'store',
  'store sqlite',
  'store postgres',
  'store schema',
  'store lockTimeout',
  'store connectTimeout',
  'store pollEvery',
  'store options **',
  'gate expires',
  'gate escalate after',
  'agents * escalate after',
  'channels * maildir',
  'channels * poll',
  'channels * options **',
  'agents * options **',
  'runtimes * key',
  'runtimes * passphrase',
  'runtimes * lease',
  'people * key',
  'people * passphrase',
].map((line) => line.split(' '));

export const mayComeFromOutside = (path: Path): boolean => OUTSIDE.some((pattern) => fits(pattern, path));

function fits(pattern: readonly string[], path: Path): boolean {
  const open = pattern.at(-1) === '**';
  const fixed = open ? pattern.slice(0, -1) : pattern;
  if (open ? path.length <= fixed.length : path.length !== fixed.length) return false;
  return fixed.every((step, i) => step === '*' || step === path[i]);
}
