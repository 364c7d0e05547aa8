// One proposal, whole: what will happen, every argument, where each came from, and the keys that answer it.
import type { ReviewItem } from '@sallyport/core';
import { approveWords } from '../../approve.js';
import { render } from '../../escape.js';
import { textScreen } from '../../screen.js';
import { isFolded } from '../../terminal/show.js';
import { type View, viewOf } from '../../view.js';
import type { Hint, Room, Sheet } from '../page.js';
import type { Press } from '../keyboard.js';
import type { Seat } from '../seat.js';
import { drawn, line } from '../draw.js';
import { askApproval, askDenial } from './acts.js';
import { askFreeze, askGrant, askWithdrawal } from './stops.js';
import { openEdit } from './edit.js';
import { openMessage } from './letter.js';
import { Reading } from './reading.js';
import { askBack, pickForward } from './writing.js';

export class Proposal extends Reading {
  readonly title: string;
  #item: ReviewItem;
  #view: View;
  #whole = false;
  /** What has become of it, where somebody else decided while it was read. */
  #over: string | undefined;

  /** Throws when it cannot be shown: then it must not be approved. */
  constructor(seat: Seat, item: ReviewItem) {
    super(seat);
    this.#item = item;
    this.#view = viewOf(item, seat.context());
    this.title = `proposal ${render(item.id)}`;
  }

  get #isPending(): boolean {
    return this.#over === undefined && this.#item.state === 'pending';
  }
  get #canFold(): boolean {
    return isFolded(this.#view);
  }

  get hints(): readonly Hint[] {
    const { desk } = this.seat;
    const { message, undo } = this.#view;
    const answers: readonly Hint[] = [
      ['a', 'approve'],
      ['d', 'deny'],
      ['e', 'edit'],
    ];
    return [
      ...(this.#isPending ? answers : []),
      ...(undo?.over === false && this.#item.state === 'approved' ? [['u', 'take back'] as const] : []),
      ...(this.#canFold ? [['v', this.#whole ? 'fold' : 'view all'] as const] : []),
      ...(message ? [['f', 'forward'] as const, ['m', 'message'] as const] : []),
      ['b', 'ask back'],
      ['J/K', 'next, previous'],
      ...(desk.grant && this.#isPending ? [['s', 'standing grant'] as const] : []),
      ...(desk.freeze ? [['z', 'freeze'] as const] : []),
      ['/', 'find'],
      ['Esc', 'back'],
    ];
  }

  protected override lines(room: Room): readonly string[] {
    const { width, color } = room;
    return textScreen(this.#view, { width, color, whole: this.#whole, title: '' }).slice(1);
  }

  /** What has become of it stands below, wherever one is in the text. */
  override draw(room: Room): Sheet {
    const over = this.#over === undefined ? [] : drawn([line(this.#over, 'bad')], room);
    const sheet = super.draw({ ...room, rows: room.rows - over.length });
    return { ...sheet, lines: [...sheet.lines, ...over] };
  }

  override refresh(): void {
    const { pending, approved } = this.seat.facts;
    const item = [...pending, ...approved].find(({ id }) => id === this.#item.id);
    if (item !== undefined) {
      this.#item = item;
      this.#view = viewOf(item, this.seat.context());
      return;
    }
    if (this.#item.state !== 'pending' || this.#over !== undefined) return;
    this.#over = 'it no longer waits: somebody has answered it, or its time has run out';
    void this.seat.desk.item?.(this.#item.id).then(
      ({ state }) => this.#end(`it no longer waits: it is ${render(state)} by now`),
      () => undefined,
    );
  }

  #end(words: string): void {
    this.#over = words;
    this.seat.redraw();
  }

  /** What the person may have read by now, in the words of an approve control. */
  #opened(): readonly string[] {
    return this.#whole && this.scroll.unseen === 0 ? approveWords(this.#view).folded : [];
  }

  protected override act({ name }: Press): boolean {
    const { seat } = this;
    const item = this.#item;
    const { message } = item;
    if (name === 'v' && this.#canFold) this.#whole = !this.#whole;
    else if (name === 'f' && message) pickForward(seat, message.id);
    else if (name === 'm' && message) openMessage(seat, message.id);
    else if (name === 'b') askBack(seat, item);
    else if (name === 'J' || name === 'K') this.#step(name === 'J' ? 1 : -1);
    else if (name === 'z' && seat.desk.freeze) askFreeze(seat, item.requester);
    else if (name === 'u' && item.state === 'approved') askWithdrawal(seat, item, 2);
    else if ('ades'.includes(name) && name.length === 1) this.#answer(name);
    else return false;
    return true;
  }

  #answer(name: string): void {
    const { seat } = this;
    const item = this.#item;
    if (!this.#isPending) return seat.say('there is nothing left to decide here', 'warn');
    if (name === 'a') askApproval(seat, { item, view: this.#view, opened: this.#opened(), unseen: this.scroll.unseen });
    else if (name === 'd') askDenial(seat, [item]);
    else if (name === 'e') openEdit(seat, item, (by) => openProposal(seat, by));
    else if (seat.desk.grant) askGrant(seat, item);
  }

  /** The one that waits behind this one, or before it. */
  #step(by: number): void {
    const order = this.seat.facts.pending;
    const next = order[order.findIndex(({ id }) => id === this.#item.id) + by];
    if (next === undefined || order.every(({ id }) => id !== this.#item.id))
      return this.seat.say('there is no other one that way');
    this.seat.load(async () => void this.seat.instead(new Proposal(this.seat, next)));
  }
}

/** Shows a proposal; one that cannot be shown is told of, and cannot be approved. */
export function openProposal(seat: Seat, item: ReviewItem): void {
  seat.load(async () => new Proposal(seat, item));
}
