// A window on lines: where it stands, which keys move it, and which lines have been in it.
import { grouped } from '../words.js';

/** How far a key moves, in lines or pages. */
const MOVES: Readonly<Record<string, readonly [by: number, of: 'lines' | 'pages' | 'all']>> = {
  ...{ j: [1, 'lines'], down: [1, 'lines'], k: [-1, 'lines'], up: [-1, 'lines'] },
  ...{ 'ctrl-d': [0.5, 'pages'], 'ctrl-u': [-0.5, 'pages'] },
  ...{ pagedown: [1, 'pages'], 'ctrl-f': [1, 'pages'], pageup: [-1, 'pages'], 'ctrl-b': [-1, 'pages'] },
  ...{ g: [-1, 'all'], home: [-1, 'all'], G: [1, 'all'], end: [1, 'all'] },
};

/** By how many lines a key moves in a window of so many rows; undefined when it is no such key. */
export function stepOf(name: string, rows: number): number | undefined {
  const move = Object.hasOwn(MOVES, name) ? MOVES[name] : undefined;
  if (move === undefined) return undefined;
  const [by, of] = move;
  if (of === 'all') return by * Infinity;
  return of === 'lines' ? by : Math.sign(by) * Math.max(1, Math.floor(Math.abs(by) * (rows - 1)));
}

export class Scroll {
  #top = 0;
  #rows = 1;
  #total = 0;
  readonly #seen = new Set<number>();

  /** The lines that are in the window. Other lines, or lines broken otherwise, are to be seen anew. */
  window(lines: readonly string[], rows: number): readonly string[] {
    if (lines.length !== this.#total) this.#seen.clear();
    this.#rows = Math.max(1, rows);
    this.#total = lines.length;
    this.#top = Math.max(0, Math.min(this.#top, this.#total - this.#rows));
    const end = Math.min(this.#total, this.#top + this.#rows);
    for (let i = this.#top; i < end; i++) this.#seen.add(i);
    return lines.slice(this.#top, end);
  }

  /** Moves by what the key says; false when it says nothing about that. */
  move(name: string): boolean {
    const step = stepOf(name, this.#rows);
    if (step === undefined) return false;
    this.to(this.#top + step);
    return true;
  }

  to(top: number): void {
    this.#top = Math.max(0, Math.min(top, this.#total - this.#rows));
  }

  get top(): number {
    return this.#top;
  }

  /** How many lines have not been on the screen. */
  get unseen(): number {
    return this.#total - this.#seen.size;
  }
  get isAtEnd(): boolean {
    return this.#top + this.#rows >= this.#total;
  }

  get place(): string {
    const end = Math.min(this.#total, this.#top + this.#rows);
    if (this.#total <= this.#rows) return '';
    return `line ${grouped(this.#top + 1)}–${grouped(end)} of ${grouped(this.#total)}`;
  }
}
