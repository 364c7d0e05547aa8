// Reads mails as the intake's channel reads them, for whoever needs the same text: the control run, and the reviewer's script.
import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { maildir as channelOf } from '@sallyport/adapters/maildir';
import type { Delivery } from '@sallyport/core';
import { Usage } from './flags.js';

/** The new mails of somebody's own maildir. Throws {@link Usage} where there is none. */
export async function mailsIn(maildir: string): Promise<readonly { readonly name: string; readonly path: string }[]> {
  const names = await readdir(join(maildir, 'new')).catch(() => undefined);
  if (names === undefined) throw new Usage(`${maildir} is no maildir: it has no folder new/`);
  const mails = names.filter((name) => !name.startsWith('.')).sort();
  // ':' begins the flags of a mail that has been read
  return mails.map((name) => ({ name: name.split(':', 1)[0] ?? name, path: join(maildir, 'new', name) }));
}

/** What the channel makes of each of the files, by its name. */
export async function readMails(
  files: readonly { readonly name: string; readonly path: string }[],
): Promise<ReadonlyMap<string, Delivery>> {
  const dir = await mkdtemp(join(tmpdir(), 'mail-desk-read-'));
  try {
    for (const box of ['new', 'cur', 'tmp']) await mkdir(join(dir, box));
    for (const { name, path } of files) await copyFile(path, join(dir, 'new', name));
    return await readAll(dir, files.length);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function readAll(dir: string, count: number): Promise<ReadonlyMap<string, Delivery>> {
  const found = new Map<string, Delivery>();
  const stop = new AbortController();
  let faults = 0;
  const oneMore = (): void => {
    if (found.size + faults >= count) stop.abort();
  };
  // a mail that cannot be read is the intake's to report; here it is only missing
  const channel = channelOf(dir, { name: 'read', to: 'nobody', poll: 20, onFault: () => ((faults += 1), oneMore()) });
  if (count === 0) return found;
  await channel.listen(async (delivery) => {
    found.set(delivery.id, delivery);
    // after it has been filed, not before
    setImmediate(oneMore);
    return delivery.id;
  }, stop.signal);
  return found;
}
