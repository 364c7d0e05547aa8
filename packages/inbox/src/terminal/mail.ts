// The person's messages: new ones one by one, older ones by number.
import type { DeskMessage } from '@sallyport/core';
import { quoted, render } from '../escape.js';
import { foldsIn, reportView } from '../letter.js';
import { reportScreen } from '../screen.js';
import { ago, counted } from '../words.js';
import { askForward } from './forward.js';
import type { Seat } from './seat.js';

/** So many of the messages that were there before are shown at once; so many are listed. */
const RECENT = 5;
const LISTED = 20;

/** Shows what came for the person since the last time, oldest first. Throws `Ending` when they quit. */
export class Mail {
  readonly #seat: Seat;
  #after = 0;
  #first = true;

  constructor(seat: Seat) {
    this.#seat = seat;
  }

  /** What came for the person and was not shown yet. */
  async unseen(): Promise<DeskMessage[]> {
    const { desk } = this.#seat;
    const all = await desk.messages({ after: this.#after });
    return all.filter(({ to }) => to === desk.person);
  }

  async showNew(): Promise<void> {
    const { printer } = this.#seat;
    const mine = await this.unseen();
    const shown = this.#first ? mine.slice(-RECENT) : mine;
    if (mine.length > shown.length)
      printer.say(`${counted(mine.length - shown.length, 'earlier message')}: m lists them.`);
    this.#first = false;
    for (const [i, message] of shown.entries()) {
      const rest = shown.length - i;
      const isLeft = (await this.#show(message, `message ${i + 1} of ${shown.length}`, rest)) === 'l';
      this.#after = Math.max(this.#after, (isLeft ? shown.at(-1)! : message).seq);
      if (isLeft) return printer.say(`${counted(rest - 1, 'message')} left unread: m lists them.`);
    }
  }

  /** Lists the latest messages, also those between others, and shows the one whose number is typed. */
  async browse(): Promise<void> {
    const { desk, dialog, printer, context } = this.#seat;
    const all = await desk.messages();
    const latest = all.slice(-LISTED);
    const { now } = context();
    if (all.length > latest.length) printer.say(`the latest ${LISTED} of ${counted(all.length, 'message')}:`);
    for (const [i, { from, to, at, letter, state }] of latest.entries()) {
      const subject = letter.subject === undefined ? 'no subject' : quoted(letter.subject);
      printer.say(
        `${i + 1}  ${quoted(from)} to ${quoted(to)} · ${ago(at, now)} · ${subject}${state === 'executed' ? '' : ` · ${state}`}`,
      );
    }
    const typed = await dialog.line(
      latest.length === 0 ? 'no messages (Enter goes back)' : 'which number (Enter goes back)',
    );
    const chosen = latest.find((_, i) => String(i + 1) === typed);
    if (chosen) await this.#show(chosen, `message ${render(chosen.id)}`);
  }

  /** `rest`: how many there are to show, this one among them. Answers with the key that ended it. */
  async #show(message: DeskMessage, title: string, rest = 1): Promise<'s' | 'l'> {
    const { printer, dialog, context } = this.#seat;
    const view = reportView(message, context());
    const folded = foldsIn(view).length > 0;
    const all = rest > 1 && { l: `[l]eave the other ${rest - 1}` };
    const keys = { f: '[f]orward', s: '[s]kip', ...all, ...(folded && { v: '[v]iew rest' }), q: '[q]uit' };
    const draw = (whole: boolean): void => {
      const { width, color } = printer;
      printer.screen(['', ...reportScreen(view, { width, color, title, whole }), '']);
    };
    draw(false);
    for (;;) {
      const key = await dialog.key(keys);
      if (key === 'q') return dialog.quit();
      if (key === 's' || key === 'l') return key;
      if (key === 'v') draw(true);
      else if (key === 'f') await askForward(message.id, this.#seat);
    }
  }
}
