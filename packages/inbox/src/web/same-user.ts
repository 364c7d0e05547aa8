// Which user of this machine is at the other end of a loopback connection. Linux says so; elsewhere nobody does.
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { endianness } from 'node:os';
import { isIPv6 } from 'node:net';
import { getuid, platform } from 'node:process';

const ESTABLISHED = '01';
const ROOT = 0;
const LONGEST_LINE = 300;

/** False: it is another user's, or has gone before it could be told. Root counts as everybody. True where nobody can tell. */
export function isOwnUser({ localAddress, localPort, remoteAddress, remotePort }: Socket): boolean {
  if (platform !== 'linux' || getuid === undefined) return true;
  if (localAddress === undefined || remoteAddress === undefined) return false;
  const [far, near] = [spelled(remoteAddress, remotePort ?? 0), spelled(localAddress, localPort ?? 0)];
  const table = tableOf(isIPv6(localAddress) ? 'tcp6' : 'tcp');
  if (table === undefined) return true;
  // a connection that was let go of belongs to nobody any more, and is listed as root's
  const at = table.indexOf(`: ${far} ${near} ${ESTABLISHED} `);
  const [, , , , , , , uid] = at < 0 ? [] : table.slice(at, at + LONGEST_LINE).split(/\s+/);
  return uid !== undefined && [getuid(), ROOT].includes(Number(uid));
}

/** Whole: whoever opens many connections makes the table long, and each of them is looked up. */
function tableOf(name: 'tcp' | 'tcp6'): string | undefined {
  try {
    return readFileSync(`/proc/net/${name}`, 'latin1');
  } catch {
    return undefined;
  }
}

/** As the kernel writes it: words of four bytes in the machine's own order, in hex, and the port. */
function spelled(address: string, port: number): string {
  const bytes = isIPv6(address) ? wide(address) : address.split('.').map(Number);
  const words = Array.from({ length: bytes.length / 4 }, (_, i) => bytes.slice(4 * i, 4 * i + 4));
  const hex = words.flatMap((word) => (endianness() === 'LE' ? word.toReversed() : word)).map((byte) => hexOf(byte, 2));
  return `${hex.join('')}:${hexOf(port, 4)}`;
}

/** The loopback address is the only one of IPv6 that is asked for here; a mapped one holds one of IPv4. */
function wide(address: string): number[] {
  const mapped = /^::ffff:([\d.]+)$/.exec(address)?.[1];
  const tail = mapped === undefined ? [0, 0, 0, 1] : mapped.split('.').map(Number);
  return [...Array.from<number>({ length: 10 }).fill(0), ...(mapped === undefined ? [0, 0] : [0xff, 0xff]), ...tail];
}

const hexOf = (number: number, digits: number): string => number.toString(16).toUpperCase().padStart(digits, '0');
