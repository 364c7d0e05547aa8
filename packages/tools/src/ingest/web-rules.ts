// What a reader of the web may be pointed at: the developer's rules, read once, and the look at a URL before anything opens.
import { SallyportError } from '@sallyport/core';
import { isIP } from 'node:net';
import { canonicalAddress, isPublicAddress } from './public-address.js';

/** Where a reader of the web may go. Unsaid, anywhere public, over https. */
export interface WebRules {
  /** Only these hosts: `example.com` is that one, `*.example.com` all below it. Unsaid: any public one. */
  readonly hosts?: readonly string[];
  /** Also `http:`, which anybody on the way can read and change. Unsaid: no. */
  readonly http?: boolean;
  /** Ports besides 443, and 80 where `http` is said. */
  readonly ports?: readonly number[];
  /**
   * For tests and development: single servers that are not public, each as an address and a port, such as
   * `127.0.0.1:8080`. They are also read over `http:`. Nothing else that is private opens.
   */
  readonly allowPrivate?: readonly string[];
}

/** The rules as they are asked. */
export interface Rules {
  readonly tool: string;
  /** Exact names, and endings that begin with a dot; `undefined` for any. */
  readonly hosts: readonly string[] | undefined;
  readonly http: boolean;
  readonly ports: ReadonlySet<number>;
  /** `address:port` in the one spelling of {@link canonicalAddress}. */
  readonly inside: ReadonlySet<string>;
}

const HOST = /^(?:\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$|^\[[0-9a-f:]+\]$/;
const PRIVATE = /^(?:(\d+\.\d+\.\d+\.\d+)|\[([0-9a-f:.]+)\]):(\d{1,5})$/;
/** Names that no public resolver knows (RFC 6761, RFC 8375, and what networks use inside). */
const INSIDE_NAMES =
  /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|private|corp|home|lan|svc|arpa|test|invalid|onion|alt)$/;
/** A URL as people write it: its scheme, two slashes, and nothing that a parser would drop or turn round. */
const FORM = /^https?:\/\/[^\\\p{C}\p{Z}]+$/iu;
/** `user@` stands before the host, and hides it. */
const USERINFO = /^[^/?#]*\/\/[^/?#]*@/;

/** @throws SallyportError `BAD_OPTION`. */
export function readRules(tool: string, { hosts, http = false, ports = [], allowPrivate = [] }: WebRules): Rules {
  const bad = (option: string, remedy: string): SallyportError =>
    new SallyportError('BAD_OPTION', `${tool}: '${option}' must be ${remedy}`, { option });
  if (typeof http !== 'boolean') throw bad('http', 'true or false');
  if (hosts?.every((host) => typeof host === 'string' && HOST.test(host)) === false)
    throw bad('hosts', "a list of names in lower case, such as 'example.com' or '*.example.com'");
  if (!ports.every((port) => Number.isInteger(port) && port > 0 && port < 65_536))
    throw bad('ports', 'a list of ports, 1 to 65535');
  const inside = allowPrivate.map((entry) => {
    const [, four, six, port] = PRIVATE.exec(String(entry)) ?? [];
    const address = canonicalAddress(four ?? six ?? '');
    if (address === undefined || Number(port) < 1 || Number(port) > 65_535)
      throw bad('allowPrivate', "a list of addresses with their ports, such as '127.0.0.1:8080' or '[::1]:8080'");
    return `${address}:${Number(port)}`;
  });
  return {
    tool,
    hosts: hosts?.map((host) => (host.startsWith('*.') ? host.slice(1) : host)),
    http,
    ports: new Set([443, ...(http ? [80] : []), ...ports]),
    inside: new Set(inside),
  };
}

/** May this address be connected to at this port? Asked of every address that a connection could go to. */
export const admits = (rules: Rules, address: string, port: number): boolean =>
  isPublicAddress(address) || rules.inside.has(`${canonicalAddress(address) ?? '-'}:${port}`);

/**
 * The first wall, before any name is resolved. The second one stands in the connector, where the address is known.
 *
 * @throws SallyportError `BAD_INPUT` for what is no plain URL, `REFUSED` for what the rules forbid.
 */
export function checkUrl(rules: Rules, text: string): URL {
  const { tool } = rules;
  const refuse = (why: string): SallyportError =>
    new SallyportError('REFUSED', `${tool}: this URL is refused: ${why}`, { tool, why });
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && url.protocol !== 'https:' && url.protocol !== 'http:')
    throw refuse('only http and https are read');
  if (url === undefined || !FORM.test(text))
    throw new SallyportError('BAD_INPUT', `${tool}: this is no URL such as https://example.com/page`, { tool });
  if (USERINFO.test(text)) throw refuse('a user name stands before its host');
  const host = hostOf(url);
  const port = portOf(url);
  const isInside = rules.inside.has(`${canonicalAddress(host) ?? '-'}:${port}`);
  const why = isInside ? undefined : (misplaced(host) ?? unwelcome(rules, url.protocol, port));
  if (why !== undefined) throw refuse(why);
  if (rules.hosts !== undefined && !isListed(rules.hosts, host))
    throw refuse('its host is none that this reader may read: see hosts');
  url.hash = '';
  return url;
}

/** The host without the brackets of IPv6 and without the dot of the root. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
const portOf = (url: URL): number => Number(url.port || (url.protocol === 'https:' ? 443 : 80));

function misplaced(host: string): string | undefined {
  if (isIP(host) !== 0) return isPublicAddress(host) ? undefined : 'its address is not on the public internet';
  if (!host.includes('.')) return 'its host is a name of one word, which only a local network knows';
  return INSIDE_NAMES.test(host) ? 'its host is a name that only a local network knows' : undefined;
}

function unwelcome({ http, ports }: Rules, protocol: string, port: number): string | undefined {
  if (protocol === 'http:' && !http) return 'http is not encrypted: use https, or have the developer say http: true';
  return ports.has(port) ? undefined : `port ${port} is none that this reader may use`;
}

/** At a label's boundary: `example.com` is not the end of `evilexample.com`. */
const isListed = (hosts: readonly string[], host: string): boolean =>
  hosts.some((entry) => (entry.startsWith('.') ? host.endsWith(entry) : host === entry.replace(/^\[(.*)\]$/, '$1')));
