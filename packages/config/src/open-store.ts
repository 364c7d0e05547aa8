// Opens the store that a configuration names: SQLite, PostgreSQL, or a module of the user's own.
import { resolve } from 'node:path';
import { faultAt, milliseconds, type Config, type StoreEntry } from '@sallyport/core/config';
import { SallyportError, type Store } from '@sallyport/core/store';
import { postgresStore } from '@sallyport/store/postgres';
import { sqliteStore } from '@sallyport/store/sqlite';
import type { LoadedConfig } from './load-config.js';
import { callExport } from './module.js';

/** Nothing where the configuration names none: then it is memory. */
export async function openStore(loaded: LoadedConfig): Promise<Store | undefined> {
  const { config, folder } = loaded;
  const entry = typeof config.store === 'string' ? entryOf(config.store) : config.store;
  if (entry === undefined) return undefined;
  if (entry.postgres !== undefined) return openPostgres(loaded, entry);
  if (entry.sqlite === undefined) return ownStore(loaded, entry);
  const path = resolve(folder, entry.sqlite);
  return sqliteStore(path, timesOf(entry, ['lockTimeout', 'pollEvery'])).catch((error: unknown) => {
    throw faultAt(config, placeOf(config, 'sqlite'), error, path);
  });
}

/** Throws `BAD_CONFIG` where it is in memory, which nobody else sees. `place`: what of the file needs it. */
export async function sharedStore(loaded: LoadedConfig, place: readonly string[] = []): Promise<Store> {
  const store = await openStore(loaded);
  if (store !== undefined) return store;
  const why = new Error('a desk needs a store that it shares with the agents: name one under store');
  throw faultAt(loaded.config, place, why);
}

const entryOf = (text: string): StoreEntry =>
  /^postgres(ql)?:\/\//.test(text) ? { postgres: text } : { sqlite: text };

const placeOf = ({ store }: Config, kind: string): readonly string[] =>
  typeof store === 'string' ? ['store'] : ['store', kind];

async function openPostgres({ config }: LoadedConfig, entry: StoreEntry): Promise<Store> {
  const { postgres: url, schema } = entry;
  try {
    return await postgresStore({
      url: url!,
      ...(schema !== undefined && { schema }),
      ...timesOf(entry, ['lockTimeout', 'connectTimeout', 'pollEvery']),
    });
  } catch (error) {
    // What the store is called comes from the URL, and goes by the URL's name where that is from the environment.
    const called = SallyportError.isInstance(error) ? error.facts['store'] : undefined;
    throw faultAt(config, placeOf(config, 'postgres'), error, typeof called === 'string' ? called : undefined);
  }
}

type Time = 'lockTimeout' | 'connectTimeout' | 'pollEvery';

/** In milliseconds, as far as they are said. */
const timesOf = (entry: StoreEntry, names: readonly Time[]): { readonly [name in Time]?: number } =>
  Object.fromEntries(names.flatMap((name) => (entry[name] === undefined ? [] : [[name, milliseconds(entry[name])!]])));

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
