// What every decision at a terminal is made of: drawing a proposal, the facts once more, the code, and doing it at the desk.
import type { ReviewItem } from '@sallyport/core';
import { quoted, render } from '../escape.js';
import { faultOf } from '../queue.js';
import { textScreen } from '../screen.js';
import { oddOf, type View, viewOf } from '../view.js';
import { counted } from '../words.js';
import type { Seat } from './seat.js';

/** After so many wrong codes it is left alone. */
export const WRONG_CODES = 5;

/** Draws it; undefined when it cannot be shown, and so not be decided here. */
export function show(item: ReviewItem, title: string, { printer, context }: Seat, whole: boolean): View | undefined {
  const { width, color } = printer;
  try {
    const view = viewOf(item, context());
    printer.screen(['', ...textScreen(view, { width, color, title, whole })]);
    return view;
  } catch (error) {
    printer.say(
      `proposal ${render(item.id)} of ${quoted(item.requester)} cannot be shown and was left alone: ${faultOf(error)}`,
      'bad',
    );
    return undefined;
  }
}

/** The facts once more, below the agent's words: what stands right above the question is ours. */
export function remind(view: View, { printer }: Seat, lead = ''): void {
  const odd = oddOf(view).length;
  const marks = odd === 0 ? '' : ` · ${counted(odd, 'mark')} above (!)`;
  const folded = isFolded(view) ? ' · part of it is folded away: v shows all' : '';
  if (view.flow) printer.say(`${lead}${view.flow.words}`, 'bad');
  printer.say(`${lead}${view.sentence} ${view.risk.word}${marks}${folded}`, view.risk.tone);
}

/** Is anything folded that `v` would show? */
export const isFolded = ({ folded, why, message }: View): boolean => folded || Boolean(why.fold ?? message?.text.fold);

/** Asks for the code of what needs care. Says whether it was typed: if it was not, nothing may be approved. */
export async function confirmed(view: View, { dialog, printer }: Seat, lead = ''): Promise<boolean> {
  if (!view.careful) return true;
  const code = view.digest.short;
  const typed = await dialog.line(
    `${lead}${whyCareful(view)}. To approve it all the same, type the first ${code.length} characters of its digest`,
  );
  if (typed !== code) printer.say('that is not the code: nothing was approved.', 'warn');
  return typed === code;
}

function whyCareful({ flow, folded }: View): string {
  if (flow !== undefined) return 'private content would leave, and outsiders had a say in it';
  return folded ? 'part of it is folded away' : 'something is not what it looks like';
}

/** Does something at the desk. A refusal of the desk is told, and the question stands. */
export async function attempt(act: () => Promise<void>, told: string, { printer }: Seat): Promise<boolean> {
  try {
    await act();
  } catch (error) {
    printer.say(`it did not happen: ${faultOf(error)}`, 'bad');
    return false;
  }
  printer.say(told, 'good');
  return true;
}
