// The terminal's screen: entered, painted line by line, and left as it was found, however the program ends.
import { Held } from './held.js';

/** Where the screens go: a terminal. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
  on?(event: 'resize', listener: () => void): unknown;
  removeListener?(event: 'resize', listener: () => void): unknown;
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** The alternate screen, no cursor, and pastes marked as such. */
const ENTER = '\u001b[?1049h\u001b[?25l\u001b[?2004h\u001b[0m\u001b[2J\u001b[H';
const LEAVE = '\u001b[0m\u001b[?2004l\u001b[?25h\u001b[?1049l';
/** Terminals that know it show what lies between in one go; the others ignore it. */
const TOGETHER = ['\u001b[?2026h', '\u001b[?2026l'] as const;
const USUAL: Size = { columns: 80, rows: 24 };

export class Stage {
  readonly #output: Output;
  readonly #onResize: () => void;
  readonly #leave = (): void => this.leave();
  readonly #held: Held;
  #painted: readonly string[] = [];
  #at: Size = USUAL;
  #isOn = false;

  constructor(output: Output, onResize: () => void) {
    this.#output = output;
    this.#onResize = onResize;
    const own = [process.stdout, process.stderr];
    // a screen elsewhere is in nobody's way
    this.#held = new Held(own.some((stream) => stream === output) ? own.filter(({ isTTY }) => isTTY) : []);
  }

  /** As large as the terminal is now. */
  get size(): Size {
    return { columns: this.#output.columns || USUAL.columns, rows: this.#output.rows || USUAL.rows };
  }

  enter(): void {
    this.#isOn = true;
    this.#held.hold();
    this.#write(ENTER);
    this.#output.on?.('resize', this.#onResize);
    process.on('exit', this.#leave);
  }

  /** Brings the screen to these lines: only what differs is written. */
  paint(lines: readonly string[]): void {
    if (!this.#isOn) return;
    const { columns, rows } = this.size;
    const isAnew = columns !== this.#at.columns || rows !== this.#at.rows;
    const before = isAnew ? [] : this.#painted;
    const changes = lines
      .slice(0, rows)
      .flatMap((line, i) => (line === before[i] ? [] : [`\u001b[${i + 1};1H\u001b[0m\u001b[K${line}\u001b[0m`]));
    const rest = lines.length < rows ? [`\u001b[${lines.length + 1};1H\u001b[0m\u001b[J`] : [];
    this.#painted = lines;
    this.#at = { columns, rows };
    const clear = isAnew ? ['\u001b[2J'] : [];
    if (changes.length > 0 || isAnew) this.#write([TOGETHER[0], ...clear, ...changes, ...rest, TOGETHER[1]].join(''));
  }

  /** Gives the terminal back. Twice is once. */
  leave(): void {
    if (!this.#isOn) return;
    this.#isOn = false;
    process.removeListener('exit', this.#leave);
    this.#output.removeListener?.('resize', this.#onResize);
    this.#write(LEAVE);
    this.#held.release();
  }

  /** Forgets what stands on the terminal: the next lines are painted anew, all of them. */
  forget(): void {
    this.#at = { columns: 0, rows: 0 };
  }

  #write(text: string): void {
    this.#held.through(this.#output, text);
  }
}
