// A page of text that is read: it scrolls, says where one is, and finds words in itself.
import { render } from '../../escape.js';
import type { Hint, Page, Room, Sheet } from '../page.js';
import type { Press } from '../keyboard.js';
import { Scroll } from '../scroll.js';
import type { Seat } from '../seat.js';
import { Form } from './form.js';

const COLOURS = /\u001b\[[\d;]*m/g; // eslint-disable-line no-control-regex

export abstract class Reading implements Page {
  abstract readonly title: string;
  abstract readonly hints: readonly Hint[];
  protected readonly seat: Seat;
  protected readonly scroll = new Scroll();
  #lines: readonly string[] = [];
  #wanted = '';

  constructor(seat: Seat) {
    this.seat = seat;
  }

  get question(): string {
    return this.title;
  }

  /** All its lines, in this room. */
  protected abstract lines(room: Room): readonly string[];
  /** A key that does not move the text; false when it says nothing here. */
  protected act(_press: Press): boolean {
    return false;
  }

  /** The desk has been read anew. */
  refresh(): void {}

  draw(room: Room): Sheet {
    this.#lines = this.lines(room);
    const lines = this.scroll.window(this.#lines, room.rows);
    return { lines, place: this.scroll.place, goesOn: !this.scroll.isAtEnd };
  }

  press(press: Press): void {
    if (this.scroll.move(press.name === ' ' ? 'pagedown' : press.name)) return;
    if (press.name === '/') this.#ask();
    else if (press.name === 'n' && this.#wanted !== '') this.#find(this.scroll.top + 1);
    else this.act(press);
  }

  #ask(): void {
    const find = async ([words = '']: readonly string[]): Promise<void> => {
      this.seat.back();
      this.#wanted = render(words).toLowerCase();
      if (this.#wanted !== '') this.#find(this.scroll.top);
    };
    this.seat.go(new Form(this.seat, { title: 'find in this text', fields: [{ label: 'words' }], done: find }));
  }

  #find(from: number): void {
    const fits = this.#lines.map((text) => text.replaceAll(COLOURS, '').toLowerCase().includes(this.#wanted));
    const at = fits.indexOf(true, from) < 0 ? fits.indexOf(true) : fits.indexOf(true, from);
    if (at < 0) return this.seat.say('it does not stand on a line of this text', 'warn');
    this.scroll.to(at);
    this.seat.say(`found on line ${at + 1}; n finds the next`);
  }
}

/** Text that was drawn up once: help, or what is too long to be told in passing. */
export class Text extends Reading {
  readonly title: string;
  readonly hints: readonly Hint[] = [
    ['j/k', 'scroll'],
    ['/', 'find'],
    ['Esc', 'back'],
  ];
  readonly #draw: (room: Room) => readonly string[];

  constructor(seat: Seat, title: string, draw: (room: Room) => readonly string[]) {
    super(seat);
    this.title = title;
    this.#draw = draw;
  }
  protected override lines(room: Room): readonly string[] {
    return this.#draw(room);
  }
}
