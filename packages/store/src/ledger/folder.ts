// The folder of a ledger: one file after the other, of which the last one counts. A file appears whole or not at all.
import { mkdirSync, openSync, readdirSync, rmSync, statSync } from 'node:fs';
import { link, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, ledgerFault } from './fault.js';

const WINDOWS = process.platform === 'win32';
const GROUP_AND_OTHERS = 0o077;
const NAME = /^(\d{1,12})\.lines$/;
const REMEDY = 'pass ledger: fileLedger(path) with a folder that lasts and that this user may write to';

export class LedgerFolder {
  readonly path: string;

  /** Makes the folder, for its owner's eyes only. Throws `LEDGER_FAILED` for one that others may look into, and where none can be made. */
  constructor(path: string) {
    this.path = path;
    this.#try('cannot be made', () => {
      mkdirSync(path, { recursive: true, mode: 0o700 });
      const { mode } = statSync(path);
      if (WINDOWS || (mode & GROUP_AND_OTHERS) === 0) return;
      throw ledgerFault(path, `is open to others (mode ${(mode & 0o777).toString(8)})`, `chmod 700 '${path}'`);
    });
  }

  /** The number of the file that counts; 0: there is none. */
  latest(): number {
    const names = this.#try('cannot be read', () => readdirSync(this.path));
    return names.reduce((latest, name) => Math.max(latest, Number(NAME.exec(name)?.[1] ?? 0)), 0);
  }

  /** Opens a file to append to and to read; `undefined` when it is gone. */
  open(number: number): number | undefined {
    try {
      return openSync(this.#file(number), 'a+', 0o600);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw ledgerFault(this.path, `cannot be opened (${codeOf(error)})`, REMEDY, error);
    }
  }

  /** Makes a file, on the disk when this resolves, unless somebody else has made it. Says whether it was made. */
  async publish(number: number, text: string | Uint8Array, nonce: string): Promise<boolean> {
    const passing = join(this.path, `${number}.${nonce}.tmp`);
    try {
      const file = await open(passing, 'wx', 0o600);
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      // a link is refused where the name is taken, as a rename is not: of two that publish at once, one does
      await link(passing, this.#file(number));
      await this.#sync();
      return true;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
      throw ledgerFault(this.path, `cannot be written (${codeOf(error)})`, `look at the disk, or ${REMEDY}`, error);
    } finally {
      await rm(passing, { force: true });
    }
  }

  /** The bytes of a file. */
  read(number: number): Promise<Buffer> {
    return readFile(this.#file(number));
  }

  /** Removes the files before the one that counts. */
  sweep(latest: number): void {
    for (const name of readdirSync(this.path))
      if (Number(/^(\d+)\.(.*tmp|lines)$/.exec(name)?.[1] ?? latest) < latest)
        rmSync(join(this.path, name), { force: true });
  }

  /** Does the file still stand here? */
  isThere(number: number): boolean {
    return statSync(this.#file(number), { throwIfNoEntry: false }) !== undefined;
  }

  /** Without it, a crash may take a new name. Some file systems do not sync folders: there the file itself is on the disk. */
  async #sync(): Promise<void> {
    if (WINDOWS) return;
    const folder = await open(this.path, 'r');
    await folder.sync().catch(() => undefined);
    await folder.close();
  }
  #file(number: number): string {
    return join(this.path, `${number}.lines`);
  }
  #try<T>(why: string, work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (codeOf(error) === 'LEDGER_FAILED') throw error;
      throw ledgerFault(this.path, `${why} (${codeOf(error)})`, REMEDY, error);
    }
  }
}
