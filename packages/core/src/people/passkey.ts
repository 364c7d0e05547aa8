// Passkeys: what a phone signs for a person (WebAuthn Level 3, 7.2), checked by whoever relies on it.
import { createHash, verify, type KeyObject } from 'node:crypto';
import type { Id, Json } from '../canonical.js';
import { SallyportError } from '../errors.js';
import { readPublic } from './key.js';
import type { Kind, Passkey } from './principal.js';

/** A passkey decides, writes and stops. It permits nothing, and what it proposes replaces what is pending: an edit. */
export const PASSKEY_MAY: readonly Kind[] = ['message', 'proposal', 'decision', 'stop'];
/** More than so many answers under one touch are no decision: nobody has read them. */
export const MOST_AT_A_TOUCH = 20;

/** Checks assertions of one passkey. Says why one does not count; `undefined` when it does. */
export type AssertionFault = (bytes: Uint8Array, assertion: Json) => string | undefined;

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const HEAD_BYTES = 37;
const MOST_CHARACTERS = 8_192;

/** Why that is no passkey's home; `undefined` when it is one. */
export function passkeyFault({ credential, rp, origin }: Passkey): string | undefined {
  if (bytesOf(credential) === undefined) return 'its credential is not base64url';
  const url = typeof origin === 'string' && URL.canParse(origin) ? new URL(origin) : undefined;
  if (url === undefined || url.origin !== origin)
    return 'its origin is no origin: https://host, with the port if it has one';
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && url.hostname === 'localhost'))
    return 'its origin is neither https nor http://localhost: browsers give passkeys to nobody else';
  if (typeof rp !== 'string' || rp === '' || (url.hostname !== rp && !url.hostname.endsWith(`.${rp}`)))
    return 'its RP ID is not the domain of its origin, nor above it';
  return undefined;
}

/** Reads a passkey's public key once: ES256, EdDSA (Ed25519) or RS256. Throws `BAD_TRUST_ROOT` for any other, and one that `id` does not name. */
export function assertionsOf(id: Id, spki: string, passkey: Passkey): AssertionFault {
  const key = readPublic(id, spki);
  const digest = key && digestFor(key);
  if (key === undefined || digest === undefined)
    throw new SallyportError('BAD_TRUST_ROOT', `the passkey '${id}' is not an ES256, EdDSA or RS256 key with that id`);
  const rpIdHash = sha256(Buffer.from(passkey.rp));
  return (bytes, assertion) => {
    const read = readAssertion(assertion);
    if (read === undefined) return 'has an assertion that cannot be read';
    const { authenticatorData, clientDataJSON, signature } = read;
    const fault = clientFault(clientDataJSON, bytes, passkey.origin) ?? deviceFault(authenticatorData, rpIdHash);
    if (fault !== undefined) return fault;
    const signed = Buffer.concat([authenticatorData, sha256(clientDataJSON)]);
    return verify(digest === 'none' ? null : digest, signed, key, signature)
      ? undefined
      : 'has a signature that does not fit its bytes';
  };
}

function digestFor(key: KeyObject): 'sha256' | 'none' | undefined {
  if (key.asymmetricKeyType === 'ed25519') return 'none';
  if (key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return 'sha256';
  const isLong = (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2_048;
  return key.asymmetricKeyType === 'rsa' && isLong ? 'sha256' : undefined;
}

/** What the browser says that it was asked for: on which page, and over which bytes. */
function clientFault(clientDataJSON: Buffer, bytes: Uint8Array, origin: string): string | undefined {
  let client: unknown;
  try {
    client = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(clientDataJSON));
  } catch {
    return 'has client data that cannot be read';
  }
  if (typeof client !== 'object' || client === null) return 'has client data that cannot be read';
  // `as`: each field is compared with what it has to be
  const said = client as Readonly<Record<string, unknown>>;
  if (said['type'] !== 'webauthn.get') return 'is not an answer to a question: its type is not webauthn.get';
  if (said['challenge'] !== sha256(bytes).toString('base64url')) return 'was signed for other bytes';
  if (said['origin'] !== origin) return 'was signed on another page than the one the passkey belongs to';
  if ((said['crossOrigin'] ?? false) !== false || said['topOrigin'] !== undefined)
    return "was signed inside of somebody else's page";
  return undefined;
}

/** What the device says of itself: for which domain, and that a person was there and showed who they are. */
function deviceFault(data: Buffer, rpIdHash: Buffer): string | undefined {
  if (data.length < HEAD_BYTES) return 'has authenticator data that is too short';
  if (!data.subarray(0, 32).equals(rpIdHash)) return 'was signed for another domain (rpIdHash)';
  const flags = data[32]!;
  if ((flags & USER_PRESENT) === 0) return 'was signed without anybody touching the device';
  if ((flags & USER_VERIFIED) === 0) return 'was signed without the device knowing who touched it';
  return undefined;
}

const PARTS = ['authenticatorData', 'clientDataJSON', 'signature'] as const;

function readAssertion(assertion: Json): Readonly<Record<(typeof PARTS)[number], Buffer>> | undefined {
  if (typeof assertion !== 'object' || assertion === null || Array.isArray(assertion)) return undefined;
  // `as`: JSON that is an object
  const given = assertion as { readonly [key: string]: Json };
  if (Object.keys(given).length !== PARTS.length) return undefined;
  const read = PARTS.map((name) => [name, Object.hasOwn(given, name) ? bytesOf(given[name]) : undefined] as const);
  if (read.some(([, bytes]) => bytes === undefined)) return undefined;
  return Object.fromEntries(read) as Readonly<Record<(typeof PARTS)[number], Buffer>>;
}

/** Bytes in base64url, in their one spelling. */
function bytesOf(text: unknown): Buffer | undefined {
  if (typeof text !== 'string' || text === '' || text.length > MOST_CHARACTERS) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
