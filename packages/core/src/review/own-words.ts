// A person's own words: how many they may be, and that what they choose of somebody else's stands there.
import type { Id } from '../canonical.js';
import { newId } from '../clock.js';
import type { Content } from '../content/content.js';
import { labelOf } from '../content/label.js';
import { quote, SallyportError } from '../errors.js';
import type { Letter } from '../record/body.js';
import type { Draft } from '../record/draft.js';
import type { Journal } from '../record/journal.js';
import { readLetter } from '../record/shape.js';
import type { Mail } from '../record/standing.js';

/** Of what a person writes, in UTF-16 code units. */
const LONGEST = 1_048_576;

/** Throws `BAD_INPUT` unless the words stand in the letter, each character of them. */
function mustContain({ text }: Letter, part: string, id: Id): void {
  if (typeof part !== 'string' || part === '' || !text.includes(part)) {
    throw new SallyportError(
      'BAD_INPUT',
      `those words do not stand in the message ${id}: choose them from its text, to the letter`,
      { id },
    );
  }
}

/** Words that a person writes. */
function mustBeText(text: unknown): void {
  if (typeof text === 'string' && text.isWellFormed() && text.length <= LONGEST) return;
  throw new SallyportError('BAD_INPUT', `a message is well-formed text of at most ${LONGEST} characters`);
}

/** Whom a forward goes to, with which words of one's own, and which part of the message; all of it unless said. */
export interface Forward {
  readonly to: Id;
  readonly note?: string;
  readonly part?: string;
}

/** Writes to an agent in a person's name. `material`: what they forward with it, as it was. */
export function writing(
  journal: Journal,
  from: Id,
  { to, text, material }: { readonly to: Id; readonly text: string; readonly material?: (draft: Draft) => Content },
): (draft: Draft) => Id {
  mustBeAgent(journal, to);
  mustBeText(text);
  const id = newId();
  const letter: Letter = { from, text };
  return (draft) => {
    const own = draft.content(letter, labelOf(from, 'high'));
    draft.add({ kind: 'message', id, from, to, text: own, material: material === undefined ? [] : [material(draft)] });
    return id;
  };
}

/** Hands on a message, or a part of it: the bytes chosen, with the label they had, and none of the rest (MAIL-3). */
export async function forwarding(
  journal: Journal,
  person: Id,
  { message, to, note = '', part }: Forward & { readonly message: Id },
): Promise<(draft: Draft) => Id> {
  const { mail, letter } = await letterOf(journal, message);
  const { text } = mail.message;
  if (part !== undefined) mustContain(letter, part, message);
  const material = (draft: Draft): Content => {
    if (part !== undefined) return draft.content({ ...letter, text: part }, text.label);
    draft.knows(text, letter);
    return text;
  };
  return writing(journal, person, { to, text: note, material });
}

/** Makes words of a message the person's own. */
export async function adopting(
  journal: Journal,
  person: Id,
  { message, to, text }: { readonly message: Id; readonly to: Id; readonly text: string },
): Promise<(draft: Draft) => Id> {
  const { letter } = await letterOf(journal, message);
  mustContain(letter, text, message);
  return writing(journal, person, { to, text });
}

/** A message and what stands in it, also of long ago. Throws `UNKNOWN_ID`. */
async function letterOf(journal: Journal, id: Id): Promise<{ readonly mail: Mail; readonly letter: Letter }> {
  await journal.catchUp();
  const mail = await journal.mail(id);
  if (mail === undefined) throw new SallyportError('UNKNOWN_ID', `there is no message ${quote(id)}`, { id });
  return { mail, letter: readLetter(await journal.read(mail.message.text)) };
}

/** Throws `UNKNOWN_AGENT`. */
export function mustBeAgent({ fold }: Journal, name: Id): void {
  if (!fold.keyring.isAgent(name))
    throw new SallyportError('UNKNOWN_AGENT', `${quote(name)} is no agent of this TrustRoot`);
}
