// Chances from a seed: the same seed is the same run, as far as the machine lets it be.

/** Numbers that only look as if they were chosen by chance. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to, and without, 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `least` up to, and without, `end`. */
  between(least: number, end: number): number {
    return least + Math.floor(this.next() * (end - least));
  }

  chance(likely: number): boolean {
    return this.next() < likely;
  }

  pick<T>(from: readonly T[]): T {
    // `as`: nobody picks from nothing
    return from[this.between(0, from.length)] as T;
  }

  shuffled<T>(from: readonly T[]): T[] {
    const left = [...from];
    return Array.from(from, () => left.splice(this.between(0, left.length), 1)[0]!);
  }

  /** Another sequence, which depends on this one's seed and the name alone. */
  fork(name: string): Random {
    let mixed = this.#state;
    for (const char of name) mixed = Math.imul(mixed ^ char.codePointAt(0)!, 0x01000193);
    return new Random(mixed);
  }
}
