// The whole screen as lines: a title, the page, what is to be told, where one is, and the keys.
import { paint } from '../screen.js';
import { columns } from '../wrap.js';
import { bar, clip, drawn, line, type Pen } from './draw.js';
import type { Hint, Page } from './page.js';
import type { Size } from './stage.js';
import type { Tone } from '../words.js';

/** Below this nothing can be read. */
const LEAST: Size = { columns: 24, rows: 10 };

export interface Told {
  readonly text: string;
  readonly tone: Tone;
}
interface Parts {
  readonly page: Page;
  readonly title: string;
  /** At the right of the title. */
  readonly count: string;
  readonly told: Told | undefined;
  readonly color: boolean;
}

/** The lines of the screen, as many as it has rows; none is wider than it. */
export function frameOf({ page, title, count, told, color }: Parts, { columns: width, rows }: Size): readonly string[] {
  const pen: Pen = { width, color };
  if (isTooSmall({ columns: width, rows })) return tooSmall(pen, rows);
  // how one leaves, and where all keys stand, has room in any case
  const help: readonly Hint[] = page.isTyping === true ? [] : [['?', 'help']];
  const keys = keyLines(page.hints.slice(0, -1), [...page.hints.slice(-1), ...help], pen);
  const news = told === undefined ? [] : drawn([line(told.text, told.tone)], pen).slice(0, rows - LEAST.rows + 2);
  const room = rows - 2 - keys.length - news.length;
  const { lines, place = '', goesOn = false } = page.draw({ ...pen, rows: room });
  const body = [...lines.slice(0, room), ...Array.from({ length: Math.max(0, room - lines.length) }, () => '')];
  return [titleLine(title, count, pen), ...body, ...news, ruleLine(place, goesOn, pen), ...keys];
}

/** Is there no room for a question and its answer? Then no key decides anything. */
export const isTooSmall = ({ columns: width, rows }: Size): boolean => width < LEAST.columns || rows < LEAST.rows;

function tooSmall(pen: Pen, rows: number): string[] {
  const words = `the window is too small: ${LEAST.columns} by ${LEAST.rows} at least`;
  return drawn([line(words, 'warn')], pen).slice(0, rows);
}

function titleLine(title: string, count: string, pen: Pen): string {
  const room = pen.width - 2;
  const right = columns(title) + columns(count) + 2 <= room ? count : '';
  const left = clip(title, room - (right === '' ? 0 : columns(right) + 2));
  const gap = ' '.repeat(Math.max(1, room - columns(left) - columns(right)));
  return bar(` ${left}${right === '' ? '' : gap + right} `, pen);
}

function ruleLine(place: string, goesOn: boolean, { width, color }: Pen): string {
  const long = goesOn ? `${place} · Space reads on` : place;
  const words = place === '' ? '' : ` ${columns(long) <= width - 6 ? long : clip(place, width - 6)} `;
  return paint(`──${words}${'─'.repeat(Math.max(0, width - 2 - columns(words)))}`, 'dim', color);
}

/** The keys on two lines at most, the last of them in any case; what has no room stands in the help. */
function keyLines(hints: readonly Hint[], last: readonly Hint[], { width, color }: Pen): string[] {
  const lines: Hint[][] = [[]];
  const room = width - 1;
  for (const hint of hints) {
    const now = lines.at(-1)!;
    const needed = lines.length === 1 ? [...now, hint] : [...now, hint, ...last];
    if (widthOf(needed) <= room) now.push(hint);
    else if (lines.length === 1) lines.push([hint]);
    else break;
  }
  if (lines.length === 1 && widthOf([...lines[0]!, ...last]) > room) lines.push([]);
  lines.at(-1)!.push(...last);
  return lines.map((some) => some.map(([key, word]) => `${paint(key, 'strong', color)} ${word}`).join('  '));
}

const widthOf = (hints: readonly Hint[]): number =>
  hints.reduce((sum, [key, word]) => sum + columns(`${key} ${word}`) + 2, -2);
