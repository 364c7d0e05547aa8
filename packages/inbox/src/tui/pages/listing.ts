// A page that lists things: a cursor that stays where it is put, and what opens under it.
import { drawn, line } from '../draw.js';
import type { Hint, Page, Room, Sheet } from '../page.js';
import type { Press } from '../keyboard.js';
import { type Block, Rows } from '../rows.js';
import type { Seat } from '../seat.js';

export abstract class Listing implements Page {
  abstract readonly title: string;
  abstract readonly hints: readonly Hint[];
  protected readonly seat: Seat;
  protected readonly rows = new Rows();
  #ids: readonly string[] = [];

  constructor(seat: Seat) {
    this.seat = seat;
  }

  get question(): string {
    return this.title;
  }

  /** Everything there is, in this room. */
  protected abstract blocks(room: Room): readonly Block[];
  /** What stands there when there is nothing. */
  protected abstract readonly empty: string;
  protected abstract open(id: string): void;
  protected act(_press: Press): boolean {
    return false;
  }

  draw(room: Room): Sheet {
    const blocks = this.#kept(this.blocks(room), room);
    this.#ids = blocks.flatMap(({ id }) => id ?? []);
    if (blocks.length === 0) return { lines: ['', ...drawn([line(this.empty, 'good')], room)] };
    this.rows.show(blocks);
    const { lines, above, below } = this.rows.window(room.rows);
    const place = above + below > 0 ? `${above} lines above, ${below} below` : '';
    return { lines, place };
  }

  /** What is gone and was under the cursor stays in its place, as a mark, until the cursor moves. */
  #kept(blocks: readonly Block[], room: Room): readonly Block[] {
    const { at } = this.rows;
    if (at === undefined || blocks.some(({ id }) => id === at) || !this.#ids.includes(at)) return blocks;
    const before = this.#ids.slice(0, this.#ids.indexOf(at)).findLast((id) => blocks.some((block) => block.id === id));
    const place = before === undefined ? 0 : blocks.findIndex(({ id }) => id === before) + 1;
    const gone: Block = { id: at, draw: (isHere) => drawn([line(`${isHere ? '▸' : ' '} ${GONE}`, 'dim')], room) };
    return blocks.toSpliced(place, 0, gone);
  }

  press(press: Press): void {
    const { name } = press;
    if (this.rows.move(name)) return;
    const { at } = this.rows;
    if (['enter', 'l', 'right'].includes(name) && at !== undefined) this.open(at);
    else this.act(press);
  }
}

const GONE = 'it is gone: answered, or run out';
