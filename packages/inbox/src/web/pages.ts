// The pages: what each address answers with. Whoever gets here is signed in: the door has looked.
import type { Context, Hono } from 'hono';
import { SallyportError } from '@sallyport/core';
import { faultOf } from '../queue.js';
import { viewOf } from '../view.js';
import { meant } from './address.js';
import type { Door } from './door/door.js';
import { refuse } from './door/refuse.js';
import { el } from './el.js';
import { adoptPage, composePage, editPage, forwardPage, freezePage } from './pages/forms.js';
import { messagePage } from './pages/message.js';
import {
  agentsOf,
  readBatch,
  readContacts,
  readGrant,
  readGrants,
  readPeople,
  readMessage,
  readProposal,
  readSearch,
  readThread,
  readWaiting,
  type Reading,
} from './reading.js';
import { documentOf, type Page } from './shell.js';

export interface PagesOptions extends Reading {
  readonly door: Pick<Door, 'nonceOf' | 'csrfOf'>;
}

/** Adds them, what is said of any other address, and of what goes wrong. */
export function addPages(app: Hono, options: PagesOptions): void {
  const { desk, door } = options;
  const draw = async (c: Context, page: Page): Promise<Response> => {
    // of what is open to everybody, too, a stranger is told nothing: whose desk it is stands around every page
    if (door.csrfOf(c) === '') return refuse(c, { status: 404, why: 'there is nothing at this address' });
    const waiting = (await desk.pending()).length;
    return c.html(
      documentOf(page, { desk, nonce: door.nonceOf(c), csrf: door.csrfOf(c) }, waiting),
      page.status ?? 200,
    );
  };
  for (const [path, page] of Object.entries(routes(options))) app.get(path, async (c) => draw(c, await page(c)));
  app.get('/state', async (c) => {
    const after = Number(c.req.query('after') ?? '');
    const more = after > 0 && (await desk.messages({ after, limit: 1 })).length > 0;
    return c.json({ waiting: (await desk.pending()).map(({ id }) => id), more });
  });
  app.notFound((c) => draw(c, NOT_HERE));
  app.onError((error, c) => draw(c, faultPage(error)));
}

function routes(options: PagesOptions): Readonly<Record<string, (c: Context) => Promise<Page>>> {
  const { desk, context } = options;
  return {
    '/': (c) => readWaiting(options, c.req.query('all') !== undefined),
    '/proposals/:id': (c) => readProposal(options, idOf(c)),
    '/proposals/:id/edit': async (c) => {
      const item = await desk.item(idOf(c));
      return editPage(viewOf(item, await context()), item);
    },
    '/batch': (c) => readBatch(options, (c.req.queries('id') ?? []).map(meant)),
    '/messages/:id': async (c) => messagePage(await readMessage(options, idOf(c))),
    '/messages/:id/forward': async (c) =>
      forwardPage((await readMessage(options, idOf(c))).report, await agentsOf(desk)),
    '/messages/:id/adopt': async (c) => adoptPage((await readMessage(options, idOf(c))).report, await agentsOf(desk)),
    '/compose': async (c) => {
      const [to, about] = [c.req.query('to'), c.req.query('about')];
      const item = about === undefined ? undefined : await desk.item(meant(about));
      return composePage(await agentsOf(desk), to && meant(to), item && viewOf(item, await context()));
    },
    '/proposals/:id/grant': (c) => readGrant(options, idOf(c)),
    '/contacts': () => readContacts(options),
    '/threads/:id': (c) =>
      readThread(options, idOf(c), { given: meantOr(c.req.query('with')), all: c.req.query('all') !== undefined }),
    '/search': (c) => readSearch(options, c.req.query('q') ?? '', c.req.query('before')),
    '/people': () => readPeople(options),
    '/grants': () => readGrants(options),
    '/freeze': async (c) => freezePage(meant(c.req.query('agent') ?? '')),
  };
}

const meantOr = (text: string | undefined): string | undefined => (text === undefined ? undefined : meant(text));
const idOf = (c: Context): string => meant(c.req.param('id') ?? '');

const NOT_HERE: Page = {
  title: 'Not here',
  back: '/',
  status: 404,
  main: el`<p class="card pad">There is nothing at this address.</p>`,
};

function faultPage(error: unknown): Page {
  const isUnknown = SallyportError.isInstance(error) && error.code === 'UNKNOWN_ID';
  const words = SallyportError.isInstance(error) ? faultOf(error) : 'The desk failed to read this.';
  return { title: 'Not shown', back: '/', status: isUnknown ? 404 : 400, main: el`<p class="box bad">${words}</p>` };
}
