// Arguments out of what earlier calls brought: by path, through code that never looks at what outsiders wrote.
import type { Json } from '@sallyport/core';
import { isHandle, type Handle } from './mind.js';
import type { Call, Found, Path } from './origins.js';

/** By argument: which record stands for which. */
export type Chosen = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** The records that an argument is taken from, each once; one that is computed, from the first. */
export function chosenRows(found: readonly Found[]): readonly number[] {
  const rows = [...new Set(found.map(({ from }) => Number(from[0])))];
  return rows.length > 0 ? rows : [0];
}

/** What a plan's selector does: each part from its place, and what is at no place as code computes it. */
export function pickOf(value: Json, found: readonly Found[]): (output: unknown) => unknown {
  return (output) => built(value, found, output);
}

/** All arguments that are literal or taken from typed fields. */
export function argsOf(call: Call, outputs: ReadonlyMap<number, unknown>, chosen: Chosen): Record<string, unknown> {
  const args: Record<string, unknown> = {};
  for (const [name, origin] of call.origins) {
    const value = call.call.args[name]!;
    if (origin.is === 'literal') args[name] = value;
    if (origin.is !== 'typed') continue;
    const rows = chosen.get(name);
    const found = origin.found.map(({ to, from }) => ({
      to,
      from: [rows?.get(Number(from[0])) ?? from[0]!, ...from.slice(1)],
    }));
    args[name] = built(value, found, outputs.get(origin.of));
  }
  return args;
}

export function outputAt(outputs: ReadonlyMap<number, unknown>, index: number): readonly unknown[] {
  const output = outputs.get(index);
  return Array.isArray(output) ? output : output === undefined ? [] : [output];
}

function built(value: Json, found: readonly Found[], output: unknown): unknown {
  let made: unknown = structuredClone(value);
  for (const { to, from } of found) {
    const at = get(output, from);
    if (to.length === 0) made = at;
    else set(made, to, at);
  }
  return made;
}

/** What stands at a path, or a Ref to it where the way leads behind one. */
function get(value: unknown, path: Path): unknown {
  let at: unknown = value;
  for (const key of path) {
    if (isHandle(at)) at = (at as Handle).at(key);
    else if (typeof at === 'object' && at !== null) at = (at as Record<string | number, unknown>)[key]; // `as`: any key may be asked for
    else return undefined;
  }
  return at;
}

function set(value: unknown, path: Path, item: unknown): void {
  const parent = get(value, path.slice(0, -1));
  // `as`: the path was found in this very value
  (parent as Record<string | number, unknown>)[path.at(-1)!] = item;
}
