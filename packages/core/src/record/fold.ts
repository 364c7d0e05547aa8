// The fold: what the signed chain says, record by record. Rows beside the journal are an index; this is what decides.
import { sha256, type Id, type Json } from '../canonical.js';
import { printable, SallyportError, wordsOf } from '../errors.js';
import type { Body, Placed, Signed } from './body.js';
import { countDecision } from './counts/decision.js';
import { countMessage } from './counts/message.js';
import { countPermit } from './counts/permit.js';
import { countProposal } from './counts/proposal.js';
import { countStep } from './counts/step.js';
import { countStop, NOBODY } from './counts/stop.js';
import type { Keyring } from './keyring.js';
import { readPlace, readRecord } from './shape.js';
import { signedText } from './signed.js';
import type { Folded, OwnEntry } from './standing.js';
import type { EntryRow } from './store.js';
import { World } from './world.js';

const LONGEST_FAULT = 500;
/** How far the time of others may run ahead of this clock, a runtime's and a person's: no record from the far future ends the time. */
const AHEAD_MS = { runtime: 5 * 60_000, person: 7 * 24 * 3_600_000 } as const;

export interface FoldOptions {
  readonly keyring: Keyring;
  /** Does the store live in this process alone? */
  readonly local: boolean;
  /** The principal whose journal this is. */
  readonly self?: Id | undefined;
  /** How many proposals and messages that are over stay in memory; 4,096 unless said. */
  readonly kept?: number | undefined;
}

/** The state of everything, after the entries so far. It is only ever advanced, entry by entry, in order. */
export class Fold extends World {
  readonly #local: boolean;
  readonly #self: Id | undefined;

  constructor({ keyring, local, self, kept }: FoldOptions) {
    super(keyring, kept);
    this.#self = self;
    this.#local = local;
  }

  /**
   * Takes the next line. Throws `JOURNAL_BROKEN` when it does not continue the chain: what stands before it was changed,
   * and nothing that would be decided on it may be. `own`: this process wrote it itself, a moment ago.
   */
  take(row: EntryRow, own?: OwnEntry): Folded {
    const { head } = this;
    const place = own ?? readPlace(row.text);
    const follows = place === undefined || (place.seq === row.seq && place.prev === head.hash);
    if (row.seq !== head.seq + 1 || !follows) {
      throw new SallyportError(
        'JOURNAL_BROKEN',
        `the journal breaks at entry ${head.seq + 1}: it does not continue the one before; stop the agents and run verify`,
        { seq: head.seq + 1 },
      );
    }
    this.chain.push(own?.hash ?? sha256(row.text));
    this.undo.note(() => this.chain.pop());
    if (place === undefined) return this.#fault(row.seq, undefined, 'is no entry of a journal');
    try {
      return own ? this.#judge(row.seq, own.record, undefined) : this.#read(row.seq, place.record as Json);
    } catch (error) {
      // whatever a stranger wrote there: it is chained over, and halts nobody
      return this.#fault(row.seq, undefined, `cannot be read: ${wordsOf(error)}`);
    }
  }

  #read(seq: number, value: Json): Folded {
    const record = readRecord(value);
    if (typeof record === 'string') return this.#fault(seq, undefined, record);
    return this.#judge(seq, record, this.keyring.fault(record, this.#local));
  }
  /** `unsigned`: why its signature does not count, where it does not. */
  #judge(seq: number, record: Signed, unsigned = this.#replay(record)): Folded {
    if (unsigned === undefined) {
      const what = this.#count(seq, record);
      return what === undefined ? { seq, record } : this.#fault(seq, record.signer, what);
    }
    if (record.body.kind !== 'stop') return this.#fault(seq, record.signer, unsigned);
    const what = countStop(this, { ...record, seq, body: record.body }, undefined);
    const { fault } = this.#fault(seq, record.signer, what ?? unsigned);
    return what === undefined ? { seq, record: { ...record, signer: NOBODY }, fault } : { seq, fault };
  }
  /** A signed stop counts once: written down again, it is somebody's who has no key for it. */
  #replay(record: Signed): string | undefined {
    if (record.body.kind !== 'stop' || this.isFirst(`stop:${sha256(signedText(record))}`)) return undefined;
    return 'repeats a stop that was signed before';
  }

  #fault(seq: number, signer: Id | undefined, what: string): Folded {
    // whoever wrote the record chose some of these words
    const fault = { seq, signer, what: printable(what, LONGEST_FAULT) };
    this.fault(fault);
    return { seq, fault };
  }

  /** A validly signed record. Says why it does not count, where it does not. */
  #count(seq: number, record: Signed): string | undefined {
    if (record.head.seq >= seq || !this.holds(record.head))
      return 'was signed for another chain, for a place that is not on this one, or too long ago';
    const isPerson = this.keyring.isPerson(record.signer);
    this.sawTime(record.at, isPerson ? 'peopleAt' : record.signer === this.#self ? 'lastAt' : 'othersAt');
    return count(this, { ...record, seq });
  }
}

/** Has a validly signed record count in a world. Says why it does not, where it does not. */
export function count(world: World, placed: Placed<Body>): string | undefined {
  const { body } = placed;
  switch (body.kind) {
    case 'message':
      return countMessage(world, { ...placed, body });
    case 'proposal':
      return countProposal(world, { ...placed, body });
    case 'decision':
      return countDecision(world, { ...placed, body });
    case 'stop':
      return countStop(world, { ...placed, body }, placed.signer);
    case 'permit':
      return countPermit(world, { ...placed, body });
    case 'step':
      return countStep(world, { ...placed, body });
  }
}

/** How far others are ahead of this clock, as far as they are believed. */
export function aheadOf({ peopleAt, othersAt }: Fold, here: number): number {
  return Math.max(Math.min(peopleAt - here, AHEAD_MS.person), Math.min(othersAt - here, AHEAD_MS.runtime));
}
