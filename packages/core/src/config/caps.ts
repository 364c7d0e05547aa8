// What is refused before a parser sees it: bytes that are no UTF-8, too much text, too deep a nest, what cannot be seen.
import { Lexer } from 'yaml';
import type { Faults } from './faults.js';
import type { Source } from './source.js';

const MOST_BYTES = 64 * 1024;
/** Mappings and lists within one another. */
export const DEEPEST = 20;

/** Control characters, and those that change the direction of what follows. Tab and line ends may stand. */
const UNSEEN = /(?![\t\n\r])\p{Cc}|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\r(?!\n)/gu;

/** What the lexer puts between tokens: a document begins, a flow collection ends, a scalar follows. */
const CONTROL: ReadonlySet<string> = new Set(['\u0002', '\u0018', '\u001f']);
const DIRECTIVE = 'a directive changes how the file is read: take the line out';

/** True when the text may go to the parser. */
export function withinCaps(source: Source, faults: Faults): boolean {
  const { text } = source;
  const bytes = Buffer.byteLength(text);
  if (bytes > MOST_BYTES) {
    faults.add(
      { start: 0, end: 1 },
      `the file has ${bytes} bytes: ${MOST_BYTES} are read, take out what is no configuration`,
    );
    return false;
  }
  if (!text.isWellFormed()) {
    const start = text.search(/\p{Cs}/u);
    faults.add({ start, end: start + 1 }, 'half a surrogate pair stands here: save the file as UTF-8');
    return false;
  }
  for (const { index, 0: found } of text.matchAll(UNSEEN)) {
    const code = found.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
    faults.add({ start: index, end: index + 1 }, `U+${code} stands here, which cannot be seen: take it out`);
  }
  if (!faults.any) checkNesting(source, faults);
  return !faults.any;
}

/** How deep the tokens seen so far stand. */
class Depth {
  flow = 0;
  readonly #columns: number[] = [];
  #isFresh = true;
  #colons = 0;

  get now(): number {
    return this.flow + this.#columns.length;
  }

  newLine(): void {
    this.#isFresh = true;
    this.#colons = 0;
  }

  /** A token in block style. What begins a line or follows a dash may begin a list or a mapping. */
  block(token: string, column: number): void {
    const isIndicator = token === '-' || token === '?';
    if (token === ':') this.#colons += 1;
    // two colons on one line are a fault, which the parser finds in its own good time, nesting all the while
    if (this.#isFresh || isIndicator || this.#colons > 1) this.#inward(column);
    this.#isFresh = isIndicator;
    if (isIndicator) this.#colons = 0;
  }

  /** What stood further in, or at this column, is over. */
  #inward(column: number): void {
    while (this.#columns.length > 0 && this.#columns.at(-1)! >= column) this.#columns.pop();
    this.#columns.push(column);
  }
}

/** Looks at the tokens only, for the parser builds its tree by calling itself. Never less than half of the true depth. */
function checkNesting({ text }: Source, faults: Faults): void {
  const depth = new Depth();
  let [offset, lineStart, isScalar] = [0, 0, false];
  for (const token of new Lexer().lex(text)) {
    if (CONTROL.has(token)) {
      isScalar = token === '\u001f';
      continue;
    }
    if (!isScalar && (token === '[' || token === '{')) depth.flow += 1;
    else if (!isScalar && (token === ']' || token === '}')) depth.flow = Math.max(0, depth.flow - 1);
    else if (depth.flow === 0 && token.trim() !== '' && !token.startsWith('#'))
      depth.block(isScalar ? '' : token, offset - lineStart);
    if (!isScalar && token.startsWith('%')) faults.add({ start: offset, end: offset + token.length }, DIRECTIVE);
    if (depth.now > DEEPEST) {
      faults.add(
        { start: offset, end: offset + 1 },
        `this is nested deeper than ${DEEPEST} levels: lay it out flatter`,
      );
      return;
    }
    const newline = token.lastIndexOf('\n');
    if (newline >= 0) {
      lineStart = offset + newline + 1;
      depth.newLine();
    }
    offset += token.length;
    isScalar = false;
  }
}
