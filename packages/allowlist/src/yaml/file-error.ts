/** A fault at a place in a file, with the line that shows it. */
import { AllowlistError, type AllowlistErrorCode } from '../errors.js';

/** Where a fault is and what is wrong; line and column count from 1. */
export interface FileFault {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The whole line, as it stands in the file. */
  readonly shown: string;
  /** What is wrong, as a clause. */
  readonly what: string;
  /** What to do about it, as an imperative. */
  readonly remedy: string;
  readonly code?: AllowlistErrorCode | undefined;
  readonly index?: number | undefined;
}

/**
 * Thrown when a YAML file holds no list that could be loaded. The message is `file:line:column: what: remedy`, then the
 * line and a caret; characters that are unsafe to print are escaped.
 *
 * @example
 * ```ts
 * import { AllowlistFileError, parseAllowlist } from '@sallyport/allowlist/yaml';
 *
 * try {
 *   parseAllowlist('allowlist:\n  - ! spam_*\n', { owner: 'alice', file: 'agent.yaml' });
 * } catch (error) {
 *   if (error instanceof AllowlistFileError) console.error(error.line, error.column); // 2 5
 * }
 * ```
 */
export class AllowlistFileError extends AllowlistError {
  readonly file: string;
  readonly line: number;
  readonly column: number;

  constructor({ file, line, column, shown, what, remedy, code = 'FILE_INVALID', index }: FileFault) {
    super(what, code, index);
    this.message = `${file}:${line}:${column}: ${what}: ${remedy}${line > 0 ? frame(line, column, shown) : ''}`;
    this.file = file;
    this.line = line;
    this.column = column;
  }
}

/** As text that is safe to print: what is no visible character becomes an escape. */
export function printable(text: string): string {
  return text.replace(/[^\P{C}]|[^\P{Z} ]|\p{DI}/gu, (found) => {
    const code = found.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
}

/** The line with a caret below the column; a long line is cut to what stands around it. */
function frame(line: number, column: number, shown: string): string {
  const from = Math.max(0, column - 1 - 60);
  const before = printable(shown.slice(from, column - 1));
  const rest = printable(shown.slice(column - 1, column - 1 + 60));
  const number = String(line);
  return `\n  ${number} | ${before}${rest}\n  ${' '.repeat(number.length)} | ${' '.repeat([...before].length)}^`;
}
