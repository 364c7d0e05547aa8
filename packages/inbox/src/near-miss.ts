// Values that are nearly what somebody knows or has written: a digit off, two letters swapped, a letter in another script.
import { skeleton } from './confusables.js';

/** Shorter values are too often near each other by chance. In characters. */
const SHORTEST = 6;
/** How many characters may be put in, left out, exchanged or swapped with their neighbour. */
const MOST_EDITS = 2;
const LONGEST = 254;

/** What is compared: everything but blanks, since account numbers are written in groups. */
export const compact = (value: string): string => value.replaceAll(/\s+/gu, '');

/** Values, ready to be asked whether another one is nearly one of them. */
export class Values {
  readonly #exact: ReadonlySet<string>;
  readonly #written = new Map<string, string>();
  readonly #lower = new Set<string>();
  readonly #looks = new Map<string, string[]>();
  readonly #byLength = new Map<number, string[]>();

  constructor(values: Iterable<string>) {
    this.#exact = new Set(values);
    for (const written of this.#exact) {
      const value = compact(written);
      if (this.#written.has(value) || value.length > LONGEST) continue;
      this.#written.set(value, written);
      this.#lower.add(value.toLowerCase());
      note(this.#looks, skeleton(value), value);
      note(this.#byLength, value.length, value);
    }
  }

  /** Is it among them? `loosely`: but for blanks, and upper and lower case. */
  has(value: string): 'exactly' | 'loosely' | undefined {
    if (this.#exact.has(value)) return 'exactly';
    return this.#lower.has(compact(value).toLowerCase()) ? 'loosely' : undefined;
  }

  /** One of them, as it was written, that this one is not, and could be taken for. Must not throw. */
  near(value: string): string | undefined {
    const plain = compact(value);
    if (plain.length < SHORTEST || plain.length > LONGEST || this.has(plain) !== undefined) return undefined;
    const twin = this.#looks.get(skeleton(plain))?.[0] ?? this.#neighbour(plain);
    return twin === undefined ? undefined : this.#written.get(twin);
  }

  #neighbour(plain: string): string | undefined {
    for (let off = -MOST_EDITS; off <= MOST_EDITS; off++) {
      const found = this.#byLength.get(plain.length + off)?.find((other) => areNear(plain, other));
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

function note<K>(map: Map<K, string[]>, key: K, value: string): void {
  const all = map.get(key);
  if (all === undefined) map.set(key, [value]);
  else all.push(value);
}

/** Of addresses each side is compared by itself: two people of one company are not taken for each other because of its domain. */
function areNear(a: string, b: string): boolean {
  const sides = [sidesOf(a), sidesOf(b)] as const;
  const pairs: readonly (readonly [string, string])[] =
    sides[0] && sides[1]
      ? [
          [sides[0][0], sides[1][0]],
          [sides[0][1], sides[1][1]],
        ]
      : [[a, b]];
  let sum = 0;
  for (const [one, other] of pairs) {
    if (one === other) continue;
    if (Math.min(one.length, other.length) < SHORTEST) return false;
    sum += editsBetween(one, other);
    if (sum > MOST_EDITS) return false;
  }
  return sum > 0;
}

function sidesOf(value: string): readonly [string, string] | undefined {
  const at = value.lastIndexOf('@');
  return at <= 0 ? undefined : [value.slice(0, at), value.slice(at + 1)];
}

/** Edits between two texts (optimal string alignment: a swap of neighbours is one); of more than 2 only that there are more. */
function editsBetween(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > MOST_EDITS) return MOST_EDITS + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      const cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (isSame ? 0 : 1));
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(isSwap ? Math.min(cost, before[j - 2]! + 1) : cost);
    }
    if (Math.min(...row) > MOST_EDITS) return MOST_EDITS + 1;
    [before, last] = [last, row];
  }
  return last[b.length]!;
}
