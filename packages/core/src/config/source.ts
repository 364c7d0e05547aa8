// The text of a configuration file: where in it something stands, and how that looks with a mark under it.
import { LineCounter } from 'yaml';
import { printable } from '../errors.js';
import { withoutPassword } from './url-password.js';

/** Offsets into the text, in UTF-16 units; `end` is behind the last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Counted from 1, in lines and UTF-16 units, as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

const WIDTH = 100;
const BEFORE = 60;
/** What may be a secret, though it stands in the file: the words behind such a key are not repeated. */
const SECRET = /((?:pass(?:phrase|word|wd)?|secret|token|api[_-]?key|credentials?)["']?[ \t]*:[ \t]*)([^\r\n]*)/giu;

export class Source {
  readonly text: string;
  /** The name of the file, fit for a terminal. */
  readonly file: string;
  readonly lines = new LineCounter();

  constructor(text: string, file: string) {
    this.text = text;
    this.file = printable(file, Infinity);
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.lines.addNewLine(at + 1);
    this.lines.lineStarts.unshift(0);
  }

  position(offset: number): Position {
    const { line, col } = this.lines.linePos(Math.min(Math.max(offset, 0), this.text.length));
    return { line, column: col };
  }

  /** The line on which `span` begins, with carets under it; every character takes one place or is spelt out. */
  excerpt(span: Span): string {
    const { line, column } = this.position(span.start);
    const from = this.lines.lineStarts[line - 1]!;
    const stop = this.text.indexOf('\n', from);
    const whole = this.text.slice(from, stop < 0 ? this.text.length : stop).replace(/\r$/, '');
    const shown = masked(whole);
    const at = Math.min(column - 1, shown.length);
    // a long line is shown around the mark
    const cut = at > BEFORE ? at - BEFORE : 0;
    const lead = (cut > 0 ? '…' : '') + printable(shown.slice(cut, at));
    const marked = printable(shown.slice(at, Math.min(at + Math.max(1, span.end - span.start), cut + WIDTH)));
    const rest = shown.slice(at + Math.max(1, span.end - span.start), cut + WIDTH);
    const tail = printable(rest) + (shown.length > cut + WIDTH ? '…' : '');
    const margin = ' '.repeat(String(line).length);
    return [
      `  ${line} | ${lead}${marked}${tail}`.trimEnd(),
      `  ${margin} | ${' '.repeat(lead.length)}${'^'.repeat(Math.max(1, marked.length))}`,
    ].join('\n');
  }
}

/** The line without what may be secret in it; of the same length. References to the environment stay. */
function masked(line: string): string {
  return withoutPassword(line).replaceAll(SECRET, (_, key: string, value: string) =>
    /^["']?\$\{\w+\}["']?[ \t]*[,}]?/u.test(value) ? key + value : key + value.replaceAll(/[^\s]/gu, '*'),
  );
}
