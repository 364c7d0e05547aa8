// Folders of our own, in memory where the machine has such a place and nothing has to survive it.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { onLeaving } from './leaving.js';

const MEMORY = '/dev/shm';

/** Calls `work` with a new folder, which is removed afterwards. `fast`: what is measured there is not the disk. */
export async function inFolder<T>(work: (path: string) => Promise<T>, { fast = false } = {}): Promise<T> {
  const path = mkdtempSync(join(fast && existsSync(MEMORY) ? MEMORY : tmpdir(), 'sallyport-torture-'));
  const remove = (): void => rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  const isGone = onLeaving(async () => remove());
  try {
    return await work(path);
  } finally {
    remove();
    isGone();
  }
}

/**
 * Collects what is no longer used: the binding lets go of a closed file only then, in a turn of the event loop, and a process
 * may hold so many.
 */
export async function collect(): Promise<void> {
  setFlagsFromString('--expose-gc');
  // `as`: what the flag above provides
  (runInNewContext('gc') as () => void)();
  await pause(0);
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Looks until it finds something; `undefined` when it has not by then. */
export async function until<T>(
  look: () => Promise<T | undefined>,
  { ms, every = 10 }: { readonly ms: number; readonly every?: number },
): Promise<T | undefined> {
  const end = Date.now() + ms;
  for (;;) {
    const found = await look();
    if (found !== undefined || Date.now() > end) return found;
    await pause(every);
  }
}
