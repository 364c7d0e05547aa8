// A person's attention is a resource: nobody fills the desk.
import type { Id } from '../canonical.js';
import { SallyportError } from '../errors.js';
import type { Draft } from '../record/draft.js';

/** Throws `PENDING_FULL` where a requester has its share of proposals waiting. The older ones stay. */
export function mustHaveRoom({ fold, now }: Draft, requester: Id, limit: number): void {
  let waiting = 0;
  for (const id of fold.open.actions.get('pending')!) {
    const { proposal } = fold.actions.get(id)!;
    if (proposal.requester === requester && now < proposal.expires) waiting += 1;
  }
  if (waiting >= limit) {
    throw new SallyportError(
      'PENDING_FULL',
      `'${requester}' has ${waiting} proposals waiting for a person: decide those first`,
      {
        requester,
        pending: waiting,
      },
    );
  }
}
