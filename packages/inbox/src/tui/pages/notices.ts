// What the person should know: what was done, went wrong, or runs out.
import { unrender } from '../../escape.js';
import { noticesView } from '../../notice.js';
import { barred, drawn, line } from '../draw.js';
import type { Hint, Room } from '../page.js';
import type { Block } from '../rows.js';
import { openAny } from './found.js';
import { Listing } from './listing.js';

export class Notices extends Listing {
  readonly title = 'notices';
  readonly empty = 'there is nothing to tell.';
  readonly hints: readonly Hint[] = [
    ['Enter', 'open what it is about'],
    ['/', 'search'],
    ['1–4', 'lists'],
    ['q', 'quit'],
  ];

  protected override blocks(room: Room): readonly Block[] {
    this.seat.facts.noticed();
    return noticesView(this.seat.facts.notices, this.seat.context()).map(({ id, words, when, reason }, i) => ({
      id: `${i} ${id}`,
      draw: (isHere: boolean) => [
        ...drawn([line(words, isHere ? 'strong' : 'plain', isHere ? '▸ ' : '  ')], room),
        ...drawn([line(`    ${when ?? 'nobody knows when'}`, 'dim'), ...(reason?.lines ?? []).map(barred)], room),
      ],
    }));
  }

  protected override open(id: string): void {
    openAny(this.seat, unrender(id.slice(id.indexOf(' ') + 1)));
  }
}
