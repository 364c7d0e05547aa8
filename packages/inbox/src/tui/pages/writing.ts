// Words in the person's own name: letters, forwards with a note, questions back, and words made their own.
import type { DeskMessage, ReviewItem } from '@sallyport/core';
import { type Draft, draftView } from '../../draft.js';
import { quoted, render } from '../../escape.js';
import { flagLines } from '../../screen.js';
import { barred, drawn, GAP, line } from '../draw.js';
import type { Seat } from '../seat.js';
import { Ask } from './ask.js';
import { Form } from './form.js';
import { Pick } from './pick.js';

/** Picks an agent, then goes on. */
function pickAgent(seat: Seat, title: string, picked: (to: string) => void): void {
  const choices = seat.facts.agents.map((name) => ({ value: name, words: quoted(name) }));
  seat.go(new Pick(seat, { title, choices, isOpen: true, picked }));
}

interface Words {
  readonly title: string;
  readonly to: string;
  /** What is signed besides the words. */
  readonly about?: string;
  readonly text?: string;
  readonly mayBeEmpty?: boolean;
  /** What is about to be signed, for these words. */
  readonly draft: (text: string) => Draft;
  readonly send: (text: string) => Promise<string>;
  /** How many pages were opened for it before the form. */
  readonly pages: number;
  /** What may be asked instead of sending it, once there are these words. */
  readonly other?: (text: string) => { readonly key: string; readonly word: string; readonly go: () => void };
}

/** Asks for words, shows once more what is signed, and sends it. */
function askWords(seat: Seat, words: Words): void {
  const { title, to, about, text, mayBeEmpty = false } = words;
  const intro = [line(`To ${quoted(to)}, signed by you.`), ...(about === undefined ? [] : [line(about, 'dim')])];
  const done = async ([typed = '']: readonly string[]): Promise<void> => {
    if (typed.trim() === '' && !mayBeEmpty) return seat.say('there are no words to send yet', 'warn');
    askDraft(seat, words, typed);
  };
  const label = mayBeEmpty ? 'your note (none: just Enter)' : 'your words';
  seat.go(
    new Form(seat, { title, intro, fields: [{ label, isLong: true, ...(text !== undefined && { text }) }], done }),
  );
}

function askDraft(seat: Seat, { title, to, draft, send, pages, other }: Words, typed: string): void {
  const view = draftView(draft(typed), seat.desk.person, seat.context());
  if (view.fault !== undefined) return seat.say(view.fault, 'bad');
  const { own, material } = view;
  const lines = [
    line(view.sentence, 'strong'),
    line(typed === '' ? 'without words of your own' : `your own words (${own.trust.word}):`, own.trust.tone),
    ...(typed === '' ? [] : own.lines.map(barred)),
    ...flagLines(view.flags, ''),
    ...(material === undefined
      ? []
      : [
          GAP,
          line(`${material.says} (${material.trust.word})`, material.trust.tone),
          ...material.text.lines.map(barred),
        ]),
  ];
  const act = async (): Promise<string> => `sent to ${quoted(to)} as message ${render(await send(typed))}.`;
  seat.go(
    new Ask(seat, {
      title: `${title}: send it?`,
      lines: (pen) => drawn(lines, pen),
      does: 'sends it and signs',
      act,
      ...(other && { other: other(typed) }),
      pages: pages + 2,
    }),
  );
}

/** A letter to an agent. */
export function askLetter(seat: Seat, to?: string): void {
  if (to === undefined) return pickAgent(seat, 'write to whom', (picked) => letterTo(seat, picked, 1));
  letterTo(seat, to, 0);
}
function letterTo(seat: Seat, to: string, pages: number): void {
  const title = `write to ${quoted(to)}`;
  askWords(seat, {
    title,
    to,
    pages,
    draft: (text) => ({ send: { to, text } }),
    send: (text) => seat.desk.send(to, text),
  });
}

/** A question to whoever asked. */
export function askBack(seat: Seat, { id, requester: to }: ReviewItem): void {
  const about = `Your question about proposal ${render(id)}, which goes on waiting.`;
  const title = `ask ${quoted(to)} back`;
  askWords(seat, {
    title,
    to,
    about,
    pages: 0,
    draft: (text) => ({ send: { to, text } }),
    send: (text) => seat.desk.send(to, text),
  });
}

/** Hands a message on, as it is, with a note. */
export function pickForward(seat: Seat, id: string): void {
  const message = seat.facts.messages.find((one) => one.id === id);
  if (message === undefined) return seat.say('that message is not among those that can be shown here', 'warn');
  pickAgent(seat, 'forward to whom', (to) =>
    askWords(seat, {
      ...forwardOf(seat, message, { to }),
      other: (note) => ({ key: 'p', word: 'only a part of it', go: () => askPart(seat, message, { to, note }) }),
    }),
  );
}

function forwardOf(seat: Seat, message: DeskMessage, where: { readonly to: string; readonly part?: string }): Words {
  const { to } = where;
  return {
    title: `forward to ${quoted(to)}`,
    to,
    about: `With it goes message ${render(message.id)}, as its author’s words and with the trust that they have.`,
    mayBeEmpty: true,
    draft: (note) => ({ forward: { message, note, ...where } }),
    send: (note) => seat.desk.forward(message.id, { note, ...where }),
    pages: 1,
  };
}

/** Asks which piece of a message goes along, in the place of the question whether all of it does. */
function askPart(seat: Seat, message: DeskMessage, { to, note }: { readonly to: string; readonly note: string }): void {
  const says =
    'Leave one piece of it standing, to the letter: ^U rubs out what is before the caret, ^K what is behind it.';
  const done = async ([part = '']: readonly string[]): Promise<void> =>
    askDraft(seat, { ...forwardOf(seat, message, { to, part }), pages: 2 }, note);
  seat.back();
  seat.go(
    new Form(seat, {
      title: 'forward a part',
      intro: [line(says, 'dim')],
      fields: [{ label: 'what goes along', isLong: true, text: message.letter.text }],
      done,
    }),
  );
}

/** Makes words of a message the person's own. */
export function pickAdoption(seat: Seat, message: DeskMessage): void {
  const { id, letter } = message;
  pickAgent(seat, 'make its words your own, to whom', (to) =>
    askWords(seat, {
      title: `adopt words of ${render(id)}`,
      to,
      about:
        'Leave standing what you want to say yourself, one piece of it, to the letter (^U and ^K rub out what is before and behind the caret). It is trusted as your own words are.',
      text: letter.text,
      draft: (text) => ({ adopt: { message, to, text } }),
      send: async (text) => (await seat.desk.adopt?.(id, { to, text })) ?? '',
      pages: 1,
    }),
  );
}
