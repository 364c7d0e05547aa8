// Telling those who listen to a journal, and which errors are the last word for those who wait for it.
import { SallyportError, type ErrorCode } from '../errors.js';
import type { Id } from '../canonical.js';
import { nextTurn } from '../clock.js';
import { isGrant } from './body.js';
import type { Folded } from './standing.js';

/** Said so that no DOMException is made for it, with each entry. */
export const OVER = 'the wait is over';
const FINAL: readonly ErrorCode[] = ['JOURNAL_BROKEN', 'JOURNAL_ROLLED_BACK', 'STORE_FOREIGN', 'CLOSED'];

/** A store that stays as it is: nobody waits for it any longer. */
export const isFinal = (error: unknown): boolean => SallyportError.isInstance(error) && FINAL.includes(error.code);

/** For whoever can go on on a journal that was rolled back. */
export function unlessRolledBack(error: unknown): void {
  if (!SallyportError.isInstance(error) || error.code !== 'JOURNAL_ROLLED_BACK') throw error;
}

/** A listener's fault is its own: the next one hears it all the same, and so does whoever watches the process. */
export function tell(listener: (folded: Folded) => void, folded: Folded): void {
  try {
    listener(folded);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

/** Whom a line concerns beside the proposals and messages that it moves: agents that are granted something. */
export function namesIn({ record }: Folded): readonly Id[] {
  if (record?.body.kind !== 'decision') return [];
  return record.body.items.flatMap((item) => (isGrant(item) ? [item.agent] : []));
}

const ENOUGH_MS = 10;

/** Knows when the event loop has had no turn for a while. */
export class Breath {
  #since = 0;
  /** Resolves with the next turn, once one was asked for. */
  turn: Promise<void> | undefined;

  /** Has it had none since somebody asked the last time, a while ago? */
  get due(): boolean {
    const now = performance.now();
    if (this.turn !== undefined) return now - this.#since >= ENOUGH_MS;
    this.#since = now;
    this.turn = nextTurn().then(() => (this.turn = undefined));
    return false;
  }
}
