// The reviewer's page as one Hono app: the door in front, pages and acts behind it.
import { Hono } from 'hono';
import type { ViewContext } from '../known.js';
import { acts } from './acts.js';
import type { PageDesk } from './asking.js';
import { assets } from './assets.js';
import { addPages } from './pages.js';

export interface ReviewAppOptions {
  readonly desk: PageDesk;
  /** What the browser's address bar says: `https://desk.example`. */
  readonly origin: string;
  /** Names and addresses that the person knows. */
  readonly known?: readonly string[];
  readonly contacts?: ViewContext['contacts'];
  readonly now?: () => number;
}

export function reviewApp({ desk, origin, known = [], contacts = [], now = Date.now }: ReviewAppOptions): Hono {
  const rpId = new URL(origin).hostname;
  const context = async (): Promise<ViewContext> => {
    const people = await desk.people();
    const names = people.flatMap(({ name, agents = [] }) => [name, ...agents]);
    return { known: [...known, ...names], contacts, now: now() };
  };
  const app = new Hono();
  app.route('/', assets());
  app.route('/', acts({ desk, rpId }));
  addPages(app, { desk, context, nonceOf: () => '' });
  return app;
}
