// Opens the key file that an entry names, and sees that it is that entry's own key.
import { resolve } from 'node:path';
import type { Signer } from '@sallyport/core';
import { faultAt, type KeyEntry } from '@sallyport/core/config';
import { keyFile } from '@sallyport/store/keyfile';
import type { LoadedConfig } from './load-config.js';

/** `path`: where the entry stands; its last step is the name. */
export async function openKey(
  { config, folder }: LoadedConfig,
  path: readonly [string, string],
  { key, passphrase }: KeyEntry,
): Promise<Signer> {
  const place = [...path, 'key'];
  const signer = await keyFile(resolve(folder, key), passphrase === undefined ? {} : { passphrase }).catch(
    (error: unknown) => {
      throw faultAt(config, place, error, resolve(folder, key));
    },
  );
  if (signer.name === path[1]) return signer;
  throw faultAt(
    config,
    place,
    new Error(`'${key}' is the key of '${signer.name}', not of '${path[1]}': give the path of its own`),
  );
}
