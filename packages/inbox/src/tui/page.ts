// What a page of the full-screen terminal is: it draws itself into the room there is, and takes keys.
import type { Pen } from './draw.js';
import type { Press } from './keyboard.js';

/** The room for a page: between the title and the keys. */
export interface Room extends Pen {
  readonly rows: number;
}

export interface Sheet {
  /** At most as many as there are rows. */
  readonly lines: readonly string[];
  /** Which part of it this is: `line 1–18 of 60`. */
  readonly place?: string;
  /** Is there more below? */
  readonly goesOn?: boolean;
}

/** A key that does something here, and the word for it: `['a', 'approve']`. */
export type Hint = readonly [key: string, word: string];

export interface Page {
  readonly title: string;
  /** The most important first. */
  readonly hints: readonly Hint[];
  /** What a key would answer now: another one, another question. */
  readonly question: string;
  /** Does it take text? Then letters are no commands. */
  readonly isTyping?: boolean;
  draw(room: Room): Sheet;
  press(press: Press): void;
  /** The desk has been read anew. */
  refresh?(): void;
}
