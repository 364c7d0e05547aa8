// Reads typed lines, and only what was typed after the question stood on the screen (A3-authority-017).
import { setTimeout as sleep } from 'node:timers/promises';

/** What a terminal's input has beyond a stream; a pipe has none of it. */
export interface Input extends NodeJS.ReadableStream {
  readonly isTTY?: boolean;
  readonly isRaw?: boolean;
  setRawMode?(raw: boolean): unknown;
}

/** A line, the end of the input, or something else that is worth looking at. */
export type Typed = { readonly is: 'line'; readonly text: string } | { readonly is: 'end' } | { readonly is: 'woken' };

/** How long what was typed too early has time to come in, in milliseconds. */
const DRAIN = 40;
const INTERRUPT = '\u0003';

export class Keyboard implements Disposable {
  readonly #input: Input;
  readonly #decoder = new TextDecoder();
  readonly #quit: () => void;
  readonly #take: (chunk: unknown) => void;
  /** What was typed since the question; undefined while no question stands. */
  #typed: string | undefined;
  #ended = false;
  #settle: ((typed: Typed) => void) | undefined;

  constructor(input: Input) {
    this.#input = input;
    this.#take = (chunk) => this.#read(chunk);
    this.#quit = () => this.#end();
    input.on('data', this.#take).on('end', this.#quit).on('close', this.#quit).on('error', this.#quit);
    input.resume();
  }

  /**
   * Drops everything typed so far, puts the question, and resolves with the first line typed after it; with `end` when
   * the input ends, with `woken` when one of `wakes` aborts. Must not reject.
   */
  async ask(question: () => void, wakes: readonly AbortSignal[]): Promise<Typed> {
    await this.#drain();
    if (this.#ended) return { is: 'end' };
    if (wakes.some(({ aborted }) => aborted)) return { is: 'woken' };
    return new Promise((resolve) => {
      const woken = (): void => this.#settle?.({ is: 'woken' });
      this.#settle = (typed) => {
        this.#settle = undefined;
        this.#typed = undefined;
        for (const wake of wakes) wake.removeEventListener('abort', woken);
        resolve(typed);
      };
      for (const wake of wakes) wake.addEventListener('abort', woken);
      question();
      this.#typed = '';
    });
  }

  [Symbol.dispose](): void {
    const input = this.#input;
    for (const event of ['end', 'close', 'error']) input.removeListener(event, this.#quit);
    input.removeListener('data', this.#take);
    input.pause();
  }

  /** A terminal keeps an unfinished line to itself until Enter: in raw mode it hands it over, to be dropped. */
  async #drain(): Promise<void> {
    const { isTTY = false, isRaw = false } = this.#input;
    const raw = isTTY && !isRaw;
    if (raw) this.#input.setRawMode?.(true);
    await sleep(isTTY ? DRAIN : 1);
    if (raw) this.#input.setRawMode?.(false);
  }

  #read(chunk: unknown): void {
    const text =
      typeof chunk === 'string'
        ? chunk
        : chunk instanceof Uint8Array
          ? this.#decoder.decode(chunk, { stream: true })
          : '';
    if (this.#typed === undefined) {
      if (text.includes(INTERRUPT)) this.#end(); // Ctrl-C, typed while the terminal was raw
      return;
    }
    this.#typed += text;
    const end = this.#typed.indexOf('\n');
    if (end >= 0) this.#settle?.({ is: 'line', text: this.#typed.slice(0, end).replace(/\r$/, '') });
  }

  #end(): void {
    this.#ended = true;
    this.#settle?.({ is: 'end' });
  }
}
