// What a page is drawn from: the desk, what is known, the time, and whose browser asks.
import { type Desk, type DeskMessage, SallyportError } from '@sallyport/core';
import { render } from '../escape.js';
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

/** Throws `UNKNOWN_ID` where there is none. */
export async function messageOf(desk: PageDesk, id: string): Promise<DeskMessage> {
  const message = (await desk.messages()).find((one) => one.id === id);
  if (message === undefined) throw new SallyportError('UNKNOWN_ID', `there is no message ${render(id)}`, { id });
  return message;
}

/** What each page gets. */
export interface Asking {
  readonly desk: PageDesk;
  readonly context: ViewContext;
  /** Of this answer's Content-Security-Policy. */
  readonly nonce: string;
  /** What the script brings along with everything that it sends. */
  readonly csrf: string;
}
