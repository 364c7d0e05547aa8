// The sitting: pages on top of each other, the keys that reach them, the desk read anew, and the screen that shows it.
import type { DeskPort } from '../desk-port.js';
import type { ViewContext } from '../known.js';
import { faultOf } from '../queue.js';
import type { Tone } from '../words.js';
import { drawn, line } from './draw.js';
import { Facts } from './facts.js';
import { frameOf, isTooSmall, type Told } from './frame.js';
import type { Press } from './keyboard.js';
import type { Page } from './page.js';
import { askSearch } from './pages/found.js';
import { Grants } from './pages/grants.js';
import { help } from './pages/help.js';
import { Notices } from './pages/notices.js';
import { Reading, Text } from './pages/reading.js';
import { Talks } from './pages/talks.js';
import { WaitingList } from './pages/waiting.js';
import type { Seat } from './seat.js';
import type { Size } from './stage.js';

interface AppOptions {
  readonly desk: DeskPort;
  readonly context: () => ViewContext;
  readonly color: boolean;
  readonly size: () => Size;
  /** Something is to be drawn anew. */
  readonly onChange: () => void;
  readonly onQuit: () => void;
  /** Something else may have written over it: all of it is to be painted anew. */
  readonly onRepaint: () => void;
  /** The desk cannot be read. */
  readonly onFault: (error: unknown) => void;
}

const LISTS = { long: ['waiting', 'people', 'notices', 'grants'], short: ['wait', 'talk', 'told', 'grant'] } as const;

export class App implements Seat {
  readonly desk: DeskPort;
  readonly facts: Facts;
  readonly context: () => ViewContext;
  readonly approved: number[] = [];
  readonly wrongCodes = new Map<string, number>();
  readonly #options: AppOptions;
  readonly #lists: readonly Page[];
  #stack: Page[];
  #told: Told | undefined;
  #isBusy = false;
  #reading: Promise<void> | undefined;
  #isStale = false;

  private constructor(options: AppOptions, facts: Facts) {
    this.#options = options;
    this.desk = options.desk;
    this.context = options.context;
    this.facts = facts;
    this.#lists = [new WaitingList(this), new Talks(this), new Notices(this), new Grants(this)];
    this.#stack = [this.#lists[0]!];
  }

  /** Reads the desk for the first time. Rejects when it cannot be read. */
  static async open(options: AppOptions): Promise<App> {
    const facts = new Facts(options.desk);
    await facts.refresh();
    return new App(options, facts);
  }

  get #top(): Page {
    return this.#stack.at(-1)!;
  }

  /** The lines of the screen as it is now. */
  frame(): readonly string[] {
    const { size, color } = this.#options;
    const told = this.#isBusy ? { text: 'one moment …', tone: 'dim' as const } : this.#told;
    const title = this.#title(size().columns);
    return frameOf({ page: this.#top, title, count: this.#count, told, color }, size());
  }

  /** What a key would answer now. */
  get question(): string {
    return `${this.#stack.length} ${this.#top.question}`;
  }

  /** What stands at the right of the title: on top of a list what is new, on the lists themselves nothing. */
  get #count(): string {
    if (this.#stack.length === 1) return '';
    const { pending, unread } = this.facts;
    return [`${pending.length} wait`, ...(unread.length > 0 ? [`${unread.length} new`] : [])].join(' · ');
  }

  /** The lists, with how much is in each, and the one that is shown in brackets. */
  #title(width: number): string {
    if (this.#stack.length > 1) return this.#top.title;
    const { pending, unread, newNotices, grants } = this.facts;
    const isWide = width >= 60;
    const news = (count: number): string => (count === 0 ? '' : isWide ? ` ${count} new` : `+${count}`);
    const counts = [` ${pending.length}`, news(unread.length), news(newNotices), ` ${grants.length}`];
    const names = isWide ? LISTS.long : LISTS.short;
    const tabs = names.map((name, i) => {
      const tab = `${i + 1} ${name}${counts[i]}`;
      return this.#lists[i] === this.#top ? `[${tab}]` : ` ${tab} `;
    });
    return tabs.join(isWide ? ' ' : '').trimEnd();
  }

  press(press: Press): void {
    const { name } = press;
    if (name === 'ctrl-c') return this.#options.onQuit();
    if (name === 'ctrl-l') return this.#options.onRepaint();
    if (this.#isBusy || isTooSmall(this.#options.size())) return;
    this.#told = undefined;
    const page = this.#top;
    if (page.isTyping === true || !this.#everywhere(name)) page.press(press);
    this.#options.onChange();
  }

  /** Keys that mean the same on every page that takes no text. */
  #everywhere(name: string): boolean {
    const isList = this.#stack.length === 1;
    if (name === '?') this.go(help(this));
    else if (/^[1-4]$/.test(name)) this.#stack = [this.#lists[Number(name) - 1]!];
    else if (isList && (name === 'tab' || name === 'backtab')) this.#turn(name === 'tab' ? 1 : 3);
    else if (isList && name === 'q') this.#options.onQuit();
    // a page of text finds words in itself
    else if (name === '/' && !(this.#top instanceof Reading)) askSearch(this);
    else if (!isList && ['q', 'h', 'left', 'escape'].includes(name)) this.back();
    else return false;
    return true;
  }

  #turn(by: number): void {
    this.#stack = [this.#lists[(this.#lists.indexOf(this.#top) + by) % this.#lists.length]!];
  }

  go(page: Page): void {
    this.#stack.push(page);
    this.#options.onChange();
  }

  instead(page: Page): void {
    this.#stack = [...this.#stack.slice(0, -1), page];
    this.#options.onChange();
  }

  back(pages = 1): void {
    this.#stack = this.#stack.slice(0, Math.max(1, this.#stack.length - pages));
    this.#options.onChange();
  }

  say(text: string, tone: Tone = 'plain'): void {
    const { columns: width, rows } = this.#options.size();
    const isLong = drawn([line(text, tone)], { width, color: false }).length > Math.min(4, rows - 8);
    if (isLong) this.#stack.push(new Text(this, 'to be told', (room) => drawn([line(text, tone)], room)));
    else this.#told = { text, tone };
    this.#options.onChange();
  }

  redraw(): void {
    this.#options.onChange();
  }

  async attempt(act: () => Promise<string>): Promise<boolean> {
    let told: Told;
    let isDone = false;
    this.#isBusy = true;
    this.#options.onChange();
    try {
      told = { text: await act(), tone: 'good' };
      isDone = true;
    } catch (error) {
      told = { text: `it did not happen: ${faultOf(error)}`, tone: 'bad' };
    }
    await this.look();
    this.#isBusy = false;
    // what comes next is put there by the caller, below the words
    queueMicrotask(() => queueMicrotask(() => this.say(told.text, told.tone)));
    return isDone;
  }

  load(open: () => Promise<Page | undefined>): void {
    const opened = async (): Promise<void> => {
      const page = await open();
      if (page) this.go(page);
      else this.redraw();
    };
    opened().catch((error: unknown) => this.say(`it cannot be shown: ${faultOf(error)}`, 'bad'));
  }

  /** Reads the desk anew, once more if something changes meanwhile. Must not reject. */
  look(): Promise<void> {
    this.#isStale = true;
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #read(): Promise<void> {
    try {
      while (this.#isStale) {
        this.#isStale = false;
        await this.facts.refresh();
      }
    } catch (error) {
      return this.#options.onFault(error);
    }
    for (const page of new Set([...this.#lists, ...this.#stack])) page.refresh?.();
    this.#options.onChange();
  }
}
