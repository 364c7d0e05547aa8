// Markup: our own words are markup, everything that is put into them goes through `html` first.
import { html } from '../escape.js';
import { RIGHT_TO_LEFT } from '../scripts.js';

/** What may stand in a piece of markup. A string is text, never markup. */
export type Piece = Markup | string | number | false | undefined | readonly Piece[];

/** Markup that {@link el} made. Nothing else can make any. */
export class Markup {
  readonly #text: string;
  constructor(strings: readonly string[], pieces: readonly Piece[]) {
    const upTo = (i: number): string => strings.slice(0, i + 1).join(ANY);
    this.#text = strings.map((text, i) => text + drawn(pieces[i], takesTags(upTo(i)))).join('');
  }
  /** Is it markup, and not an object that looks like it? */
  static is(piece: unknown): piece is Markup {
    return typeof piece === 'object' && piece !== null && #text in piece;
  }
  toString(): string {
    return this.#text;
  }
}

/** A piece of a page: the template is ours, what is put into it is escaped, in elements and in quoted attributes alike. */
export const el = (strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup => new Markup(strings, pieces);

function drawn(piece: Piece, inText: boolean): string {
  if (piece === undefined || piece === false) return '';
  if (typeof piece === 'number') return String(piece);
  if (typeof piece === 'string') return inText ? isolated(html(piece)) : html(piece);
  if (Markup.is(piece)) return piece.toString();
  // `as`: what is no markup, no text and no number is a list
  return (piece as readonly Piece[]).map((one) => drawn(one, inText)).join('');
}

/** Where a piece has stood. */
const ANY = '…';

/** Not in a quoted attribute, nor in an element that holds text alone. */
const takesTags = (before: string): boolean => !/="[^"]*$|<(?:title|option|textarea)\b[^>]*>[^<]*$/.test(before);

const WORD = `[${RIGHT_TO_LEFT}][${RIGHT_TO_LEFT}\\p{M}]*`;
const WORDS = new RegExp(`${WORD}(?:[ ,.-]{1,2}${WORD})*`, 'gu');

/** Words from right to left run so among themselves: nothing before or behind them, and no number, changes places. */
const isolated = (text: string): string => text.replace(WORDS, '<bdi>$&</bdi>');

/** What stands in a text field: its line ends are line ends there, anything else that is unsafe is escaped. */
export const typed = (text: string): Markup => new Markup([`\n${text.split('\n').map(html).join('\n')}`], []);
