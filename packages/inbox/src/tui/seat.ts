// What the pages of a sitting work with: the desk, what was read of it last, and each other.
import type { DeskPort } from '../desk-port.js';
import type { ViewContext } from '../known.js';
import type { Tone } from '../words.js';
import type { Facts } from './facts.js';
import type { Page } from './page.js';

export interface Seat {
  readonly desk: DeskPort;
  readonly facts: Facts;
  /** What the person knows, and what time it is now. */
  readonly context: () => ViewContext;
  /** When the person approved something in this sitting. */
  readonly approved: number[];
  /** Wrong codes that were typed, by the digest that was asked for. */
  readonly wrongCodes: Map<string, number>;
  /** Shows a page on top of this one. */
  go(page: Page): void;
  /** Shows a page in the place of this one. */
  instead(page: Page): void;
  /** Leaves the top page; or so many of them. */
  back(pages?: number): void;
  /** A sentence of the screen's own, until the next key. Foreign words in it are escaped already. */
  say(text: string, tone?: Tone): void;
  /** Something is to be drawn anew. */
  redraw(): void;
  /** Does something at the desk and tells how it went. While it goes on, no key counts. */
  attempt(act: () => Promise<string>): Promise<boolean>;
  /** Shows what a function that waits for the desk comes to. */
  load(open: () => Promise<Page | undefined>): void;
}
