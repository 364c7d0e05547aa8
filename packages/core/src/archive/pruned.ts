// What was pruned: a person who may has said up to where, and the journal says so itself.
import type { Json } from '../canonical.js';
import type { Keyring } from '../record/keyring.js';
import { readPlace, readRecord } from '../record/shape.js';
import type { Store } from '../record/store.js';

/** The row that says where the last pruning stands. It is an index: what it names is checked. */
export const PRUNING = 'pruning';

/** The entry before which bytes may be gone, as the last pruning says; 0 where nothing was pruned. */
export async function prunedBefore(store: Store, keyring: Keyring): Promise<number> {
  const seq = Number(await store.get('place', PRUNING));
  if (!Number.isSafeInteger(seq) || seq < 1) return 0;
  const [row] = await store.entries(seq - 1, 1);
  const place = row?.seq === seq ? readPlace(row.text) : undefined;
  const record = place === undefined ? undefined : readRecord(place.record as Json);
  if (typeof record !== 'object' || keyring.pastFault(record, store.local) !== undefined) return 0;
  const { body } = record;
  return body.kind === 'permit' && 'prune' in body.subject ? body.subject.prune : 0;
}
