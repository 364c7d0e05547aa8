// What an executor has to look at: what has just changed, and what is due. A desk with much on it costs no more than an empty one.
import type { Id } from '../canonical.js';
import { isGrant } from '../record/body.js';
import type { Fold } from '../record/fold.js';
import type { Folded } from '../record/standing.js';

interface Due {
  readonly id: Id;
  readonly at: number;
}

export class Outlook {
  readonly #changed = new Set<Id>();
  /** A heap: the first to be due stands first. */
  readonly #due: Due[] = [];
  /** Nothing was looked at yet, or what counts has changed as a whole. */
  #isNew = true;
  #epochs = 0;

  /** Takes note of a line of the journal. */
  saw({ record }: Folded, fold: Fold): void {
    if (record === undefined) return;
    const { body } = record;
    if (body.kind === 'proposal') this.#changed.add(body.id);
    if (body.kind === 'step') this.#changed.add(body.of);
    // a key or an agent that is stopped, or goes on, touches more than it names
    if (body.kind === 'stop' || body.kind === 'permit') this.#isNew = true;
    if (body.kind !== 'decision') return;
    for (const item of body.items) {
      if (!isGrant(item)) this.#changed.add(item.proposal);
      else for (const id of fold.waiting.of(item.agent)) this.#changed.add(id);
    }
  }

  /** The ids to look at now. Each is looked at until {@link later} or {@link done} is said of it. */
  now(fold: Fold, time: number): Iterable<Id> {
    if (this.#isNew || fold.epochs.size !== this.#epochs) {
      this.#isNew = false;
      this.#epochs = fold.epochs.size;
      for (const state of ['approved', 'pending'] as const)
        for (const id of fold.open.actions.get(state)!) this.#changed.add(id);
    }
    while (this.#due.length > 0 && this.#due[0]!.at <= time) this.#changed.add(this.#pop().id);
    return [...this.#changed];
  }
  /** Nothing is to be done about it before this time, unless something happens to it. */
  later(id: Id, at: number): void {
    this.#changed.delete(id);
    this.#push({ id, at });
  }
  /** There is nothing more to be done about it, unless something happens to it. */
  done(id: Id): void {
    this.#changed.delete(id);
  }
  /** When something is to be looked at next, as far as it is known by now. */
  get next(): number | undefined {
    return this.#due[0]?.at;
  }

  #push(due: Due): void {
    const heap = this.#due;
    let at = heap.push(due) - 1;
    for (let up = (at - 1) >> 1; at > 0 && heap[up]!.at > due.at; up = (at - 1) >> 1) {
      heap[at] = heap[up]!;
      heap[(at = up)] = due;
    }
  }
  #pop(): Due {
    const heap = this.#due;
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      if (down + 1 < heap.length && heap[down + 1]!.at < heap[down]!.at) down += 1;
      if (down >= heap.length || heap[down]!.at >= last.at) break;
      heap[at] = heap[down]!;
      at = down;
    }
    heap[at] = last;
    return first;
  }
}
