// Breaks escaped lines to a width: by pieces, never inside an escape, and so that every line shows whose text it is.
import { piecesOf } from './fold.js';
import type { Tone } from './words.js';

/** A line of a screen before it is broken: `lead` is the screen's own, `text` is escaped. */
export interface Line {
  readonly lead: string;
  readonly text: string;
  readonly tone: Tone;
}

/** Foreign text stands behind a bar, so that it cannot draw a frame or a prompt. */
export const BAR = '│ ';
/** What a line goes on with when it is broken: a line of the text itself never begins so. */
export const GOES_ON = '┊ ';

/** Letters of one column. The same scripts have letters of two, in the block of half- and fullwidth forms. */
const NARROW =
  /(?![\uff00-\uffef])[\p{ASCII}\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Armenian}]/u;
const LEAST = 20;

/**
 * The columns that escaped text takes, at most: what is not surely narrow counts as two, so that no terminal breaks a
 * line by itself and sets text where a screen's own words begin.
 */
export function columns(text: string): number {
  let width = 0;
  for (const piece of piecesOf(text)) width += widthOf(piece);
  return width;
}

/** Breaks a line. The texts of the lines put together are the text: nothing is dropped, spaces start the next line. */
export function wrap({ lead, text }: Pick<Line, 'lead' | 'text'>, width: number): string[] {
  const room = Math.max(width, LEAST) - 1;
  const pieces = piecesOf(text).flatMap((piece) => (widthOf(piece) > LEAST / 2 ? [...piece] : [piece]));
  const lines: string[] = [];
  let start = lead;
  let from = 0;
  do {
    const end = endOfLine(pieces, from, room - columns(start));
    lines.push(end === 0 ? start.trimEnd() : start + pieces.slice(from, end).join(''));
    from = end;
    start = GOES_ON;
  } while (from < pieces.length);
  return lines;
}

/** Where the line that begins at `from` ends: after the last word that fits, or within a word that fits on no line. */
function endOfLine(pieces: readonly string[], from: number, room: number): number {
  let used = 0;
  let space = from; // where the last run of spaces begins
  for (let i = from; i < pieces.length; i++) {
    const piece = pieces[i] ?? '';
    if (piece === ' ' && pieces[i - 1] !== ' ') space = i;
    used += widthOf(piece);
    if (used <= room || i === from) continue;
    const between = pieces[i - 1] === ' '; // a blank at the end of a line could not be seen
    return space > from && (between || wordAfter(pieces, space, room) < room) ? space : i;
  }
  return pieces.length;
}

/** The columns of spaces and the word behind them, counted up to the room there is. */
function wordAfter(pieces: readonly string[], space: number, room: number): number {
  let used = 0;
  let inWord = false;
  for (let i = space; i < pieces.length && used < room; i++) {
    const piece = pieces[i] ?? '';
    if (piece === ' ' && inWord) return used;
    inWord ||= piece !== ' ';
    used += widthOf(piece);
  }
  return used;
}

/** Marks that stand on their letter. The others (`Mc`) stand beside it, and some are wide. */
const ON_LETTER = /[\p{Mn}\p{Me}]/u;

/** The columns of a letter and its marks, or of the letters that spell an escape or a count. */
function widthOf(piece: string): number {
  let width = 0;
  for (const c of piece) width += ON_LETTER.test(c) ? 0 : NARROW.test(c) ? 1 : 2;
  return width;
}
