// One proposal: shown in full, then decided by a key that was typed after it was shown.
import type { ReviewItem } from '../core.js';
import { quoted, render } from '../escape.js';
import { faultOf } from '../queue.js';
import { textScreen } from '../screen.js';
import { type View, viewOf } from '../view.js';
import { counted } from '../words.js';
import { askChanges } from './edit.js';
import { askForward } from './forward.js';
import type { Seat } from './seat.js';

/** What became of it. `left`: it is still pending. */
export type Outcome =
  | { readonly is: 'decided' }
  | { readonly is: 'left' }
  | { readonly is: 'edited'; readonly by: string };

const KEYS = { a: '[a]pprove', d: '[d]eny', e: '[e]dit' } as const;
const WRONG_CODES = 5;

/**
 * Shows a proposal and asks until it is decided or left. Throws `Ending` when the person quits or the input ends;
 * whatever was not answered by then stays as it is.
 */
export async function decide(item: ReviewItem, title: string, seat: Seat): Promise<Outcome> {
  const view = show(item, title, seat, false);
  if (!view) return { is: 'left' };
  const keys = {
    ...KEYS,
    ...(item.message && { f: '[f]orward' }),
    s: '[s]kip',
    ...(isFolded(view) && { v: '[v]iew rest' }),
    q: '[q]uit',
  };
  const tries = { left: WRONG_CODES };
  for (;;) {
    remind(view, seat);
    const key = await seat.dialog.key(keys);
    const outcome = await answer(key, { item, view, title, tries }, seat);
    if (outcome) return outcome;
  }
}

interface Case {
  readonly item: ReviewItem;
  readonly view: View;
  readonly title: string;
  readonly tries: { left: number };
}

/** Acts on a key; undefined when the question stands. */
async function answer(key: string, one: Case, seat: Seat): Promise<Outcome | undefined> {
  const { item, title } = one;
  if (key === 'q') return seat.dialog.quit();
  if (key === 's') return { is: 'left' };
  if (key === 'v') show(item, title, seat, true);
  else if (key === 'f' && item.message) await askForward(item.message.id, seat);
  else if (key === 'a') return approve(one, seat);
  else if (key === 'd') return deny(item, seat);
  else if (key === 'e') return edit(item, seat);
  return undefined;
}

async function approve({ item, view, tries }: Case, seat: Seat): Promise<Outcome | undefined> {
  const { desk, dialog, printer } = seat;
  if (view.careful) {
    const code = view.digest.short;
    const why = carefulOf(view);
    const typed = await dialog.line(
      `${why}. To approve it all the same, type the first ${code.length} characters of its digest`,
    );
    if (typed !== code) {
      tries.left--;
      printer.say('that is not the code: nothing was approved.', 'warn');
      if (tries.left > 0) return undefined;
      printer.say(`${WRONG_CODES} wrong codes: it is left alone for now.`, 'bad');
      return { is: 'left' };
    }
  }
  return attempt(
    () => desk.approve(item.id, { digest: item.digest }),
    `approved and signed: ${view.executor} may run exactly this.`,
    seat,
  );
}

async function deny(item: ReviewItem, seat: Seat): Promise<Outcome | undefined> {
  const reason = await seat.dialog.line('reason (Enter: none)');
  const denied =
    reason === '' ? seat.desk.deny.bind(seat.desk, item.id) : seat.desk.deny.bind(seat.desk, item.id, reason);
  return attempt(denied, 'denied: it will not run.', seat);
}

async function edit(item: ReviewItem, seat: Seat): Promise<Outcome | undefined> {
  const { desk, dialog, printer } = seat;
  const changes = await askChanges(item, dialog, printer);
  if (!changes || Object.keys(changes).length === 0) {
    printer.say('nothing was changed.', 'warn');
    return undefined;
  }
  let by = '';
  const told = 'edited: what changed is shown next, and waits for your answer.';
  const outcome = await attempt(async () => void (by = await desk.edit(item.id, changes)), told, seat);
  return outcome && { is: 'edited', by };
}

/** Does something at the desk. A refusal of the desk is told, and the question stands. */
async function attempt(act: () => Promise<void>, told: string, { printer }: Seat): Promise<Outcome | undefined> {
  try {
    await act();
  } catch (error) {
    printer.say(`it did not happen: ${faultOf(error)}`, 'bad');
    return undefined;
  }
  printer.say(told, 'good');
  return { is: 'decided' };
}

/** Draws it; undefined when it cannot be shown, and so not be decided here. */
function show(item: ReviewItem, title: string, { printer, context }: Seat, whole: boolean): View | undefined {
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
function remind(view: View, { printer }: Seat): void {
  const odd = [...view.flags, ...view.fields.flatMap(({ flags }) => flags)].filter(
    ({ level }) => level !== 'note',
  ).length;
  const marks = odd === 0 ? '' : ` · ${counted(odd, 'mark')} above (!)`;
  const folded = isFolded(view) ? ' · part of it is folded away: v shows all' : '';
  printer.say('');
  if (view.flow) printer.say(view.flow.words, 'bad');
  printer.say(`${view.sentence} ${view.risk.word}${marks}${folded}`, view.risk.tone);
}

/** Why approving it takes a code. */
export function carefulOf({ flow, folded }: View): string {
  if (flow !== undefined) return 'private content would leave, and outsiders had a say in it';
  return folded ? 'part of it is folded away' : 'something is not what it looks like';
}

const isFolded = ({ folded, why, message }: View): boolean => folded || Boolean(why.fold ?? message?.text.fold);
