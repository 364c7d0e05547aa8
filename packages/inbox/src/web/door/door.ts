// The door of the reviewer's page: nothing gets past it that does not come from this page, in the hands of somebody who is signed in.
import { SallyportError, systemClock } from '@sallyport/core';
import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { Attempts } from './attempts.js';
import { readBody } from './body.js';
import { bodyRefusal, hostRefusal, methodRefusal, originRefusal, pathRefusal, type Refusal } from './checks.js';
import { mustFit } from '../../options.js';
import { DOOR, type DoorDesk, type DoorOptions, type Pairing } from './door-options.js';
import { Events } from './events.js';
import { headers, nonceOf } from './headers.js';
import { pairRoutes, Pairings } from './pairing.js';
import { refuse, unsigned } from './refuse.js';
import { isSame } from './secrets.js';
import { LIFE, Sessions, type Session } from './sessions.js';
import { signInRoutes, SignIns } from './sign-in.js';

/** The header that carries a session's token. A form carries it in a field `csrf`. */
export const CSRF_HEADER = 'x-sallyport-csrf';
const DOORSTEP = ['/sign-in', '/pair'];
const OPEN = ['/assets/', '/manifest.webmanifest', '/favicon.ico'];
const SIGNED_OUT: Refusal = { status: 401, why: 'sign in first: this desk belongs to a person' };
const NO_TOKEN: Refusal = { status: 403, why: 'the token of this session is missing: load the page again' };
const TOO_OFTEN: Refusal = { status: 429, why: 'that was tried too often: wait a minute' };

/**
 * Stands in front of the pages. `guard` goes first, over every path; `routes` holds the way in (`/pair`, `/sign-in`), the way out
 * (`/sign-out`) and `/events`.
 *
 * @throws SallyportError `BAD_OPTION` for an origin that is not one.
 * @example
 * ```ts
 * import { openDesk, type TrustRootJson } from '@sallyport/core';
 * import type { Store } from '@sallyport/core/store';
 * import { Door } from '@sallyport/inbox/web';
 * import { Hono } from 'hono';
 *
 * declare const root: TrustRootJson, store: Store;
 * const desk = await openDesk({ root, store, person: { name: 'alice' } });
 * const door = new Door({ desk, origin: 'https://desk.example' });
 * const app = new Hono();
 * app.use('*', door.guard);
 * app.route('/', door.routes);
 * app.get('/', (c) => c.html(`<script nonce="${door.nonceOf(c)}"></script>`));
 * ```
 */
export class Door {
  readonly origin: string;
  /** What passkeys are made for: the host's name. */
  readonly rpId: string;
  readonly guard: MiddlewareHandler;
  readonly routes: Hono;
  readonly #desk: DoorDesk;
  readonly #sessions: Sessions;
  readonly #pairings: Pairings;
  readonly #attempts: Attempts;
  readonly #open: readonly string[];
  readonly #events: Events;
  readonly #known = new WeakMap<Context, Session>();

  constructor(options: DoorOptions) {
    mustFit('a Door', options, DOOR);
    const { desk, origin, enrol, handOver, open = OPEN, clock = systemClock } = options;
    this.#desk = desk;
    this.origin = readOrigin(origin);
    this.rpId = new URL(origin).hostname;
    this.#open = open;
    this.#sessions = new Sessions(() => clock.now());
    this.#attempts = new Attempts(() => clock.now());
    const place = { desk, clock, origin: this.origin, rpId: this.rpId };
    this.#pairings = new Pairings({ ...place, ...(enrol && { enrol }), ...(handOver && { handOver }) });
    this.#events = new Events({ desk, clock, isAlive: (session) => this.#isGood(session) });
    this.guard = this.#makeGuard();
    const welcome = (c: Context, key: string): void => this.#welcome(c, key);
    this.routes = new Hono()
      .route('/', pairRoutes(this.#pairings, welcome))
      .route('/', signInRoutes(new SignIns(place), welcome))
      .get('/events', (c) => this.#events.answer(c, this.sessionOf(c)))
      .post('/sign-out', (c) => this.#signOut(c));
  }

  /** A link that pairs one device, once, within ten minutes. Throws `BAD_OPTION` where nobody enrols, here or elsewhere. */
  pair(): Pairing {
    return this.#pairings.invite();
  }
  /** The nonce for styles and scripts of this answer. */
  nonceOf(c: Context): string {
    return nonceOf(c);
  }
  /** What forms (`csrf`) and requests (`x-sallyport-csrf`) of this session bring along; empty where nobody is signed in. */
  csrfOf(c: Context): string {
    return this.#known.get(c)?.csrf ?? '';
  }
  /** Whoever is signed in here. Throws where the guard did not run. */
  sessionOf(c: Context): Session {
    const session = this.#known.get(c);
    if (session === undefined) throw new SallyportError('NOT_ALLOWED', SIGNED_OUT.why);
    return session;
  }
  /** Signs everybody out and ends what is streamed. */
  close(): void {
    this.#sessions.closeAll();
  }

  #makeGuard(): MiddlewareHandler {
    const isOpen = (path: string): boolean => this.#open.some((start) => path.startsWith(start));
    const secure = headers(this.#isHttps, isOpen);
    return (c, next) =>
      secure(c, async () => {
        const refusal = this.#refusal(c) ?? (await this.#stranger(c, isOpen(c.req.path)));
        if (refusal === undefined) return next();
        c.res = refusal === SIGNED_OUT ? unsigned(c, refusal) : refuse(c, refusal);
      });
  }

  /** What can be said without knowing who asks. */
  #refusal(c: Context): Refusal | undefined {
    const { host } = new URL(this.origin);
    return (
      hostRefusal(c, host) ?? methodRefusal(c) ?? originRefusal(c, this.origin) ?? pathRefusal(c) ?? bodyRefusal(c)
    );
  }

  /** Who asks, and whether it is their page that does. */
  async #stranger(c: Context, isOpen: boolean): Promise<Refusal | undefined> {
    const { path, method } = c.req;
    const isPost = method === 'POST';
    if (!isPost && isOpen) return undefined;
    if (DOORSTEP.some((start) => path === start || path.startsWith(`${start}/`))) {
      if (!isPost) return undefined;
      return this.#attempts.isAllowed(addressOf(c)) ? readBody(c) : TOO_OFTEN;
    }
    const session = this.#sessions.find(getCookie(c, this.#cookie) ?? '');
    if (session === undefined || !(await this.#isGood(session))) return SIGNED_OUT;
    this.#known.set(c, session);
    if (!isPost) return undefined;
    const refusal = await readBody(c);
    if (refusal !== undefined) return refusal;
    return isSame(await tokenIn(c), session.csrf) ? undefined : NO_TOKEN;
  }

  /** A session is as good as its passkey. */
  async #isGood(session: Session): Promise<boolean> {
    if (!this.#sessions.isAlive(session)) return false;
    const people = await this.#desk.people();
    const mine = people.find(({ name }) => name === this.#desk.person)?.keys ?? [];
    if (mine.some(({ id, isRevoked }) => id === session.key && !isRevoked)) return true;
    this.#sessions.closeOf(session.key);
    return false;
  }

  #welcome(c: Context, key: string): void {
    const { id } = this.#sessions.open(key, getCookie(c, this.#cookie));
    setCookie(c, this.#cookie, id, { ...this.#where, maxAge: LIFE / 1000 });
  }
  #signOut(c: Context): Response {
    this.#sessions.close(getCookie(c, this.#cookie) ?? '');
    deleteCookie(c, this.#cookie, this.#where);
    return c.redirect('/sign-in', 303);
  }

  get #isHttps(): boolean {
    return this.origin.startsWith('https:');
  }
  get #where(): { path: '/'; httpOnly: true; sameSite: 'Strict'; secure: boolean } {
    return { path: '/', httpOnly: true, sameSite: 'Strict', secure: this.#isHttps };
  }
  /** Browsers keep one jar for all ports of a host: the port in the name keeps two desks apart. */
  get #cookie(): string {
    return this.#isHttps ? '__Host-sallyport' : `sallyport-${new URL(this.origin).port}`;
  }
}

async function tokenIn(c: Context): Promise<string> {
  const token = c.req.header(CSRF_HEADER);
  if (token !== undefined || !/^application\/x-www-form-urlencoded/i.test(c.req.header('content-type') ?? ''))
    return token ?? '';
  const { csrf } = await c.req.parseBody();
  return typeof csrf === 'string' ? csrf : '';
}

/** Whoever is at the other end of the connection; behind a proxy, the proxy. What a header says about that is not believed. */
function addressOf(c: Context): string {
  // `as`: what @hono/node-server hands along; nothing at all in a test without a server
  const env = c.env as { readonly incoming?: { readonly socket: { readonly remoteAddress?: string } } } | undefined;
  return env?.incoming?.socket.remoteAddress ?? '';
}

function readOrigin(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && url.hostname === 'localhost');
  if (url?.origin === given && isSafe) return given;
  const why = `the page's origin is what the address bar says, https://desk.example or http://localhost:7700, and not '${given}'`;
  throw new SallyportError('BAD_OPTION', why);
}
