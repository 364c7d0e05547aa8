// All questions of one task: each shown in full, then answered together under one signature, or taken one by one.
import type { ReviewItem } from '@sallyport/core';
import type { View } from '../view.js';
import { counted } from '../words.js';
import type { Seat } from './seat.js';
import { attempt, confirmed, isFolded, remind, show, WRONG_CODES } from './show.js';

/**
 * What became of them. `apart`: they are to be decided one by one. `left`: those that were shown are still pending. `again`: the
 * desk has refused it, and what waits by now is to be looked at anew.
 */
export type TaskOutcome =
  | { readonly is: 'decided'; readonly items: readonly ReviewItem[] }
  | { readonly is: 'left'; readonly items: readonly ReviewItem[] }
  | { readonly is: 'apart' }
  | { readonly is: 'again' };

interface Shown {
  readonly item: ReviewItem;
  readonly view: View;
  readonly title: string;
}
interface Case {
  readonly shown: readonly Shown[];
  readonly tries: { left: number };
}

/** So many questions are answered by one key: more than that nobody keeps in mind. The others come next. */
const AT_ONCE = 12;

/**
 * Shows every question of a task, and asks until they are answered, left, or to be taken one by one. What needs care takes its
 * own code, as it does alone. Throws `Ending` when the person quits or the input ends.
 */
export async function decideTask(task: readonly ReviewItem[], seat: Seat): Promise<TaskOutcome> {
  const items = task.slice(0, AT_ONCE);
  const more = task.length > items.length ? `, in which ${task.length} wait` : '';
  const shown = items.flatMap((item, i): Shown[] => {
    const title = `question ${i + 1} of ${items.length} of one task${more}`;
    const view = show(item, title, seat, false);
    return view ? [{ item, view, title }] : [];
  });
  if (shown.length < items.length) return { is: 'apart' };
  const keys = {
    a: `[a]pprove all ${shown.length}`,
    d: `[d]eny all ${shown.length}`,
    o: '[o]ne by one',
    s: '[s]kip',
    ...(shown.some(({ view }) => isFolded(view)) && { v: '[v]iew rest' }),
    q: '[q]uit',
  };
  const tries = { left: WRONG_CODES };
  for (;;) {
    seat.printer.say('');
    seat.printer.say(`${counted(shown.length, 'question')} of one task, each as shown above:`, 'strong');
    for (const [i, { view }] of shown.entries()) remind(view, seat, `${i + 1}. `);
    const outcome = await answer(await seat.dialog.key(keys), { shown, tries }, seat);
    if (outcome) return outcome;
  }
}

/** Acts on a key; undefined when the question stands. */
async function answer(key: string, one: Case, seat: Seat): Promise<TaskOutcome | undefined> {
  if (key === 'q') return seat.dialog.quit();
  if (key === 's') return { is: 'left', items: itemsOf(one) };
  if (key === 'o') return { is: 'apart' };
  if (key === 'v') for (const { item, title } of one.shown) show(item, title, seat, true);
  else if (key === 'a') return approveAll(one, seat);
  else if (key === 'd') return denyAll(one, seat);
  return undefined;
}

async function approveAll(one: Case, seat: Seat): Promise<TaskOutcome | undefined> {
  const { shown, tries } = one;
  for (const [i, { view }] of shown.entries()) {
    if (await confirmed(view, seat, `question ${i + 1} of ${shown.length}: `)) continue;
    tries.left--;
    if (tries.left > 0) return undefined;
    seat.printer.say(`${WRONG_CODES} wrong codes: they are left alone for now.`, 'bad');
    return { is: 'left', items: itemsOf(one) };
  }
  const answers = itemsOf(one).map(({ id, digest }) => ({ id, digest, verdict: 'approve' as const }));
  const told = `approved and signed: all ${shown.length} may run, each exactly as shown.`;
  return decided(await attempt(() => seat.desk.decide(answers), told, seat), one);
}

async function denyAll(one: Case, seat: Seat): Promise<TaskOutcome | undefined> {
  const reason = await seat.dialog.line('reason for all of them (Enter: none)');
  const answers = itemsOf(one).map(({ id, digest }) => ({
    ...{ id, digest, verdict: 'deny' as const },
    ...(reason !== '' && { reason }),
  }));
  return decided(await attempt(() => seat.desk.decide(answers), 'denied: none of them will run.', seat), one);
}

const itemsOf = ({ shown }: Case): readonly ReviewItem[] => shown.map(({ item }) => item);
const decided = (isDone: boolean, one: Case): TaskOutcome =>
  isDone ? { is: 'decided', items: itemsOf(one) } : { is: 'again' };
