// Where a house stands: a folder of its own and, where there is a server, a database of its own, both gone afterwards.
import { writeFileSync } from 'node:fs';
import type { Server } from '../../../packages/store/src/postgres/server.fixture.js';
import { inFolder } from '../lib/folder.js';
import { urlOf } from './store.js';

/** Calls `work` with the folder of a new house. `fast`: what is measured there is not the disk. */
export function inPlace<T>(
  { server }: { readonly server?: Server | undefined },
  work: (folder: string) => Promise<T>,
  options: { readonly fast?: boolean } = {},
): Promise<T> {
  return inFolder(async (folder) => {
    if (server === undefined) return await work(folder);
    const url = await server.database();
    writeFileSync(urlOf(folder), url, { mode: 0o600 });
    try {
      return await work(folder);
    } finally {
      // what a server that is down cannot drop goes with its folder
      await server.sql(`DROP DATABASE ${new URL(url).pathname.slice(1)} WITH (FORCE)`).catch(() => undefined);
    }
  }, options);
}
