/** Random lists and names, decided by us and by a reference that shares nothing with us. */
import { allowlist } from '@sallyport/allowlist';

const LETTERS = ['a', 'b', 'ab', 'c', '_', '~', ':', '[', '.', '/', '\u00e9', '\u{1f600}', '\u{10400}'];
const SIGNS = ['*', '*', '?'];
const OWNER = 'the owner';

/** A case is one name asked of one list. Answers how many there were, and those that were wrong. */
export function fuzz(cases: number, seed: number): { readonly cases: number; readonly wrong: readonly string[] } {
  const random = generator(seed);
  const wrong: string[] = [];
  let done = 0;
  while (done < cases) {
    const patterns = Array.from({ length: below(random, 25) }, () => rule(random)).filter(isLoadable);
    const { check } = allowlist({ owner: OWNER, patterns, onWarning: () => undefined });
    for (let i = 0; i < 25; i++, done++) {
      const name = text(random, [...LETTERS, ...SIGNS, '!'], 10);
      if (name !== '' && check(name).allowed !== decide(patterns, name)) wrong.push(JSON.stringify([patterns, name]));
    }
  }
  return { cases: done, wrong };
}

function rule(random: () => number): string {
  const body = text(random, [...LETTERS, ...SIGNS], 7);
  return below(random, 5) === 0 ? `!${body}` : body;
}

/** An empty pattern, or a negative that denies the owner, is a fault when a list is loaded: tested elsewhere. */
function isLoadable(pattern: string): boolean {
  const body = pattern.startsWith('!') ? pattern.slice(1) : pattern;
  return body !== '' && !(pattern.startsWith('!') && covers([...body], [...OWNER]));
}

function decide(patterns: readonly string[], name: string): boolean {
  const letters = [...name];
  const denied = patterns.some((p) => p.startsWith('!') && covers([...p.slice(1)], letters));
  const reaches = (p: string): boolean => !name.startsWith('~') || p.startsWith('~') || /^\*+$/.test(p);
  return !denied && patterns.some((p) => !p.startsWith('!') && reaches(p) && covers([...p], letters));
}

/** The grammar as it reads, sign by sign, with every way a star can go. */
function covers(pattern: readonly string[], name: readonly string[], p = 0, n = 0): boolean {
  const sign = pattern[p];
  if (sign === undefined) return n === name.length;
  if (sign === '*') return covers(pattern, name, p + 1, n) || (n < name.length && covers(pattern, name, p, n + 1));
  return n < name.length && (sign === '?' || sign === name[n]) && covers(pattern, name, p + 1, n + 1);
}

function text(random: () => number, letters: readonly string[], longest: number): string {
  return Array.from({ length: below(random, longest + 1) }, () => letters[below(random, letters.length)]).join('');
}

const below = (random: () => number, end: number): number => Math.floor(random() * end);

/** Mulberry32: the same numbers from the same seed. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
