// The wall where it counts: every connection, after every redirect and every answer of the DNS, passes this connector.
import { lookup as resolve } from 'node:dns/promises';
import { isIP, type Socket } from 'node:net';
import { SallyportError } from '@sallyport/core';
import { buildConnector } from 'undici';
import { admits, type Rules } from './web-rules.js';

/** One answer of a resolver. */
export interface Address {
  readonly address: string;
  readonly family: number;
}
/** All addresses of a name. Rejects, or answers [], where there is none. */
export type Lookup = (host: string) => Promise<readonly Address[]>;
/** Opens a connection to one of these addresses, and to no other. */
export type Dial = (to: buildConnector.Options, addresses: readonly Address[]) => Promise<Socket>;

/** The net below the wall; a test brings its own. */
export interface Net {
  readonly lookup?: Lookup;
  readonly dial?: Dial;
}

const CONNECT = 10_000;

/**
 * A name is resolved once, here. Every answer must be public, and the connection goes to one of these very addresses:
 * there is no second look-up that could answer otherwise (DNS rebinding).
 */
export function guardedConnector(
  rules: Rules,
  { lookup = ask, dial = dialWithUndici }: Net = {},
  signal?: AbortSignal,
): buildConnector.connector {
  const connect = async (to: buildConnector.Options): Promise<Socket> => {
    const port = Number(to.port || (to.protocol === 'https:' ? 443 : 80));
    const addresses = await addressesOf(to.hostname, lookup);
    if (addresses.length === 0 || !addresses.every(({ address }) => admits(rules, address, port)))
      throw unreachable(rules, to.hostname);
    // the look-up may have taken longer than anybody waits
    signal?.throwIfAborted();
    const socket = await dial(to, addresses);
    if (socket.remoteAddress !== undefined && admits(rules, socket.remoteAddress, port)) return socket;
    socket.destroy();
    throw unreachable(rules, to.hostname);
  };
  return (to, done) =>
    void connect(to).then(
      (socket) => done(null, socket),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), null),
    );
}

/**
 * One sentence for a name without addresses, one whose addresses are private, a closed port and one that does not
 * answer: whoever chose the URL learns nothing about what is inside.
 */
export const unreachable = ({ tool }: Rules, host: string, cause?: unknown): SallyportError =>
  new SallyportError('TOOL_FAILED', `${tool}: no public server answers at this host`, { tool, host }, { cause });

const ask: Lookup = (host) => resolve(host, { all: true, verbatim: true });

async function addressesOf(host: string, lookup: Lookup): Promise<readonly Address[]> {
  const family = isIP(host);
  return family === 0 ? lookup(host) : [{ address: host, family }];
}

const dialWithUndici: Dial = (to, addresses) =>
  new Promise((resolve, reject) => {
    const open = buildConnector({
      ...{ allowH2: false, maxCachedSessions: 0, timeout: CONNECT, autoSelectFamily: true },
      lookup: (_host, { all }, done) => {
        const [first] = addresses;
        if (all) done(null, [...addresses]);
        else done(null, first?.address ?? '', first?.family);
      },
    });
    open(to, (...[error, socket]) => (error ? reject(error) : resolve(socket)));
  });
