// A page on which one of several is picked: with the arrows, or by typing a part of its name.
import { bar, clip, line, drawn } from '../draw.js';
import type { Hint, Page, Room, Sheet } from '../page.js';
import type { Press } from '../keyboard.js';
import { Rows } from '../rows.js';
import type { Seat } from '../seat.js';
import { TextField } from '../text-field.js';
import { quoted } from '../../escape.js';

export interface Choice {
  readonly value: string;
  /** Escaped: what stands in the list. */
  readonly words: string;
}
interface PickOptions {
  readonly title: string;
  readonly choices: readonly Choice[];
  /** May what was typed be picked, though it is none of them? */
  readonly isOpen?: boolean;
  readonly picked: (value: string) => void;
}

export class Pick implements Page {
  readonly isTyping = true;
  readonly title: string;
  readonly hints: readonly Hint[] = [
    ['Enter', 'pick'],
    ['↑↓', 'move'],
    ['a–z', 'narrow'],
    ['Esc', 'give up'],
  ];
  readonly #seat: Seat;
  readonly #options: PickOptions;
  readonly #field = new TextField('', false);
  readonly #rows = new Rows();

  constructor(seat: Seat, options: PickOptions) {
    this.#seat = seat;
    this.#options = options;
    this.title = options.title;
  }

  get question(): string {
    return this.title;
  }

  get #choices(): readonly Choice[] {
    const typed = this.#field.value;
    const wanted = typed.toLowerCase();
    const { choices, isOpen } = this.#options;
    const fitting = choices.filter(({ value, words }) => `${value} ${words}`.toLowerCase().includes(wanted));
    const isNew = isOpen === true && typed !== '' && !choices.some(({ value }) => value === typed);
    return isNew ? [...fitting, { value: typed, words: `${quoted(typed)}, as typed` }] : fitting;
  }

  draw(room: Room): Sheet {
    const { lines: field } = this.#field.lines(room.width, true);
    const choices = this.#choices;
    this.#rows.show(
      choices.map(({ value, words }) => ({
        id: value,
        draw: (isHere) => [choiceLine(words, isHere, room)],
      })),
    );
    const none = choices.length === 0 ? drawn([line('nothing fits what was typed', 'warn')], room) : [];
    const { lines, above, below } = this.#rows.window(Math.max(1, room.rows - field.length - none.length));
    const place = above + below > 0 ? `${above} above, ${below} below` : '';
    return { lines: [...field, ...none, ...lines], place };
  }

  press(press: Press): void {
    if (press.name === 'escape') return this.#seat.back();
    const isArrow = ['up', 'down', 'pageup', 'pagedown'].includes(press.name);
    if (isArrow) this.#rows.move(press.name);
    else if (press.name !== 'enter') this.#field.press(press);
    else {
      const chosen = this.#choices.find(({ value }) => value === this.#rows.at) ?? this.#choices[0];
      if (chosen !== undefined) this.#options.picked(chosen.value);
    }
  }
}

/** One row of a list: the cursor is a sign, and a bar where there are colours. */
export function choiceLine(words: string, isHere: boolean, room: Room): string {
  const text = `${isHere ? '▸' : ' '} ${clip(words, room.width - 4)}`;
  return isHere ? bar(text, room) : text;
}
