// Modules of the user's own: imported from where the file says, and asked for what the file names.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { faultAt } from '@sallyport/core/config';
import type { LoadedConfig } from './load-config.js';

export interface Wanted {
  /** Where the entry stands in the file. */
  readonly path: readonly string[];
  /** Relative to the file. */
  readonly module: string;
  /** Unsaid: `default`. */
  readonly name: string | undefined;
}

/** What a module exports under that name. */
export async function importExport(
  { config, folder }: LoadedConfig,
  { path, module, name = 'default' }: Wanted,
): Promise<unknown> {
  const place = [...path, 'module'];
  // `as`: a module is an object of its exports
  const exports = (await import(pathToFileURL(resolve(folder, module)).href).catch((error: unknown) => {
    throw faultAt(config, place, error);
  })) as Readonly<Record<string, unknown>>;
  if (Object.hasOwn(exports, name)) return exports[name];
  const known = Object.keys(exports).toSorted().join(', ') || 'nothing';
  const remedy = name === 'default' ? `say which under export: it exports ${known}` : `it exports ${known}`;
  throw faultAt(
    config,
    [...path, Object.hasOwn(entryAt(config, path), 'export') ? 'export' : 'module'],
    new Error(`'${module}' has no export '${name}': ${remedy}`),
  );
}

/** Calls what a module exports with the options of the entry. */
export async function callExport(
  loaded: LoadedConfig,
  wanted: Wanted & { readonly options: object },
): Promise<unknown> {
  const { path, module, name = 'default', options } = wanted;
  const make = await importExport(loaded, wanted);
  const place = [...path, 'module'];
  if (typeof make !== 'function')
    throw faultAt(
      loaded.config,
      place,
      new Error(`'${name}' of '${module}' is no function: it is one that takes the options`),
    );
  return attempt(loaded, place, () => make(options) as unknown);
}

/** Runs what a place of the file led to; what it throws is told with that place. */
export async function attempt<T>(
  { config, folder }: LoadedConfig,
  place: readonly string[],
  run: () => T | Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const value = place.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], config);
    throw faultAt(config, place, error, typeof value === 'string' ? resolve(folder, value) : undefined);
  }
}

function entryAt(config: object, path: readonly string[]): object {
  // `as`: the path is that of an entry that was read
  return path.reduce<object>((at, step) => (at as Record<string, object>)[step]!, config);
}
