// What a page is drawn from: the desk, what is known, the time, and whose browser asks.
import type { Desk } from '@sallyport/core';
import type { ViewContext } from '../known.js';

/** The part of a person's desk that the page works with. A desk without a key will do: what is signed is signed on the phone. */
export type PageDesk = Pick<
  Desk,
  | 'person'
  | 'pending'
  | 'item'
  | 'messages'
  | 'notices'
  | 'unfinished'
  | 'search'
  | 'grants'
  | 'frozen'
  | 'people'
  | 'prepare'
  | 'submit'
  | 'watch'
>;

/** What each page gets. */
export interface Asking {
  readonly desk: PageDesk;
  readonly context: ViewContext;
  /** Of this answer's Content-Security-Policy. */
  readonly nonce: string;
  /** What the script brings along with everything that it sends. */
  readonly csrf: string;
}
