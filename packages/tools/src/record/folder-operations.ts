// Documents as files of a folder: each whole or not there at all, readable for its owner only.
import { randomBytes } from 'node:crypto';
import { link, unlink, type FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import { SallyportError } from '@sallyport/core';
import { codeOf, Folder } from '../files/folder.js';
import type { DocumentOperations } from './operations.js';

/** A folder to keep documents in. */
export interface FolderOptions {
  /** Made with mode 0700 where it is not there. */
  readonly folder: string;
  /** Documents that it holds before it is full. Unsaid: 10,000. */
  readonly maxDocuments?: number;
}

const LARGEST = 1024 * 1024;

export function folderOperations(tool: string, folder: string, maxDocuments: number): DocumentOperations {
  const path = resolve(folder);
  return Object.freeze<DocumentOperations>({
    create: async (name, bytes, signal) => {
      signal.throwIfAborted();
      const open = await Folder.make(path);
      try {
        const there = await standing(open, name);
        if (there !== undefined) return there;
        if ((await open.list(maxDocuments)).length >= maxDocuments) throw full(tool, maxDocuments);
        signal.throwIfAborted();
        return await write(open, name, bytes);
      } finally {
        await open.close();
      }
    },
  });
}

/** Written aside, made to last, and only then given its name: a crash leaves at most a file whose name begins with a dot. */
async function write(folder: Folder, name: string, bytes: Uint8Array): Promise<Uint8Array | undefined> {
  const aside = `.${randomBytes(16).toString('hex')}.part`;
  const handle = await folder.create(aside);
  try {
    await filled(handle, bytes);
    // a link, not a renaming: it never takes the place of what is there
    await link(folder.at(aside), folder.at(name));
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return await standing(folder, name);
    throw error;
  } finally {
    await unlink(folder.at(aside));
    await folder.sync();
  }
  return undefined;
}

async function filled(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function standing(folder: Folder, name: string): Promise<Uint8Array | undefined> {
  try {
    const handle = await folder.file(name);
    try {
      const { size } = await handle.stat();
      return size > LARGEST ? new Uint8Array() : await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (SallyportError.isInstance(error) && error.facts['code'] === 'ENOENT') return undefined;
    throw error;
  }
}

const full = (tool: string, maxDocuments: number): SallyportError =>
  new SallyportError(
    'REFUSED',
    `${tool}: its folder holds ${maxDocuments} documents, which is the cap: move some away, or raise maxDocuments`,
    { tool, maxDocuments },
  );
