// How a connection is encrypted: with a server that is verified, or, said aloud, not at all.
import { isIP } from 'node:net';
import { checkServerIdentity, type ConnectionOptions } from 'node:tls';
import { badOption, checkKeys } from './bad-option.js';

/** How the server is recognised, and who we are to it. Texts in PEM. */
export interface PostgresTls {
  /** Who vouches for the server. Unsaid: the certificate authorities that Node knows. */
  readonly ca?: string;
  /** A certificate of our own and its key, where the server asks for one. */
  readonly cert?: string;
  readonly key?: string;
  /** The name in the server's certificate, where it is another than `host`. */
  readonly servername?: string;
}

const KNOWN = ['ca', 'cert', 'key', 'servername'];

/** Nothing leaves this machine. */
export const isLocal = (host: string): boolean =>
  host.startsWith('/') || host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

export function tlsOf(tls: boolean | PostgresTls, host: string): ConnectionOptions | undefined {
  if (tls === false) return undefined;
  if (tls !== true && (typeof tls !== 'object' || tls === null))
    throw badOption('takes true, false or an object as tls');
  if (host.startsWith('/')) throw badOption('takes no tls with a socket of this machine: take it out');
  const { servername = host, ...rest }: PostgresTls = tls === true ? {} : tls;
  checkKeys(rest, KNOWN, 'tls.');
  return {
    ...rest,
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    // By our own name for it: for an address, some versions of node-postgres would have 'localhost' checked instead.
    checkServerIdentity: (_, certificate) => checkServerIdentity(servername, certificate),
  };
}
