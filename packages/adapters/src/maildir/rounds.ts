// Goes through new/ again and again. Each mail has its own fate: what goes wrong with one never holds up the next.
import { SallyportError, type Delivery } from '@sallyport/core';
import { uniqueName, type Flag, type MailFolder } from './folder.js';
import { readMail, type Mail } from './mail.js';
import type { MaildirFault, Settings } from './options.js';

/** What is known of a file that is still in new/ after it was looked at. */
interface Progress {
  /** Set when only the filing is left to do: it must not be delivered again. */
  done?: Flag | undefined;
  failures: number;
  /** Rounds to sit out before the next attempt. */
  rest: number;
}
type Deliver = (delivery: Delivery) => Promise<string>;

const LONGEST_REST = 64;
/** A refusal with one of these codes stays one: the same bytes would be refused again. */
const FINAL: ReadonlySet<unknown> = new Set(['TOO_LARGE', 'BAD_INPUT']);

export class Rounds {
  readonly #folder: MailFolder;
  readonly #settings: Settings;
  readonly #deliver: Deliver;
  #progress = new Map<string, Progress>();
  #unreadable = false;

  constructor(folder: MailFolder, settings: Settings, deliver: Deliver) {
    this.#folder = folder;
    this.#settings = settings;
    this.#deliver = deliver;
  }

  /** One look at everything in new/. Must not reject. Stops between two mails when aborted. */
  async once(signal: AbortSignal): Promise<void> {
    const names = new Set(await this.#names());
    this.#progress = new Map([...this.#progress].filter(([name]) => names.has(name)));
    for (const name of names) {
      if (signal.aborted) return;
      await this.#attempt(name);
    }
  }

  async #names(): Promise<readonly string[]> {
    try {
      const names = await this.#folder.names();
      this.#unreadable = false;
      return names;
    } catch (cause) {
      // Said once, not once a second, until it can be read again.
      if (!this.#unreadable) this.#report('new/', 'kept', 'the folder cannot be read', cause);
      this.#unreadable = true;
      return [];
    }
  }

  async #attempt(name: string): Promise<void> {
    const progress = this.#progress.get(name) ?? { failures: 0, rest: 0 };
    if (progress.rest > 0) {
      progress.rest -= 1;
      return;
    }
    this.#progress.set(name, progress);
    try {
      progress.done ??= await this.#take(name);
      if (progress.done === undefined) progress.rest = Number.POSITIVE_INFINITY;
      else {
        await this.#folder.file(name, progress.done);
        this.#progress.delete(name);
      }
    } catch (cause) {
      progress.failures += 1;
      progress.rest = Math.min(2 ** (progress.failures - 1), LONGEST_REST);
      const what = progress.done === undefined ? 'it could not be delivered now' : 'it could not be filed in cur/';
      this.#report(name, 'kept', what, cause);
    }
  }

  /** Delivers a mail; the flag to file it under, or `undefined` for what is no mail. Rejects when it should be tried again. */
  async #take(name: string): Promise<Flag | undefined> {
    const id = uniqueName(name);
    if (id === undefined) return this.#ignore(name, 'its name is none that a mail server gives');
    const found = await this.#folder.read(name);
    if (found.kind === 'gone') return undefined;
    if (found.kind === 'not-a-file') return this.#ignore(name, 'it is a link, a pipe or a folder, and was not opened');
    if (found.kind === 'too-large') return this.#setAside(name, `it is larger than ${this.#settings.limit} bytes`);
    let mail: Mail;
    try {
      mail = await readMail(found.bytes);
    } catch (cause) {
      return this.#setAside(name, 'it cannot be read as a mail', cause);
    }
    try {
      await this.#deliver(Object.freeze({ id, proof: 'none', ...mail }));
      return 'S';
    } catch (cause) {
      if (!SallyportError.isInstance(cause) || !FINAL.has(cause.code)) throw cause;
      return this.#setAside(name, `it was refused for good (${cause.code})`, cause);
    }
  }

  #ignore(name: string, reason: string): undefined {
    this.#report(name, 'ignored', reason);
  }

  #setAside(name: string, reason: string, cause?: unknown): Flag {
    this.#report(name, 'set-aside', reason, cause);
    return 'F';
  }

  #report(name: string, outcome: MaildirFault['outcome'], reason: string, cause?: unknown): void {
    const file = name.replace(/[^\x21-\x7e]/gu, (c) => `\\u{${c.codePointAt(0)?.toString(16) ?? ''}}`);
    this.#settings.report({ file, outcome, reason, ...(cause === undefined ? {} : { cause }) });
  }
}
