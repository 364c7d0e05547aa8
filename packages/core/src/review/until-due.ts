// Waiting for something to be found in the journal, but only until a certain time.
import type { Id } from '../canonical.js';
import type { Clock } from '../clock.js';
import type { Fold } from '../record/fold.js';
import type { Journal } from '../record/journal.js';
import { OVER } from '../record/listening.js';

export interface Wait<T> {
  readonly probe: (fold: Fold) => T | undefined;
  /** What it concerns. */
  readonly of: (fold: Fold) => readonly Id[];
  /** On this process's clock. */
  readonly due: number;
  readonly signal: AbortSignal;
}

/** What the probe finds; `undefined` when it has found nothing until then. Rejects when aborted. */
export async function untilDue<T>(
  journal: Journal,
  clock: Clock,
  { probe, of, due, signal }: Wait<T>,
): Promise<T | undefined> {
  const either = new AbortController();
  const stop = (): void => either.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  void clock.sleep(due - clock.now(), either.signal).then(
    () => either.abort(OVER),
    () => undefined,
  );
  try {
    return await journal.until(probe, either.signal, of);
  } catch (error) {
    if (signal.aborted || error !== OVER) throw error;
    return undefined;
  } finally {
    signal.removeEventListener('abort', stop);
    either.abort(OVER);
  }
}
