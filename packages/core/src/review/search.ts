// A search at the desk: the whole history for its owner, and for anybody else what is theirs.
import type { Id } from '../canonical.js';
import { Finder, type Found, type Search, type SearchOptions } from '../history/finder.js';
import type { Journal } from '../record/journal.js';
import { waiting } from './reading.js';

/** Finds in the history what a person may see: the owner everything, others what is theirs, and what waits for a decision. */
export async function searchAs(
  journal: Journal,
  person: Id,
  { search, options }: { readonly search: Search; readonly options: SearchOptions },
): Promise<Found> {
  await journal.catchUp();
  const isOwner = person === journal.fold.keyring.owner;
  const scope = isOwner ? {} : { who: person, also: waiting(journal).map(({ seq }) => seq) };
  return new Finder(journal).search(search, options, scope);
}
