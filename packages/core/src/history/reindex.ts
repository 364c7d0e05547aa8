// Making the index again, of the journal: after an update from a store without one, and after somebody has changed it.
import { readContent } from '../content/content.js';
import { SallyportError } from '../errors.js';
import { readTrustRoot, type TrustRootJson } from '../people/trust-root.js';
import { Fold } from '../record/fold.js';
import { Keyring } from '../record/keyring.js';
import type { Change, Store } from '../record/store.js';
import { readWhole, type Source } from './entry.js';

export interface ReindexOptions {
  readonly root: TrustRootJson;
  readonly store: Store;
  /** Ends it between two pages; it can be begun again. */
  readonly signal?: AbortSignal;
}

/** What was done. `left`: entries that do not count, or whose stored bytes are not there: they are found no longer. */
export interface Reindexed {
  readonly entries: number;
  readonly left: number;
}

const PAGE = 500;

/**
 * Writes the docs of the whole journal again. The store may be in use meanwhile; what is written while it runs is
 * found already. It needs no key: an index decides nothing.
 *
 * @throws SallyportError `JOURNAL_BROKEN` where the chain breaks: run `verifyJournal()`.
 *
 * @example
 * ```ts
 * import { createTrustRoot, reindex } from '@sallyport/core';
 * import { memoryStore } from '@sallyport/core/store';
 *
 * const { root } = createTrustRoot({ owner: 'alice', runtimes: {} });
 * console.log(await reindex({ root, store: memoryStore() }));   // { entries: 0, left: 0 }
 * ```
 */
export async function reindex({ root, store, signal }: ReindexOptions): Promise<Reindexed> {
  // all of it stays in memory: what a step is about may be long over
  const fold = new Fold({ keyring: new Keyring(readTrustRoot(root)), local: store.local, kept: Infinity });
  const source: Source = {
    fold,
    read: async (content) => readContent(content, await store.get('content', content.id)),
    row: (kind, id) => store.get(kind, id),
    action: async (id) => fold.actions.get(id),
    mail: async (id) => fold.mails.get(id),
  };
  let head = await lastOf(store);
  let left = 0;
  for (;;) {
    signal?.throwIfAborted();
    const rows = await store.entries(fold.head.seq, PAGE);
    if (rows.length === 0) return { entries: fold.head.seq, left };
    const docs: NonNullable<Change['docs']>[number][] = [];
    for (const row of rows) {
      const { seq, record, fault } = fold.take(row);
      const entry = record === undefined || fault !== undefined ? undefined : await readWhole(source, { seq, record });
      if (entry?.isWhole !== true) left += 1;
      docs.push(entry?.isWhole === true ? entry.doc : { seq });
    }
    head = await write(store, { head: Math.max(head, fold.head.seq), docs });
  }
}

async function write(
  store: Store,
  { head, docs }: { readonly head: number; readonly docs: Change['docs'] },
): Promise<number> {
  const done = await store.commit(head, () => ({ ...(docs !== undefined && { docs }) }));
  if (done.conflict !== undefined)
    throw new SallyportError('STORE_FAILED', 'the store did not take the docs of a page: try again');
  return done.seq;
}

/** Where the journal ends, by halving: a commit reads everything behind the entry that it is given. */
async function lastOf(store: Store): Promise<number> {
  const isBehind = async (seq: number): Promise<boolean> => (await store.entries(seq, 1)).length > 0;
  let step = 1;
  while (await isBehind(step)) step *= 2;
  // an entry stands behind `low`, or it is 0; none behind `high`
  let [low, high] = [0, step];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (await isBehind(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
