// Who a mail says it is from: one bare address, or 'unknown'. It is what the mail claims, never proof.
import { domainToASCII } from 'node:url';

/** The address of a mail whose From header does not name exactly one mailbox. It has no `@`, so it is nobody's. */
export const UNKNOWN_SENDER = 'unknown';

/** The raw header lines of a mail, as mailparser lists them: a lower-case name and the line with its folding. */
export type HeaderLines = readonly { readonly key: string; readonly line: string }[];

const LONGEST_VALUE = 2_000;
const LONGEST_ADDRESS = 254;
const LONGEST_LOCAL = 64;

// RFC 5322 dot-atom. Quoted local parts are real and rare, and every mail program writes them differently: unknown.
const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const DOMAIN = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;
const INTERNATIONAL = /^[\p{L}\p{M}\p{N}.-]+$/u;
// A display name, quoted or not, before the one address in brackets. An unquoted `@` or `,` makes it two readings.
const NAMED = /^(?:"(?:[^"\\]|\\.)*"|[^"<>,;:()@\\])*<([^<>]*)>$/u;

/**
 * The address in the From header, lower case, in ASCII form. `'unknown'` when there is no From header or more than one,
 * or when it holds anything but one mailbox. Must not throw. Sender, Reply-To and Return-Path are not looked at, and a
 * display name never gets in, even one that looks like an address.
 */
export function senderOf(headers: HeaderLines): string {
  const lines = headers.filter((header) => header.key === 'from');
  const [only] = lines;
  if (only === undefined || lines.length > 1) return UNKNOWN_SENDER;
  const value = Buffer.from(only.line, 'latin1').toString('utf8');
  return addressIn(value.slice(value.indexOf(':') + 1)) ?? UNKNOWN_SENDER;
}

function addressIn(value: string): string | undefined {
  if (value.length > LONGEST_VALUE) return undefined;
  const unfolded = value.replace(/\r?\n(?=[ \t])/g, '').trim();
  if (/[\p{Cc}\ufffd]/u.test(unfolded.replaceAll('\t', ' '))) return undefined;
  return bareAddress(NAMED.exec(unfolded)?.[1] ?? unfolded);
}

function bareAddress(text: string): string | undefined {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at).toLowerCase();
  const domain = asciiDomain(text.slice(at + 1));
  if (at < 1 || local.length > LONGEST_LOCAL || !LOCAL.test(local) || domain === undefined) return undefined;
  // RFC 2047 keeps encoded words out of addresses: some program would decode it to another name.
  if (local.includes('=?')) return undefined;
  const address = `${local}@${domain}`;
  return address.length <= LONGEST_ADDRESS ? address : undefined;
}

function asciiDomain(text: string): string | undefined {
  const plain = /^[\x21-\x7e]+$/.test(text) ? text.toLowerCase() : INTERNATIONAL.test(text) ? domainToASCII(text) : '';
  return DOMAIN.test(plain) ? plain : undefined;
}
