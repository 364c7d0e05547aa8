// What the tests of the suite share: writing a few lines, and saying which code an error must carry.
import { SallyportError, type Change, type Committed, type EntryRow, type Store } from '@sallyport/core/store';
import { expect } from 'vitest';

/** Continues the journal with one entry for each text. */
export function append(store: Store, ...texts: readonly string[]): Promise<Committed> {
  return store.commit(0, (tail) => ({ entries: following(tail.length, texts) }));
}

/** Entries that continue a journal which ends at `head`. */
export const following = (head: number, texts: readonly string[]): readonly EntryRow[] =>
  texts.map((text, at) => ({ seq: head + 1 + at, text }));

/** Commits a change that does not look at the journal. */
export const write = (store: Store, change: Change): Promise<Committed> => store.commit(0, () => change);

/** The texts of the whole journal. */
export async function texts(store: Store): Promise<readonly string[]> {
  return (await store.entries(0, 1_000_000)).map((entry) => entry.text);
}

/** Fails unless `promise` rejects with a SallyportError of this code. */
export async function refused(promise: Promise<unknown>, code: SallyportError['code']): Promise<void> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(SallyportError.isInstance(error) ? error.code : error, `it has to reject with ${code}`).toBe(code);
}

/** Time out by a rejection that says what was waited for, rather than by the test runner. */
export const soon = (what: string): AbortSignal => {
  const stop = new AbortController();
  setTimeout(() => stop.abort(new Error(`waited 5 s for ${what}`)), 5_000).unref();
  return stop.signal;
};
