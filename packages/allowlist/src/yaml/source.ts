/** A YAML text, parsed under caps: where its nodes are, and how to say what is wrong with them. */
import { Lexer, parseDocument, type Document, type ParsedNode } from 'yaml';
import type { AllowlistErrorCode } from '../errors.js';
import { AllowlistFileError, printable } from './file-error.js';

/** The longest file that is read, in bytes. */
export const MAX_BYTES = 65_536;
const MAX_DEPTH = 20;
// Tokens that stand for no text, and those that are none: blanks, line ends, comments, tags and anchors.
const MARKS = ['\x02', '\x18', '\x1f'];
const BLANK = /^[\s#!&]/;

export interface Complaint {
  /** What is wrong, as a clause. */
  readonly what: string;
  /** What to do about it, as an imperative. */
  readonly remedy: string;
  readonly code?: AllowlistErrorCode;
  readonly index?: number | undefined;
}

/** A text whose syntax is sound: one document without directives. Its meaning is the reader's business. */
export interface YamlSource {
  readonly file: string;
  readonly text: string;
  /** To be walked, never to be converted: `toJS()` follows aliases and takes time that grows with their nesting. */
  readonly document: Document.Parsed<ParsedNode>;
  /** `file:line:column` of an offset in the text. */
  readonly at: (offset: number) => string;
  /** An error that shows the place; to be thrown. */
  readonly fault: (offset: number, complaint: Complaint) => AllowlistFileError;
}

/**
 * Parses a text of at most 64 KiB, nested at most 20 deep; `file` is the name that faults give it. Throws an
 * AllowlistFileError when the text is over a cap, is no sound YAML 1.2, or holds a directive or a second document.
 */
export function yamlSource(text: string, file: string): YamlSource {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (Buffer.byteLength(body) > MAX_BYTES)
    throw new AllowlistFileError({ file, line: 1, column: 1, shown: '', ...TOO_LONG });
  const lines = linesOf(body);
  const place = (offset: number): { line: number; column: number; shown: string } => {
    const index = Math.max(
      0,
      lines.findLastIndex(({ start }) => start <= offset),
    );
    const { start, shown } = lines[index] ?? { start: 0, shown: '' };
    return { line: index + 1, column: offset - start + 1, shown };
  };
  const fault = (offset: number, complaint: Complaint): AllowlistFileError => {
    return new AllowlistFileError({ file, ...place(offset), ...complaint });
  };
  const deep = deepPlace(body);
  if (deep !== undefined)
    throw fault(deep, { what: `is nested more than ${MAX_DEPTH} deep`, remedy: 'make it flatter' });
  const document = parseDocument(body, { version: '1.2', prettyErrors: false });
  const [error] = document.errors;
  if (error)
    throw fault(
      error.pos[0],
      complaintOf(error.code, error.message, /^\S*/.exec(body.slice(error.pos[0], error.pos[0] + 80))?.[0] ?? ''),
    );
  if (hasDirective(document))
    throw fault(Math.max(0, body.search(/^%/m)), {
      what: 'a directive changes how the file is read',
      remedy: 'remove it',
    });
  return Object.freeze({
    file,
    text: body,
    document,
    at: (offset: number) => `${file}:${place(offset).line}:${place(offset).column}`,
    fault,
  });
}

/** For a file that is over the cap. */
export const TOO_LONG: Complaint = { what: `is longer than ${MAX_BYTES / 1024} KiB`, remedy: 'make it shorter' };

function hasDirective({ directives, warnings }: Document.Parsed): boolean {
  if (warnings.some(({ code }) => code === 'BAD_DIRECTIVE')) return true;
  return directives.yaml.explicit === true || Object.keys(directives.tags).some((handle) => handle !== '!!');
}

/** The lines of a text without their ends, and where each begins. */
function linesOf(text: string): readonly { readonly start: number; readonly shown: string }[] {
  return [...text.matchAll(/([^\r\n]*)(?:\r\n|\r|\n|$)/g)].map(({ index, 1: shown = '' }) => ({ start: index, shown }));
}

/**
 * Where the text is nested too deep, before the parser, which calls itself at each level, has seen it. A level is an open
 * flow bracket, or a column at which a block entry begins.
 */
function deepPlace(text: string): number | undefined {
  const columns: number[] = [];
  let flow = 0;
  let offset = 0;
  let column = 0;
  let begins = true; // nothing but indicators and blanks since the line began
  for (const token of new Lexer().lex(text)) {
    if (MARKS.includes(token)) continue;
    if (token === '[' || token === '{') flow++;
    else if (token === ']' || token === '}') flow--;
    if (flow <= 0 && begins && !BLANK.test(token)) {
      while ((columns.at(-1) ?? -1) >= column) columns.pop();
      columns.push(column);
      begins = token === '-' || token === '?' || token === ':';
    }
    if (columns.length + flow > MAX_DEPTH) return offset;
    offset += token.length;
    column += token.length;
    const lastLine = /[\r\n]([^\r\n]*)$/.exec(token)?.[1];
    if (lastLine !== undefined) {
      column = lastLine.length;
      begins = true;
    }
  }
  return undefined;
}

/** What the parser said, in words that name the remedy. */
function complaintOf(code: string, message: string, shown: string): Complaint {
  if (code === 'MULTIPLE_DOCS') return { what: 'a second document begins', remedy: 'keep one, and remove the rest' };
  if (code === 'DUPLICATE_KEY') return { what: 'the key is there twice', remedy: 'keep one of them' };
  if (code === 'TAB_AS_INDENT') return { what: 'a tab cannot indent', remedy: 'use spaces' };
  if (message.startsWith('Tags and anchors'))
    return { what: 'what begins with ! or & is no text in YAML', remedy: 'put the whole entry in quotes' };
  if (/^[*&%@`!|>]/.test(shown))
    return {
      what: `${shown[0]} means something in YAML`,
      remedy: `put it in quotes: ${JSON.stringify(printable(shown))}`,
    };
  return { what: `is no YAML (${message})`, remedy: 'correct it' };
}
