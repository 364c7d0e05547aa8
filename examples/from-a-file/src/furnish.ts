// furnish.ts: what is done once for an installation: a TrustRoot, a key for each, a maildir. `sallyport.yaml` is written by hand.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTrustRoot } from '@sallyport/core';
import { writeKeyFile } from '@sallyport/store/keyfile';

export async function furnish(office: string, passphrase: string): Promise<void> {
  const { root, keys } = createTrustRoot({
    owner: 'alice',
    runtimes: { intake: { agents: ['reader'] }, executor: { agents: ['executor'] } },
  });
  await writeFile(join(office, 'trust-root.json'), JSON.stringify(root));
  for (const [name, key] of Object.entries(keys))
    await writeKeyFile(join(office, `${name}.key`), key, name === 'intake' ? { passphrase } : {});
  for (const folder of ['new', 'cur', 'tmp']) await mkdir(join(office, 'Mail', folder), { recursive: true });
}
