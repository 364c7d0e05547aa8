// What is over and not kept in memory: read from its own entries, each signature checked once more.
import type { Id, Json } from '../canonical.js';
import { count } from './fold.js';
import type { Keyring } from './keyring.js';
import { readPlace, readRecord } from './shape.js';
import type { Store } from './store.js';
import { World } from './world.js';

/** No proposal has more entries than this: its row was made up. */
const MOST = 1_000;

/**
 * A world of one proposal or message, as its entries tell; `undefined` where no row says which they are. That row is an index
 * that anybody may have changed: what is missing in it shows an earlier state, and nothing is decided by it.
 */
export async function readPast(store: Store, keyring: Keyring, id: Id): Promise<World | undefined> {
  const places = (await store.get('place', id))?.split(' ').map(Number);
  if (places === undefined) return undefined;
  const world = new World(keyring.copy());
  const wanted = places.filter((seq) => Number.isSafeInteger(seq) && seq > 0).slice(0, MOST);
  for (const seq of new Set(wanted.sort((a, b) => a - b))) {
    const [row] = await store.entries(seq - 1, 1);
    const place = row?.seq === seq ? readPlace(row.text) : undefined;
    const record = place === undefined ? undefined : readRecord(place.record as Json);
    if (typeof record === 'object' && keyring.pastFault(record, store.local) === undefined)
      count(world, { ...record, seq });
  }
  return world;
}
