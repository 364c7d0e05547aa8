// A door with a small page behind it, a device, and somebody who goes in: what the tests of the door begin with.
import { handClock, type HandClock } from '@sallyport/core/testing';
import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { Device } from './authenticator.fixture.js';
import type { DoorDesk, DoorKey, Enrolment } from './door-options.js';
import { CSRF_HEADER, Door } from './door.js';

export const ORIGIN = 'http://localhost:7700';

/** A desk's people and its changes, in the test's hand. The desk itself has its own tests. */
export class Desk implements DoorDesk {
  readonly person = 'alice';
  readonly keys: DoorKey[] = [];
  readonly watchers = new Set<() => void>();

  people(): ReturnType<DoorDesk['people']> {
    return Promise.resolve([
      { name: 'bob', keys: [] },
      { name: this.person, keys: this.keys },
    ]);
  }
  async *watch({ signal }: { readonly signal: AbortSignal }): AsyncGenerator<undefined, void> {
    while (!signal.aborted) {
      await new Promise<void>((resolve) => {
        this.watchers.add(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      if (!signal.aborted) yield undefined;
    }
  }
  change(): void {
    for (const wake of this.watchers) wake();
    this.watchers.clear();
  }
  revoke(): void {
    this.keys.splice(0, this.keys.length, ...this.keys.map((key) => ({ ...key, isRevoked: true })));
  }
}

export interface Porch {
  readonly door: Door;
  readonly desk: Desk;
  readonly clock: HandClock;
  readonly app: Hono;
  /** What was approved: what an attack is after. */
  readonly approved: string[];
  /** The same pages without a door. */
  readonly bare: Hono;
  readonly enrolled: Enrolment[];
  device: Device;
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** As the page itself sends it. */
  post(path: string, body: unknown, session?: SignedIn): Promise<Response>;
  signIn(cookie?: string): Promise<SignedIn>;
}
export interface SignedIn {
  readonly cookie: string;
  readonly csrf: string;
}

interface PorchOptions {
  readonly origin?: string;
  readonly enrol?: (wanted: Enrolment) => Promise<string>;
  readonly handOver?: (wanted: Enrolment, code: string) => string;
}

/** A device of alice's is enrolled. */
export function porch({ origin = ORIGIN, enrol, handOver }: PorchOptions = {}): Porch {
  const [desk, clock, device] = [new Desk(), handClock(), new Device(origin)];
  const enrolled: Enrolment[] = [];
  const door = new Door({
    ...{ desk, origin, clock },
    ...(handOver === undefined
      ? {
          enrol: async (wanted) => {
            enrolled.push(wanted);
            const id = await (enrol?.(wanted) ?? Promise.resolve(keyOf(wanted.public)));
            desk.keys.push({ id, public: wanted.public, isRevoked: false, passkey: wanted.passkey });
            return id;
          },
        }
      : { handOver }),
  });
  desk.keys.push(enrolledKey(device, origin));
  const approved: string[] = [];
  const app = new Hono().use('*', door.guard).route('/', door.routes).route('/', pages(approved));
  app.get('/csrf', (c) => c.html(door.csrfOf(c)));
  app.get('/out', (c) =>
    c.html(
      `<form method="post" action="/sign-out"><input type="hidden" name="csrf" value="${door.csrfOf(c)}"><button>Sign out</button></form>`,
    ),
  );
  app.get('/nonce', (c) => c.html(door.nonceOf(c)));
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> =>
    app.request(new URL(path, origin).href, init);
  const post = (path: string, body: unknown, session?: SignedIn): Promise<Response> =>
    ask(path, { method: 'POST', headers: own(origin, session), body: JSON.stringify(body) });
  const the: Porch = {
    ...{ door, desk, clock, app, approved, bare: pages(approved), enrolled, device, ask, post },
    async signIn(cookie) {
      const { challenge } = (await (await post('/sign-in/begin', {})).json()) as { challenge: string };
      const session = cookie === undefined ? undefined : { cookie, csrf: '' };
      const answer = await post('/sign-in/finish', { challenge, response: the.device.get(challenge) }, session);
      return {
        cookie: cookieIn(answer),
        csrf: await (await ask('/csrf', { headers: { cookie: cookieIn(answer) } })).text(),
      };
    },
  };
  return the;
}

/** The headers that a browser sends from the page itself. */
export function own(origin = ORIGIN, session?: SignedIn): Record<string, string> {
  return {
    origin,
    'sec-fetch-site': 'same-origin',
    'content-type': 'application/json',
    ...(session && { cookie: session.cookie, [CSRF_HEADER]: session.csrf }),
  };
}

export const cookieIn = (answer: Response): string => (answer.headers.get('set-cookie') ?? '').split(';')[0]!;

export const keyOf = (spki: string): string =>
  createHash('sha256').update(Buffer.from(spki, 'base64url')).digest('base64url').slice(0, 22);

export function enrolledKey(device: Device, origin: string): DoorKey {
  const passkey = { credential: device.credential, rp: new URL(origin).hostname, origin };
  return { id: keyOf(device.public), public: device.public, isRevoked: false, passkey };
}

/** What somebody's words would be if a page forgot to escape them. */
const XSS =
  '<script>document.title = "owned"</script><img src="data:," onerror="document.title = `owned`"><style>title{}</style><base href="https://evil.example/">';

/** A page as it might be written by somebody who does not think of attacks. */
function pages(approved: string[]): Hono {
  const app = new Hono();
  app.get('/', (c) => c.html('<h1>what waits</h1>'));
  app.get('/proposals/:id', (c) => c.html(`<p>${/^[\w:.-]+$/.test(c.req.param('id')) ? c.req.param('id') : '?'}</p>`));
  app.post('/approve/:id', async (c) => {
    const said = await c.req.text();
    approved.push(c.req.param('id'));
    return c.text(`approved ${c.req.param('id')} with ${said.length} characters`);
  });
  app.get('/file', (c) =>
    c.body('<script>alert(1)</script>', 200, { 'content-type': 'text/html', 'content-disposition': 'attachment' }),
  );
  app.get('/xss', (c) => c.html(`<title>ours</title>${XSS}`));
  app.get('/odd', (c) => c.body('%PDF', 200, { 'content-type': 'application/pdf' }));
  app.get('/assets/desk.css', (c) =>
    c.body('h1{}', 200, { 'content-type': 'text/css', 'cache-control': 'max-age=600' }),
  );
  return app;
}
