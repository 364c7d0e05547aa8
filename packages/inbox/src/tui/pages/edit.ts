// Other arguments instead: each opened and changed, then proposed anew and shown as a difference. Nothing is approved here.
import type { Json, ReviewItem, ReviewPart } from '@sallyport/core';
import { block } from '../../block.js';
import { quoted, render } from '../../escape.js';
import { jsonLines } from '../../json-lines.js';
import { clip, drawn, line } from '../draw.js';
import type { Hint, Page, Room, Sheet } from '../page.js';
import type { Press } from '../keyboard.js';
import { Rows } from '../rows.js';
import type { Seat } from '../seat.js';
import { Form } from './form.js';
import { choiceLine } from './pick.js';

class Edit implements Page {
  readonly title: string;
  readonly #seat: Seat;
  readonly #item: ReviewItem;
  readonly #rows = new Rows();
  readonly #changes = new Map<string, Json>();
  readonly #show: (item: ReviewItem) => void;

  constructor(seat: Seat, item: ReviewItem, show: (item: ReviewItem) => void) {
    this.#show = show;
    this.#seat = seat;
    this.#item = item;
    this.title = `edit proposal ${render(item.id)}`;
  }

  get question(): string {
    return `${this.title} ${this.#changes.size}`;
  }

  get hints(): readonly Hint[] {
    const submit = this.#changes.size > 0 ? [['s', 'propose what you changed'] as const] : [];
    return [['Enter', 'change'], ...submit, ['j/k', 'move'], ['Esc', 'give up']];
  }

  draw(room: Room): Sheet {
    this.#rows.show(
      this.#item.parts.map((part) => ({
        id: part.name,
        draw: (isHere) => [choiceLine(this.#wordsOf(part, room), isHere, room)],
      })),
    );
    const intro = drawn(
      [line('What you change is proposed instead, and shown as a difference before anything is approved.', 'dim')],
      room,
    );
    const { lines, above, below } = this.#rows.window(Math.max(1, room.rows - intro.length - 1));
    return { lines: [...intro, '', ...lines], place: above + below > 0 ? `${above} above, ${below} below` : '' };
  }

  #wordsOf({ name, value }: ReviewPart, { width }: Room): string {
    const now = this.#changes.has(name) ? this.#changes.get(name)! : value;
    const shown =
      typeof now === 'string'
        ? quoted(now)
        : jsonLines(now)
            .map((one) => one.trim())
            .join(' ');
    return clip(`${this.#changes.has(name) ? 'changed · ' : ''}${quoted(name)} ${shown}`, width - 4);
  }

  press(press: Press): void {
    const { name } = press;
    if (this.#rows.move(name)) return;
    if (['escape', 'q', 'h', 'left'].includes(name)) this.#seat.back();
    else if (['enter', 'l', 'right', 'e'].includes(name)) this.#change();
    else if (name === 's' && this.#changes.size > 0) this.#propose(press);
  }

  #change(): void {
    const part = this.#item.parts.find(({ name }) => name === this.#rows.at);
    if (part === undefined) return;
    const { name, value } = part;
    const now = this.#changes.get(name) ?? value;
    const isText = typeof value === 'string';
    const text = typeof now === 'string' && isText ? now : JSON.stringify(now, undefined, 2);
    const done = async ([typed = '']: readonly string[]): Promise<void> => {
      const read = isText ? { value: typed } : readJson(typed);
      if (read === undefined) return this.#seat.say('that is not JSON: nothing was changed', 'warn');
      if (JSON.stringify(read.value) === JSON.stringify(value)) this.#changes.delete(name);
      else this.#changes.set(name, read.value);
      this.#seat.back();
    };
    const label = isText ? 'text' : 'JSON';
    const intro = [
      line(
        `It was ${clip(typeof value === 'string' ? quoted(value) : block(JSON.stringify(value)).join(' '), 60)}`,
        'dim',
      ),
    ];
    this.#seat.go(
      new Form(this.#seat, { title: `change ${quoted(name)}`, intro, fields: [{ label, text, isLong: true }], done }),
    );
  }

  #propose({ counts }: Press): void {
    if (!counts) return this.#seat.say('that key came too early: press it again', 'warn');
    const { desk, facts } = this.#seat;
    let by = '';
    const act = async (): Promise<string> => {
      by = await desk.edit(this.#item.id, Object.fromEntries(this.#changes));
      return 'edited: what changed is shown here, and waits for your answer.';
    };
    void this.#seat.attempt(act).then((isDone) => {
      const item = facts.pending.find(({ id }) => id === by);
      if (!isDone) return;
      this.#seat.back(2);
      if (item !== undefined) this.#show(item);
    });
  }
}

function readJson(text: string): { readonly value: Json } | undefined {
  try {
    // `as`: what JSON.parse returns is JSON
    return { value: JSON.parse(text) as Json };
  } catch {
    return undefined;
  }
}

/** `show`: shows what is proposed instead. */
export const openEdit = (seat: Seat, item: ReviewItem, show: (item: ReviewItem) => void): void =>
  seat.go(new Edit(seat, item, show));
