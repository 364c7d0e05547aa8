// The folder that the processes share: one store, one maildir, the trust root, and a key file for each of them.
import { chmod, copyFile, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Signer, TrustRoot } from '@sallyport/core';
import { keyFile } from '@sallyport/store/keyfile';
import type { OWNER, RUNTIMES } from './names.js';
import type { Outlet } from './outlet.js';

/** Who holds a key: the two runtimes, and the person. */
export type Holder = keyof typeof RUNTIMES | typeof OWNER;

export class Office {
  readonly dir: string;

  /** `dir` has been furnished, by this process or another one. */
  constructor(dir: string) {
    this.dir = dir;
  }
  get store(): string {
    return join(this.dir, 'sallyport.db');
  }
  get mail(): string {
    return join(this.dir, 'Mail');
  }

  /** Realm and public keys, as they were pinned when the office was furnished. */
  async root(): Promise<TrustRoot> {
    // `as`: furnish() wrote it, and whoever is given it checks it again
    return JSON.parse(await readFile(this.rootPath, 'utf8')) as TrustRoot;
  }
  get rootPath(): string {
    return join(this.dir, 'trust-root.json');
  }
  get outletPath(): string {
    return join(this.dir, 'outlet.json');
  }
  keyPath(holder: string): string {
    return join(this.dir, 'keys', `${holder}.key`);
  }
  key(holder: Holder): Promise<Signer> {
    return keyFile(this.keyPath(holder));
  }
  async outlet(): Promise<Outlet> {
    // `as`: furnish() wrote it
    return JSON.parse(await readFile(this.outletPath, 'utf8')) as Outlet;
  }

  /** Puts copies of mails into new/, as a mail server does: written in tmp/, then moved. `round` keeps the names apart. */
  async take(files: readonly { readonly name: string; readonly path: string }[], round: number): Promise<void> {
    for (const { name, path } of files) {
      const unique = `${1_750_000_000 + round}.${name}`;
      const tmp = join(this.mail, 'tmp', unique);
      await copyFile(path, tmp);
      await chmod(tmp, 0o600);
      await rename(tmp, join(this.mail, 'new', unique));
    }
  }
}
