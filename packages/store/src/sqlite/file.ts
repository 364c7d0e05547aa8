// The file itself: made for its owner's eyes only, and still the same one while it is open.
import { accessSync, closeSync, constants, fchmodSync, lstatSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { failed } from './failure.js';

const OWNER_ONLY = 0o600;
const OTHERS = 0o007;
const WINDOWS = process.platform === 'win32';

/**
 * Makes the file when there is none, mode 0600 whatever the umask; SQLite gives -wal and -shm the mode of the file.
 * The mode of a file that is there is its operator's (0660 shares it with a group), but everybody is refused.
 * True when the file is empty. Throws `STORE_FAILED` for a folder, a link, a missing parent, a file that all may read.
 *
 * It never opens a file that is there: closing it again would drop the locks that SQLite holds on it in this process.
 */
export function prepareFile(path: string): boolean {
  if (!exists(path)) create(path);
  for (const suffix of ['', '-wal', '-shm', '-journal']) checkPart(path, path + suffix);
  checkAccess(path, path, 'the file');
  checkAccess(path, dirname(path), 'its folder');
  return statSync(path).size === 0;
}

/** Notices that the file at a path was removed or replaced while it was open: what is written to it then is lost. */
export class SameFile {
  readonly #path: string;
  readonly #found: string;

  constructor(path: string) {
    this.#path = path;
    this.#found = this.#id();
  }

  check(): void {
    if (this.#id() === this.#found) return;
    throw failed(
      this.#path,
      'the file was removed or replaced while it was open: close every process that uses it, then start them again',
    );
  }

  #id(): string {
    const stat = statSync(this.#path, { throwIfNoEntry: false, bigint: true });
    return `${stat?.dev}:${stat?.ino}`;
  }
}

function exists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (cause) {
    throw failed(path, `its folder cannot be read (${codeOf(cause)})`, { code: codeOf(cause) }, cause);
  }
}

function create(path: string): void {
  try {
    const file = openSync(path, constants.O_CREAT | constants.O_EXCL | constants.O_RDWR, OWNER_ONLY);
    // A umask can only take away from the mode; this gives it back.
    if (!WINDOWS) fchmodSync(file, OWNER_ONLY);
    closeSync(file);
  } catch (cause) {
    const code = codeOf(cause);
    if (code === 'EEXIST') return;
    const why =
      code === 'ENOENT' || code === 'ENOTDIR'
        ? `the folder '${dirname(path)}' does not exist: make it first`
        : `it cannot be made (${code})`;
    throw failed(path, why, { code }, cause);
  }
}

function checkPart(path: string, part: string): void {
  const stat = lstatSync(part, { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (stat.isSymbolicLink()) throw failed(path, `'${part}' is a symbolic link: give the path that it leads to`);
  if (stat.isDirectory()) throw failed(path, `'${part}' is a folder: give the path of a file`);
  if (!stat.isFile()) throw failed(path, `'${part}' is not a regular file`);
  if (!WINDOWS && (stat.mode & OTHERS) !== 0) {
    throw failed(
      path,
      `'${part}' is open to everybody on this machine: if it is the store that you mean, chmod 600 '${part}'`,
      {
        mode: (stat.mode & 0o777).toString(8),
      },
    );
  }
}

/** SQLite would open it all the same and fail later, with less to say. It makes -wal and -shm in the folder. */
function checkAccess(path: string, place: string, what: string): void {
  try {
    accessSync(place, constants.R_OK | constants.W_OK);
  } catch (cause) {
    throw failed(
      path,
      `${what} is read-only, or not for this user: make '${place}' readable and writable`,
      { code: codeOf(cause) },
      cause,
    );
  }
}

// What node:fs throws is an Error with a code; anything else has none.
const codeOf = (error: unknown): string => (error as { code?: string } | null)?.code ?? 'unknown';
