// Files that others are not to change: read through one handle that was checked.
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

const WINDOWS = process.platform === 'win32';
const OTHERS_MAY_WRITE = 0o002;
// without waiting, a named pipe does not hold us up
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** The bytes of a regular file of at most `most` bytes. Throws an Error whose message completes "the file …". */
export async function readPinned(path: string, most: number): Promise<Uint8Array> {
  const file = await open(path, READ).catch((error: unknown) => {
    throw new Error(cannotOpen(error));
  });
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new Error('is not a regular file: give the path of one');
    if (!WINDOWS && (stat.mode & OTHERS_MAY_WRITE) !== 0)
      throw new Error(`may be changed by anybody on this machine: chmod o-w '${path}', and look at what it says`);
    if (stat.size > most)
      throw new Error(`has ${stat.size} bytes, which is more than it could need: give the right path`);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

function cannotOpen(error: unknown): string {
  // what node:fs throws has a code
  const { code } = error as { readonly code?: string };
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'does not exist: mend the path, or write the file';
  if (code === 'EACCES' || code === 'EPERM')
    return 'may not be read by this user: start as the user that it belongs to';
  return `cannot be opened (${code ?? 'unknown'}): give the path of a file`;
}
