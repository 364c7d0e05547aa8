// The question before anything is signed: our own words, the digest, and a key that was pressed once it stood there.
import { drawn, line, type Pen } from '../draw.js';
import type { Hint, Page, Room, Sheet } from '../page.js';
import type { Press } from '../keyboard.js';
import { Scroll } from '../scroll.js';
import type { Seat } from '../seat.js';
import type { Line } from '../../wrap.js';
import { counted } from '../../words.js';

interface AskOptions {
  readonly title: string;
  /** What is asked, ours: foreign text in it is escaped, and quoted or behind the bar. */
  readonly lines: (pen: Pen) => readonly string[];
  /** What the answer does: `approves and signs exactly this`. */
  readonly does: string;
  /** To be typed before it is done, and why. */
  readonly code?: { readonly text: string; readonly why: string };
  /** Hears that a code was wrong. */
  readonly wrong?: () => void;
  /** Another thing to ask instead. */
  readonly other?: { readonly key: string; readonly word: string; readonly go: () => void };
  readonly act: () => Promise<string>;
  /** How many pages are left once it is done; unsaid: this one. */
  readonly pages?: number;
  /** What comes after it was done. */
  readonly then?: () => void;
}

const EARLY = 'that key came too early or in a burst: nothing was decided; press it again';
const UNREAD = 'read on first: nothing was decided';

export class Ask implements Page {
  readonly isTyping: boolean;
  readonly title: string;
  readonly #seat: Seat;
  readonly #options: AskOptions;
  readonly #scroll = new Scroll();
  #typed = '';
  #isReady = false;

  constructor(seat: Seat, options: AskOptions) {
    this.#seat = seat;
    this.#options = options;
    this.title = options.title;
    this.isTyping = options.code !== undefined;
  }

  /** What could not be answered a moment ago is another question. */
  get question(): string {
    return `${this.title} ${this.#isReady ? 'ready' : 'to be read'}`;
  }

  get hints(): readonly Hint[] {
    const { code, other } = this.#options;
    const answer: Hint = code === undefined ? ['y', 'yes'] : ['Enter', 'when the code is typed'];
    return [
      this.#isReady ? answer : ['Space', 'reads on'],
      ...(other === undefined ? [] : [[other.key, other.word] as const]),
      [this.isTyping ? 'Esc' : 'n', 'no, back'],
    ];
  }

  draw(room: Room): Sheet {
    // the room of the question is kept from the beginning: a line counts as read only where it stays when the question comes
    const space = Math.max(1, room.rows - this.#asking(room, true).length);
    const lines = this.#scroll.window(this.#options.lines(room), space);
    this.#isReady = this.#scroll.unseen === 0;
    return { lines: [...lines, ...this.#asking(room, this.#isReady)], place: this.#scroll.place };
  }

  /** The last words before the answer. */
  #asking(room: Room, isReady: boolean): readonly string[] {
    const { does, code } = this.#options;
    const asking: Line[] = isReady
      ? code === undefined
        ? [line(`y ${does}.`, 'strong')]
        : [
            line(
              `${code.why}. To do it all the same, type the first ${code.text.length} characters of its digest: that ${does}.`,
              'warn',
            ),
            line(`> ${this.#typed}`, 'strong'),
          ]
      : [line(`${counted(this.#scroll.unseen, 'line')} of this have not been on the screen: read on first.`, 'warn')];
    return ['', ...drawn(asking, room)];
  }

  press(press: Press): void {
    const { name } = press;
    if (name === 'escape' || (!this.isTyping && ['n', 'q', 'h', 'left'].includes(name))) return this.#seat.back();
    const isMove = !this.isTyping || [' ', 'up', 'down', 'pageup', 'pagedown', 'home', 'end'].includes(name);
    if (isMove && this.#scroll.move(name === ' ' ? 'pagedown' : name)) return;
    if (this.isTyping) this.#type(press);
    else if (name === this.#options.other?.key) this.#options.other.go();
    else if (name === 'y') this.#answer(press);
  }

  #answer({ counts }: Press): void {
    if (!this.#isReady) return this.#seat.say(UNREAD, 'warn');
    if (!counts) return this.#seat.say(EARLY, 'warn');
    void this.#do();
  }

  /** A code is typed key by key: a paste, or several characters at once, are no typing. */
  #type(press: Press): void {
    const { name, text, counts } = press;
    if (name === 'backspace') this.#typed = this.#typed.slice(0, -1);
    else if (!this.#isReady) this.#seat.say(UNREAD, 'warn');
    else if ((text !== '' || name === 'enter') && !counts) this.#seat.say(EARLY, 'warn');
    else if (name !== 'enter')
      this.#typed = /^[\x21-\x7e]$/.test(text) && this.#typed.length < 16 ? this.#typed + text : this.#typed;
    else if (this.#typed === this.#options.code?.text) void this.#do();
    else {
      this.#typed = '';
      this.#seat.say('that is not the code: nothing was decided', 'warn');
      this.#options.wrong?.();
    }
  }

  async #do(): Promise<void> {
    const { act, pages = 1, then } = this.#options;
    const isDone = await this.#seat.attempt(act);
    this.#seat.back(isDone ? pages : 1);
    if (isDone) then?.();
  }
}
