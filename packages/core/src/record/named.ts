// Proposals that were made under a name: whoever asks again under it finds the latest one.
import type { Id } from '../canonical.js';
import type { Proposal } from './body.js';

const NONE: ReadonlyMap<string, Id> = new Map();

export class Named {
  readonly #of = new Map<Id, Map<string, Id>>();

  /** Notes a proposal, if it has a name. */
  note({ id, requester, once }: Proposal): void {
    if (once === undefined) return;
    const names = this.#of.get(requester);
    if (names === undefined) this.#of.set(requester, new Map([[once, id]]));
    else names.set(once, id);
  }
  /** The ids of a requester's latest proposals, by name. */
  of(requester: Id): ReadonlyMap<string, Id> {
    return this.#of.get(requester) ?? NONE;
  }
}
