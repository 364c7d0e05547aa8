// Standing grants: what is approved beforehand, and ending it.
import { unrender } from '../../escape.js';
import { grantView, type GrantView } from '../../grant.js';
import { BAR, type Line } from '../../wrap.js';
import { drawn, line } from '../draw.js';
import type { Hint, Room } from '../page.js';
import type { Press } from '../keyboard.js';
import type { Block } from '../rows.js';
import { Ask } from './ask.js';
import { choiceLine } from './pick.js';
import { Listing } from './listing.js';
import { Text } from './reading.js';

export class Grants extends Listing {
  readonly title = 'standing grants';
  readonly empty = 'nothing is approved beforehand: every act is asked. s on a proposal grants the like of it.';
  readonly hints: readonly Hint[] = [
    ['Enter', 'open'],
    ['x', 'revoke'],
    ['1–4', 'lists'],
    ['q', 'quit'],
  ];

  get #views(): readonly GrantView[] {
    return this.seat.facts.grants.map((grant) => grantView(grant, this.seat.context()));
  }

  protected override blocks(room: Room): readonly Block[] {
    return this.#views.map(({ id, agent, tool, uses, ends }) => ({
      id,
      draw: (isHere: boolean) => [
        choiceLine(`${agent} · ${tool}`, isHere, room),
        ...drawn([line(`    ${uses} · ${ends.words}`, ends.over ? 'bad' : 'dim')], room),
      ],
    }));
  }

  protected override open(id: string): void {
    const view = this.#views.find((one) => one.id === id);
    if (view) this.seat.go(new Text(this.seat, `grant ${id}`, (room) => drawn(linesOf(view), room)));
  }

  protected override act({ name }: Press): boolean {
    const view = this.#views.find(({ id }) => id === this.rows.at);
    if (name !== 'x' || view === undefined) return false;
    const act = async (): Promise<string> => {
      await this.seat.desk.revoke?.(unrender(view.id));
      return 'revoked: from now on it is asked again.';
    };
    this.seat.go(
      new Ask(this.seat, {
        title: 'revoke this grant?',
        lines: (pen) => drawn(linesOf(view), pen),
        does: 'ends it and signs',
        act,
      }),
    );
    return true;
  }
}

function linesOf({ sentence, uses, ends, given, bounds, id }: GrantView): Line[] {
  return [
    line(sentence, 'strong'),
    line(`${uses} · ${ends.words}`),
    line(given, 'dim'),
    ...bounds.flatMap(({ name, words, values }) => [
      line(`${name} ${words}`),
      ...values.lines.map((text) => line(text, 'plain', BAR)),
    ]),
    line(`grant ${id}`, 'dim'),
  ];
}
