// The shape of the suite: a title, and what has to hold of a fresh store.
import type { Store } from '@sallyport/core/store';

/** A fresh, empty store for one test, and what else can be done to it. Tests of what is missing are skipped. */
export interface StoreUnderTest {
  readonly store: Store;
  /** Opens what `store` kept once more, after `store` was closed. */
  reopen?(): Promise<Store>;
  /** A second handle on the same data, as another process would hold it. */
  another?(): Promise<Store>;
  /** Clears up. Called at the end of every test, with the store closed. */
  close?(): Promise<void>;
}

/** {@link StoreUnderTest} whose missing parts end the test as skipped when they are asked for. */
export type Under = Required<Omit<StoreUnderTest, 'close'>>;

/** By title. */
export type Cases = Readonly<Record<string, (under: Under) => Promise<void>>>;
