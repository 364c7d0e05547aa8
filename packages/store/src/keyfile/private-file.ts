// Files for their owner's eyes only: read through one handle that was checked, written where nothing was.
import { constants } from 'node:fs';
import { lstat, open, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { badKeyFile } from './fault.js';

const WINDOWS = process.platform === 'win32';
const OWNER_ONLY = 0o600;
const GROUP_AND_OTHERS = 0o077;
const MOST_BYTES = 16 * 1024;
// Windows has none of the two: there a link is found by asking first. Without waiting, a named pipe does not hold us up.
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** The text of a small regular file that nobody but its owner may read. Throws `BAD_KEY_FILE`. */
export async function readPrivate(path: string): Promise<string> {
  if (WINDOWS && (await lstat(path).catch(() => undefined))?.isSymbolicLink()) throw linked(path);
  const file = await open(path, READ).catch((error: unknown) => {
    throw cannotOpen(path, codeOf(error));
  });
  try {
    // Asked of the handle, so that nobody can put another file there in between.
    const stat = await file.stat();
    if (!stat.isFile()) throw badKeyFile(path, 'is not a regular file', 'give the path of a key file');
    if (!WINDOWS && (stat.mode & GROUP_AND_OTHERS) !== 0) {
      const mode = (stat.mode & 0o777).toString(8);
      throw badKeyFile(
        path,
        `can be read by others (mode ${mode})`,
        `if it is a key file, chmod 600 '${path}', and make a new key if somebody may have read it`,
      );
    }
    if (stat.size > MOST_BYTES) throw badKeyFile(path, 'is too long for a key file', 'give the path of a key file');
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

/** Writes a new file with mode 0600, whatever the umask, and sees it onto the disk. Throws `BAD_KEY_FILE`. */
export async function writePrivate(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', OWNER_ONLY).catch((error: unknown) => {
    throw cannotMake(path, codeOf(error));
  });
  try {
    if (!WINDOWS) await file.chmod(OWNER_ONLY);
    await file.writeFile(text);
    await file.sync();
  } catch (error) {
    await file.close();
    await rm(path, { force: true });
    throw badKeyFile(
      path,
      `could not be written (${codeOf(error)})`,
      'look at the disk, then try again',
      codeOf(error),
    );
  }
  await file.close();
  if (!WINDOWS) await syncFolder(dirname(path));
}

/** Without it a crash may take the new name, and with it the only copy of the key. */
async function syncFolder(path: string): Promise<void> {
  let folder: FileHandle | undefined;
  try {
    folder = await open(path, constants.O_RDONLY);
    await folder.sync();
  } catch {
    // Some file systems do not sync folders; the file itself is on the disk.
  } finally {
    await folder?.close();
  }
}

function cannotOpen(path: string, code: string): Error {
  if (code === 'ELOOP' || code === 'EMLINK') return linked(path);
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return badKeyFile(path, 'does not exist', 'writeKeyFile() makes one', code);
  if (code === 'EACCES' || code === 'EPERM')
    return badKeyFile(path, 'may not be read by this user', 'start as the user that it belongs to', code);
  return badKeyFile(path, `cannot be opened (${code})`, 'give the path of a key file', code);
}

function cannotMake(path: string, code: string): Error {
  if (code === 'EEXIST')
    return badKeyFile(path, 'exists already', 'keys are never overwritten: choose another path', code);
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return badKeyFile(path, `cannot be made: no folder '${dirname(path)}'`, 'make the folder first', code);
  return badKeyFile(path, `cannot be made (${code})`, 'choose a folder that you may write to', code);
}

const linked = (path: string): Error => badKeyFile(path, 'is a symbolic link', 'give the path that it leads to');

// What node:fs throws is an Error with a code; anything else has none.
const codeOf = (error: unknown): string => (error as { code?: string } | null)?.code ?? 'unknown';
