// What is typed while a command goes on working: an answer where something is asked, and else a wish of the person's own.
import { dropTyped } from './ask.js';
import type { Io } from './io.js';

/** Reads lines until it is closed. One question stands at a time: no line answers two, and nothing that was typed before it answers it. */
export class Lines implements Disposable {
  readonly #io: Io;
  readonly #onLine: () => void;
  #answer: ((line: string) => void) | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  /** What was typed of a line so far. */
  #begun = '';
  #isOver = false;
  #isDropping = false;

  /** `onLine` is told of what answers nothing. */
  constructor(io: Io, onLine: () => void) {
    this.#io = io;
    this.#onLine = onLine;
    // the terminal itself echoes, and turns Ctrl-C into a signal
    io.input.on('data', this.#take).once('end', this.#end).resume();
  }

  /** What was typed, without blanks around it; '' when the input has ended. */
  ask(question: string): Promise<string> {
    const answered = this.#turn.then(async () => {
      this.#isDropping = true;
      await dropTyped(this.#io.input).catch(() => undefined);
      this.#io.input.resume();
      [this.#begun, this.#isDropping] = ['', false];
      return new Promise<string>((resolve) => {
        if (this.#isOver) return resolve('');
        this.#io.error.write(question);
        this.#answer = resolve;
      });
    });
    this.#turn = answered;
    return answered.then((line) => line.trim());
  }

  [Symbol.dispose](): void {
    this.#io.input.removeListener('data', this.#take).removeListener('end', this.#end).pause();
    this.#end();
  }

  readonly #take = (chunk: unknown): void => {
    if (this.#isDropping) return;
    const lines = `${this.#begun}${String(chunk)}`.split('\n');
    this.#begun = lines.pop()!;
    for (const line of lines) this.#give(line);
  };
  readonly #end = (): void => {
    this.#isOver = true;
    this.#answer?.('');
  };
  #give(line: string): void {
    const answer = this.#answer;
    this.#answer = undefined;
    if (answer === undefined) this.#onLine();
    else answer(line);
  }
}
