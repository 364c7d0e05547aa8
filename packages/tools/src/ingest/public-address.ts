// Which addresses are somebody's on the public internet. Everything else is inside of some network, and not for a reader.
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * IPv4 that is not public: the special-purpose registry of IANA (RFC 6890), and the one address of a cloud's metadata
 * service that lies outside of it.
 */
const NOT_PUBLIC_4 = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // shared by a carrier's customers
  '127.0.0.0/8', // loopback
  '168.63.129.16/32', // the host of a virtual machine, in Azure
  '169.254.0.0/16', // link-local, and the metadata of most clouds
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.31.196.0/24', // AS112
  '192.52.193.0/24', // multicast tunnels
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16', // private
  '192.175.48.0/24', // AS112
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, and broadcast
].map((block) => ipaddr.IPv4.parseCIDR(block));

/** All of IPv6 that is handed out to anybody. What maps, translates or tunnels to IPv4 elsewhere is outside of it. */
const PUBLIC_6 = ipaddr.IPv6.parseCIDR('2000::/3');
/** What is special within {@link PUBLIC_6}. */
const NOT_PUBLIC_6 = [
  '2001::/23', // protocol assignments: Teredo, benchmarks, ORCHID
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4: an IPv4 address inside
  '2620:4f:8000::/48', // AS112
  '3ffe::/16', // the old 6bone
  '3fff::/20', // documentation
].map((block) => ipaddr.IPv6.parseCIDR(block));
/** ISATAP (RFC 5214): the last 32 bits are an IPv4 address, whatever the prefix. */
const ISATAP = 0x5efe;

/** One dotted or colon-separated address, as a resolver or a socket writes it. Anything that is none is not public. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) {
    const parsed = ipaddr.IPv4.parse(address);
    return !NOT_PUBLIC_4.some((block) => parsed.match(block));
  }
  if (version !== 6 || address.includes('%')) return false;
  const parsed = ipaddr.IPv6.parse(address);
  const isTunnel = (parsed.parts[4]! & 0xfdff) === 0 && parsed.parts[5] === ISATAP;
  return parsed.match(PUBLIC_6) && !isTunnel && !NOT_PUBLIC_6.some((block) => parsed.match(block));
}

/** One spelling for each address, so that two can be compared; `undefined` for what is none. */
export function canonicalAddress(address: string): string | undefined {
  if (isIP(address) === 0 || address.includes('%')) return undefined;
  return ipaddr.parse(address).toString();
}
