// What a file loads, for the tests of what an import path brings along.
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Every specifier that a file imports at once, types aside, and that the files of this package behind it import. */
export function importsOf(file: string, seen = new Set<string>(), files = new Set<string>()): Set<string> {
  if (files.has(file)) return seen;
  files.add(file);
  const imports = /^(?:import|export) (?!type )[^;]*?from '([^']+)';$/gm;
  for (const [, specifier = ''] of readFileSync(file, 'utf8').matchAll(imports)) {
    seen.add(specifier);
    if (specifier.startsWith('.')) importsOf(resolve(dirname(file), specifier.replace(/\.js$/, '.ts')), seen, files);
  }
  return seen;
}
