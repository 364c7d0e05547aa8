// Markup: our own words are markup, everything that is put into them goes through `html` first.
import { html } from '../escape.js';

/** What may stand in a piece of markup. A string is text, never markup. */
export type Piece = Markup | string | number | false | undefined | readonly Piece[];

/** Markup that {@link el} made. Nothing else can make any. */
export class Markup {
  readonly #text: string;
  constructor(strings: readonly string[], pieces: readonly Piece[]) {
    this.#text = strings.map((text, i) => text + drawn(pieces[i])).join('');
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

function drawn(piece: Piece): string {
  if (piece === undefined || piece === false) return '';
  if (typeof piece === 'number') return String(piece);
  if (typeof piece === 'string') return html(piece);
  if (Markup.is(piece)) return piece.toString();
  // `as`: what is no markup, no text and no number is a list
  return (piece as readonly Piece[]).map(drawn).join('');
}

const NEWLINE = el`\n`;

/** What stands in a text field: its line ends are line ends there, anything else that is unsafe is escaped. */
export const typed = (text: string): Markup =>
  el`${NEWLINE}${text.split('\n').map((line, i) => (i === 0 ? el`${line}` : el`${NEWLINE}${line}`))}`;
