// How often somebody may try to get in.
const WINDOW = 60_000;
/** So many requests to the way in, from one address, in a minute. */
export const MOST_ATTEMPTS = 60;
const MOST_ADDRESSES = 1_000;

export class Attempts {
  readonly #now: () => number;
  readonly #counts = new Map<string, { readonly since: number; count: number }>();

  constructor(now: () => number) {
    this.#now = now;
  }

  isAllowed(address: string): boolean {
    const now = this.#now();
    const last = this.#counts.get(address);
    if (last !== undefined && now - last.since < WINDOW) return ++last.count <= MOST_ATTEMPTS;
    this.#counts.delete(address);
    this.#counts.set(address, { since: now, count: 1 });
    for (const oldest of this.#counts.keys()) {
      if (this.#counts.size <= MOST_ADDRESSES) break;
      this.#counts.delete(oldest);
    }
    return true;
  }
}
