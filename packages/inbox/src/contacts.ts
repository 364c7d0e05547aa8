// Who a person has to do with: people, agents and whoever wrote, each with what waits and the latest word.
import { type DeskMessage, type ReviewItem, TRUST, type TrustLevel } from '@sallyport/core';
import { block } from './block.js';
import { quoted, render } from './escape.js';
import { type Flag, flagsOfName, flagsOfSender } from './flags.js';
import { type Limits, passage } from './fold.js';
import { frozen } from './frozen.js';
import { knownNames, type ViewContext } from './known.js';
import { KnownNames } from './scripts.js';
import { ago, counted, type Tone, type Trust, trustWords } from './words.js';

/** What a list of contacts is drawn up from, as a desk hands it out. */
export interface ContactFacts {
  readonly person: string;
  /** `desk.people()`: those with `agents` are runtimes, and are no contacts themselves. */
  readonly people: readonly {
    readonly name: string;
    readonly ceiling: TrustLevel;
    readonly agents?: readonly string[];
  }[];
  readonly messages: readonly DeskMessage[];
  readonly pending?: readonly Pick<ReviewItem, 'requester'>[];
  readonly frozen?: readonly { readonly agent: string; readonly state: 'freezing' | 'frozen' }[];
}

/** `sender`: somebody who wrote, and is neither enrolled nor an agent. */
export type ContactKind = 'you' | 'person' | 'agent' | 'sender';

/** The latest word of a contact, on one line. */
export interface Latest {
  /** Whose it is: `you`, or a quoted name. */
  readonly by: string;
  readonly text: string;
  /** How much of the message does not stand in `text`. */
  readonly more?: string;
  readonly when: string;
}

/** A conversation: who with. `key` is escaped, and `unrender` gives back the name. */
export interface Talk {
  readonly key: string;
  readonly name: string;
  readonly words: string;
}

/** Somebody. `name` is quoted; `key` is escaped, and `unrender` gives back the name. */
export interface ContactView {
  readonly key: string;
  readonly name: string;
  readonly kind: ContactKind;
  /** The kind as a word. */
  readonly word: string;
  /** How far what they write is trusted: of people, what their key may; of others, what they wrote last. */
  readonly trust: Trust;
  /** Said of a stopped agent. */
  readonly frozen?: { readonly words: string; readonly tone: Tone };
  /** How many proposals of theirs wait, as a number and in words. */
  readonly waiting: number;
  readonly waits: string;
  readonly latest?: Latest;
  /** Their conversations, by who is at the other end: the latest first. */
  readonly talks: readonly Talk[];
  readonly flags: readonly Flag[];
}

const LINE: Limits = {
  most: { lines: 1, characters: 90 },
  head: { lines: 1, characters: 80 },
  tail: { lines: 0, characters: 0 },
};
const WORDS = { you: 'you', person: 'person', agent: 'agent', sender: 'sender' } as const;

/**
 * Draws up a person's contacts: those with something that waits first, then those with the latest word; the person themselves
 * last. Plain, frozen JSON, every string escaped. Must not throw.
 *
 * @example
 * ```ts
 * import type { Desk } from '@sallyport/core';
 * import { contactsView } from '@sallyport/inbox';
 *
 * async function names(desk: Desk): Promise<string[]> {
 *   const [people, messages, pending] = [await desk.people(), await desk.messages(), await desk.pending()];
 *   const contacts = contactsView({ person: desk.person, people, messages, pending }, { known: [], now: Date.now() });
 *   return contacts.map(({ name, waits }) => `${name}: ${waits}`);
 * }
 * ```
 */
export function contactsView(facts: ContactFacts, context: ViewContext): readonly ContactView[] {
  const house = new House(facts);
  const enrolled = [...house.kinds.keys()];
  const directory = new KnownNames(enrolled);
  const known = knownNames({ ...context, known: [...context.known, ...enrolled] });
  const rows = [...house.names()].map((name) => {
    const kind = house.kindOf(name);
    const flags = kind === 'sender' ? flagsOfSender(name, known) : flagsOfEnrolled(name, kind, directory);
    return { name, kind, view: house.contact(name, flags, context.now) };
  });
  const rank = ({ kind, view }: (typeof rows)[number]): number => (kind === 'you' ? 2 : view.waiting > 0 ? 0 : 1);
  rows.sort((a, b) => rank(a) - rank(b) || house.seqOf(b.name) - house.seqOf(a.name));
  return frozen(rows.map(({ view }) => view));
}

/** Those who are enrolled are known to each other: two that could be taken for one another are told of. */
function flagsOfEnrolled(name: string, kind: ContactKind, directory: KnownNames): Flag[] {
  const twin = directory.twin(name);
  return flagsOfName(name, twin === undefined ? directory : new KnownNames([twin]), `the ${WORDS[kind]}`);
}

class House {
  readonly #facts: ContactFacts;
  readonly kinds = new Map<string, ContactKind>();
  readonly #ceilings = new Map<string, TrustLevel>();
  readonly #latest = new Map<string, DeskMessage>();
  readonly #written = new Map<string, TrustLevel>();
  readonly #talks = new Map<string, Map<string, { count: number; at: number }>>();
  readonly #waiting = new Map<string, number>();

  constructor(facts: ContactFacts) {
    this.#facts = facts;
    for (const { name, ceiling, agents } of facts.people) {
      if (agents === undefined) this.#enrol(name, 'person', ceiling);
      else for (const agent of agents) this.#enrol(agent, 'agent', ceiling);
    }
    this.kinds.set(facts.person, 'you');
    for (const message of facts.messages) this.#read(message);
    for (const { requester } of facts.pending ?? [])
      this.#waiting.set(requester, (this.#waiting.get(requester) ?? 0) + 1);
  }

  /** Everybody: enrolled, or in a message, or asking for something. */
  names(): ReadonlySet<string> {
    return new Set([...this.kinds.keys(), ...this.#talks.keys(), ...this.#waiting.keys()]);
  }

  kindOf(name: string): ContactKind {
    return this.kinds.get(name) ?? 'sender';
  }

  seqOf(name: string): number {
    return this.#latest.get(name)?.seq ?? 0;
  }

  contact(name: string, flags: readonly Flag[], now: number): ContactView {
    const kind = this.kindOf(name);
    const waiting = this.#waiting.get(name) ?? 0;
    const latest = this.#latest.get(name);
    const stopped = this.#facts.frozen?.find(({ agent }) => agent === name);
    return {
      ...{ key: render(name), name: quoted(name), kind, word: WORDS[kind] },
      trust: trustWords(this.#trustOf(name, kind)),
      ...(stopped && { frozen: stopWords(stopped.state) }),
      waiting,
      waits: `${counted(waiting, 'proposal')} ${waiting === 1 ? 'waits' : 'wait'}`,
      ...(latest && { latest: latestOf(latest, this.#facts.person, now) }),
      talks: this.#talksOf(name, now),
      flags,
    };
  }

  #enrol(name: string, kind: ContactKind, ceiling: TrustLevel): void {
    this.kinds.set(name, kind);
    this.#ceilings.set(name, ceiling);
  }

  #read(message: DeskMessage): void {
    const { from, to, trust, at } = message;
    const { person } = this.#facts;
    this.#written.set(from, trust);
    this.#latest.set(from, message);
    if (from === person) this.#latest.set(to, message);
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      const talks = this.#talks.get(one) ?? new Map<string, { count: number; at: number }>();
      this.#talks.set(one, talks);
      const count = (talks.get(other)?.count ?? 0) + 1;
      talks.delete(other); // the latest stands last
      talks.set(other, { count, at });
    }
  }

  #trustOf(name: string, kind: ContactKind): TrustLevel {
    const [ceiling, written] = [this.#ceilings.get(name), this.#written.get(name)];
    if (kind === 'sender') return written ?? 'zero';
    if (kind !== 'agent' || written === undefined) return ceiling ?? 'zero';
    return TRUST.indexOf(written) < TRUST.indexOf(ceiling ?? 'zero') ? written : (ceiling ?? 'zero');
  }

  #talksOf(name: string, now: number): Talk[] {
    const all = [...(this.#talks.get(name) ?? [])].reverse();
    return all.map(([other, { count, at }]) => ({
      key: render(other),
      name: other === this.#facts.person ? 'you' : quoted(other),
      words: `${counted(count, 'message')}, the latest ${ago(at, now)}`,
    }));
  }
}

function stopWords(state: 'freezing' | 'frozen'): { words: string; tone: Tone } {
  return state === 'frozen'
    ? { words: 'frozen', tone: 'calm' }
    : { words: 'being frozen: not all runtimes have said that they know', tone: 'warn' };
}

function latestOf({ from, at, letter }: DeskMessage, person: string, now: number): Latest {
  const lines = block(letter.text);
  const first = lines.findIndex((line) => line !== '');
  const { fold, lines: one } = passage([lines[first] ?? ''], LINE);
  const rest = lines.length - 1 - Math.max(first, 0);
  const more = [fold?.words, rest > 0 && `⟨${counted(rest, 'more line')}⟩`].filter(Boolean).join(' ');
  return {
    by: from === person ? 'you' : quoted(from),
    text: fold?.head[0] ?? one[0] ?? '',
    ...(more !== '' && { more }),
    when: ago(at, now),
  };
}
