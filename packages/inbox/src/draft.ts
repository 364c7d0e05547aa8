// What a person is about to write, hand on or make their own: whose words are whose, before it is signed.
import { block } from './block.js';
import type { DeskMessage } from '@sallyport/core';
import { quoted } from './escape.js';
import { type Flag, flagsOf } from './flags.js';
import { ARGUMENT, type Passage, passage } from './fold.js';
import { frozen } from './frozen.js';
import { knownNames, type ViewContext } from './known.js';
import { type MaterialView, materialView } from './letter.js';
import { counted, type Trust, trustWords } from './words.js';

/** An act that writes. `message`: whose words are handed on, or made one's own. */
export type Draft =
  | { readonly send: { readonly to: string; readonly text: string } }
  | {
      readonly forward: {
        readonly message: DeskMessage;
        readonly to: string;
        readonly note?: string;
        readonly part?: string;
      };
    }
  | { readonly adopt: { readonly message: DeskMessage; readonly to: string; readonly text: string } };

/** A draft, ready to be drawn. `own` and `material` are all that goes out, and they stay apart. */
export interface DraftView {
  /** What is about to be signed. */
  readonly sentence: string;
  /** Quoted. */
  readonly to: string;
  /** The person's own words, and how far they are trusted. */
  readonly own: Passage & { readonly trust: Trust };
  /** Somebody else's words, which go along as they are. */
  readonly material?: MaterialView;
  readonly flags: readonly Flag[];
  /** Why it must not be signed. */
  readonly fault?: string;
}

/**
 * Draws up what a person is about to write: plain, frozen JSON, every string escaped. Must not throw.
 *
 * @example
 * ```ts
 * import { draftView } from '@sallyport/inbox';
 *
 * draftView({ send: { to: 'reader', text: 'hello' } }, 'alice', { known: [], now: Date.now() }).sentence;
 * ```
 */
export function draftView(draft: Draft, person: string, context: ViewContext): DraftView {
  const known = knownNames(context);
  const place = { control: false, effect: 'report', known } as const;
  const own = (text: string): Pick<DraftView, 'own' | 'flags'> => ({
    own: { ...passage(block(text), ARGUMENT), trust: trustWords('high') },
    flags: flagsOf(text, place),
  });
  if ('send' in draft) {
    const { to, text } = draft.send;
    return frozen({ sentence: `You write to ${quoted(to)}, in your own words.`, to: quoted(to), ...own(text) });
  }
  if ('forward' in draft) {
    const { message, to, note = '', part } = draft.forward;
    const letter = part === undefined ? message.letter : { ...message.letter, text: part };
    const material = materialView({ letter, trust: message.trust }, person, known);
    return frozen({
      sentence: `You hand on ${part === undefined ? 'a message' : 'a part of a message'} to ${quoted(to)}: ${restOf(message)}.`,
      ...{ to: quoted(to), material, ...own(note), ...faultOf(message, part) },
    });
  }
  const { message, to, text } = draft.adopt;
  const whose = `${quoted(message.from)} (${trustWords(message.trust).word})`;
  const { flags, ...words } = own(text);
  const warn: Flag = {
    level: 'warn',
    kind: 'state',
    text: `these are words of ${whose}: signed, they count as your own`,
  };
  return frozen({
    sentence: `You make words of ${whose} your own, and write them to ${quoted(to)}.`,
    ...{ to: quoted(to), ...words, flags: [warn, ...flags], ...faultOf(message, text) },
  });
}

function restOf({ material }: DeskMessage): string {
  const left = material.length === 0 ? '' : `, nor ${counted(material.length, 'letter')} that came with it`;
  return `nothing else of the conversation goes along${left}`;
}

/** Words that do not stand in the message, to the letter, are neither handed on nor made one's own. */
function faultOf({ letter }: DeskMessage, part: string | undefined): { readonly fault?: string } {
  if (part === undefined || (part !== '' && letter.text.includes(part))) return {};
  return { fault: 'those words do not stand in the message: choose them from its text, to the letter' };
}
