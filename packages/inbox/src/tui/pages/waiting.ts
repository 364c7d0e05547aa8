// What waits for the person: grouped, riskiest first; opened one by one, or chosen and answered together.
import type { ReviewItem } from '@sallyport/core';
import { batchView } from '../../batch.js';
import { quoted, render, unrender } from '../../escape.js';
import { type Group, type QueueView, viewQueue } from '../../queue.js';
import type { Row, Target } from '../../alike.js';
import type { Waiting } from '../../waiting.js';
import { undoOf } from '../../undo.js';
import { paint } from '../../screen.js';
import { counted, type Tone } from '../../words.js';
import { columns, type Line } from '../../wrap.js';
import { bar, clip, drawn, line } from '../draw.js';
import type { Hint, Room } from '../page.js';
import type { Press } from '../keyboard.js';
import type { Block } from '../rows.js';
import type { Seat } from '../seat.js';
import { askBatch, askDenial } from './acts.js';
import { Listing } from './listing.js';
import { Pick } from './pick.js';
import { openProposal } from './proposal.js';
import { askFreeze, askWithdrawal } from './stops.js';
import { askLetter } from './writing.js';

interface Filter {
  readonly words: string;
  readonly fits: (item: ReviewItem, risk: string) => boolean;
}

export class WaitingList extends Listing {
  readonly empty = 'nothing waits for you.';
  readonly #chosen = new Set<string>();
  #queue: QueueView = { total: 0, words: '', groups: [], broken: [] };
  #filter: Filter | undefined;

  constructor(seat: Seat) {
    super(seat);
    this.refresh();
  }

  readonly title = 'waiting';

  get hints(): readonly Hint[] {
    const together: readonly Hint[] = [
      ['A', `approve ${this.#chosen.size}`],
      ['D', `deny ${this.#chosen.size}`],
    ];
    return [
      ['Enter', 'open'],
      ['Space', 'choose'],
      ...(this.#chosen.size > 0 ? together : []),
      ...(this.#itemAt(this.rows.at ?? '')?.state === 'approved' ? [['u', 'take back'] as const] : []),
      ['f', this.#filter === undefined ? 'filter' : 'filter off'],
      ['/', 'search'],
      ['w', 'write'],
      ...(this.seat.desk.freeze ? [['z', 'freeze'] as const] : []),
      ['1–4', 'lists'],
      ['q', 'quit'],
    ];
  }

  refresh(): void {
    const { pending } = this.seat.facts;
    const all = viewQueue(pending, this.seat.context());
    this.#queue = this.#filter === undefined ? all : this.#filtered(all);
    const still = new Set(this.#queue.groups.flatMap(({ items }) => items.map(({ id }) => id)));
    for (const id of this.#chosen) if (!still.has(id)) this.#chosen.delete(id);
  }

  #filtered(all: QueueView): QueueView {
    const fits = this.#filter!.fits;
    const kept = new Map(this.seat.facts.pending.map((item) => [render(item.id), item]));
    const isKept = ({ id, risk }: Waiting): boolean => kept.has(id) && fits(kept.get(id)!, risk.level);
    const rowsOf = ({ rows }: Target): Row[] =>
      rows.map((one) => ({ ...one, items: one.items.filter(isKept) })).filter(({ items }) => items.length > 0);
    const groups = all.groups.map((group) => ({
      ...group,
      items: group.items.filter(isKept),
      targets: group.targets.map((target) => ({ ...target, rows: rowsOf(target) })),
    }));
    return { ...all, groups: groups.filter(({ items }) => items.length > 0) };
  }

  protected override blocks(room: Room): readonly Block[] {
    const { groups, broken } = this.#queue;
    const faults = broken.map(({ id, fault }) =>
      line(`! ${id} cannot be shown, and cannot be approved: ${fault}`, 'bad'),
    );
    const backs = this.#undoBlocks(room);
    const heads =
      backs.length === 0 ? [] : [{ draw: () => drawn([line('approved, and can still be taken back:', 'warn')], room) }];
    const only =
      this.#filter === undefined
        ? []
        : [{ draw: () => drawn([line(`only what is ${this.#filter!.words}; f shows all`, 'warn')], room) }];
    return [
      ...only,
      ...heads,
      ...backs,
      ...groups.flatMap((group, i) => this.#groupBlocks(group, room, i + backs.length === 0)),
      ...faults.map((one) => ({ draw: () => drawn([one], room) })),
    ];
  }

  /** What was approved, and waits for its time to be taken back. */
  #undoBlocks(room: Room): Block[] {
    const context = this.seat.context();
    const undo = new Map<string, string>();
    for (const item of this.seat.facts.approved) {
      const { words, over = true } = undoOf(item, context.now).undo ?? {};
      if (words !== undefined && !over) undo.set(render(item.id), words);
    }
    const open = this.seat.facts.approved.filter(({ id }) => undo.has(render(id)));
    const items = viewQueue(open, context).groups.flatMap((group) => group.items);
    return items.map(({ id, sentence, aims, rest }) => ({
      id,
      draw: (isHere) => [
        row((aims.length === 0 ? [sentence] : aims).join(' · '), { isHere, room }),
        ...drawn([...restLines(rest, room), line(undo.get(id)!, 'calm', UNDER)], room),
      ],
    }));
  }

  #groupBlocks(group: Group, room: Room, isFirst: boolean): Block[] {
    const { risk, words, targets, task } = group;
    const head = drawn([line(`${risk.word}: ${words}`, risk.tone)], room);
    const rows = targets.flatMap((target) => target.rows);
    return [
      { draw: () => (isFirst ? head : ['', ...head]) },
      ...rows.map((one): Block => ({
        id: one.items[0]!.id,
        draw: (isHere) => this.#rowLines(one, { isHere, room, isTask: task !== undefined }),
      })),
    ];
  }

  #rowLines(
    { words: same, items }: Row,
    { isHere, room, isTask }: { isHere: boolean; room: Room; isTask: boolean },
  ): readonly string[] {
    const one = items[0]!;
    const mark = items.every(({ id }) => this.#chosen.has(id)) ? '[x]' : '[ ]';
    const aims = one.aims.length === 0 && !isTask ? [one.sentence] : one.aims;
    const what = [...(isTask ? [`${one.risk.word}: ${one.sentence}`] : []), ...aims];
    const words = `${mark} ${what.join(' · ')}`;
    const tail: Tail = {
      text: `${one.careful ? 'look twice · ' : ''}${one.expires}`,
      tone: one.careful ? 'warn' : 'dim',
    };
    const alarm = one.alarm === undefined ? [] : drawn([line(one.alarm, 'bad', '  !! ')], room);
    const fits = columns(words) + columns(tail.text) + 6 <= room.width;
    const first = row(words, { isHere, room, ...(fits && { tail }) });
    const under = [
      ...restLines(one.rest, room),
      ...(fits ? [] : [line(tail.text, tail.tone, UNDER)]),
      ...(same === undefined ? [] : [line(same, 'calm', UNDER)]),
    ];
    return [...alarm, first, ...drawn(under, room)];
  }

  #itemAt(id: string): ReviewItem | undefined {
    const { pending, approved } = this.seat.facts;
    return [...pending, ...approved].find((item) => item.id === unrender(id));
  }

  protected override open(id: string): void {
    const item = this.#itemAt(id);
    if (item === undefined) return this.seat.say('it no longer waits', 'warn');
    openProposal(this.seat, item);
  }

  protected override act({ name }: Press): boolean {
    const { seat } = this;
    const item = this.#itemAt(this.rows.at ?? '');
    if (name === ' ') this.#choose();
    else if (name === 'f') this.#askFilter();
    else if (name === 'w') askLetter(seat);
    else if (name === 'z' && item && seat.desk.freeze) askFreeze(seat, item.requester);
    else if (name === 'u' && item?.state === 'approved') askWithdrawal(seat, item, 1);
    else if (name === 'A')
      askBatch(seat, {
        queue: this.#queue,
        ids: [...this.#chosen],
        alone: (one) => openProposal(seat, one),
      });
    else if (name === 'D' && this.#chosen.size > 0) this.#denyChosen();
    else return false;
    return true;
  }

  #denyChosen(): void {
    const items = [...this.#chosen].map((id) => this.#itemAt(id)).filter((item) => item !== undefined);
    askDenial(this.seat, items, () => this.#chosen.clear());
  }

  /** Chooses what is under the cursor, as long as it can be answered together with what is chosen already. */
  #choose(): void {
    const { at } = this.rows;
    const rows = this.#queue.groups.flatMap(({ targets }) => targets.flatMap((target) => target.rows));
    const same = rows.find(({ items }) => items.some(({ id }) => id === at))?.items.map(({ id }) => id) ?? [];
    if (same.every((id) => this.#chosen.has(id))) return same.forEach((id) => this.#chosen.delete(id));
    const { fault } = batchView(this.#queue, [...this.#chosen, ...same]);
    if (fault !== undefined) return this.seat.say(fault, 'warn');
    for (const id of same) this.#chosen.add(id);
  }

  #askFilter(): void {
    if (this.#filter !== undefined) return this.#setFilter(undefined);
    const { pending } = this.seat.facts;
    const filters: Filter[] = [
      ...distinct(pending.map(({ requester }) => requester)).map((name) => ({
        words: `asked by ${quoted(name)}`,
        fits: ({ requester }: ReviewItem) => requester === name,
      })),
      ...distinct(pending.map(({ tool }) => tool.name)).map((name) => ({
        words: `for ${quoted(name)}`,
        fits: ({ tool }: ReviewItem) => tool.name === name,
      })),
      ...['high', 'medium', 'low'].map((level) => ({
        words: `${level.toUpperCase()} risk`,
        fits: (_: ReviewItem, risk: string) => risk === level,
      })),
    ];
    const choices = filters.map(({ words }, i) => ({ value: String(i), words }));
    const picked = (value: string): void => {
      this.seat.back();
      this.#setFilter(filters[Number(value)]);
    };
    this.seat.go(new Pick(this.seat, { title: 'show only what is', choices, picked }));
  }

  #setFilter(filter: Filter | undefined): void {
    this.#filter = filter;
    this.refresh();
    const shown = this.#queue.groups.reduce((sum, { items }) => sum + items.length, 0);
    this.seat.say(
      filter === undefined
        ? 'everything that waits is listed'
        : `${counted(shown, 'proposal')} of ${this.seat.facts.pending.length} listed`,
    );
  }
}

/** In front of what stands below a row. */
const UNDER = '      ';
/** What does not decide where it lands: it tells two apart that land in the same place. */
const restLines = (rest: string, room: Room): readonly Line[] =>
  rest === '' ? [] : [line(clip(rest, room.width - UNDER.length), 'plain', UNDER)];

const distinct = (names: readonly string[]): string[] => [...new Set(names)].sort();

interface Tail {
  readonly text: string;
  readonly tone: Tone;
}

/** One line of the list: what it is on the left, how long on the right. */
function row(words: string, { isHere, room, tail }: { isHere: boolean; room: Room; tail?: Tail }): string {
  const space = room.width - 4 - (tail === undefined ? 0 : columns(tail.text) + 2);
  const left = clip(words, space);
  const text = `${isHere ? '▸' : ' '} ${left}`;
  if (tail === undefined) return isHere ? bar(text, room) : text;
  const gap = ' '.repeat(space - columns(left) + 2);
  return isHere ? bar(`${text}${gap}${tail.text}`, room) : `${text}${gap}${paint(tail.text, tail.tone, room.color)}`;
}
