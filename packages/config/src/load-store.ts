// From a sallyport.yaml to its store, and nothing else: for whoever only reads, checks or copies the journal.
import type { Store } from '@sallyport/core/store';
import { loadConfig, type LoadedConfig, type LoadOptions } from './load-config.js';
import { sharedStore } from './open-store.js';

/** A configuration and the store that it names. Disposing of it closes the store. */
export type LoadedStore = LoadedConfig & { readonly store: Store } & AsyncDisposable;

/**
 * Loads the configuration at `path` and opens its store: no key, no agent.
 *
 * @throws SallyportError as `loadConfig()` does, and with its place what the store throws; `BAD_CONFIG` where the store is in memory.
 * @example
 * ```ts
 * import { loadStore } from '@sallyport/config';
 * import { verifyJournal } from '@sallyport/core/archive';
 *
 * await using loaded = await loadStore('sallyport.yaml');
 * console.log((await verifyJournal(loaded)).ok);
 * ```
 */
export async function loadStore(path: string, options: LoadOptions = {}): Promise<LoadedStore> {
  const loaded = await loadConfig(path, options);
  const store = await sharedStore(loaded);
  return { ...loaded, store, [Symbol.asyncDispose]: () => store.close() };
}
