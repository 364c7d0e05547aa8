// Words: what a text is found by. Made here and not by a database, so that every store answers alike.
import { sha256 } from '../canonical.js';
import type { Term } from './store.js';

/** As many tokens of one text are kept; what stands behind them is not found by its words. */
export const MOST_TOKENS = 16_000;
/** No more of a text than this is looked at, in UTF-16 code units. */
const LONGEST_TEXT = 1_048_576;
/** A longer word is cut into pieces of this many characters, which stand one behind the other. */
const LONGEST_WORD = 64;

/** Letters, digits and the marks on them: all that words are made of. */
const WORD = /[\p{L}\p{N}\p{M}]+/gu;
/** Written without blanks between words: what stands in such a text is found by pairs of characters. */
const UNSPACED =
  /[\u{3099}\u{309a}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u{30fc}\u{3005}-\u{3007}]+/gu;
/** Characters that nobody sees: a word is found with or without them. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}+/gu;
/** Accents, points and the like. Not the voicing marks of kana and not the vowels of Indic scripts: those change the letter. */
const DIACRITICS =
  /[\u{0300}-\u{036f}\u{0483}-\u{0487}\u{0591}-\u{05c7}\u{0610}-\u{061a}\u{064b}-\u{065f}\u{0670}\u{1ab0}-\u{1ace}\u{1dc0}-\u{1dff}\u{fe20}-\u{fe2f}]+/gu;
const ASCII = /^[\0-\x7f]*$/;
const ASCII_WORD = /[a-z0-9]+/g;

/**
 * The words of a text, at most {@link MOST_TOKENS} of them: NFKC, lower case, without diacritics and without characters
 * that nobody sees. Han, kana, hangul, Thai, Lao, Khmer and Burmese become overlapping pairs and the last character of
 * each run, so that any two characters that stand together are found, and a phrase of pairs is an exact piece of the text.
 *
 * @example
 * ```ts
 * import { tokensOf } from '@sallyport/core/store';
 *
 * tokensOf('Crème brûlée!');   // ['creme', 'brulee']
 * tokensOf('東京都');           // ['東京', '京都', '都']
 * ```
 */
export function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  for (const word of wordsOf(text)) {
    if (ASCII.test(word)) addPieces(word, tokens);
    else addMixed(word, tokens);
    if (tokens.length >= MOST_TOKENS) return tokens.slice(0, MOST_TOKENS);
  }
  return tokens;
}

/**
 * What a query looks for when somebody writes `text`: its words as a phrase, `undefined` when it holds none. A single
 * character of a text without blanks is the beginning of a pair.
 */
export function termOf(text: string, prefix = false): Term | undefined {
  const tokens = [...tokensOf(text)];
  const last = tokens.at(-1);
  if (last === undefined) return undefined;
  const isTail = [...last].length === 1 && new RegExp(UNSPACED.source, 'u').test(last);
  if (!isTail) return { tokens, prefix };
  // the character that ends the run stands in the pair before it already; alone it may be the first of any
  if (tokens.at(-2)?.endsWith(last) !== true) return { tokens, prefix: true };
  return { tokens: tokens.slice(0, -1), prefix: false };
}

/** Marks that no text can hold, since no letter is private use: who wrote it, to whom, and which tool. */
export const MARKS = { from: '\ue000', to: '\ue001', tool: '\ue002' } as const;
const PLAIN = /^[a-z0-9]{1,64}$/;
const HASHED = '\ue00f';

/** A token that stands for exactly this name, and not for words that are like it. */
export function markOf(what: keyof typeof MARKS, name: string): string {
  return MARKS[what] + (PLAIN.test(name) ? name : HASHED + sha256(name.toWellFormed()).slice(0, 24));
}

/** A stretch of a text, and the tokens that it stands for. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly tokens: readonly string[];
}

const RAW_WORD = /[\p{L}\p{N}\p{M}\p{So}\p{Default_Ignorable_Code_Point}]+/gu;

/** Where in a text its tokens come from; for a text without blanks, character by character. */
export function spansOf(text: string): readonly Span[] {
  const spans: Span[] = [];
  for (const { 0: word, index } of text.slice(0, LONGEST_TEXT).matchAll(RAW_WORD)) {
    const tokens = tokensOf(word);
    const points = [...word];
    // as many tokens as characters: one run of pairs, and nothing in it was folded together
    const isRun = points.length > 1 && tokens.length === points.length && tokens[0] === points[0]! + points[1]!;
    if (!isRun) {
      spans.push({ start: index, end: index + word.length, tokens });
      continue;
    }
    let start = index;
    points.forEach((point, at) => {
      spans.push({ start, end: start + point.length + (points[at + 1]?.length ?? 0), tokens: [tokens[at]!] });
      start += point.length;
    });
  }
  return spans;
}

function wordsOf(text: string): Iterable<string> {
  const start = text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) : text;
  if (ASCII.test(start)) return start.toLowerCase().match(ASCII_WORD) ?? [];
  const folded = start.replace(UNSEEN, '').normalize('NFKC').toLowerCase().replaceAll('ς', 'σ');
  return folded.match(WORD) ?? [];
}

/** A word of several scripts: pairs where they are due, the rest without its diacritics. */
function addMixed(word: string, tokens: string[]): void {
  let at = 0;
  for (const { 0: run, index } of word.matchAll(UNSPACED)) {
    addPieces(bare(word.slice(at, index)), tokens);
    addPairs(run, tokens);
    at = index + run.length;
  }
  addPieces(bare(word.slice(at)), tokens);
}

/** What capitals and diacritics leave behind; taken apart and put together again, a letter may be another one's capital. */
const bare = (word: string): string => word.normalize('NFD').replace(DIACRITICS, '').normalize('NFC').toLowerCase();

function addPairs(run: string, tokens: string[]): void {
  const points = [...run];
  points.forEach((point, at) => void tokens.push(point + (points[at + 1] ?? '')));
}

function addPieces(word: string, tokens: string[]): void {
  if (word.length <= LONGEST_WORD) {
    if (word !== '') tokens.push(word);
    return;
  }
  const points = [...word];
  for (let at = 0; at < points.length; at += LONGEST_WORD) tokens.push(points.slice(at, at + LONGEST_WORD).join(''));
}
