// A letter as a reviewer reads it: a report, mail, an order, or the message behind a proposal. Nothing in it is proof of anything.
import type { Letter, TrustLevel } from '@sallyport/core';
import { block } from './block.js';
import type { Report } from './desk-port.js';
import { quoted, render } from './escape.js';
import { type Flag, flagsOf, flagsOfSender } from './flags.js';
import { ARGUMENT, BACKGROUND, type Fold, type Passage, passage } from './fold.js';
import { frozen } from './frozen.js';
import { knownNames, type ViewContext } from './known.js';
import type { KnownNames } from './scripts.js';
import { ago, clockTime, type Tone, type Trust, trustWords } from './words.js';

/** A letter, escaped. `from`, `address` and `subject` are quoted. */
export interface LetterView {
  readonly from: string;
  readonly address?: string;
  readonly subject?: string;
  readonly trust: Trust;
  readonly text: Passage;
  readonly flags: readonly Flag[];
}

/** A letter that was handed on: somebody's own words, as they were. `says`: whose they are, and whose they are not. */
export interface MaterialView extends LetterView {
  readonly says: string;
}

/** A message to the person, or one that they may read, with what was forwarded with it. */
export interface ReportView {
  readonly id: string;
  readonly sent: string;
  readonly letter: LetterView;
  /** What has become of it, where that is worth a word: it waits, or was refused, or its handling failed. */
  readonly state?: { readonly words: string; readonly tone: Tone; readonly reason?: Passage };
  /** Kept apart: a quotation never becomes the words of whoever hands it on. */
  readonly material: readonly MaterialView[];
}

/** Draws up a letter. Must not throw. */
export function letterView(letter: Letter, trust: TrustLevel, known: KnownNames, limits = BACKGROUND): LetterView {
  const { from, address, subject, text } = letter;
  const place = { control: false, effect: 'report', known } as const;
  return {
    from: quoted(from),
    ...(address !== undefined && { address: quoted(address) }),
    ...(subject !== undefined && { subject: quoted(subject) }),
    trust: trustWords(trust),
    text: passage(block(text), limits),
    flags: [...flagsOfSender(from, known), ...flagsOf(`${subject ?? ''}\n${text}`, place)],
  };
}

/** Draws up what was handed on by somebody. Must not throw. */
export function materialView(
  { letter, trust }: Report['material'][number],
  by: string,
  known: KnownNames,
): MaterialView {
  const view = letterView(letter, trust, known, ARGUMENT);
  const says = `material: the words of ${view.from} (${view.trust.word}), handed on as they were; not the words of ${quoted(by)}`;
  return { ...view, says };
}

/**
 * Draws up a report: plain, frozen JSON, every string escaped. Must not throw.
 *
 * @example
 * ```ts
 * import type { DeskMessage } from '@sallyport/core';
 * import { reportView } from '@sallyport/inbox';
 *
 * const linesOf = (message: DeskMessage): readonly string[] =>
 *   reportView(message, { known: [], now: Date.now() }).letter.text.lines;
 * ```
 */
export function reportView(report: Report, context: ViewContext): ReportView {
  return frozen(drawReport(report, knownNames(context), context.now));
}

/** {@link reportView}, for many and one context; not frozen yet. */
export function drawReport(report: Report, known: KnownNames, now: number): ReportView {
  const { from, letter } = report;
  const view = letterView({ ...letter, from }, report.trust, known, ARGUMENT);
  const says: Flag = { level: 'warn', kind: 'state', text: `the letter itself says it is from ${quoted(letter.from)}` };
  const state = stateOf(report);
  return {
    id: render(report.id),
    sent: `${ago(report.at, now)}, ${clockTime(report.at)}`,
    letter: letter.from === from ? view : { ...view, flags: [...view.flags, says] },
    ...(state && { state }),
    material: report.material.map((one) => materialView(one, from, known)),
  };
}

/** What of it is folded. */
export const foldsIn = ({ letter, material, state }: ReportView): readonly Fold[] =>
  [letter.text, ...material.map(({ text }) => text), state?.reason].flatMap((one) => one?.fold ?? []);

/** What became of a message, unless it went as it should. */
function stateOf({ state, reason }: Report): ReportView['state'] {
  if (state === undefined || state === 'executed') return undefined;
  const is = STATES[state] ?? { words: `it is ${render(state)}`, tone: 'bad' };
  return { ...is, ...(reason !== undefined && { reason: passage(block(reason), BACKGROUND) }) };
}

const STATES: Readonly<Partial<Record<string, { readonly words: string; readonly tone: Tone }>>> = {
  pending: { words: 'not handled yet', tone: 'dim' },
  started: { words: 'being handled', tone: 'dim' },
  refused: { words: 'refused at the door: nobody has read it', tone: 'bad' },
  failed: { words: 'its handling failed', tone: 'bad' },
  interrupted: { words: 'its handling broke off: nobody knows how far it came', tone: 'bad' },
};
