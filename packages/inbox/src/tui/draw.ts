// Lines of the full-screen terminal: every one fits its width, and what is shortened says by how much.
import { piecesOf } from '../fold.js';
import { paint } from '../screen.js';
import type { Tone } from '../words.js';
import { BAR, columns, type Line, wrap } from '../wrap.js';

export const line = (text: string, tone: Tone = 'plain', lead = ''): Line => ({ lead, text, tone });
export const GAP: Line = line('');
/** Foreign text, escaped already, behind the bar. */
export const barred = (text: string): Line => line(text, 'plain', BAR);

/** How wide, and with colours or without. */
export interface Pen {
  readonly width: number;
  readonly color: boolean;
}

/** Breaks lines to the width, and colours them. */
export const drawn = (lines: readonly Line[], { width, color }: Pen): string[] =>
  lines.flatMap((one) => wrap(one, width).map((text) => paint(text, one.tone, color)));

/** Room for `⟨+1234567⟩`, whose brackets are as wide as the widest letters. */
const COUNT = 12;

/** Escaped text on one line: what does not fit is counted, as in `⟨+120⟩`, and stands whole where it is opened. */
export function clip(text: string, room: number): string {
  if (columns(text) <= room) return text;
  const pieces = piecesOf(text);
  let used = 0;
  let end = 0;
  for (; end < pieces.length; end++) {
    const width = columns(pieces[end] ?? '');
    if (used + width > room - COUNT) break;
    used += width;
  }
  const more = pieces.slice(end).reduce((sum, piece) => sum + countOf(piece), 0);
  return `${pieces.slice(0, end).join('')}⟨+${more}⟩`;
}

/** What was folded before counts in full: `⟨1,200 of 1,400 characters …⟩`. */
const countOf = (piece: string): number => Number(/^⟨([\d,]+) of /.exec(piece)?.[1]?.replaceAll(',', '') ?? 1);

/** Spaces up to a width. */
const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - columns(text)));

/** A bar of the screen's own: light on dark, or just itself. */
export const bar = (text: string, { width, color }: Pen): string =>
  color ? `\u001b[7m${padded(text, width)}\u001b[0m` : text;
