// One maildir on disk (cr.yp.to/proto/maildir.html): what lies in new/, read with care, and filed in cur/ when done.
import { constants } from 'node:fs';
import { lstat, open, readdir, rename, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** What a name in new/ turned out to be. */
export type Found =
  | { readonly kind: 'mail'; readonly bytes: Buffer }
  | { readonly kind: 'too-large' }
  /** A link, a pipe, a directory: nothing that a mail server puts there. It was not opened. */
  | { readonly kind: 'not-a-file' }
  /** Another program has taken it away. */
  | { readonly kind: 'gone' };

/** The flags of filed mail: `S`, a mail program shows it as read; `F`, as unread and marked with a flag. */
export type Flag = 'S' | 'F';

// Without O_NONBLOCK the open of a pipe that was swapped in would wait for ever.
const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const ID = /^[\x21-\x39\x3b-\x7e]{1,200}$/;

/** The unique part of a file name, before `:2,`; `undefined` for a name that no mail server gives. */
export function uniqueName(file: string): string | undefined {
  const id = file.split(':', 1)[0] ?? '';
  return ID.test(id) && !id.includes('/') ? id : undefined;
}

export class MailFolder {
  readonly #new: string;
  readonly #cur: string;
  readonly #limit: number;

  constructor(path: string, limit: number) {
    this.#new = join(path, 'new');
    this.#cur = join(path, 'cur');
    this.#limit = limit;
  }

  /** The folder of the two that is missing, if one is. */
  async missing(): Promise<string | undefined> {
    for (const folder of [this.#new, this.#cur]) {
      const found = await stat(folder).catch(() => undefined);
      if (found?.isDirectory() !== true) return folder;
    }
    return undefined;
  }

  /** The names in new/, in the order in which mail servers number them. Hidden files are not mail. */
  async names(): Promise<readonly string[]> {
    const names = await readdir(this.#new);
    return names.filter((name) => !name.startsWith('.')).sort();
  }

  /** Reads a file that is a file, up to the limit. Rejects with the system's error when it cannot be read now. */
  async read(name: string): Promise<Found> {
    const path = join(this.#new, name);
    try {
      // Asked before opening: to open a device can already do something.
      if (!(await lstat(path)).isFile()) return { kind: 'not-a-file' };
      await using handle = await open(path, READ);
      if (!(await handle.stat()).isFile()) return { kind: 'not-a-file' };
      const bytes = await upTo(this.#limit, handle);
      return bytes === undefined ? { kind: 'too-large' } : { kind: 'mail', bytes };
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return { kind: 'gone' };
      if (codeOf(error) === 'ELOOP') return { kind: 'not-a-file' };
      throw error;
    }
  }

  /** Moves a mail to cur/. One that another program has moved is filed already. */
  async file(name: string, flag: Flag): Promise<void> {
    const target = join(this.#cur, `${uniqueName(name) ?? name}:2,${flag}`);
    // rename() would replace it without a word.
    if ((await lstat(target).catch(() => undefined)) !== undefined) {
      throw new Error('cur/ holds a mail of the same name already');
    }
    await rename(join(this.#new, name), target).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error;
    });
  }
}

/** The whole file; `undefined` when it is longer than the limit. Rejects when it grows meanwhile: it is looked at again. */
async function upTo(limit: number, handle: FileHandle): Promise<Buffer | undefined> {
  const { size } = await handle.stat();
  if (size > limit) return undefined;
  const buffer = Buffer.alloc(size + 1);
  let length = 0;
  while (length <= size) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
    if (bytesRead === 0) return buffer.subarray(0, length);
    length += bytesRead;
  }
  throw new Error('the file grew while it was read');
}

/** The system's name of an error, such as `ENOENT`. */
function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
