// A conversation: every message of two, oldest first, each with what was handed on; opened whole under the cursor.
import { unrender } from '../../escape.js';
import { flagLines, passageLines, stateLines } from '../../screen.js';
import { type Between, threadView, type Turn } from '../../thread.js';
import type { Line } from '../../wrap.js';
import { drawn, line } from '../draw.js';
import type { Hint, Room } from '../page.js';
import type { Press } from '../keyboard.js';
import type { Block } from '../rows.js';
import type { Seat } from '../seat.js';
import { choiceLine } from './pick.js';
import { openMessage } from './letter.js';
import { Listing } from './listing.js';
import { askLetter, pickForward } from './writing.js';

const EARLIER = ':earlier';

export class Thread extends Listing {
  readonly empty = 'no word was said here yet.';
  readonly title: string;
  readonly #between: Between;
  #showsAll = false;

  constructor(seat: Seat, between: Between) {
    super(seat);
    this.#between = between;
    const { own, other, turns } = threadView(seat.facts.messages, between, seat.context());
    this.title = `${own.name} and ${other.name}`;
    this.rows.at = turns.at(-1)?.id;
  }

  get hints(): readonly Hint[] {
    return [
      ['Enter', 'open'],
      ['w', 'write'],
      ['f', 'forward'],
      ['j/k', 'move'],
      ['/', 'search'],
      ['Esc', 'back'],
    ];
  }

  protected override blocks(room: Room): readonly Block[] {
    const { words, flags, turns, earlier } = threadView(this.seat.facts.messages, this.#between, this.seat.context());
    const isFolded = earlier !== undefined && !this.#showsAll;
    const head = [line(words, 'dim'), ...flagLines(flags, '')];
    const shown = isFolded ? turns.slice(earlier.count) : turns;
    for (const { id } of shown) this.seat.facts.read(unrender(id));
    return [
      { draw: () => drawn(head, room) },
      ...(isFolded
        ? [{ id: EARLIER, draw: (isHere: boolean) => [choiceLine(`${earlier.words} Enter opens`, isHere, room)] }]
        : []),
      ...shown.map((turn): Block => ({
        id: turn.id,
        draw: (isHere) => ['', choiceLine(turn.way, isHere, room), ...drawn(linesOf(turn), room)],
      })),
    ];
  }

  protected override open(id: string): void {
    if (id === EARLIER) this.#showsAll = true;
    else openMessage(this.seat, unrender(id));
  }

  protected override act({ name }: Press): boolean {
    const { agents } = this.seat.facts;
    const { own, other } = this.#between;
    const at = this.rows.at;
    if (name === 'w')
      askLetter(
        this.seat,
        [other, own].find((one) => agents.includes(one)),
      );
    else if (name === 'f' && at !== undefined && at !== EARLIER) pickForward(this.seat, unrender(at));
    else return false;
    return true;
  }
}

function linesOf({ sent, letter, hands, material, state }: Turn): Line[] {
  return [
    line(`  ${letter.trust.word} · ${sent}`, letter.trust.tone),
    ...(letter.subject === undefined ? [] : [line(`  subject ${letter.subject}`)]),
    ...passageLines(letter.text, false),
    ...stateLines(state, false),
    ...(hands === undefined ? [] : [line(`  ${hands}`, 'warn')]),
    ...material.flatMap(({ from, trust, text }) => [
      line(`  of ${from} (${trust.word})`, trust.tone),
      ...passageLines(text, false),
    ]),
  ];
}
