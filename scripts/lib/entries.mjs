// The entries that a package publishes, and whether one of them loads alone.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** `[['./tool', { types, default }], …]`: what is code, so not ./package.json. */
export const published = ({ manifest }) =>
  Object.entries(manifest.publishConfig.exports).filter(([, target]) => target.default?.endsWith('.js'));

/** True when the built file, or a chunk that it imports, imports vitest: an optional peer that refuses to load alone. */
export function needsRunner(file, seen = new Set()) {
  if (seen.has(file) || !existsSync(file)) return false;
  seen.add(file);
  const imported = [...readFileSync(file, 'utf8').matchAll(/\b(?:from|import)\s*['"]([^'"]+)['"]/g)].map(
    (found) => found[1],
  );
  const chunks = imported.filter((name) => name.startsWith('.')).map((name) => join(dirname(file), name));
  return imported.includes('vitest') || chunks.some((chunk) => needsRunner(chunk, seen));
}
