// Files below a root, each reached from the root down, one open folder at a time.
import type { FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import { SallyportError } from '@sallyport/core';
import { Folder, type Entry } from '../files/folder.js';
import type { FileOperations } from './operations.js';

const CHUNK = 64 * 1024;
/** How many names of a folder are looked at; one more is listed, to tell that there were more. */
export const MOST_NAMES = 10_000;

/** Both throw SallyportError `REFUSED` for a link or a device, `TOOL_FAILED` for what is not there. */
export function fileOperations(root: string): FileOperations {
  const path = resolve(root);
  return Object.freeze<FileOperations>({
    read: (names, maxBytes, signal) =>
      inFolder(path, names.slice(0, -1), signal, async (folder) => {
        const handle = await folder.file(names.at(-1) ?? '.');
        try {
          return await contents(handle, maxBytes, signal);
        } finally {
          await handle.close();
        }
      }),
    list: (names, signal) => inFolder<readonly Entry[]>(path, names, signal, (folder) => folder.list(MOST_NAMES + 1)),
  });
}

async function inFolder<T>(
  ...[root, names, signal, work]: [string, readonly string[], AbortSignal, (folder: Folder) => Promise<T>]
): Promise<T> {
  signal.throwIfAborted();
  let folder = await Folder.open(root);
  try {
    for (const name of names) {
      const next = await folder.enter(name);
      await folder.close();
      folder = next;
    }
    return await work(folder);
  } finally {
    await folder.close();
  }
}

/** Counts what it reads: a size that is said may be another by now. */
async function contents(handle: FileHandle, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let bytes = (await handle.stat()).size;
  for (let read = 0; bytes <= maxBytes; bytes = read) {
    signal.throwIfAborted();
    const chunk = Buffer.alloc(CHUNK);
    const { bytesRead } = await handle.read(chunk, 0, CHUNK);
    if (bytesRead === 0) return Buffer.concat(chunks);
    read += bytesRead;
    chunks.push(chunk.subarray(0, bytesRead));
  }
  throw new SallyportError('TOO_LARGE', `the file is larger than ${maxBytes} bytes, which is the cap`, { maxBytes });
}
