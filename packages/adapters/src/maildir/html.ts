// Turns the HTML of a mail into text, in one pass and linear time. It draws nothing and judges nothing: text that the
// HTML hides (white on white, `display: none`) comes out like any other, so that a person can see it too.
import { decodeEntities } from './entities.js';

/** The text, and how many characters of comments, scripts and styles are not in it. */
export interface HtmlText {
  readonly text: string;
  readonly leftOut: number;
}

const NEW_LINE = new Set(
  [
    'address',
    'article',
    'blockquote',
    'br',
    'center',
    'dd',
    'div',
    'dl',
    'dt',
    'footer',
    'form',
    'header',
    'hr',
  ].concat([
    'h1',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'li',
    'main',
    'ol',
    'p',
    'pre',
    'section',
    'table',
    'title',
    'tr',
    'ul',
  ]),
);
const NOT_TEXT = new Set(['script', 'style']);
const LONGEST_LINK = 2_000;

/** Must not throw, whatever it is given. A tag that never ends is text. */
export function textOfHtml(html: string): HtmlText {
  const reader = new Reader(html);
  while (reader.step());
  return reader.result();
}

class Reader {
  readonly #html: string;
  readonly #lower: string;
  readonly #out: string[] = [];
  #at = 0;
  #leftOut = 0;
  #link: string | undefined;

  constructor(html: string) {
    this.#html = html;
    // Lower case in ASCII only: toLowerCase() changes the length of some letters, and positions are shared.
    this.#lower = html.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  }

  /** Reads up to and including the next tag or comment; false at the end. */
  step(): boolean {
    const open = this.#html.indexOf('<', this.#at);
    this.#text(open < 0 ? this.#html.length : open);
    if (open < 0) return false;
    if (this.#html.startsWith('<!--', open)) this.#skipPast('-->', open + 4);
    else if (/^[a-z/!?]/.test(this.#lower.slice(open + 1, open + 2))) this.#tag(open);
    else {
      this.#out.push('<');
      this.#at = open + 1;
    }
    return true;
  }

  result(): HtmlText {
    this.#endLink();
    const lines = this.#out.join('').split('\n');
    const text = lines.map((line) => line.trim()).join('\n');
    return { text: text.replace(/\n{3,}/g, '\n\n').trim(), leftOut: this.#leftOut };
  }

  #text(end: number): void {
    const plain = this.#html.slice(this.#at, end).replace(/[ \t\r\n\f]+/g, ' ');
    if (plain !== '') this.#out.push(decodeEntities(plain));
    this.#at = end;
  }

  #tag(open: number): void {
    const end = endOfTag(this.#html, open + 1);
    if (end === undefined) return this.#text(this.#html.length);
    this.#at = end + 1;
    const inside = this.#lower.slice(open + 1, Math.min(end, open + 40));
    const [, closing, name = ''] = /^(\/?)([a-z][a-z0-9]*)/.exec(inside) ?? [];
    if (NEW_LINE.has(name)) this.#out.push(name === 'p' || name === 'table' ? '\n\n' : '\n');
    if (name === 'a') this.#endLink();
    if (closing === '/') return;
    if (name === 'td' || name === 'th') this.#out.push(' ');
    if (name === 'li') this.#out.push('- ');
    if (name === 'a') this.#link = attribute(this.#html.slice(open, end), 'href');
    if (name === 'img') this.#image(attribute(this.#html.slice(open, end), 'alt'));
    if (NOT_TEXT.has(name)) this.#skipPast(`</${name}`, this.#at);
  }

  #image(alt: string | undefined): void {
    if (alt !== undefined && alt.trim() !== '') this.#out.push(`[image: ${oneLine(alt)}]`);
  }

  #endLink(): void {
    if (this.#link !== undefined && this.#link !== '') this.#out.push(` <${oneLine(this.#link)}>`);
    this.#link = undefined;
  }

  #skipPast(mark: string, from: number): void {
    const found = this.#lower.indexOf(mark, from);
    const end = found < 0 ? this.#html.length : found;
    this.#leftOut += end - from;
    // The end tag itself is read as a tag, so that what stands inside it (`</script x="…">`) is treated alike.
    this.#at = found < 0 || mark.startsWith('</') ? end : end + mark.length;
  }
}

/** Where the `>` of a tag is; a `>` inside a quoted attribute value is not it. `undefined`: it never ends. */
function endOfTag(html: string, from: number): number | undefined {
  const stop = /[>=]/g;
  stop.lastIndex = from;
  for (let found = stop.exec(html); found !== null; found = stop.exec(html)) {
    if (found[0] === '>') return found.index;
    const quote = /["']/.exec(html.slice(stop.lastIndex, stop.lastIndex + 1))?.[0];
    if (quote === undefined) continue;
    const close = html.indexOf(quote, stop.lastIndex + 1);
    if (close < 0) return undefined;
    stop.lastIndex = close + 1;
  }
  return undefined;
}

function attribute(tag: string, name: string): string | undefined {
  const pattern = new RegExp(`[\\s"'/]${name}=(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i');
  const found = pattern.exec(tag.slice(0, LONGEST_LINK + 200));
  const value = found?.[1] ?? found?.[2] ?? found?.[3];
  return value === undefined ? undefined : decodeEntities(value);
}

const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
