// The chain of entries: where it ends, and what of its last stretch a record may still refer to.
import { sha256, type Hash, type Id } from '../canonical.js';
import type { Head } from './body.js';

const GENESIS = 'sallyport/journal/v1';

/**
 * How many entries back a record may have been signed. What was signed earlier counts for nothing, so that an old record
 * that is written down again can be known by the ids of this last stretch, however long the journal is.
 */
export const REACH = 65_536;

/** What a checkpoint keeps of a chain. */
export interface ChainData {
  readonly seq: number;
  readonly hashes: string;
  readonly known: readonly (readonly [string, number])[];
}

const HASH = 64;

export class Chain {
  /** The hashes of the last entries; the last one is the head's. */
  #hashes: Hash[];
  #seq = 0;
  readonly #known = new Map<string, number>();

  constructor(realm: Id) {
    this.#hashes = [sha256(`${GENESIS}/${realm}`)];
  }

  get head(): Head {
    return { seq: this.#seq, hash: this.#hashes.at(-1)! };
  }
  /** Is this a place on the chain, and one of its last stretch? */
  holds({ seq, hash }: Head): boolean {
    const back = this.#seq - seq;
    return back >= 0 && back <= REACH && this.#hashes[this.#hashes.length - 1 - back] === hash;
  }
  /** The entry at a place of the last stretch. */
  at(seq: number): Head {
    return { seq, hash: this.#hashes[this.#hashes.length - 1 - (this.#seq - seq)]! };
  }
  push(hash: Hash): void {
    this.#hashes.push(hash);
    this.#seq += 1;
  }
  pop(): void {
    this.#hashes.pop();
    this.#seq -= 1;
  }

  /** Was this said in the last stretch? */
  knows(key: string): boolean {
    const seq = this.#known.get(key);
    return seq !== undefined && this.#seq - seq <= REACH;
  }
  note(key: string): void {
    this.#known.set(key, this.#seq);
  }
  forget(key: string): void {
    this.#known.delete(key);
  }

  /** Lets go of what is out of reach. */
  trim(): void {
    // twice the reach is kept at most, so that each entry is moved once
    if (this.#hashes.length > 2 * REACH + 1) this.#hashes = this.#hashes.slice(-REACH - 1);
    for (const [key, seq] of this.#known) {
      if (this.#seq - seq <= REACH) break;
      this.#known.delete(key);
    }
  }

  data(): ChainData {
    return { seq: this.#seq, hashes: this.#hashes.slice(-REACH - 1).join(''), known: [...this.#known] };
  }
  restore({ seq, hashes, known }: ChainData): void {
    this.#seq = seq;
    this.#hashes = Array.from({ length: hashes.length / HASH }, (_, i) => hashes.slice(i * HASH, (i + 1) * HASH));
    this.#known.clear();
    for (const [key, at] of known) this.#known.set(key, at);
  }
}
