// Warnings: that time runs out for a proposal is told once by each process, as an event.
import type { Id } from '../canonical.js';
import type { Events } from '../events.js';
import type { Action } from '../record/standing.js';
import { isExpiring } from './approvals.js';

export class Warnings {
  readonly #events: Events;
  /** When each of those runs out that were told of. */
  readonly #told = new Map<Id, number>();

  constructor(events: Events) {
    this.#events = events;
  }

  /** `expiring`: those of the pending ones that nobody has decided, and that run out soon. */
  tell(pending: readonly Action[], now: number): void {
    for (const [id, expires] of this.#told) if (now >= expires) this.#told.delete(id);
    for (const action of pending) {
      const { id, expires } = action.proposal;
      if (this.#told.has(id) || !isExpiring(action, now)) continue;
      this.#told.set(id, expires);
      this.#events.emit('expiring', { proposal: id, expires });
    }
  }
}
