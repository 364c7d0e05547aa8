// What waits for the person: grouped, riskiest first; opened one by one, or chosen and answered together.
import type { ReviewItem } from '../../core.js';
import { MOST_AT_ONCE } from '../../together.js';
import { quoted, render, unrender } from '../../escape.js';
import { type Group, type QueueView, viewQueue } from '../../queue.js';
import type { Row, Target } from '../../alike.js';
import type { Waiting } from '../../waiting.js';
import { viewOf } from '../../view.js';
import { counted } from '../../words.js';
import { BAR, columns } from '../../wrap.js';
import { bar, clip, drawn, line } from '../draw.js';
import type { Hint, Room } from '../page.js';
import type { Press } from '../keyboard.js';
import type { Block } from '../rows.js';
import type { Seat } from '../seat.js';
import { askBatch, askDenial } from './acts.js';
import { Listing } from './listing.js';
import { Pick } from './pick.js';
import { openProposal } from './proposal.js';
import { askFreeze } from './stops.js';
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
  /** The beginning of what a proposal says, by its id: its first argument that does not decide where it lands. */
  readonly #says = new Map<string, string>();

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
    const context = this.seat.context();
    const faults = broken.map(({ id, fault }) =>
      line(`! ${id} cannot be shown, and cannot be approved: ${fault}`, 'bad'),
    );
    const undo = this.seat.facts.approved
      .map((item) => viewOf(item, context))
      .filter((view) => view.undo?.over === false);
    const heads =
      undo.length === 0 ? [] : [{ draw: () => drawn([line('approved, and can still be taken back:', 'warn')], room) }];
    const backs = undo.map((view): Block => ({
      id: view.id,
      draw: (isHere) => [row(`${view.sentence} ${view.undo!.words}`, { isHere, room })],
    }));
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
    const what = [...(isTask ? [`${one.risk.word}: ${one.sentence}`] : []), ...aims, ...this.#saysOf(one.id)];
    const words = `${mark} ${what.join(' · ')}`;
    const tail = `${one.careful ? 'look twice · ' : ''}${one.expires}`;
    const alarm = one.alarm === undefined ? [] : drawn([line(one.alarm, 'bad', '  !! ')], room);
    const fits = columns(words) + columns(tail) + 6 <= room.width;
    const first = row(words, { isHere, room, ...(fits && { tail }) });
    const under = [
      ...(fits ? [] : [line(tail, one.careful ? 'warn' : 'dim', '      ')]),
      ...(same === undefined ? [] : [line(same, 'calm', '      ')]),
    ];
    return [...alarm, first, ...drawn(under, room)];
  }

  /** Drawn once for each proposal: its arguments do not change. */
  #saysOf(id: string): readonly string[] {
    const item = this.#says.has(id) ? undefined : this.#itemAt(id);
    if (item !== undefined) {
      const field = viewOf(item, this.seat.context()).fields.find(({ control }) => !control);
      this.#says.set(id, field === undefined ? '' : `${field.name} ${BAR}${field.value?.lines.join(' ') ?? ''}`);
    }
    const says = this.#says.get(id) ?? '';
    return says === '' ? [] : [says];
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
    else if (name === 'A') askBatch(seat, this.#queue, [...this.#chosen]);
    else if (name === 'D' && this.#chosen.size > 0) this.#denyChosen();
    else return false;
    return true;
  }

  #denyChosen(): void {
    const items = [...this.#chosen].map((id) => this.#itemAt(id)).filter((item) => item !== undefined);
    askDenial(this.seat, items, () => this.#chosen.clear());
  }

  /** Chooses what is under the cursor: of one group only, and no more than are read at once. */
  #choose(): void {
    const { at } = this.rows;
    const home = this.#queue.groups.find(({ items }) => items.some(({ id }) => id === at));
    const same =
      home?.targets.flatMap(({ rows }) => rows).find(({ items }) => items.some(({ id }) => id === at))?.items ?? [];
    if (home === undefined) return;
    if (same.every(({ id }) => this.#chosen.has(id))) return same.forEach(({ id }) => this.#chosen.delete(id));
    const say = (why: string): void => this.seat.say(why, 'warn');
    const isStray = (id: string): boolean => home.items.every((one) => one.id !== id);
    if ([...this.#chosen].some(isStray))
      return say('only what is of one group is answered together: the others are still chosen');
    if (this.#chosen.size + same.length > MOST_AT_ONCE) return say(`at most ${MOST_AT_ONCE} are answered together`);
    if (same.some(({ careful }) => careful))
      return say('this one asks to be looked at twice: open it and answer it by itself');
    for (const { id } of same) this.#chosen.add(id);
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

const distinct = (names: readonly string[]): string[] => [...new Set(names)].sort();

/** One line of the list: what it is on the left, how long on the right. */
function row(words: string, { isHere, room, tail = '' }: { isHere: boolean; room: Room; tail?: string }): string {
  const space = room.width - 4 - (tail === '' ? 0 : columns(tail) + 2);
  const left = clip(words, space);
  const gap = tail === '' ? '' : ' '.repeat(space - columns(left) + 2) + tail;
  const text = `${isHere ? '▸' : ' '} ${left}${gap}`;
  return isHere ? bar(text, room) : text;
}
