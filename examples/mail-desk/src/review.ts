// One sitting at the desk by a script: every message and proposal is drawn as on the screen, looked at, and decided.
import type { Desk, ReviewItem } from '@sallyport/core';
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
    const next = await carryOut(desk, item, verdict);
    if (verdict.is === 'edit' && next !== undefined) reviewer.remember(next, item);
    const done = { item, verdict, screen, ...(next !== undefined && { next }) };
    after?.(done);
    decided.push(done);
  }
}

/** Does it at the desk; the id of what comes of it, where something does. */
async function carryOut(
  desk: Desk,
  { id, digest, message }: ReviewItem,
  verdict: Verdict,
): Promise<string | undefined> {
  if (verdict.is === 'approve') await desk.approve(id, { digest });
  if (verdict.is === 'deny') await desk.deny(id, verdict.reason);
  if (verdict.is === 'edit') return desk.edit(id, verdict.changes);
  if (verdict.is !== 'forward' || message === undefined) return undefined;
  await desk.deny(id, verdict.reason);
  return desk.forward(message.id, { to: EXECUTOR_AGENT, note: verdict.note });
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
