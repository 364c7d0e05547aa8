// Frozen copies of what was read, which print the environment's values by their names.
import { inspect, type InspectOptionsStylized } from 'node:util';
import { keyOf, type Path } from './path.js';
import type { Tree } from './tree.js';

/** The value, frozen all the way down. What holds something from the environment shows `${NAME}` in JSON and in `util.inspect`. */
export function sealed(value: unknown, tree: Tree): unknown {
  return copy(value, [], tree).value;
}

interface Copy {
  readonly value: unknown;
  /** The same, with names for values; identical where nothing is to be hidden. */
  readonly shown: unknown;
}

function copy(value: unknown, path: Path, tree: Tree): Copy {
  if (typeof value !== 'object' || value === null) return { value, shown: tree.references.get(keyOf(path)) ?? value };
  const isList = Array.isArray(value);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  const copies = entries.map(([key, item]) => [key, copy(item, [...path, isList ? Number(key) : key], tree)] as const);
  const own = gather(
    isList,
    copies.map(([key, one]) => [key, one.value]),
  );
  if (copies.every(([, one]) => one.shown === one.value)) return { value: Object.freeze(own), shown: own };
  const shown = Object.freeze(
    gather(
      isList,
      copies.map(([key, one]) => [key, one.shown]),
    ),
  );
  return { value: Object.freeze(hiding(own, shown)), shown };
}

/** A list, or an object without a prototype: whoever looks a name up in it finds that name or nothing. */
function gather(isList: boolean, entries: readonly (readonly [string, unknown])[]): object {
  if (isList) return entries.map(([, item]) => item);
  const own = Object.create(null) as Record<string, unknown>;
  for (const [key, item] of entries) own[key] = item;
  return own;
}

/** Not enumerable, so that the data is still nothing but data. */
function hiding(value: object, shown: object): object {
  return Object.defineProperties(value, {
    toJSON: { value: () => shown },
    [inspect.custom]: { value: (_depth: number, options: InspectOptionsStylized) => inspect(shown, options) },
  });
}
