// What a search of the history has found: each entry with who, when and how far trusted; opened whole under the cursor.
import type { Found } from '@sallyport/core';
import { unrender } from '../../escape.js';
import { foundView, type HitView } from '../../found.js';
import { drawn, line } from '../draw.js';
import type { Hint, Room } from '../page.js';
import type { Press } from '../keyboard.js';
import type { Block } from '../rows.js';
import type { Seat } from '../seat.js';
import { BAR } from '../../wrap.js';
import { Form } from './form.js';
import { Letter } from './letter.js';
import { Listing } from './listing.js';
import { choiceLine } from './pick.js';
import { Proposal } from './proposal.js';

const PAGE = 50;

class FoundList extends Listing {
  readonly title: string;
  readonly empty = 'nothing was found.';
  readonly #words: string;
  readonly #found: Found[];

  constructor(seat: Seat, words: string, found: Found) {
    super(seat);
    this.#words = words;
    this.#found = [found];
    this.title = 'found in the history';
  }

  get hints(): readonly Hint[] {
    const more = (this.#found.at(-1)?.hits.length ?? 0) >= PAGE;
    return [
      ['Enter', 'open'],
      ['n', 'next'],
      ...(more ? [['+', 'older ones'] as const] : []),
      ['/', 'search anew'],
      ['Esc', 'back'],
    ];
  }

  protected override blocks(room: Room): readonly Block[] {
    const views = this.#found.map((found) => foundView(found, this.seat.context()));
    const hits = views.flatMap((view) => view.hits);
    const unverified = views.flatMap((view) => view.unverified ?? []);
    if (hits.length === 0 && unverified.length === 0) return [];
    return [
      { draw: () => drawn([line(views[0]!.words, 'dim'), ...unverified.map((text) => line(text, 'bad'))], room) },
      ...hits.map((hit) => ({ id: `${hit.seq} ${hit.id}`, draw: (isHere: boolean) => hitLines(hit, isHere, room) })),
    ];
  }

  protected override open(id: string): void {
    openAny(this.seat, unrender(id.slice(id.indexOf(' ') + 1)));
  }

  protected override act({ name }: Press): boolean {
    if (name === 'n') this.rows.move('j');
    else if (name === '+') void this.#more();
    else return false;
    return true;
  }

  async #more(): Promise<void> {
    const before = this.#found.at(-1)?.hits.at(-1)?.seq;
    if (before === undefined) return;
    this.seat.load(async () => {
      const found = await this.seat.desk.search?.(this.#words, { limit: PAGE, before });
      if (found) this.#found.push(found);
      return undefined;
    });
  }
}

function hitLines({ words, when, trust, pieces }: HitView, isHere: boolean, room: Room): string[] {
  const text = pieces.map((piece) => (piece.marked ? `«${piece.text}»` : piece.text)).join('');
  return [
    choiceLine(words, isHere, room),
    ...drawn([line(text, 'plain', `  ${BAR}`), line(`    ${trust.word} · ${when}`, 'dim')], room),
  ];
}

/** Asks for words and lists where they stand. */
export function askSearch(seat: Seat): void {
  if (seat.desk.search === undefined) return seat.say('this desk cannot search', 'warn');
  const done = async ([words = '']: readonly string[]): Promise<void> => {
    if (words.trim() === '') return seat.say('there are no words to look for yet', 'warn');
    seat.load(async () => {
      const found = await seat.desk.search!(words, { limit: PAGE });
      seat.back();
      return new FoundList(seat, words, found);
    });
  };
  const intro = [
    line('Messages, proposals, decisions and what came of them. from:name, to:name and tool:name narrow it.', 'dim'),
  ];
  seat.go(new Form(seat, { title: 'search the history', intro, fields: [{ label: 'words' }], word: 'search', done }));
}

/** Shows a message or a proposal, whatever has become of it. */
export function openAny(seat: Seat, id: string): void {
  seat.load(async () => {
    const { messages, pending } = seat.facts;
    const message = messages.find((one) => one.id === id);
    if (message) return new Letter(seat, message);
    const item = pending.find((one) => one.id === id) ?? (await seat.desk.item?.(id));
    if (item) return new Proposal(seat, item);
    seat.say('what it is about cannot be opened here', 'warn');
    return undefined;
  });
}
