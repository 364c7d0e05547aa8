// What waits for a person, by who asked for it: so that a full desk is known without looking through it.
import type { Id } from '../canonical.js';
import type { Action } from './standing.js';

const NONE: ReadonlySet<Id> = new Set();

export class Groups {
  readonly #groups = new Map<string, Set<Id>>();

  /** The ids of what a requester waits for; of one sender's messages alone, where that is said. */
  of(requester: Id, sender?: Id): ReadonlySet<Id> {
    return this.#groups.get(keyOf(requester, sender)) ?? NONE;
  }

  /** Puts a proposal where it belongs, or takes it out. */
  put({ proposal: { id, requester }, sender }: Action, isIn: boolean): void {
    this.#put(keyOf(requester), id, isIn);
    if (sender !== undefined) this.#put(keyOf(requester, sender), id, isIn);
  }

  #put(key: string, id: Id, isIn: boolean): void {
    const group = this.#groups.get(key);
    if (isIn && group === undefined) this.#groups.set(key, new Set([id]));
    else if (isIn) group!.add(id);
    else if (group?.delete(id) === true && group.size === 0) this.#groups.delete(key);
  }
}

const keyOf = (requester: Id, sender?: Id): string => (sender === undefined ? requester : `${requester}\0${sender}`);
