// The ledger port: what one principal keeps for itself, outside the shared store. It keeps lines and a checkpoint, and judges nothing.
import type { Id } from '../canonical.js';
import type { Head } from './body.js';

/** Whose ledger it is. All processes of one machine that hold this principal's key share it. */
export interface Holder {
  readonly realm: Id;
  readonly name: Id;
}

/** A text that nobody here reads, and the place on the chain up to which it tells. */
export interface Checkpoint {
  readonly head: Head;
  readonly text: string;
}

/** What {@link Ledger.save} leaves: everything else is dropped. */
export interface Saved {
  readonly checkpoint?: Checkpoint | undefined;
  readonly lines: readonly string[];
}

/**
 * Lines in the order in which all its processes have written them. A line is text without a line break. Methods throw
 * `LEDGER_FAILED`, which says what to do.
 */
export interface Ledger {
  /** Where it stands, for messages. */
  readonly place: string;
  /** How many lines have come since it was last saved. */
  readonly grown: number;
  /** What it holds beyond the last call, by whichever process; at first, everything. Synchronous: it is asked inside a transaction. */
  news(): readonly string[];
  /** Adds lines, in one piece. They are on the disk, before all later ones, when this resolves. Concurrent calls share one sync. */
  add(lines: readonly string[]): Promise<void>;
  /** Adds lines that nobody waits for: on the disk with the next {@link add} at the latest. Must not throw. */
  note(lines: readonly string[]): void;
  checkpoint(): Checkpoint | undefined;
  /**
   * Puts what `write` returns in the place of everything there is, all of it or nothing. `write` is called synchronously, with
   * the lines that {@link news} has not told yet, when no more can come between. False: another process saves at this time.
   */
  save(write: (news: readonly string[]) => Saved): Promise<boolean>;
  close(): Promise<void>;
}

/** Opens a principal's ledger, or begins it. Throws `LEDGER_FAILED`. */
export type OpenLedger = (holder: Holder) => Ledger | Promise<Ledger>;
