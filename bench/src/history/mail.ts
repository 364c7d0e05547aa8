/** A made-up history: the same messages in every run, whose words are as unevenly common as those of a language. */

export interface Mail {
  readonly seq: number;
  readonly at: number;
  readonly text: string;
}

/** What is looked for. Each of the words has to be in it. */
export interface Search {
  readonly words: readonly string[];
  /** The last word may go on. */
  readonly prefix: boolean;
  /** The best first, no longer the newest. */
  readonly ranked: boolean;
}

const VOCABULARY = 50_000;
const WORDS = { least: 12, most: 48 };
/** Words that hardly anybody uses: how many there are, and how many messages have each of them. */
const RARE = { words: 50, messages: 10 };
const SYLLABLES = [...'bdfgklmnprstvw'].flatMap((consonant) => [...'aeiou'].map((vowel) => consonant + vowel));
const START = Date.UTC(2025, 0, 1);
const MINUTE = 60_000;

/** The messages after `after`, up to `until`, of a history that has `total` of them. */
export function mails(after: number, until: number, total: number): readonly Mail[] {
  const found: Mail[] = [];
  const every = Math.max(1, Math.floor(total / (RARE.words * RARE.messages)));
  for (let seq = after + 1; seq <= until; seq++) {
    const random = randomOf(seq);
    const length = WORDS.least + Math.floor(random() * (WORDS.most - WORDS.least + 1));
    const words = Array.from({ length }, () => wordOf(Math.floor(VOCABULARY ** random())));
    if (seq % every === 0) words[Math.floor(length / 2)] = rareOf(seq / every);
    found.push({ seq, at: START + seq * MINUTE, text: `${words.join(' ')}.` });
  }
  return found;
}

/** What is looked for, by kind; several of each, so that no answer is only remembered. */
export const SEARCHES: Readonly<Record<string, readonly Search[]>> = {
  rare: many((n) => ({ words: [rareOf(n)] })),
  common: many((n) => ({ words: [wordOf(20 + n)] })),
  'two terms': many((n) => ({ words: [wordOf(20 + n), wordOf(40 - n)] })),
  prefix: many((n) => ({ words: [wordOf(20 + n).slice(0, 3)], prefix: true })),
  'common, ranked': many((n) => ({ words: [wordOf(20 + n)], ranked: true })),
};

function many(search: (n: number) => Partial<Search> & Pick<Search, 'words'>): readonly Search[] {
  return Array.from({ length: 20 }, (_, n) => ({ prefix: false, ranked: false, ...search(n) }));
}

/** The word that is the `rank`-th most common: two syllables or more, and no other word's. */
function wordOf(rank: number): string {
  let word = '';
  for (let rest = rank + SYLLABLES.length; rest > 0; rest = Math.floor(rest / SYLLABLES.length))
    word = SYLLABLES[rest % SYLLABLES.length]! + word;
  return word;
}
function rareOf(n: number): string {
  return `zq${wordOf(n % RARE.words)}`;
}

/** Numbers in [0, 1) that `seed` alone decides (mulberry32). */
function randomOf(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
