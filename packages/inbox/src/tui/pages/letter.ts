// One message, whole, with what was handed on with it.
import type { DeskMessage } from '@sallyport/core';
import { render } from '../../escape.js';
import { foldsIn, reportView } from '../../letter.js';
import { reportScreen } from '../../screen.js';
import type { Hint, Room } from '../page.js';
import type { Press } from '../keyboard.js';
import type { Seat } from '../seat.js';
import { Reading } from './reading.js';
import { askLetter, pickAdoption, pickForward } from './writing.js';

export class Letter extends Reading {
  readonly title: string;
  readonly #message: DeskMessage;
  #whole = false;

  constructor(seat: Seat, message: DeskMessage) {
    super(seat);
    this.#message = message;
    this.title = `message ${render(message.id)}`;
    seat.facts.read(message.id);
  }

  get #isFolded(): boolean {
    return foldsIn(reportView(this.#message, this.seat.context())).length > 0;
  }

  get hints(): readonly Hint[] {
    return [
      ['f', 'forward'],
      ['w', 'answer'],
      ...(this.seat.desk.adopt ? [['o', 'make words your own'] as const] : []),
      ...(this.#isFolded ? [['v', this.#whole ? 'fold' : 'view all'] as const] : []),
      ['/', 'find'],
      ['Esc', 'back'],
    ];
  }

  protected override lines(room: Room): readonly string[] {
    const { width, color } = room;
    const view = reportView(this.#message, this.seat.context());
    return reportScreen(view, { width, color, whole: this.#whole, title: '' }).slice(1);
  }

  protected override act({ name }: Press): boolean {
    const message = this.#message;
    const { seat } = this;
    if (name === 'v') this.#whole = !this.#whole;
    else if (name === 'f') pickForward(seat, message.id);
    else if (name === 'w') this.#answer();
    else if (name === 'o' && seat.desk.adopt) pickAdoption(seat, message);
    else return false;
    return true;
  }

  /** To whoever of the two is an agent. */
  #answer(): void {
    const { from, to } = this.#message;
    const { agents } = this.seat.facts;
    askLetter(
      this.seat,
      [from, to].find((name) => agents.includes(name)),
    );
  }
}

/** Shows a message by its id. */
export function openMessage(seat: Seat, id: string): void {
  const message = seat.facts.messages.find((one) => one.id === id);
  if (message === undefined) return seat.say('that message is not among those that can be shown here', 'warn');
  seat.go(new Letter(seat, message));
}
