// One proposal, as it is named on the command line.
import { SallyportError, type ReviewItem } from '@sallyport/core';
import { Usage } from './errors.js';
import type { Seat } from './open.js';

/** So much of an id. */
const BEGINNING = 4;

/** By its id, or by the beginning of one that waits: whoever asks may have called theirs by a longer name. */
export async function itemOf(desk: Seat['desk'], id: string): Promise<ReviewItem> {
  const exact = await desk.item(id).catch((error: unknown) => {
    if (SallyportError.isInstance(error) && error.code === 'UNKNOWN_ID') return undefined;
    throw error;
  });
  if (exact !== undefined) return exact;
  const fits = (await desk.pending()).filter((one) => one.id.startsWith(id));
  if (fits.length > 0 && id.length < BEGINNING)
    throw new Usage(`'${id}' is too short: type ${BEGINNING} characters of the id, or more`);
  if (fits.length > 1)
    throw new Usage(`${fits.length} proposals that wait begin with '${id}': type more of the one that is meant`);
  return fits[0] ?? desk.item(id);
}
