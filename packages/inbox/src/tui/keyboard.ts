// Hands out keys, and knows which of them may decide: only what was pressed, alone, once the question stood on the screen.
import type { Input } from '../terminal/keyboard.js';
import { type Key, KeyReader } from './key.js';

/** A key, and whether it counts as an answer to the question that stands on the screen. */
export interface Press extends Key {
  readonly counts: boolean;
}

/** So long nobody may have typed anything before a question takes an answer, in milliseconds: nobody reads it faster. */
const QUIET = 100;
const INTERRUPT = 'ctrl-c';
/** So long the rest of an escape sequence may take, over a slow line. */
const SLOW = 60;

export class Keyboard implements Disposable {
  readonly #input: Input;
  readonly #onPress: (press: Press) => void;
  readonly #onEnd: () => void;
  readonly #keys = new KeyReader();
  readonly #decoder = new TextDecoder();
  readonly #take = (chunk: unknown): void => this.#read(chunk);
  #question: string | undefined;
  #isArmed = false;
  /** What was typed before there was a screen is no key of it. */
  #isOpen = false;
  #quiet: NodeJS.Timeout | undefined;
  #slow: NodeJS.Timeout | undefined;

  constructor(input: Input, { onPress, onEnd }: { onPress: (press: Press) => void; onEnd: () => void }) {
    this.#input = input;
    this.#onPress = onPress;
    this.#onEnd = onEnd;
    input.setRawMode?.(true);
    input.on('data', this.#take).on('end', onEnd).on('close', onEnd).on('error', onEnd);
    input.resume();
  }

  /** This question stands on the screen now. When it is another than before, what is typed at once does not answer it. */
  stands(question: string): void {
    if (question === this.#question) return;
    this.#question = question;
    this.#settle();
  }

  [Symbol.dispose](): void {
    const input = this.#input;
    clearTimeout(this.#quiet);
    clearTimeout(this.#slow);
    for (const event of ['end', 'close', 'error']) input.removeListener(event, this.#onEnd);
    input.removeListener('data', this.#take);
    input.setRawMode?.(false);
    input.pause();
  }

  /** Whoever holds a key down, or pastes, has not read the question: the time begins anew with each of them. */
  #settle(): void {
    this.#isArmed = false;
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => (this.#isArmed = this.#isOpen = true), QUIET);
  }

  #read(chunk: unknown): void {
    clearTimeout(this.#slow);
    const text = chunk instanceof Uint8Array ? this.#decoder.decode(chunk, { stream: true }) : String(chunk);
    this.#hand(this.#keys.push(text));
    if (this.#keys.isWaiting) this.#slow = setTimeout(() => this.#hand(this.#keys.flush()), SLOW);
  }

  #hand(keys: readonly Key[]): void {
    const isArmed = this.#isArmed;
    if (!isArmed) this.#settle();
    const usable = this.#isOpen ? keys : keys.filter(({ name }) => name === INTERRUPT);
    for (const key of usable) this.#onPress({ ...key, counts: isArmed && key.alone && key.name !== 'paste' });
  }
}
