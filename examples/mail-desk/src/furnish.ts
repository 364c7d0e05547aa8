// Furnishes an office: new keys, a trust root that pins them, and an empty maildir.
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTrustRoot } from '@sallyport/core';
import { writeKeyFile } from '@sallyport/store/keyfile';
import { Usage } from './flags.js';
import { OWNER, RUNTIMES } from './names.js';
import { Office } from './office.js';
import type { Outlet } from './outlet.js';

/** Throws {@link Usage} when there is something in the folder. */
export async function furnish(dir: string, outlet: Outlet): Promise<Office> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const there = await readdir(dir);
  if (there.length > 0) throw new Usage(`${dir} is not empty, and keys are never overwritten: name a folder that is`);
  const office = new Office(dir);
  const { root, keys } = createTrustRoot({ owner: OWNER, runtimes: RUNTIMES });
  await mkdir(join(dir, 'keys'), { mode: 0o700 });
  for (const key of Object.values(keys)) await writeKeyFile(office.keyPath(key.name), key);
  await writeFile(office.rootPath, `${JSON.stringify(root, undefined, 2)}\n`);
  // it may hold a password: an argument of a command line is for everybody to read
  await writeFile(office.outletPath, JSON.stringify(outlet), { mode: 0o600 });
  for (const box of ['new', 'cur', 'tmp']) await mkdir(join(office.mail, box), { recursive: true });
  return office;
}
