// Retention: the bytes of what is over and old are removed. The chain stays whole, and says that they were.
import { readDuration, systemClock, type Clock, type Duration } from '../clock.js';
import type { Id, Json } from '../canonical.js';
import { SallyportError } from '../errors.js';
import { ownOptions } from '../options.js';
import type { Signer } from '../people/key.js';
import { readTrustRoot, type TrustRootJson } from '../people/trust-root.js';
import type { Body } from '../record/body.js';
import { contentsOf } from '../record/doc-of.js';
import type { Draft } from '../record/draft.js';
import { Journal } from '../record/journal.js';
import { readPlace, readRecord } from '../record/shape.js';
import { isHandled, isOver } from '../record/state.js';
import type { Action, Mail } from '../record/standing.js';
import type { Store } from '../record/store.js';
import { PRUNING } from './pruned.js';

export interface PruneOptions {
  readonly root: TrustRootJson;
  readonly store: Store;
  /** Somebody who may permit: the owner. */
  readonly person: Signer;
  /** What is over and older than this loses its bytes. */
  readonly olderThan: Duration;
  readonly clock?: Clock;
}
/** `contents`: how many were removed. `before`: only entries before this one were touched. */
export interface Pruned {
  readonly contents: number;
  readonly before: number;
}

const PAGE = 1_000;
const KEYS = ['root', 'store', 'person', 'olderThan', 'clock'];

/**
 * Removes the bytes of what is over and older than `olderThan`: words, arguments and results. What is still to happen, what
 * was forwarded since, and what was done under a name (`once`) keeps them. The journal itself stays: who did what, when, and
 * the salted hashes, which say nothing about the bytes. The history forgets their words. May be repeated, and broken off.
 *
 * @throws SallyportError `NOT_ALLOWED` for a key that may not permit, `BAD_OPTION`, and what the store throws.
 */
export async function pruneJournal(options: PruneOptions): Promise<Pruned> {
  const given = ownOptions(options, KEYS, 'pruneJournal()') as unknown as PruneOptions;
  const { root, store, person, clock = systemClock } = given;
  const age = readDuration('olderThan', given.olderThan, '365d');
  const journal = new Journal({ root: readTrustRoot(root), store, clock, signer: person });
  await journal.catchUp();
  if (!journal.fold.keyring.maySign(person.key, 'permit'))
    throw new SallyportError(
      'NOT_ALLOWED',
      `'${person.name}' may not prune: only a key that may permit, the owner's, does`,
    );
  const found = await look(journal, journal.now - age);
  const ids: Id[] = [];
  for (const id of found.gone.keys()) if ((await journal.row('content', id)) !== undefined) ids.push(id);
  if (ids.length === 0) return { contents: 0, before: found.before };
  // first the word, then the deed: what is missing is never unsaid
  await journal.commit((draft) => {
    draft.add({ kind: 'permit', subject: { prune: found.before } });
    draft.row('place', PRUNING, String(draft.fold.head.seq + 1));
    draft.forget([...new Set(ids.flatMap((id) => found.gone.get(id) ?? []))]);
  });
  for (let i = 0; i < ids.length; i += PAGE)
    await journal.commit((draft) => ids.slice(i, i + PAGE).forEach((id) => forget(draft, id)));
  return { contents: ids.length, before: found.before };
}

const forget = (draft: Draft, id: Id): void => draft.row('content', id, undefined);

/** Walks the whole journal: what an old entry speaks of, and nothing that is needed does. */
async function look(
  journal: Journal,
  until: number,
): Promise<{ readonly gone: ReadonlyMap<Id, readonly number[]>; readonly before: number }> {
  const gone = new Map<Id, number[]>();
  let before = 1;
  let isOld = true;
  for (
    let rows = await journal.entries(0, PAGE);
    rows.length > 0;
    rows = await journal.entries(rows.at(-1)!.seq, PAGE)
  ) {
    for (const { seq, text } of rows) {
      const place = readPlace(text);
      const record = place === undefined ? undefined : readRecord(place.record as Json);
      isOld &&= typeof record !== 'object' || record.at < until;
      if (isOld) before = seq + 1;
      if (typeof record !== 'object') continue;
      for (const { id } of contentsOf(record.body)) {
        if (isOld && !isNeeded(journal, record.body)) gone.set(id, [...(gone.get(id) ?? []), seq]);
        else gone.delete(id);
      }
    }
  }
  return { gone, before };
}

/** Is it still to happen, or what somebody may ask for again by its name? */
function isNeeded({ fold }: Journal, body: Body): boolean {
  const id = body.kind === 'step' ? body.of : 'id' in body ? body.id : undefined;
  const of: Action | Mail | undefined = id === undefined ? undefined : (fold.actions.get(id) ?? fold.mails.get(id));
  if (of === undefined) return false;
  if ('message' in of) return !isHandled(of.state);
  const { requester, once } = of.proposal;
  return !isOver(of.state) || (once !== undefined && fold.once(requester, once) === of);
}
