// Prints the lines of screens, as wide as the terminal is now.
import { block } from '../block.js';
import { paint } from '../screen.js';
import type { Tone } from '../words.js';
import { BAR, wrap } from '../wrap.js';

/** Where it prints to: a terminal, or any stream. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const USUAL_WIDTH = 80;

export class Printer {
  readonly #output: Output;
  readonly #width: number | undefined;
  readonly color: boolean;

  constructor(output: Output, { width, color }: { width?: number | undefined; color: boolean }) {
    this.#output = output;
    this.#width = width;
    this.color = color;
  }

  get width(): number {
    return this.#width ?? (this.#output.columns || USUAL_WIDTH);
  }

  /** Lines of a screen, as they are. */
  screen(lines: readonly string[]): void {
    this.#output.write(`${lines.join('\n')}\n`);
  }

  /** A sentence of the screen's own. Foreign words in it must be escaped already. */
  say(text: string, tone: Tone = 'plain'): void {
    this.screen(wrap({ lead: '', text }, this.width).map((line) => paint(line, tone, this.color)));
  }

  /** Foreign text, behind the bar. */
  cite(text: string): void {
    this.screen(block(text).flatMap((line) => wrap({ lead: BAR, text: line }, this.width)));
  }

  /** The last words before an answer, which is typed behind them. */
  prompt(keys: string): void {
    const lines = wrap({ lead: '', text: keys }, this.width);
    this.#output.write(`${lines.map((line) => paint(line, 'strong', this.color)).join('\n')}\n> `);
  }
}
