// The person at the desk, as a script: waits for the next proposal, and decides it.
import type { Desk, ReviewItem } from '@sallyport/core';
import { textScreen, viewOf } from '@sallyport/inbox';

/** The proposal that waits, as soon as one does. */
export async function next(desk: Desk): Promise<ReviewItem> {
  const over = new AbortController();
  const changes = desk.watch({ signal: over.signal });
  try {
    for (;;) {
      const [item] = await desk.pending();
      if (item !== undefined) return item;
      await changes.next();
    }
  } finally {
    over.abort();
  }
}

/** The screen that the person decides on: every argument that the function will get, drawn so that nothing in it can hide. */
export const screenOf = (item: ReviewItem): readonly string[] =>
  textScreen(viewOf(item, { known: [], now: Date.now() }), { width: 80, color: false });
