// One sitting of a person at their desk: notices, messages, then proposals one by one, riskiest first; then it waits.
import type { Notice, ReviewItem } from '@sallyport/core';
import { render } from '../escape.js';
import { taskOf, viewQueue } from '../queue.js';
import { queueScreen } from '../screen.js';
import { ago, counted } from '../words.js';
import type { Changes } from './changes.js';
import { decide } from './decide.js';
import { decideTask } from './decide-task.js';
import { askLetter } from './forward.js';
import { Mail } from './mail.js';
import type { Seat } from './seat.js';

export class Sitting {
  readonly #seat: Seat;
  readonly #changes: Changes;
  readonly #mail: Mail;
  readonly #noticed = new Set<string>();
  /** What the person left for later: `id digest`. */
  readonly #left = new Set<string>();
  /** What the person wants to decide one by one, of those that are of one task. */
  readonly #apart = new Set<string>();
  /** What the person decided, should it still be pending because others have to decide too. */
  readonly #decided = new Set<string>();
  #told = '';
  #next: string | undefined;

  constructor(seat: Seat, changes: Changes) {
    this.#seat = seat;
    this.#changes = changes;
    this.#mail = new Mail(seat);
  }

  /** Runs until the person quits, the input ends or the signal aborts: then it throws `Ending`. */
  async run(): Promise<never> {
    for (;;) {
      await this.#showNotices();
      await this.#mail.showNew();
      const waiting = await this.#waiting();
      const item = waiting.find(({ id }) => id === this.#next) ?? waiting[0];
      if (item) await this.#reviewAny(item, waiting);
      else await this.#idle();
    }
  }

  async #newNotices(): Promise<Notice[]> {
    const notices = await this.#seat.desk.notices();
    return notices.filter(({ id, what }) => !this.#noticed.has(`${id} ${what}`));
  }

  async #showNotices(): Promise<void> {
    const { printer, context } = this.#seat;
    for (const { id, what, at, reason } of await this.#newNotices()) {
      this.#noticed.add(`${id} ${what}`);
      printer.say(at > 0 ? `notice, ${ago(at, context().now)}:` : 'notice:', 'bad');
      printer.cite(what);
      if (reason !== undefined) printer.cite(`why: ${reason}`);
    }
  }

  async #fresh(): Promise<ReviewItem[]> {
    const pending = await this.#seat.desk.pending();
    return pending.filter((item) => !this.#left.has(keyOf(item)) && !this.#decided.has(keyOf(item)));
  }

  /** What is pending and was not left for later, in the order of the queue; the queue is shown when it grew. */
  async #waiting(): Promise<ReviewItem[]> {
    const { printer, context } = this.#seat;
    const fresh = await this.#fresh();
    const queue = viewQueue(fresh, context());
    const grown = fresh.some((item) => !this.#told.includes(keyOf(item)));
    if (grown && fresh.length > 1)
      printer.screen(['', ...queueScreen(queue, { width: printer.width, color: printer.color })]);
    this.#told = fresh.map(keyOf).join('\n');
    const order = [
      ...queue.groups.flatMap(({ items }) => items.map(({ id }) => id)),
      ...queue.broken.map(({ id }) => id),
    ];
    return fresh.sort((a, b) => order.indexOf(render(a.id)) - order.indexOf(render(b.id)));
  }

  /** Alone, or with what else its task asks, as long as the person wants that. */
  async #reviewAny(item: ReviewItem, waiting: readonly ReviewItem[]): Promise<void> {
    const task = waiting.filter((other) => taskOf(other) === taskOf(item));
    const isAlone = task.length === 1 || item.id === this.#next || task.every((one) => this.#apart.has(keyOf(one)));
    if (isAlone) return this.#review(item, waiting.length);
    const outcome = await decideTask(task, this.#seat);
    if (outcome.is === 'apart') for (const one of task) this.#apart.add(keyOf(one));
    else if (outcome.is !== 'again')
      for (const one of outcome.items) (outcome.is === 'left' ? this.#left : this.#decided).add(keyOf(one));
  }

  async #review(item: ReviewItem, waiting: number): Promise<void> {
    const title = waiting === 1 ? 'the last proposal' : `1 of ${waiting} proposals`;
    const outcome = await decide(item, title, this.#seat);
    if (outcome.is === 'left') this.#left.add(keyOf(item));
    else this.#decided.add(keyOf(item));
    this.#next = outcome.is === 'edited' ? outcome.by : undefined;
  }

  async #idle(): Promise<void> {
    const { dialog, printer } = this.#seat;
    const later = this.#left.size === 0 ? '' : ` (${counted(this.#left.size, 'proposal')} left for later)`;
    printer.say('');
    printer.say(`nothing waits for you${later}.`, 'good');
    const keys = { ...(later !== '' && { r: '[r]eview what was left' }), m: '[m]essages', w: '[w]rite', q: '[q]uit' };
    const news = new AbortController();
    const look = (): void => void this.#hasNews().then((has) => has && news.abort());
    const unsubscribe = this.#changes.subscribe(look);
    look(); // something may have come in since the desk was read
    const key = await dialog.key(keys, news.signal).finally(unsubscribe);
    if (key === 'q') return dialog.quit();
    if (key === 'r') for (const those of [this.#left, this.#apart]) those.clear();
    if (key === 'm') await this.#mail.browse();
    if (key === 'w') await askLetter(this.#seat);
  }

  /** Is there anything to show that was not shown? A desk that cannot be read is news too. */
  async #hasNews(): Promise<boolean> {
    try {
      const news = [await this.#fresh(), await this.#newNotices(), await this.#mail.unseen()];
      return news.some(({ length }) => length > 0);
    } catch {
      return true;
    }
  }
}

const keyOf = ({ id, digest }: ReviewItem): string => `${id} ${digest}`;
