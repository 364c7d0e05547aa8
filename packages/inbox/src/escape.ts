// Makes foreign text fit to be shown: one visible, reversible spelling for every string, with nothing in it that could draw.

/**
 * Controls, format and bidi characters, surrogates, private use, unassigned, every blank, what is drawn as nothing.
 * The plain space is in it too: it is dark, but alone among them it may stand as it is.
 */
const DARK = '\\p{C}\\p{Z}\\p{Default_Ignorable_Code_Point}\\u2800\\ufffc\\u{13441}\\u{13442}\\u{16FE4}\\u{1D159}';
const UNSAFE = new RegExp(`(?! )[${DARK}]`, 'u');
const EACH_UNSAFE = new RegExp(UNSAFE, 'gu');
const PIECES = new RegExp(
  `(?<plain>[^${DARK}\\p{M}\\\\⏎⟨⟩]+)|(?<dark>[${DARK}]+)|(?<marks>(?:(?![${DARK}])\\p{M})+)|.`,
  'gsu',
);
const SPELLED = /\\u\{(?<hex>[0-9a-f]+)\}|\\(?<one>.)|⟨(?<times>\d+) × (?<unit>U\+[0-9A-F]+(?: U\+[0-9A-F]+)*)⟩|⏎/gsu;

/** Short spellings, both ways. */
const SHORT: ReadonlyMap<string, string> = new Map([
  ['\n', '⏎'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  [' ', ' '],
]);
const LONG: Readonly<Record<string, string>> = { r: '\r', t: '\t' };
/** Characters that spell something themselves, and so never stand for themselves. */
const SPELLING: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['⏎', '\\u{23ce}'],
  ['⟨', '\\u{27e8}'],
  ['⟩', '\\u{27e9}'],
]);

/** Most text: printable ASCII without a backslash, and without 9 spaces in a row. */
const HARMLESS = /^(?!.* {9})[ -[\]-~]*$/;

const MOST_BLANKS = 8;
const MOST_MARKS = 4;
const LONGEST_UNIT = 4;

/** Does a text hold a character that must not reach a screen as it is? */
export const isUnsafe = (text: string): boolean => UNSAFE.test(text);

/** How many characters of a text are shown as escapes because they are invisible, blank or control something. */
export const countUnsafe = (text: string): number => text.match(EACH_UNSAFE)?.length ?? 0;

/**
 * Spells a text on one line. No control, bidi, zero-width, tag, blank or unassigned character stands in the result:
 * each is an escape like `\u{1b}`, a newline is `⏎`, a backslash is doubled. More than 8 of them in a row, plain spaces
 * too, are counted: `⟨400 × U+2003⟩`. More than 4 combining marks in a row, and marks without a letter to stand on, are
 * escaped as well. Must not throw.
 *
 * Two different texts never look the same: {@link unrender} gives back exactly what went in, half surrogates included.
 * Not idempotent: spell a text once, where it enters the screen.
 *
 * @example
 * ```ts
 * import { render } from '@sallyport/inbox';
 *
 * render('ls\u001b[2K\nrm'); // 'ls\\u{1b}[2K⏎rm'
 * ```
 */
export function render(text: string): string {
  if (HARMLESS.test(text)) return text;
  let shown = '';
  let stands = false; // is there a letter, shown as itself, that a combining mark may stand on?
  for (const { 0: piece, groups } of text.matchAll(PIECES)) {
    const { dark, marks, plain } = groups ?? {};
    if (plain !== undefined) shown += plain;
    else if (dark !== undefined) shown += spelled([...dark]);
    else if (marks !== undefined) shown += stands && [...marks].length <= MOST_MARKS ? marks : spelled([...marks]);
    else shown += SPELLING.get(piece) ?? escape(piece);
    stands = plain !== undefined;
  }
  return shown;
}

/** What {@link render} was given. Must not throw. */
export function unrender(shown: string): string {
  return shown.replace(SPELLED, (match, ...rest) => {
    const { hex, one, times, unit } = groupsOf(rest);
    if (hex !== undefined) return character(hex);
    if (one !== undefined) return LONG[one] ?? one;
    if (times === undefined || unit === undefined) return match === '⏎' ? '\n' : match;
    return unit
      .split(' ')
      .map((point) => character(point.slice(2)))
      .join('')
      .repeat(Number(times));
  });
}

/** What is drawn like the quote that ends a name. */
const QUOTES = /[\u02ba\u02dd\u02ee\u02f6\u05f4\u201f\u2033\u2036\u3003\uff02]/gu;

/** The text as {@link render} spells it, in straight quotes: where it begins and where it ends can be seen. */
export const quoted = (text: string): string => `"${render(text).replaceAll('"', '\\"').replace(QUOTES, escape)}"`;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Makes a text that was already rendered fit for HTML, in an element or in a quoted attribute. What is unsafe all the
 * same is escaped here. Must not throw.
 */
export function html(shown: string): string {
  return shown.replace(EACH_UNSAFE, escape).replace(/[&<>"']/g, (c) => ENTITIES[c] ?? c);
}

/** Spells characters one by one, and what repeats by its count. */
function spelled(points: readonly string[]): string {
  let shown = '';
  for (let i = 0; i < points.length;) {
    const { unit, times } = repeats(points, i);
    if (times === 1) shown += SHORT.get(points[i] ?? '') ?? escape(points[i] ?? '');
    else
      shown += `⟨${times} × ${points
        .slice(i, i + unit)
        .map(codePoint)
        .join(' ')}⟩`;
    i += unit * times;
  }
  return shown;
}

/** The shortest unit that repeats itself here over more than 8 characters; else one character, once. */
function repeats(points: readonly string[], from: number): { unit: number; times: number } {
  for (let unit = 1; unit <= LONGEST_UNIT; unit++) {
    let end = from + unit;
    while (end < points.length && points[end] === points[end - unit]) end++;
    const times = Math.floor((end - from) / unit);
    if (times > 1 && times * unit > MOST_BLANKS) return { unit, times };
  }
  return { unit: 1, times: 1 };
}

/** A character's name in the standard: `U+00E9`. */
export const codePoint = (c: string): string => `U+${hexOf(c).toUpperCase().padStart(4, '0')}`;

const escape = (c: string): string => `\\u{${hexOf(c)}}`;
const hexOf = (c: string): string => (c.codePointAt(0) ?? 0).toString(16);

function character(hex: string): string {
  const point = Number.parseInt(hex, 16);
  return point <= 0x10ffff ? String.fromCodePoint(point) : `\\u{${hex}}`;
}

/** The named groups are the last argument of a replacer. */
function groupsOf(rest: readonly unknown[]): Readonly<Record<string, string | undefined>> {
  // `replace` passes what the expression above names: strings, or undefined where a group did not match.
  return rest[rest.length - 1] as Readonly<Record<string, string | undefined>>;
}
