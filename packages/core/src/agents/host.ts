// What a session needs of the runtime it lives in, and nothing more.
import type { Id } from '../canonical.js';
import type { Journal } from '../record/journal.js';
import type { Leases } from '../record/lease.js';
import type { Room } from '../review/room.js';
import type { Effect } from '../trust.js';
import type { Policy } from './verdict.js';

/** How much is taken before it is refused. */
export interface Caps extends Room {
  /** Messages that wait for one agent. */
  readonly queued: number;
  /** Reports of one handling. */
  readonly reports: number;
  /** Characters of one message or report. */
  readonly message: number;
}
export const CAPS: Caps = Object.freeze({
  queued: 1_000,
  pending: 100,
  perSender: 20,
  denials: 5,
  reports: 20,
  message: 1_048_576,
});

export interface Host {
  readonly journal: Journal;
  readonly leases: Leases;
  readonly owner: Id;
  readonly policy: Policy | undefined;
  /** How long a proposal waits for a person, in milliseconds. */
  readonly expires: number;
  readonly caps: Caps;
  /** For tests: which tools answer null instead of being run. */
  readonly recordOnly: ((effect: Effect) => boolean) | undefined;
  /** The agents of this runtime that take no proposals. */
  readonly intake: ReadonlySet<Id>;
  /** The addresses of all contacts, for bounds that say `'contacts'`. */
  contactAddresses(): ReadonlySet<string>;
}
