// What others write to the terminal while a screen is on it: kept, and written once the terminal is given back.

interface Stream {
  write(text: string, ...more: readonly unknown[]): unknown;
}
type Write = Stream['write'];

export class Held {
  readonly #kept: (() => void)[] = [];
  readonly #streams: readonly Stream[];
  readonly #owns = new Map<Stream, Write>();

  /** `streams`: those that end in the terminal. */
  constructor(streams: readonly Stream[]) {
    this.#streams = streams;
  }

  /** Keeps what is written to them from now on, but for what {@link through} writes. */
  hold(): void {
    for (const stream of this.#streams) {
      const own = stream.write;
      this.#owns.set(stream, own);
      stream.write = (text: string, ...more: readonly unknown[]) => {
        const rest = more.filter((one) => typeof one !== 'function');
        this.#kept.push(() => void own.call(stream, text, ...rest));
        // whoever waits until it is written must not wait for the end of a sitting
        const done = more.at(-1);
        if (typeof done === 'function') queueMicrotask(() => void done());
        return true;
      };
    }
  }

  /** Writes to one of them, or to any other, at once. */
  through(stream: Stream, text: string): void {
    (this.#owns.get(stream) ?? stream.write).call(stream, text);
  }

  /** Gives the streams back, and writes what was kept, in its order. */
  release(): void {
    for (const [stream, own] of this.#owns) stream.write = own;
    this.#owns.clear();
    for (const write of this.#kept.splice(0)) write();
  }
}
