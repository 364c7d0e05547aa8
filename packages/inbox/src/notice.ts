// What a person should know: what went wrong, was done, or runs out, ready to be drawn.
import type { Notice } from '@sallyport/core';
import { block } from './block.js';
import { render } from './escape.js';
import { BACKGROUND, type Passage, passage } from './fold.js';
import { frozen } from './frozen.js';
import type { ViewContext } from './known.js';
import { ago, clockTime } from './words.js';

/** A notice, escaped. `reason` may be somebody else's words: it stands behind a bar. */
export interface NoticeView {
  /** Of the proposal or the message that it is about; `entry:12`: an entry of the journal. */
  readonly id: string;
  readonly words: string;
  /** Missing where nobody knows when. */
  readonly when?: string;
  readonly reason?: Passage;
}

/**
 * Draws up notices: plain, frozen JSON, the latest first, those without a time before them. Must not throw.
 *
 * @example
 * ```ts
 * import type { Desk } from '@sallyport/core';
 * import { noticesView, type NoticeView } from '@sallyport/inbox';
 *
 * const told = async (desk: Desk): Promise<readonly NoticeView[]> =>
 *   noticesView(await desk.notices(), { now: Date.now() });
 * ```
 */
export function noticesView(notices: readonly Notice[], { now }: Pick<ViewContext, 'now'>): readonly NoticeView[] {
  const ordered = notices.toSorted((a, b) => timeOf(b) - timeOf(a));
  return frozen(
    ordered.map(({ id, what, at, reason }) => ({
      id: render(id),
      words: render(what),
      ...(at > 0 && { when: `${ago(at, now)}, ${clockTime(at)}` }),
      ...(reason !== undefined && { reason: passage(block(reason), BACKGROUND) }),
    })),
  );
}

const timeOf = ({ at }: Notice): number => (at > 0 ? at : Number.MAX_VALUE);
