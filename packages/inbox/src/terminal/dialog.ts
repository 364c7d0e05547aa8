// The questions of the terminal: one line each, and no answer that was not typed to this question.
import { quoted } from '../escape.js';
import { Ending } from './ending.js';
import type { Keyboard } from './keyboard.js';
import type { Printer } from './printer.js';

export class Dialog {
  readonly #keyboard: Keyboard;
  readonly #printer: Printer;
  readonly #signal: AbortSignal;

  constructor(keyboard: Keyboard, printer: Printer, signal: AbortSignal) {
    this.#keyboard = keyboard;
    this.#printer = printer;
    this.#signal = signal;
  }

  /** The person has had enough. */
  quit(): never {
    throw new Ending();
  }

  /** Asks for a line. Throws {@link Ending} when the input ends or the signal aborts. */
  async line(question: string): Promise<string> {
    const typed = await this.#keyboard.ask(() => this.#printer.prompt(question), [this.#signal]);
    if (typed.is !== 'line') throw new Ending();
    return typed.text;
  }

  /** Asks until exactly one of the keys is typed: no other word, case, width or blank counts. */
  async key<K extends string>(keys: Readonly<Partial<Record<K, string>>>, wake?: AbortSignal): Promise<K | 'woken'> {
    const question = Object.values<unknown>(keys).join('  ');
    for (;;) {
      const wakes = wake ? [wake, this.#signal] : [this.#signal];
      const typed = await this.#keyboard.ask(() => this.#printer.prompt(question), wakes);
      if (typed.is === 'end' || this.#signal.aborted) throw new Ending();
      if (typed.is === 'woken') return 'woken';
      if (isKey(keys, typed.text)) return typed.text;
      this.#printer.say(`${quoted(typed.text)} is none of the keys: nothing was decided.`, 'warn');
    }
  }
}

const isKey = <K extends string>(keys: Readonly<Partial<Record<K, string>>>, text: string): text is K =>
  Object.hasOwn(keys, text);
