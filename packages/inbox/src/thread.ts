// A conversation: every message between two, oldest first, with what was handed on kept apart from what they said themselves.
import type { DeskMessage } from '@sallyport/core';
import { quoted, render } from './escape.js';
import { frozen } from './frozen.js';
import { knownNames, type ViewContext } from './known.js';
import { type Flag, flagsOfSender } from './flags.js';
import { drawReport, foldsIn, type ReportView } from './letter.js';
import { clockTime, counted } from './words.js';

/** Whose conversation it is: conversations are told apart by who writes and which agent reads, never by a header of a letter. */
export interface Between {
  /** At this end: the person, or an agent. What it wrote is `out`. */
  readonly own: string;
  /** At the other end. */
  readonly other: string;
  /** Who looks at it: their own name is `you`. */
  readonly person: string;
}

/** One message of a conversation. */
export interface Turn extends ReportView {
  readonly direction: 'in' | 'out';
  /** `you to "reader"` */
  readonly way: string;
  /** Said where something was handed on: how much of it, and that it is nobody's word but its author's. */
  readonly hands?: string;
  /** How much of it is folded; missing where all of it is in sight. */
  readonly folded?: string;
}

/** A conversation. `turns` is the whole of it, oldest first. */
export interface ThreadView {
  /** The names at both ends, quoted, and as keys that `unrender` takes. */
  readonly own: { readonly key: string; readonly name: string };
  readonly other: { readonly key: string; readonly name: string };
  readonly words: string;
  /** Of whoever is at the other end. */
  readonly flags: readonly Flag[];
  readonly turns: readonly Turn[];
  /** So many of the first turns a screen may leave folded away, as long as it says so in these words. */
  readonly earlier?: { readonly count: number; readonly words: string };
}

/** So many of the latest turns are in sight at first. */
const LATEST = 30;

/**
 * Draws up the conversation between two: plain, frozen JSON, every string escaped. Messages of anybody else, or with anybody
 * else, are not in it. Must not throw.
 *
 * @example
 * ```ts
 * import type { Desk } from '@sallyport/core';
 * import { threadView } from '@sallyport/inbox';
 *
 * async function withReader(desk: Desk): Promise<string> {
 *   const between = { own: desk.person, other: 'reader', person: desk.person };
 *   return threadView(await desk.messages(), between, { known: [], now: Date.now() }).words;
 * }
 * ```
 */
export function threadView(messages: readonly DeskMessage[], between: Between, context: ViewContext): ThreadView {
  const { own, other, person } = between;
  const known = knownNames({ ...context, known: [...context.known, own, person] });
  const theirs = messages.filter(({ from, to }) => (from === own && to === other) || (from === other && to === own));
  const turns = theirs.map((message) => turnOf(message, drawReport(message, known, context.now), between));
  const [first] = theirs;
  const since = first === undefined ? '' : `, since ${clockTime(first.at)}`;
  const [ownName, otherName] = [nameFor(own, person), nameFor(other, person)];
  const earlier = turns.length - LATEST;
  return frozen({
    own: { key: render(own), name: ownName },
    other: { key: render(other), name: otherName },
    words: `${counted(turns.length, 'message')} between ${ownName} and ${otherName}${since}`,
    flags: other === person ? [] : flagsOfSender(other, known),
    turns,
    ...(earlier > 0 && {
      earlier: { count: earlier, words: `⟨${counted(earlier, 'earlier message')}: folded away here⟩` },
    }),
  });
}

const nameFor = (name: string, person: string): string => (name === person ? 'you' : quoted(name));

function turnOf(message: DeskMessage, view: ReportView, { own, person }: Between): Turn {
  const { from, to } = message;
  const by = nameFor(from, person);
  const folded = foldedIn(view);
  return {
    ...view,
    direction: from === own ? 'out' : 'in',
    way: `${by} to ${nameFor(to, person)}`,
    ...(view.material.length > 0 && { hands: handsOn(view.material.length, by) }),
    ...(folded !== undefined && { folded }),
  };
}

const handsOn = (count: number, by: string): string =>
  `${counted(count, 'letter')} handed on by ${by}, as material: ${count === 1 ? 'its words stay its author’s' : 'their words stay their authors’'}`;

function foldedIn(view: ReportView): string | undefined {
  const folds = foldsIn(view);
  return folds.length === 0
    ? undefined
    : `${counted(folds.length, 'part')} of it ${folds.length === 1 ? 'is' : 'are'} folded`;
}
