// Which of several proposals can be answered under one signature.
import type { Waiting } from './waiting.js';
import { grouped } from './words.js';

/** So many are answered under one signature at most: more than that nobody has read, and a consumer refuses it of a passkey. */
export const MOST_AT_ONCE = 20;

/** Those of a group that can be answered together. */
export interface Together {
  /** Escaped, as they stand in `items`; none where fewer than two can. */
  readonly ids: readonly string[];
  readonly words: string;
}

/** What they do, and at what risk: only what is of one kind is answered together. */
export const kindOf = ({ sentence, risk }: Waiting): string => `${risk.level} ${sentence}`;

/** Of the items of a group the most that do the same at the same risk, and need no look of their own. */
export function togetherOf(items: readonly Waiting[]): Together {
  const kinds = new Map<string, Waiting[]>();
  for (const one of items.filter(({ careful }) => !careful))
    kinds.set(kindOf(one), [...(kinds.get(kindOf(one)) ?? []), one]);
  const [most = []] = [...kinds.values()].sort((a, b) => b.length - a.length);
  if (most.length < 2) return { ids: [], words: 'each is answered by itself' };
  const ids = most.slice(0, MOST_AT_ONCE).map(({ id }) => id);
  const careful = items.filter((one) => one.careful).length;
  const left = [
    ids.length < most.length && `at most ${MOST_AT_ONCE} at once`,
    careful > 0 &&
      `${grouped(careful)} ${careful === 1 ? 'needs' : 'need'} a look of ${careful === 1 ? 'its' : 'their'} own`,
  ].filter(Boolean);
  const why = left.length === 0 ? '' : `: ${left.join('; ')}`;
  return { ids, words: `${grouped(ids.length)} of ${grouped(items.length)} can be answered together${why}` };
}
