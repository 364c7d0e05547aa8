// A page that takes text: one field after the other, then what comes of it.
import { drawn, line } from '../draw.js';
import type { Hint, Page, Room, Sheet } from '../page.js';
import type { Press } from '../keyboard.js';
import type { Seat } from '../seat.js';
import { TextField } from '../text-field.js';
import type { Line } from '../../wrap.js';

interface FieldOptions {
  /** Escaped. */
  readonly label: string;
  readonly text?: string;
  /** Several lines: Ctrl-J begins a new one. */
  readonly isLong?: boolean;
}
interface FormOptions {
  readonly title: string;
  /** Above the fields. */
  readonly intro?: readonly Line[];
  readonly fields: readonly FieldOptions[];
  /** What Enter does on the last field; unsaid: go on. */
  readonly word?: string;
  /** Does that Enter decide something? Then it must have been pressed once the form stood on the screen. */
  readonly decides?: boolean;
  /** Gets what was typed. Must not reject. */
  readonly done: (values: readonly string[]) => Promise<void>;
}

interface FormField extends FieldOptions {
  readonly field: TextField;
}

export class Form implements Page {
  readonly isTyping = true;
  readonly title: string;
  readonly #seat: Seat;
  readonly #options: FormOptions;
  readonly #fields: readonly FormField[];
  #at = 0;
  #top = 0;

  constructor(seat: Seat, options: FormOptions) {
    this.#seat = seat;
    this.#options = options;
    this.title = options.title;
    this.#fields = options.fields.map((one) => ({ ...one, field: new TextField(one.text ?? '', one.isLong === true) }));
  }

  get question(): string {
    return `${this.title} ${this.#at}`;
  }

  get hints(): readonly Hint[] {
    const isLast = this.#at === this.#fields.length - 1;
    const isLong = this.#fields[this.#at]?.isLong === true;
    return [
      ['Enter', isLast ? (this.#options.word ?? 'go on') : 'next'],
      ...(isLong ? [['^J', 'new line'] as const] : []),
      ...(this.#fields.length > 1 ? [['↑↓', 'fields'] as const] : []),
      ['Esc', 'give up'],
    ];
  }

  draw(room: Room): Sheet {
    const lines = [...drawn(this.#options.intro ?? [], room)];
    let caret = 0;
    for (const [i, { label, field }] of this.#fields.entries()) {
      if (lines.length > 0) lines.push('');
      lines.push(...drawn([line(label, i === this.#at ? 'strong' : 'plain')], room));
      const shown = field.lines(room.width, i === this.#at);
      if (i === this.#at) caret = lines.length + shown.caret;
      lines.push(...shown.lines);
    }
    // the caret stays in sight, and as much above it as there is room for
    this.#top = Math.max(0, Math.min(this.#top, caret), caret - room.rows + 2);
    const end = Math.min(lines.length, this.#top + room.rows);
    const place = lines.length > room.rows ? `line ${this.#top + 1}–${end} of ${lines.length}` : '';
    return { lines: lines.slice(this.#top, end), place };
  }

  press(press: Press): void {
    const { name } = press;
    if (name === 'escape') return this.#seat.back();
    const last = this.#fields.length - 1;
    if (name === 'enter' && this.#at === last) return this.#finish(press);
    if ((name === 'up' || name === 'down') && this.#fields[this.#at]?.field.press(press) === true) return;
    if (name === 'enter' || name === 'tab' || name === 'down') this.#at = Math.min(last, this.#at + 1);
    else if (name === 'backtab' || name === 'up') this.#at = Math.max(0, this.#at - 1);
    else this.#fields[this.#at]?.field.press(press);
  }

  #finish({ counts }: Press): void {
    if (this.#options.decides === true && !counts)
      return this.#seat.say('that Enter came too early or in a burst: nothing was done; press it again', 'warn');
    void this.#options.done(this.#fields.map(({ field }) => field.value));
  }
}
