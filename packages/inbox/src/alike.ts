// Proposals that are alike: by where they land, and what is the same to the letter as one row; the odd one out stays in sight.
import type { ReviewItem } from '@sallyport/core';
import { RISKS } from './risk.js';
import type { View } from './view.js';
import type { Waiting } from './waiting.js';
import { counted } from './words.js';

export interface Drawn {
  readonly item: ReviewItem;
  readonly view: View;
  readonly row: Waiting;
}

/** Proposals that nothing tells apart but their id, their digest and their time: each still has its own. */
export interface Row {
  /** Said of more than one. */
  readonly words?: string;
  readonly items: readonly Waiting[];
}

/** Proposals that land in the same place. */
export interface Target {
  readonly words: string;
  readonly aims: readonly string[];
  readonly rows: readonly Row[];
}

/** Puts together what has one key, in the order in which the keys come. */
export function groupedBy(drawn: readonly Drawn[], keyOf: (one: Drawn) => string): ReadonlyMap<string, Drawn[]> {
  const groups = new Map<string, Drawn[]>();
  for (const one of drawn) {
    const [key, group] = [keyOf(one), groups.get(keyOf(one))];
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}

const levelOf = ({ view }: Drawn): number => RISKS.indexOf(view.risk.level);
const rankOf = (group: readonly Drawn[]): number => Math.min(...group.map(levelOf));
const soonestOf = (group: readonly Drawn[]): number => Math.min(...group.map(({ item }) => item.expires));

/** Riskiest first; among equals the fewest, so that the odd one comes before the many; then what runs out first. */
export const byRisk = (a: readonly Drawn[], b: readonly Drawn[]): number =>
  rankOf(a) - rankOf(b) || a.length - b.length || soonestOf(a) - soonestOf(b);

/** Some proposals, by where they land. Every one of them stands in exactly one row. */
export function targetsOf(group: readonly Drawn[]): Target[] {
  return [...groupedBy(group, landsAt).values()].sort(byRisk).map((some) => {
    const rows = [...groupedBy(some, looks).values()].sort(byRisk).map(rowOf);
    const { aims } = rows[0]!.items[0]!;
    const where = aims.length === 0 ? 'nothing in them decides where they land' : 'to the same place';
    return { words: some.length === 1 ? 'one' : `${counted(some.length, 'proposal')}, ${where}`, aims, rows };
  });
}

function rowOf(same: readonly Drawn[]): Row {
  const items = same.map(({ row }) => row);
  return { ...(same.length > 1 && { words: `the same ${counted(same.length, 'time')}, to the letter` }), items };
}

/** What would be done, and its control arguments as they are drawn: two that differ are never drawn alike. */
const landsAt = ({ view }: Drawn): string =>
  JSON.stringify([
    view.sentence,
    view.fields.filter(({ control }) => control).map(({ name, value }) => [name, value?.kind, value?.lines]),
  ]);

/** Everything that a screen would draw of it, but for what is its own: its id, its digest, its time, the id of the message behind it. */
function looks({ view }: Drawn): string {
  const { id: _id, digest: _digest, asked: _asked, expires: _expires, message, ...rest } = view;
  return JSON.stringify([rest, message && { ...message, id: '' }]);
}
