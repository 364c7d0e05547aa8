// Which fields of an output outsiders write: dotted paths, against the schema. Arrays have no step of their own in them.
import type { Json } from '../json.js';
import { mapHas } from '../primordials.js';
import { recordKeysOf, recordKeysUnder, type Keys } from './keys.js';

/**
 * What the paths that lead through a key name below it. A key may hold dots itself, so that `a.b.c` is read as `a` → `b` → `c`,
 * as `a.b` → `c` and as `a` → `b.c`: whatever a path can mean is an outsider's.
 */
export function below(paths: readonly string[], key: string): readonly string[] {
  const stem = `${key}.`;
  return paths.filter((path) => path.startsWith(stem)).map((path) => path.slice(stem.length));
}

/** The paths that a schema has in the place of one that it lacks; `undefined` when it has it, or lets keys of any name through. */
export function insteadOf(path: string, schema: Json): readonly string[] | undefined {
  return instead(path, recordKeysOf(schema), { root: schema, prefix: '' });
}

interface Place {
  readonly root: Json;
  /** The path so far, with its dot. */
  readonly prefix: string;
}

function instead(path: string, keys: Keys | undefined, { root, prefix }: Place): readonly string[] | undefined {
  if (keys === undefined) return [];
  if (keys.rest !== 'refused' || mapHas(keys.properties, path)) return undefined;
  const names = [...keys.properties.keys()];
  // the furthest that it leads, so that the remedy stands next to the fault
  let there = names.map((name) => prefix + name);
  for (const name of names) {
    const [rest] = below([path], name);
    if (rest === undefined) continue;
    const further = instead(rest, recordKeysUnder(keys, name, root), { root, prefix: `${prefix}${name}.` });
    if (further === undefined) return undefined;
    if (further.length > 0) there = [...further];
  }
  return there;
}
