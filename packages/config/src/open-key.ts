// Opens the key file that an entry names, and sees that it is that entry's own key.
import { resolve } from 'node:path';
import type { Signer } from '@sallyport/core';
import { faultAt, type KeyEntry } from '@sallyport/core/config';
import { keyFile, type KeyFileOptions } from '@sallyport/store/keyfile';
import type { LoadedConfig } from './load-config.js';

export interface KeyWanted {
  /** Where the entry stands; its last step is the name. */
  readonly path: readonly [string, string];
  readonly entry: KeyEntry;
  /** Asked where the key is locked and the entry does not say with what. */
  readonly ask?: (() => string | Promise<string>) | undefined;
}

export async function openKey({ config, folder }: LoadedConfig, { path, entry, ask }: KeyWanted): Promise<Signer> {
  const { key, passphrase = ask } = entry;
  const place = [...path, 'key'];
  const options: KeyFileOptions = passphrase === undefined ? {} : { passphrase };
  const signer = await keyFile(resolve(folder, key), options).catch((error: unknown) => {
    throw faultAt(config, place, error, resolve(folder, key));
  });
  if (signer.name === path[1]) return signer;
  throw faultAt(
    config,
    place,
    new Error(`'${key}' is the key of '${signer.name}', not of '${path[1]}': give the path of its own`),
  );
}
