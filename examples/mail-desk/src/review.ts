// One sitting at the desk by a script: every message and proposal is drawn as on the screen, looked at, and decided.
import { SallyportError, type Desk, type ReviewItem } from '@sallyport/core';
import { unblock, viewOf } from '@sallyport/inbox';
import { textScreen } from '@sallyport/inbox/terminal';
import type { CarefulReviewer, Verdict } from './careful-reviewer.js';
import { CONTACTS, EXECUTOR_AGENT } from './names.js';

/** What was shown, and what was said to it. */
export interface Decided {
  readonly item: ReviewItem;
  readonly verdict: Verdict;
  readonly screen: readonly string[];
  /** The forward that came of it, or the proposal that replaces it. */
  readonly next?: string;
  /** Why the desk did not take a rewrite. The proposal is approved as it was. */
  readonly refused?: string;
}

export interface Sitting {
  /** Awaited before each answer: whoever plays a crash does it here. */
  readonly before?: (item: ReviewItem) => Promise<void>;
  readonly after?: (decided: Decided) => void;
  /** What was shown already, and is not asked again. */
  readonly seen?: Set<string>;
}

/** Decides whatever waits and was not left before, one by one, until nothing new waits. */
export async function review(
  desk: Desk,
  reviewer: Pick<CarefulReviewer, 'decide' | 'remember'>,
  { before, after, seen = new Set() }: Sitting = {},
): Promise<readonly Decided[]> {
  const decided: Decided[] = [];
  for (;;) {
    const item = (await desk.pending()).find(({ id }) => !seen.has(id));
    if (item === undefined) return decided;
    seen.add(item.id);
    const screen = screenOf(item);
    await before?.(item);
    const verdict = reviewer.decide(item);
    const carried = await carryOut(desk, item, verdict);
    if (verdict.is === 'edit' && carried.next !== undefined) reviewer.remember(carried.next, item);
    const done = { item, screen, ...carried };
    after?.(done);
    decided.push(done);
  }
}

type Carried = Pick<Decided, 'verdict' | 'next' | 'refused'>;

async function carryOut(desk: Desk, item: ReviewItem, verdict: Verdict): Promise<Carried> {
  const { id, digest, message } = item;
  if (verdict.is === 'approve') await desk.approve(id, { digest });
  if (verdict.is === 'deny') await desk.deny(id, verdict.reason);
  if (verdict.is === 'edit') return rewrite(desk, item, verdict);
  if (verdict.is !== 'forward' || message === undefined) return { verdict };
  await desk.deny(id, verdict.reason);
  return { verdict, next: await desk.forward(message.id, { to: EXECUTOR_AGENT, note: verdict.note }) };
}

/** What the desk does not take stays pending as it was, and these were the office's own words. */
async function rewrite(desk: Desk, item: ReviewItem, verdict: Verdict & { readonly is: 'edit' }): Promise<Carried> {
  try {
    return { verdict, next: await desk.edit(item.id, verdict.changes) };
  } catch (error) {
    if (!SallyportError.isInstance(error) || error.code !== 'BAD_INPUT') throw error;
    const instead = await carryOut(desk, item, { is: 'approve' });
    return { ...instead, refused: error.message };
  }
}

/** The screen of a proposal, whole. Throws when a single character of what would run does not stand on it. */
function screenOf(item: ReviewItem): readonly string[] {
  const view = viewOf(item, { known: [], contacts: CONTACTS, now: Date.now() });
  for (const [i, { value, name }] of item.parts.entries()) {
    const lines = view.fields[i]?.value?.lines;
    if (typeof value === 'string' && (lines === undefined || unblock(lines) !== value)) {
      throw new Error(`what would be sent as ${name} is not what is shown`);
    }
  }
  return textScreen(view, { whole: true });
}
