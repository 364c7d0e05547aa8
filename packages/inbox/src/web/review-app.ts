// The reviewer's page as one Hono app: the door in front, pages and acts behind it.
import { SallyportError, systemClock, type Clock } from '@sallyport/core';
import { Hono } from 'hono';
import type { ViewContext } from '../known.js';
import { acts } from './acts.js';
import type { PageDesk } from './asking.js';
import { any, clock as aClock, desk as aDesk, list, maybe, mustFit, text, texts } from '../options.js';
import { assets } from './assets.js';
import { Door } from './door/door.js';
import { addPages } from './pages.js';

/** So many approvals are remembered, to tell how fast they come. */
const MOST_TIMES = 100;

/** What the pages are drawn from. */
export const PAGE = {
  desk: aDesk('pending', 'item', 'people', 'prepare', 'submit', 'watch'),
  known: maybe(texts),
  contacts: maybe(list),
} as const;

export interface ReviewAppOptions {
  /** A person's desk. It needs no key: what is signed is signed on the phone. */
  readonly desk: PageDesk;
  /** Where it is served, as the browser's address bar says; a door that is made for it lets no new device in. */
  readonly origin?: string;
  /** Or the door to put in front of it: its `pair()` makes the links. */
  readonly door?: Door;
  /** Names and addresses that the person knows, beside those of everybody who may sign and of agents. */
  readonly known?: readonly string[];
  readonly contacts?: ViewContext['contacts'];
  readonly clock?: Pick<Clock, 'now'>;
}

/**
 * The reviewer's desk for a browser: everything can be read without JavaScript, and whatever is decided or written is signed by a
 * passkey, over the bytes that the desk has prepared.
 *
 * @throws SallyportError `BAD_OPTION` without a door or an origin, or for an origin that is not one.
 * @example
 * ```ts
 * import { openDesk, type TrustRootJson } from '@sallyport/core';
 * import type { Store } from '@sallyport/core/store';
 * import { reviewApp, serve } from '@sallyport/inbox/web';
 *
 * declare const root: TrustRootJson, store: Store;
 * const desk = await openDesk({ root, store, person: { name: 'alice' } });
 * await using served = await serve({ app: (origin) => reviewApp({ desk, origin }) });
 * ```
 */
export function reviewApp(options: ReviewAppOptions): Hono {
  mustFit('reviewApp()', options, { ...PAGE, origin: maybe(text), door: any, clock: maybe(aClock) });
  const { desk, known = [], contacts = [], clock = systemClock } = options;
  const door = doorOf(options);
  const context = async (): Promise<ViewContext> => {
    const people = await desk.people();
    const names = people.flatMap(({ name, agents = [] }) => [name, ...agents]);
    return { known: [...known, ...names], contacts, now: clock.now() };
  };
  const approved: number[] = [];
  const onApproved = (count: number): void => {
    approved.push(...Array.from({ length: count }, () => clock.now()));
    approved.splice(0, approved.length - MOST_TIMES);
  };
  const app = new Hono();
  app.use('*', door.guard);
  app.route('/', door.routes);
  app.route('/', assets());
  app.route('/', acts({ desk, door, context, onApproved }));
  addPages(app, { desk, context, door, approved });
  return app;
}

function doorOf({ desk, origin, door }: ReviewAppOptions): Door {
  if (door === undefined && origin !== undefined) return new Door({ desk, origin });
  if (door instanceof Door && (origin ?? door.origin) === door.origin) return door;
  throw new SallyportError(
    'BAD_OPTION',
    'the page needs a Door, or the origin that it is served at: give one of them, or both for one origin',
  );
}
