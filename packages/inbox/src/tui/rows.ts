// A list with a cursor that stays on what it stands on, whatever comes and goes around it.
import { stepOf } from './scroll.js';

/** A block of lines; one with an id can be chosen. */
export interface Block {
  readonly id?: string;
  /** Drawn when the cursor is on it, and when it is not. */
  readonly draw: (isHere: boolean) => readonly string[];
}

export class Rows {
  #blocks: readonly Block[] = [];
  #at: string | undefined;
  /** How far below the window's first row the cursor's block begins. */
  #row = 0;
  #rows = 1;
  /** Was the cursor moved since it was drawn last? Then the window may move as well. */
  #isMoved = true;

  /** The chosen id. */
  get at(): string | undefined {
    return this.#at;
  }
  set at(id: string | undefined) {
    this.#at = id;
  }

  /**
   * Shows other blocks. Whatever the cursor stood on stays under it: when that is gone, the caller keeps a block for it until
   * {@link move}.
   */
  show(blocks: readonly Block[]): void {
    this.#blocks = blocks;
    if (this.#ids.includes(this.#at ?? '')) return;
    this.#at = this.#ids[0];
    this.#isMoved = true;
  }

  get #ids(): string[] {
    return this.#blocks.flatMap(({ id }) => id ?? []);
  }

  /** Moves the cursor by what the key says; false when it says nothing about that. */
  move(name: string): boolean {
    const step = stepOf(name, Math.ceil(this.#rows / 2));
    if (step === undefined) return false;
    const ids = this.#ids;
    const now = Math.max(0, ids.indexOf(this.#at ?? ''));
    const next = Math.max(0, Math.min(ids.length - 1, now + step));
    this.#row += this.#heightBetween(now, next);
    this.#at = ids[next];
    this.#isMoved = true;
    return true;
  }

  #heightBetween(from: number, to: number): number {
    const starts = this.#starts();
    return (starts.get(this.#ids[to] ?? '') ?? 0) - (starts.get(this.#ids[from] ?? '') ?? 0);
  }
  #starts(): Map<string, number> {
    const starts = new Map<string, number>();
    let line = 0;
    for (const block of this.#blocks) {
      if (block.id !== undefined) starts.set(block.id, line);
      line += block.draw(false).length;
    }
    return starts;
  }

  /** The lines of the window. Until the cursor is moved, its block keeps its row, whatever comes and goes above and below it. */
  window(rows: number): { readonly lines: readonly string[]; readonly above: number; readonly below: number } {
    this.#rows = rows;
    const all = this.#blocks.flatMap(({ id, draw }) => draw(id !== undefined && id === this.#at));
    const start = this.#starts().get(this.#at ?? '') ?? 0;
    const height = this.#blocks.find(({ id }) => id !== undefined && id === this.#at)?.draw(true).length ?? 1;
    const top = start - Math.max(0, Math.min(this.#row, rows - height));
    const held = this.#isMoved ? this.#settled(top, start, all.length) : top;
    this.#isMoved = false;
    this.#row = start - held;
    const gap = Array.from({ length: Math.max(0, -held) }, () => '');
    const lines = [...gap, ...all.slice(Math.max(0, held), held + rows)];
    return { lines, above: Math.max(0, held), below: Math.max(0, all.length - held - rows) };
  }

  /** The window without empty rows; and with what stands above the first block that can be chosen. */
  #settled(top: number, start: number, total: number): number {
    if (this.#ids[0] === this.#at && start < this.#rows) return 0;
    return Math.max(0, Math.min(top, total - this.#rows));
  }
}
