// From a sallyport.yaml to what openDesk() takes: a person's own side.
import type { DeskOptions } from '@sallyport/core';
import { faultAt } from '@sallyport/core/config';
import { loadConfig, type LoadOptions } from './load-config.js';
import { openKey } from './open-key.js';
import { ledgerOf } from './open-ledger.js';
import { sharedStore } from './open-store.js';

export interface LoadDeskOptions extends LoadOptions {
  /** Asked for the passphrase of a locked key, where the file does not say where it comes from. */
  readonly passphrase?: () => string | Promise<string>;
}

/** What `openDesk()` takes. Disposing of it closes the store. */
export type LoadedDesk = DeskOptions & AsyncDisposable;

/**
 * Loads a person's side of the configuration at `path`: their key, the store, and no agent.
 *
 * @throws SallyportError as `loadRuntime()` does; `BAD_CONFIG` also where the store is in memory, which nobody else sees.
 * @example
 * ```ts
 * import { loadDesk } from '@sallyport/config';
 * import { openDesk } from '@sallyport/core';
 *
 * await using options = await loadDesk('sallyport.yaml', 'alice');
 * const desk = await openDesk(options);
 * console.log((await desk.pending()).length);
 * ```
 */
export async function loadDesk(path: string, person: string, options: LoadDeskOptions = {}): Promise<LoadedDesk> {
  const loaded = await loadConfig(path, options);
  const { config, root } = loaded;
  const people = config.people ?? {};
  const entry = Object.hasOwn(people, person) ? people[person] : undefined;
  if (entry === undefined) {
    const known =
      Object.keys(people)
        .map((one) => `'${one}'`)
        .join(', ') || 'nobody';
    throw faultAt(
      config,
      ['people'],
      new Error(`there is no person '${person}' in this file: under people it has ${known}`),
    );
  }
  const signer = await openKey(loaded, { path: ['people', person], entry, ask: options.passphrase });
  const store = await sharedStore(loaded, ['people']);
  return { root, store, person: signer, ...ledgerOf(loaded, entry), [Symbol.asyncDispose]: () => store.close() };
}
