// Opens the store that a configuration names: SQLite, or a module of the user's own.
import { resolve } from 'node:path';
import { faultAt, milliseconds, type StoreEntry } from '@sallyport/core/config';
import type { Store } from '@sallyport/core/store';
import { sqliteStore } from '@sallyport/store/sqlite';
import type { LoadedConfig } from './load-config.js';
import { callExport } from './module.js';

/** Nothing where the configuration names none: then it is memory. */
export async function openStore(loaded: LoadedConfig): Promise<Store | undefined> {
  const { config, folder } = loaded;
  const entry = typeof config.store === 'string' ? { sqlite: config.store } : config.store;
  if (entry === undefined) return undefined;
  if (entry.sqlite === undefined) return ownStore(loaded, entry);
  const { lockTimeout, pollEvery } = entry;
  const options = {
    ...(lockTimeout !== undefined && { lockTimeout: milliseconds(lockTimeout)! }),
    ...(pollEvery !== undefined && { pollEvery: milliseconds(pollEvery)! }),
  };
  const path = resolve(folder, entry.sqlite);
  return sqliteStore(path, options).catch((error: unknown) => {
    throw faultAt(config, typeof config.store === 'string' ? ['store'] : ['store', 'sqlite'], error, path);
  });
}

async function ownStore(loaded: LoadedConfig, { module, export: name, options }: StoreEntry): Promise<Store> {
  const path = ['store'];
  const store = await callExport(loaded, { path, module: module!, name, options: options ?? {} });
  if (isStore(store)) return store;
  throw faultAt(
    loaded.config,
    [...path, 'module'],
    new Error(`what '${module}' made is no store: it lacks commit() or close()`),
  );
}

const isStore = (value: unknown): value is Store =>
  typeof value === 'object' &&
  value !== null &&
  'commit' in value &&
  typeof value.commit === 'function' &&
  'close' in value &&
  typeof value.close === 'function';
