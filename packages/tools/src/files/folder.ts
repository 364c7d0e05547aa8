// An open folder: what is in it is reached through it, so that nobody can swap a part of the path for a link meanwhile.
import { constants } from 'node:fs';
import { lstat, mkdir, open, opendir, readlink, realpath, type FileHandle } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { SallyportError } from '@sallyport/core';

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY, O_APPEND, O_RDWR } = constants;

/** What stands in a folder. */
export interface Entry {
  readonly name: string;
  /** Links, devices, sockets and pipes are none. */
  readonly kind: 'file' | 'folder';
}

/**
 * Node has no `openat`. On Linux, `/proc/self/fd/<n>/<name>` is one: the kernel starts at the open folder, not at the
 * path. Elsewhere the path is walked, and looked at again after each step; that leaves a gap that a fast swap can hit.
 */
export class Folder {
  readonly #handle: FileHandle;
  /** Where it stood when it was opened, without links. */
  readonly #path: string;
  readonly #throughHandle: boolean;

  private constructor(handle: FileHandle, path: string, throughHandle: boolean) {
    this.#handle = handle;
    this.#path = path;
    this.#throughHandle = throughHandle;
  }

  /** Opens a root. The root itself may be a link: it is the developer's word. */
  static async open(root: string, { throughHandle = process.platform === 'linux' } = {}): Promise<Folder> {
    const path = await told(realpath(resolve(root)), root);
    const handle = await told(open(path, O_RDONLY | O_DIRECTORY), root);
    return new Folder(handle, path, throughHandle && (await leadsTo(handle)));
  }

  /** As {@link open}, and makes it where it is not there, for its owner only. */
  static async make(root: string): Promise<Folder> {
    await told(mkdir(resolve(root), { recursive: true, mode: 0o700 }), root);
    return Folder.open(root);
  }

  /** Opens a folder in this one; never a link. */
  async enter(name: string): Promise<Folder> {
    const handle = await this.#open(name, O_RDONLY | O_DIRECTORY);
    return new Folder(handle, join(this.#path, name), this.#throughHandle);
  }

  /** Opens a plain file for reading; never a link, a device, a socket or a pipe. */
  async file(name: string): Promise<FileHandle> {
    // looked at first: to open a device can be to use it
    const { isPlain } = await this.#look(name);
    if (!isPlain) throw notPlain(name);
    return mustBePlain(await this.#open(name, O_RDONLY | O_NONBLOCK), name);
  }

  /** Makes a file that is not there, readable for its owner only. */
  async create(name: string): Promise<FileHandle> {
    return told(open(this.at(name), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600), name);
  }

  /** Opens a plain file to add to its end, and makes it where there is none. */
  async append(name: string): Promise<FileHandle> {
    const flags = O_RDWR | O_APPEND | O_CREAT | O_NONBLOCK | O_NOFOLLOW;
    return mustBePlain(await told(open(this.at(name), flags, 0o600), name), name);
  }

  /** The plain files and folders here, by name; at most `most` of them. Names that are no text are left out. */
  async list(most: number): Promise<readonly Entry[]> {
    const entries: Entry[] = [];
    for await (const entry of await told(opendir(this.at('.')), '.')) {
      if (entries.length >= most) break;
      const kind = entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : undefined;
      if (kind !== undefined && !entry.name.includes('\ufffd')) entries.push({ name: entry.name, kind });
    }
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The path by which a name here is reached. */
  at(name: string): string {
    return this.#throughHandle ? `/proc/self/fd/${this.#handle.fd}/${name}` : join(this.#path, name);
  }

  /** Makes what was made and renamed here outlast a power cut. */
  sync(): Promise<void> {
    return this.#handle.sync();
  }

  close(): Promise<void> {
    return this.#handle.close();
  }

  async #open(name: string, flags: number): Promise<FileHandle> {
    const handle = await told(open(this.at(name), flags | O_NOFOLLOW), name);
    if (this.#throughHandle || (await isStill(join(this.#path, name), handle))) return handle;
    await handle.close();
    throw notPlain(name);
  }

  async #look(name: string): Promise<{ readonly isPlain: boolean }> {
    return { isPlain: (await told(lstat(this.at(name)), name)).isFile() };
  }
}

/** Does /proc show what this handle holds? Not where /proc is not mounted. */
const leadsTo = (handle: FileHandle): Promise<boolean> =>
  readlink(`/proc/self/fd/${handle.fd}`).then(
    () => true,
    () => false,
  );

/** Is what was opened what stands at this very path now, with no link on the way? */
async function isStill(path: string, handle: FileHandle): Promise<boolean> {
  try {
    const [opened, there, real] = await Promise.all([handle.stat(), lstat(path), realpath(path)]);
    return real === path && opened.ino === there.ino && opened.dev === there.dev;
  } catch {
    return false;
  }
}

async function mustBePlain(handle: FileHandle, name: string): Promise<FileHandle> {
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw notPlain(name);
}

const notPlain = (name: string, cause?: unknown): SallyportError =>
  new SallyportError(
    'REFUSED',
    `${quoted(name)} is a link, a folder or a device, not a plain file`,
    { name },
    { cause },
  );

const LINKS: ReadonlySet<string> = new Set(['ELOOP', 'ENOTDIR', 'ENXIO', 'EISDIR']);

/** An error of the file system in words that give away no path. */
async function told<T>(work: Promise<T>, path: string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const code = codeOf(error);
    const name = basename(path);
    if (LINKS.has(code)) throw notPlain(name, error);
    const why = code === 'ENOENT' ? 'is not there' : `cannot be opened (${code})`;
    throw new SallyportError('TOOL_FAILED', `${quoted(name)} ${why}`, { name, code }, { cause: error });
  }
}

/** The code of an error of the file system; '' for any other. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

const quoted = (name: string): string => JSON.stringify(name);
