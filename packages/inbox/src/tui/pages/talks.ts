// People and agents, as in a messenger: who wrote, what waits, who is stopped; a conversation opens under the cursor.
import { unrender } from '../../escape.js';
import { contactsView, type ContactView } from '../../contacts.js';
import { clip, drawn, line } from '../draw.js';
import type { Hint, Room } from '../page.js';
import type { Press } from '../keyboard.js';
import type { Block } from '../rows.js';
import { flagLines } from '../../screen.js';
import { BAR, columns } from '../../wrap.js';
import { Listing } from './listing.js';
import { choiceLine, Pick } from './pick.js';
import { askFreeze, askThaw } from './stops.js';
import { Thread } from './thread.js';
import { askLetter } from './writing.js';

export class Talks extends Listing {
  readonly title = 'people and agents';
  readonly empty = 'nobody is here yet.';

  get hints(): readonly Hint[] {
    return [
      ['Enter', 'conversation'],
      ['w', 'write'],
      ...(this.seat.desk.freeze ? [['z', 'freeze or thaw'] as const] : []),
      ['/', 'search'],
      ['1–4', 'lists'],
      ['q', 'quit'],
    ];
  }

  get #contacts(): readonly ContactView[] {
    const { facts, desk, context } = this.seat;
    const { people, messages, pending, frozen } = facts;
    return contactsView({ person: desk.person, people, messages, pending, frozen }, context());
  }

  protected override blocks(room: Room): readonly Block[] {
    const unread = new Set(this.seat.facts.unread.map(({ from }) => from));
    return this.#contacts.map((contact): Block => ({
      id: contact.key,
      draw: (isHere) => contactLines(contact, { isHere, isNew: unread.has(unrender(contact.key)), room }),
    }));
  }

  protected override open(key: string): void {
    const { seat } = this;
    const contact = this.#contacts.find((one) => one.key === key);
    if (contact === undefined) return;
    const other = unrender(key);
    const show = (own: string): void => seat.go(new Thread(seat, { own, other, person: seat.desk.person }));
    const [talk, ...more] = contact.talks;
    if (talk === undefined || more.length === 0)
      return show(talk === undefined ? seat.desk.person : unrender(talk.key));
    const choices = contact.talks.map(({ key: own, name, words }) => ({
      value: own,
      words: `with ${name} · ${words}`,
    }));
    const picked = (own: string): void => {
      seat.back();
      show(unrender(own));
    };
    seat.go(new Pick(seat, { title: `conversations of ${contact.name}`, choices, picked }));
  }

  protected override act({ name }: Press): boolean {
    const { seat } = this;
    const agent = seat.facts.agents.find((one) => one === unrender(this.rows.at ?? ''));
    if (name === 'w') askLetter(seat, agent);
    else if (name !== 'z' || !seat.desk.freeze) return false;
    else if (agent === undefined) seat.say('only an agent can be stopped', 'warn');
    else if (seat.facts.frozen.some((one) => one.agent === agent)) askThaw(seat, agent);
    else askFreeze(seat, agent);
    return true;
  }
}

function contactLines(
  contact: ContactView,
  { isHere, isNew, room }: { isHere: boolean; isNew: boolean; room: Room },
): string[] {
  const { name, word, trust, frozen, waiting, waits, latest, flags } = contact;
  const marks = [...(isNew ? ['NEW'] : []), ...(waiting > 0 ? [waits] : []), ...(frozen ? [frozen.words] : [])];
  const facts = [word, trust.word, ...marks].join(' · ');
  const fits = columns(`${name} · ${facts}`) <= room.width - 4;
  const under = fits ? [] : drawn([line(facts, 'plain', '    ')], room);
  const last =
    latest === undefined
      ? []
      : drawn(
          [
            line(
              clip(
                `${latest.by === name ? '' : `${latest.by}, `}${latest.when} ${BAR}${latest.text} ${latest.more ?? ''}`.trimEnd(),
                room.width - 6,
              ),
              'dim',
              '    ',
            ),
          ],
          room,
        );
  const odd = drawn(flagLines(flags, '    '), room);
  return [choiceLine(fits ? `${name} · ${facts}` : name, isHere, room), ...under, ...last, ...odd];
}
