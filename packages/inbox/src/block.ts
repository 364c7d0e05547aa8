// A text as lines: what the screens draw inside a bar, so that nothing in it can pass for a part of the screen.
import { render, unrender } from './escape.js';

/** So many blank lines in a row are shown as they are; more are counted. */
const MOST_BLANK_LINES = 3;
const LOOKS_BLANK = /^(?: |\\u\{[0-9a-f]+\}|\\[rt]|⟨\d+ × [^⟩]+⟩)*$/u;
const COUNTED = /^⟨(\d+) × (?:(blank line)|next line)⟩$/u;

/**
 * Spells a text line by line (see `render`). A space at the end of a line is an escape, since nobody can see it there;
 * more than 3 blank lines in a row, or lines that only look blank, become a count: `⟨998 × blank line⟩`. Two different
 * texts never give the same lines. Must not throw.
 *
 * @example
 * ```ts
 * import { block } from '@sallyport/inbox';
 *
 * block('ls' + '\n'.repeat(1000) + 'rm -rf /'); // ['ls', '⟨999 × blank line⟩', 'rm -rf /']
 * ```
 */
export function block(text: string): string[] {
  const lines = text.split('\n').map((line) => render(line).replace(/ $/, '\\u{20}'));
  const shown: string[] = [];
  for (let i = 0; i < lines.length;) {
    const line = lines[i] ?? '';
    let end = i + 1;
    while (end < lines.length && lines[end] === line) end++;
    shown.push(...counted(line, end - i));
    i = end;
  }
  return shown;
}

/** What {@link block} was given. Must not throw. */
export function unblock(lines: readonly string[]): string {
  const texts: string[] = [];
  for (let i = 0; i < lines.length; i++) {
    const [, times, blank] = COUNTED.exec(lines[i] ?? '') ?? [];
    const line = times === undefined || blank !== undefined ? '' : unrender(lines[++i] ?? '');
    if (times === undefined) texts.push(unrender(lines[i] ?? ''));
    else for (let n = Number(times); n > 0; n--) texts.push(line);
  }
  return texts.join('\n');
}

function counted(line: string, times: number): string[] {
  if (times <= MOST_BLANK_LINES || !LOOKS_BLANK.test(line)) return Array.from({ length: times }, () => line);
  return line === '' ? [`⟨${times} × blank line⟩`] : [`⟨${times} × next line⟩`, line];
}
