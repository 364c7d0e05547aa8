// A folder on a real disk for the tests of the readers: a root, and beside it what must never be read.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

export interface Disk {
  readonly root: string;
  readonly outside: string;
}

/** Gone when the test is over. The files of the root are given by their paths. */
export async function disk(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<Disk> {
  const home = await mkdtemp(join(tmpdir(), 'sallyport-files-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const [root, outside] = [join(home, 'root'), join(home, 'outside')];
  for (const folder of [root, outside]) await mkdir(folder);
  await writeFile(join(outside, 'f'), 'the secret');
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return { root, outside };
}
