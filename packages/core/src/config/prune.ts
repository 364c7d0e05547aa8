// What is left of a configuration without the parts that are at fault, so that the faults between the others are told as well.
import type * as z from 'zod';
import type { Config } from './config.js';

const SECTIONS: readonly unknown[] = ['contacts', 'channels', 'agents', 'runtimes', 'people'];

/** Takes out every entry that an issue is about, and of unknown keys the keys alone. `isWhole`: no entry had to go. */
export function withoutFaulty(
  value: unknown,
  issues: readonly z.core.$ZodIssue[],
): { readonly config: Config; readonly isWhole: boolean } {
  const rest = clone(value);
  let isWhole = true;
  for (const { code, path, ...issue } of issues) {
    const owner = code === 'unrecognized_keys' ? at(rest, path) : undefined;
    if (owner !== undefined) for (const key of (issue as { readonly keys: readonly string[] }).keys) delete owner[key];
    else {
      isWhole = false;
      const [part, name] = path.map(String);
      const section = SECTIONS.includes(part) && name !== undefined ? at(rest, [part!]) : undefined;
      // an agent that is at fault is there all the same
      if (section === undefined) delete at(rest, [])?.[part!];
      else if (part === 'agents') section[name!] = { module: '' };
      else delete section[name!];
    }
  }
  // `as`: what the schema found no fault with is what Config says
  const config = Object.assign(
    Object.create(null) as object,
    { root: '', agents: {}, runtimes: {} },
    at(rest, []),
  ) as Config;
  return { config, isWhole };
}

type Loose = Record<string, unknown>;

function at(value: unknown, path: readonly PropertyKey[]): Loose | undefined {
  let found = value;
  for (const step of path) found = isObject(found) && Object.hasOwn(found, step) ? found[String(step)] : undefined;
  return isObject(found) ? found : undefined;
}

function clone(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(clone);
  if (!isObject(value)) return value;
  const copy = Object.create(null) as Loose;
  for (const [key, item] of Object.entries(value)) copy[key] = clone(item);
  return copy;
}

const isObject = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
