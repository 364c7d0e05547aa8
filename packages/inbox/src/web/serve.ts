// Serves the page: to this machine alone, or by the address of a proxy that speaks TLS.
import { SallyportError } from '@sallyport/core';
import { createAdaptorServer } from '@hono/node-server';
import { Server, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { between, maybe, mustFit, someFunction, text, type Kind } from '../options.js';
import { isOwnUser } from './same-user.js';

const LOOPBACK = ['127.0.0.1', '::1'];
const PORT = 7700;
const MOST_CONNECTIONS = 1_000;
/** A request has to be there whole after so many milliseconds, its head after half of that. */
const PATIENCE = 20_000;
const TRIES = 5;

/** Where it is served: what is not one of these is not passed over. */
export const WHERE = {
  port: between(0, 65_535),
  host: maybe(text),
  publicUrl: maybe(text),
  users: maybe([(value) => value === 'own' || value === 'any', "'own' or 'any'"]),
  patience: between(1, 3_600_000),
} as const satisfies Readonly<Record<string, Kind>>;

/** What answers: a Hono app is one. */
export interface Answering {
  fetch(request: Request, env?: unknown): Response | Promise<Response>;
}

export interface ServeOptions {
  /** The app for this origin: what the browser's address bar says. */
  readonly app: (origin: string) => Answering;
  /** Unsaid: 7700. 0: any that is free. */
  readonly port?: number;
  /** Unsaid: the loopback addresses. Any other needs a `publicUrl`. */
  readonly host?: string;
  /** `https://desk.example`: where a proxy with TLS serves this page. It passes the Host header on. */
  readonly publicUrl?: string;
  /** Unsaid: on Linux, and without a `publicUrl`, programs of other users of this machine are refused. */
  readonly users?: 'own' | 'any';
  /** A request has to be there whole after so many milliseconds. Unsaid: 20,000. */
  readonly patience?: number;
}

export interface Served extends AsyncDisposable {
  readonly origin: string;
  readonly port: number;
  /** Stops at once: whatever is streamed ends. */
  close(): Promise<void>;
}

/**
 * Serves an app. Without `publicUrl` it is for this machine alone, at `http://localhost:PORT`.
 *
 * @throws SallyportError `BAD_OPTION` where it would be open to a network without TLS, or the port is taken.
 * @example
 * ```ts
 * import { serve } from '@sallyport/inbox/web';
 * import { Hono } from 'hono';
 *
 * const served = await serve({ app: () => new Hono(), port: 0 });
 * console.log(served.origin);
 * await served.close();
 * ```
 */
export async function serve(options: ServeOptions): Promise<Served> {
  mustFit('serve()', options, { app: someFunction, ...WHERE });
  const { app, port = PORT, host, publicUrl } = options;
  const fixed = publicUrl === undefined ? undefined : readPublicUrl(publicUrl);
  if (host !== undefined && !LOOPBACK.includes(host) && fixed === undefined) {
    const why = `'${host}' is open to the network, and passkeys need https there: give publicUrl, or leave host out`;
    throw new SallyportError('BAD_OPTION', why);
  }
  const behind: { app?: Answering } = {};
  const answer = (request: Request, env: unknown): Response | Promise<Response> =>
    behind.app?.fetch(request, env) ?? new Response(null, { status: 503 });
  const servers = await listenOnAll(host === undefined ? LOOPBACK : [host], port, () => serverOf(answer, options));
  const taken = portOf(servers[0]!);
  const origin = fixed ?? new URL(`http://localhost:${taken}`).origin;
  behind.app = app(origin);
  const close = async (): Promise<void> => void (await Promise.all(servers.map(closed)));
  return { origin, port: taken, close, [Symbol.asyncDispose]: close };
}

function serverOf(
  answer: (request: Request, env: unknown) => Response | Promise<Response>,
  options: ServeOptions,
): Server {
  const { patience = PATIENCE, publicUrl, users = publicUrl === undefined ? 'own' : 'any' } = options;
  // looked up once somebody asks for something: whoever only connects costs nothing
  const isOwn = new WeakMap<object, boolean>();
  const fetch = (request: Request, env: unknown): Response | Promise<Response> => {
    // `as`: what @hono/node-server hands along
    const { socket } = (env as { readonly incoming: IncomingMessage }).incoming;
    if (users === 'own' && !isOwn.has(socket)) isOwn.set(socket, isOwnUser(socket));
    return isOwn.get(socket) === false ? stranger() : answer(request, env);
  };
  const server = createAdaptorServer({
    fetch,
    overrideGlobalObjects: false,
    serverOptions: {
      requestTimeout: patience,
      headersTimeout: patience / 2,
      connectionsCheckingInterval: Math.min(1_000, patience / 4),
      keepAliveTimeout: 5_000,
    },
  });
  if (!(server instanceof Server)) throw new TypeError('a plain HTTP server was asked for');
  server.maxConnections = MOST_CONNECTIONS;
  return server;
}

const stranger = (): Response => new Response(STRANGER, { status: 403, headers: INERT });
const INERT = {
  ...{ 'content-type': 'text/plain', 'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox" },
  ...{
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cache-control': 'no-store',
    connection: 'close',
  },
};
const STRANGER =
  'This desk serves the user who started it, and another user of this machine asks, or one that cannot be told.\n';

/**
 * On all of them with one port: whoever else held `localhost` of the other family would get the browser's visits. A family that this
 * machine does not have is left out.
 */
async function listenOnAll(hosts: readonly string[], port: number, make: () => Server): Promise<readonly Server[]> {
  for (let tries = 1; ; tries += 1) {
    const servers: Server[] = [];
    try {
      for (const host of hosts) {
        const server = await listening(make(), servers[0] === undefined ? port : portOf(servers[0]), host);
        if (server !== undefined) servers.push(server);
      }
      if (servers.length > 0) return servers;
      throw new SallyportError('BAD_OPTION', `this machine has no address ${hosts.join(' or ')}`);
    } catch (error) {
      await Promise.all(servers.map(closed));
      // a port that was free for one family may be taken for the other
      if (port !== 0 || tries >= TRIES) throw error;
    }
  }
}

function listening(server: Server, port: number, host: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    server.once('error', ({ code = '' }: NodeJS.ErrnoException) => {
      if (['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'].includes(code) && host === '::1') return resolve(undefined);
      const why = `nothing can be served on port ${port} of ${host} (${code}): stop what is there, or choose another port`;
      reject(new SallyportError('BAD_OPTION', why, { code }));
    });
    server.listen({ port, host, ipv6Only: host !== '::' }, () => resolve(server));
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

// `as`: a server that listens on a port has an address of this kind
const portOf = (server: Server): number => (server.address() as AddressInfo).port;

function readPublicUrl(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const isName = url !== undefined && /[a-z]/.test(url.hostname) && /^[a-z0-9.-]+$/.test(url.hostname);
  const isPage = isName && url.protocol === 'https:';
  if (isPage && given.replace(/\/$/, '') === url.origin) return url.origin;
  const meant = isPage ? `: write ${url.origin}` : '';
  const why = `publicUrl is https://, a name and perhaps a port, as https://desk.example, and not '${given}'${meant}`;
  throw new SallyportError('BAD_OPTION', why);
}
