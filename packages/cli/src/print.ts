// What a command prints: lines for people, or one JSON document for scripts. Nothing raw reaches a terminal.
import { render } from '@sallyport/inbox';
import type { Io, Output } from './io.js';
import { plainLines, type Told } from './errors.js';

const ANSI = { plain: '', strong: '1', dim: '2', good: '32', calm: '36', warn: '33', bad: '31' } as const;
export type Tone = keyof typeof ANSI;

const USUAL_WIDTH = 80;

export interface PrintOptions {
  readonly json: boolean;
  readonly color: boolean | undefined;
}

export class Print {
  readonly json: boolean;
  readonly color: boolean;
  readonly width: number;
  readonly #io: Io;
  readonly #wanted: boolean | undefined;

  constructor(io: Io, { json, color }: PrintOptions) {
    this.#io = io;
    this.#wanted = color;
    this.json = json;
    this.color = this.#colors(io.output);
    this.width = io.output.columns || USUAL_WIDTH;
  }

  /** A line of our own words. Foreign words in it must be rendered already. */
  line(text = '', tone: Tone = 'plain'): void {
    this.#io.output.write(`${paint(text, tone, this.color)}\n`);
  }
  /** Lines of a screen, as they are. */
  screen(lines: readonly string[]): void {
    this.#io.output.write(lines.map((line) => `${line}\n`).join(''));
  }
  /** The answer of a command under `--json`: one document, in ASCII, so that nothing in it can draw. */
  data(value: unknown): void {
    this.#io.output.write(`${ascii(value)}\n`);
  }
  /** Lines as they stand, of a file or a script that was asked for. */
  raw(text: string): void {
    this.#io.output.write(text);
  }
  /** Something that should be known, beside the answer. */
  warn(message: string): void {
    for (const line of plainLines(message)) this.#say(`warning: ${line}`, 'warn');
  }
  /** Something to be read while a command works or waits; not part of the answer. */
  note(text: string, tone: Tone = 'dim'): void {
    this.#say(text, tone);
  }
  error({ code, message, who }: Told, exit: number): void {
    if (this.json) {
      this.#io.error.write(`${ascii({ error: { code, message, who, exit } })}\n`);
      return;
    }
    const [first = '', ...rest] = plainLines(message);
    this.#say(`sallyport: ${first}`, 'bad');
    for (const line of rest) this.#say(line, 'plain');
    this.#say(who === undefined ? `  ${code}` : `  ${code}, for ${who} to settle`, 'dim');
  }

  #say(text: string, tone: Tone): void {
    this.#io.error.write(`${paint(text, tone, this.#colors(this.#io.error))}\n`);
  }
  #colors(output: Output): boolean {
    return this.#wanted ?? (output.isTTY === true && (this.#io.env['NO_COLOR'] ?? '') === '');
  }
}

function paint(text: string, tone: Tone, color: boolean): string {
  return color && tone !== 'plain' && text !== '' ? `\u001b[${ANSI[tone]}m${text}\u001b[0m` : text;
}

/** JSON with everything beyond ASCII as `\uXXXX`: the same value, and no character of it reaches a screen as it is. */
export const ascii = (value: unknown): string =>
  JSON.stringify(value, undefined, 2).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** A foreign word in a command that somebody may copy: one word for any shell, and nothing in it draws. */
export const word = (text: string): string =>
  /^[\w./@-]+$/.test(text) ? text : `'${render(text).replaceAll("'", String.raw`'\''`)}'`;
