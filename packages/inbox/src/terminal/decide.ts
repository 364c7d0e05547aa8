// One proposal: shown in full, then decided by a key that was typed after it was shown.
import type { ReviewItem } from '@sallyport/core';
import type { View } from '../view.js';
import { askChanges } from './edit.js';
import { askForward } from './forward.js';
import type { Seat } from './seat.js';
import { attempt, confirmed, isFolded, remind, show, WRONG_CODES } from './show.js';

/** What became of it. `left`: it is still pending. */
export type Outcome =
  | { readonly is: 'decided' }
  | { readonly is: 'left' }
  | { readonly is: 'edited'; readonly by: string };

const KEYS = { a: '[a]pprove', d: '[d]eny', e: '[e]dit' } as const;

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
    seat.printer.say('');
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
  const { desk, printer } = seat;
  if (!(await confirmed(view, seat))) {
    tries.left--;
    if (tries.left > 0) return undefined;
    printer.say(`${WRONG_CODES} wrong codes: it is left alone for now.`, 'bad');
    return { is: 'left' };
  }
  const told = `approved and signed: ${view.executor} may run exactly this.`;
  return decided(await attempt(() => desk.approve(item.id, { digest: item.digest }), told, seat));
}

async function deny(item: ReviewItem, seat: Seat): Promise<Outcome | undefined> {
  const reason = await seat.dialog.line('reason (Enter: none)');
  const denied =
    reason === '' ? seat.desk.deny.bind(seat.desk, item.id) : seat.desk.deny.bind(seat.desk, item.id, reason);
  return decided(await attempt(denied, 'denied: it will not run.', seat));
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
  const isDone = await attempt(async () => void (by = await desk.edit(item.id, changes)), told, seat);
  return isDone ? { is: 'edited', by } : undefined;
}

const decided = (isDone: boolean): Outcome | undefined => (isDone ? { is: 'decided' } : undefined);
