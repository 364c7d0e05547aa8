// Several proposals under one signature: which may be chosen together, and what it is that one signs.
import type { Group, QueueView } from './queue.js';
import { kindOf, MOST_AT_ONCE } from './together.js';
import type { Waiting } from './waiting.js';
import { counted, grouped } from './words.js';

/** What is about to be answered under one signature. */
export interface BatchView {
  readonly words: string;
  /** Why not; then nothing of it may be signed. */
  readonly fault?: string;
  /** Every one of them, each with its own digest, aims and end. */
  readonly items: readonly Waiting[];
}

/**
 * Draws up a batch: the chosen proposals, by their ids as the queue shows them. Where they may not be answered together `fault`
 * says why. Plain, frozen JSON. Must not throw.
 *
 * @example
 * ```ts
 * import { batchView, type QueueView } from '@sallyport/inbox';
 *
 * const digests = (queue: QueueView, ids: readonly string[]): readonly string[] => {
 *   const { fault, items } = batchView(queue, ids);
 *   return fault === undefined ? items.map(({ digest }) => digest) : [];
 * };
 * ```
 */
export function batchView({ groups }: Pick<QueueView, 'groups'>, ids: readonly string[]): BatchView {
  const wanted = new Set(ids);
  const home = groups.filter(({ items }) => items.some(({ id }) => wanted.has(id)));
  const items = home.flatMap((group) => group.items.filter(({ id }) => wanted.has(id)));
  const fault = whyNot(home, items, wanted.size);
  const words = `${counted(items.length, 'proposal')} under one signature, each with the digest that stands beside it`;
  return Object.freeze({ words, ...(fault !== undefined && { fault }), items: Object.freeze(items) });
}

function whyNot(home: readonly Group[], items: readonly Waiting[], wanted: number): string | undefined {
  if (wanted === 0) return 'nothing was chosen';
  if (items.length < wanted) return `${grouped(wanted - items.length)} of those chosen no longer wait: look again`;
  if (items.length > MOST_AT_ONCE)
    return `${grouped(items.length)} are too many to have been read: at most ${MOST_AT_ONCE} at once`;
  if (home.length > 1) return 'they are of several kinds: answer each kind by itself';
  if (new Set(items.map(kindOf)).size > 1)
    return 'they do not do the same, or not at the same risk: answer each by itself';
  const careful = items.filter((one) => one.careful);
  if (careful.length === 0) return undefined;
  return `${careful.map(({ id }) => id).join(', ')}: look twice, and answer by itself`;
}
