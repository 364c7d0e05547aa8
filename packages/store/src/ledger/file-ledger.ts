// A ledger in a folder of files. It needs no lock: lines are appended whole (O_APPEND), and a file that is sealed is followed by the next.
import { closeSync, fdatasync, readSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Checkpoint, Ledger, OpenLedger, Saved } from '@sallyport/core/store';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, ledgerFault } from './fault.js';
import { LedgerFolder } from './folder.js';
import { CHECKPOINT, framed, SAVED, SEAL, TORN, unframed } from './frame.js';

const sync = promisify(fdatasync);
const LOOK_MS = 5;
/** How long somebody who saves is waited for, before another one goes on in their place. */
const PATIENCE_MS = 1_000;
const SEALED = framed({ tag: SEAL, lines: [] });
const DAMAGED = 'move it away: then the process refuses to start until the owner accepts that it is lost';

/**
 * A ledger at `path`, a folder of its own for its owner's eyes only, for `createRuntime({ ledger })`, `openDesk` and `HumanGate`.
 * Keep it on a local disk, and out of the backups of the store: what is put back with the store can tell nothing of it.
 *
 * @example
 * ```ts
 * import { fileLedger } from '@sallyport/store/ledger';
 *
 * const ledger = fileLedger('/var/lib/my-agent/executor.ledger'); // createRuntime({ …, ledger })
 * ```
 */
export function fileLedger(path: string): OpenLedger {
  if (typeof path !== 'string' || path === '' || path.includes('\0'))
    throw ledgerFault(String(path), 'has no path', 'give fileLedger() the path of a folder, which it makes');
  return () => openLedger(path);
}

export async function openLedger(path: string): Promise<FileLedger> {
  const folder = new LedgerFolder(path);
  const writer = randomBytes(9).toString('base64url');
  for (;;) {
    const latest = folder.latest();
    if (latest === 0) await folder.publish(1, framed({ tag: SAVED, lines: [] }), writer);
    const file = latest === 0 ? undefined : folder.open(latest);
    if (file !== undefined) return new FileLedger(folder, writer, { number: latest, file });
  }
}

/** Where one is. */
interface Open {
  readonly number: number;
  readonly file: number;
}

export class FileLedger implements Ledger {
  readonly place: string;
  readonly #folder: LedgerFolder;
  readonly #writer: string;
  readonly #chunk = Buffer.alloc(64 * 1024);
  #open: Open;
  #at = 0;
  /** The beginning of a line whose end is still to come. */
  #parts: Buffer[] = [];
  /** The line before was not what somebody has written: torn off, or a line with an end of its own. */
  #bad: 'torn' | 'whole' | undefined;
  #isSealed = false;
  #isSaving = false;
  #unread: string[] = [];
  /** What was written and has not been seen to stand there yet. */
  readonly #out = new Map<string, readonly string[]>();
  /** What was to be noted while nothing could be written. */
  #held: readonly string[] = [];
  #count = 0;
  #grown = 0;
  #checkpoint: Checkpoint | undefined;
  #synced: Promise<unknown> = Promise.resolve();
  #queued: Promise<void> | undefined;
  #broken: unknown;

  constructor(folder: LedgerFolder, writer: string, open: Open) {
    this.#folder = folder;
    this.#writer = writer;
    this.#open = open;
    this.place = folder.path;
    this.#pull();
    if (this.#parts.length === 0 && this.#bad === undefined) return;
    process.emitWarning(
      `the last line of the ledger '${this.place}' was torn off when the machine went down: nothing was done on it, and it is left out`,
      'SallyportWarning',
    );
    this.#write(framed({ tag: TORN, lines: [] }));
  }

  get grown(): number {
    return this.#grown;
  }
  checkpoint(): Checkpoint | undefined {
    return this.#checkpoint;
  }

  news(): readonly string[] {
    this.#pull();
    return this.#unread.splice(0);
  }

  async add(lines: readonly string[]): Promise<void> {
    const tag = this.#put([...this.#held, ...lines]);
    this.#held = [];
    try {
      for (;;) {
        const { number } = this.#open;
        await this.#sync();
        this.#pull();
        if (this.#isSealed) await this.#goOn();
        else if (number === this.#open.number) return this.#mustStand(tag);
      }
    } finally {
      this.#out.delete(tag);
    }
  }

  note(lines: readonly string[]): void {
    try {
      this.#put(lines);
    } catch {
      // the next one that is waited for says so
      this.#held = [...this.#held, ...lines];
    }
  }

  async save(write: (news: readonly string[]) => Saved): Promise<boolean> {
    if (this.#isSaving || this.#isSealed) return false;
    this.#isSaving = true;
    try {
      this.#write(SEALED);
      const { number } = this.#open;
      const news = this.news();
      if (number !== this.#open.number) {
        // somebody else was quicker, and it goes on in another file
        this.#unread = [...news, ...this.#unread];
        return false;
      }
      const { checkpoint, lines } = write(news);
      const first = checkpoint === undefined ? '' : framed({ tag: CHECKPOINT, lines: [JSON.stringify(checkpoint)] });
      const isMade = await this.#folder.publish(number + 1, first + framed({ tag: SAVED, lines }), this.#writer);
      this.#pull();
      if (isMade) this.#folder.sweep(this.#open.number);
      return isMade;
    } finally {
      this.#isSaving = false;
    }
  }

  async close(): Promise<void> {
    await this.#synced.catch(() => undefined);
    if (this.#broken === undefined) closeSync(this.#open.file);
    this.#broken ??= new Error('it was closed');
  }

  /** Writes them at the end, or has them written when there is another file to write to. */
  #put(lines: readonly string[]): string {
    const tag = `${this.#writer}.${(this.#count += 1)}`;
    if (!this.#isSealed) this.#write(framed({ tag, lines }));
    this.#out.set(tag, lines);
    return tag;
  }

  /** All of it at once: nobody's line comes between. What breaks off leaves a torn line. */
  #write(text: string): void {
    this.#mustWork();
    try {
      const bytes = Buffer.from(text);
      const written = writeSync(this.#open.file, bytes);
      if (written < bytes.length) throw Object.assign(new Error('the disk is full'), { code: 'ENOSPC' });
    } catch (error) {
      throw ledgerFault(
        this.place,
        `cannot be written (${codeOf(error)})`,
        'free some space, or look at the disk',
        error,
      );
    }
  }

  /** A sync that has begun after this call. All who call while one is under way share the next. */
  #sync(): Promise<void> {
    this.#queued ??= this.#synced
      .catch(() => undefined)
      .then(() => {
        this.#queued = undefined;
        this.#mustWork();
        const syncing = sync(this.#open.file).catch((error: unknown) => {
          // what the system has dropped then, no later sync brings back
          this.#broken = error;
          this.#mustWork();
        });
        this.#synced = syncing;
        return syncing;
      });
    return this.#queued;
  }

  /** Reads on to the end, from file to file. */
  #pull(): void {
    do this.#readOn();
    while (this.#isSealed && this.#advance());
  }

  #readOn(): void {
    this.#mustWork();
    while (!this.#isSealed) {
      const length = readSync(this.#open.file, this.#chunk, 0, this.#chunk.length, this.#at);
      if (length === 0) return;
      this.#at += length;
      let from = 0;
      for (let to = this.#end(from, length); to >= 0 && !this.#isSealed; to = this.#end(from, length)) {
        const line = Buffer.concat([...this.#parts, this.#chunk.subarray(from, to)]).toString('utf8');
        this.#parts = [];
        from = to + 1;
        this.#take(line);
      }
      if (from < length) this.#parts.push(Buffer.from(this.#chunk.subarray(from, length)));
    }
  }
  #end(from: number, length: number): number {
    const end = this.#chunk.indexOf(10, from);
    return end < length ? end : -1;
  }

  #take(line: string): void {
    if (line === '') {
      if (this.#bad === 'torn') this.#bad = 'whole';
      return;
    }
    const batch = unframed(line);
    if (batch === undefined) return void (this.#bad = 'torn');
    const { tag, lines } = batch;
    if (this.#bad === 'whole' && tag !== TORN) throw ledgerFault(this.place, 'is damaged', DAMAGED);
    this.#bad = undefined;
    // `as`: framed here, by save()
    if (tag === CHECKPOINT) this.#checkpoint = JSON.parse(lines[0]!) as Checkpoint;
    else if (tag === SEAL) this.#isSealed = true;
    else if (tag !== TORN) {
      for (const one of lines) this.#unread.push(one);
      this.#out.delete(tag);
      if (tag !== SAVED) this.#grown += lines.length;
    }
  }

  /** On to the file that counts now, with whatever did not make it into the one before. False: there is none yet. */
  #advance(): boolean {
    const number = this.#folder.latest();
    const file = number > this.#open.number ? this.#folder.open(number) : undefined;
    if (file === undefined) return number > this.#open.number;
    const old = this.#open.file;
    void this.#synced.catch(() => undefined).then(() => closeSync(old));
    this.#open = { number, file };
    [this.#at, this.#parts, this.#bad, this.#isSealed, this.#grown] = [0, [], undefined, false, 0];
    for (const [tag, lines] of this.#out) this.#write(framed({ tag, lines }));
    return true;
  }

  /** Waits for the next file; where whoever wanted to make it is gone, it is made here, with all that stood in the one before. */
  async #goOn(): Promise<void> {
    const { number } = this.#open;
    for (let waited = 0; this.#isSealed && number === this.#open.number; waited += LOOK_MS) {
      await sleep(LOOK_MS);
      this.#pull();
      if (waited < PATIENCE_MS || this.#isSaving || !this.#isSealed) continue;
      const bytes = await this.#folder.read(number);
      await this.#folder.publish(number + 1, bytes.subarray(0, bytes.indexOf(SEALED)), this.#writer);
    }
  }

  #mustStand(tag: string): void {
    const { number } = this.#open;
    if (!this.#folder.isThere(number)) this.#pull();
    const isGone = !this.#isSealed && number === this.#open.number && !this.#folder.isThere(number);
    if (!isGone && !this.#out.has(tag)) return;
    throw ledgerFault(this.place, isGone ? 'was removed while it was open' : 'does not hold what was written', DAMAGED);
  }

  #mustWork(): void {
    if (this.#broken === undefined) return;
    throw ledgerFault(
      this.place,
      `does not work any longer (${codeOf(this.#broken)})`,
      'look at the disk, and start this process again',
      this.#broken,
    );
  }
}
