// Proposals that were made under a name: whoever asks again under it finds the latest one.
import type { Id } from '../canonical.js';
import type { Proposal } from './body.js';

const NONE: ReadonlyMap<string, Id> = new Map();

export class Named {
  readonly #of = new Map<Id, Map<string, Id>>();

  /** Notes a proposal, if it has a name. Returns the one that had it before. */
  note(proposal: Proposal): Id | undefined {
    const { requester, once, id } = proposal;
    const before = once === undefined ? undefined : this.#of.get(requester)?.get(once);
    this.put(proposal, id);
    return before;
  }
  /** Gives a proposal's name to `id`, or to nobody. */
  put({ requester, once }: Proposal, id: Id | undefined): void {
    if (once === undefined) return;
    let names = this.#of.get(requester);
    if (names === undefined) this.#of.set(requester, (names = new Map()));
    if (id === undefined) names.delete(once);
    else names.set(once, id);
  }
  /** The ids of a requester's latest proposals, by name. */
  of(requester: Id): ReadonlyMap<string, Id> {
    return this.#of.get(requester) ?? NONE;
  }
}
