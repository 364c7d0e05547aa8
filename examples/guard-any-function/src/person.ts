// The person at the desk, as a script: waits for the next proposal, and decides it.
import type { Desk, ReviewItem } from '@sallyport/core';

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

/** What stands on the screen before anybody decides: every argument that the function will get. */
export const shown = ({ parts }: ReviewItem): string =>
  parts.map(({ name, value }) => `${name} ${JSON.stringify(value)}`).join(', ');
