// The options of a maildir channel, checked once, where they are written down.
import { SallyportError, TRUST, type TrustLevel } from '@sallyport/core';

/** What went wrong with one file, or with the whole folder. `reason` is the program's words, never the mail's. */
export interface MaildirFault {
  /** The file's name, with everything unusual escaped; `'new/'` when the folder itself cannot be read. */
  readonly file: string;
  /**
   * `kept`: it stays in new/ and is tried again, ever more seldom. `set-aside`: it was not delivered and never will be;
   * it lies in cur/, unread and flagged. `ignored`: it is no mail and is left where it is.
   */
  readonly outcome: 'kept' | 'set-aside' | 'ignored';
  readonly reason: string;
  readonly cause?: unknown;
}

export interface MaildirOptions {
  /** The channel's name, a part of sender names (`~mail:bob@example.com`): a-z, 0-9, `_`, `-`. */
  readonly name: string;
  /** The agent that gets what arrives. */
  readonly to: string;
  /** How far senders are trusted whose names nothing proves: on this channel, all of them. Unsaid: zero. */
  readonly unverified?: TrustLevel;
  /** Milliseconds between two looks into new/. Unsaid: 1000. */
  readonly poll?: number;
  /** The largest mail that is read, in bytes. Unsaid: 1 MiB. */
  readonly limit?: number;
  /** Told of every mail that could not be delivered. Unsaid: a process warning. What it throws is dropped. */
  readonly onFault?: (fault: MaildirFault) => void;
}

export interface Settings {
  readonly name: string;
  readonly to: string;
  readonly unverified: TrustLevel;
  readonly poll: number;
  readonly limit: number;
  /** Must not throw. */
  readonly report: (fault: MaildirFault) => void;
}

const KNOWN: readonly string[] = ['name', 'to', 'unverified', 'poll', 'limit', 'onFault'];
const MIB = 1024 * 1024;
const LARGEST = 64 * MIB;
const LONGEST_POLL = 3_600_000;

/** @throws SallyportError `BAD_OPTION`, with the remedy. */
export function readOptions(options: MaildirOptions): Settings {
  const unknown = Object.keys(options).find((key) => !KNOWN.includes(key));
  if (unknown !== undefined) throw bad(unknown, `left out: there is no such option, only ${KNOWN.join(', ')}`);
  const { name, to, unverified = 'zero', poll = 1_000, limit = MIB, onFault = warn } = options;
  if (typeof name !== 'string' || !/^[a-z0-9_-]{1,64}$/.test(name))
    throw bad('name', 'a-z, 0-9, _ and -, up to 64 of them');
  if (typeof to !== 'string' || to === '') throw bad('to', 'the name of the agent that gets the mail');
  if (!TRUST.includes(unverified)) throw bad('unverified', TRUST.join(', '));
  if (!within(poll, LONGEST_POLL)) throw bad('poll', 'milliseconds, from 1 to an hour');
  if (!Number.isInteger(limit) || !within(limit, LARGEST)) throw bad('limit', 'a number of bytes, up to 64 MiB');
  if (typeof onFault !== 'function') throw bad('onFault', 'a function');
  return { name, to, unverified, poll, limit, report: quietly(onFault) };
}

const within = (value: unknown, most: number): boolean => typeof value === 'number' && value >= 1 && value <= most;

const bad = (option: string, remedy: string): SallyportError =>
  new SallyportError('BAD_OPTION', `maildir: '${option}' must be ${remedy}`, { option });

function warn(fault: MaildirFault): void {
  process.emitWarning(`maildir: ${fault.file} ${fault.outcome}: ${fault.reason}`, 'SallyportWarning');
}

/** Reporting a fault must not become one. */
function quietly(report: (fault: MaildirFault) => void): (fault: MaildirFault) => void {
  return (fault) => {
    try {
      report(Object.freeze(fault));
    } catch {
      // The next mail must not wait for a broken log.
    }
  };
}
