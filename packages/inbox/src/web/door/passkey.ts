// Passkeys (WebAuthn) as they come from a browser: made, proven, and turned into the keys that the journal knows.
import { SallyportError } from '@sallyport/core';
import {
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type PublicKeyCredentialCreationOptionsJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { createPublicKey, createHash, type JsonWebKey, type KeyObject } from 'node:crypto';
import { decodeCredentialPublicKey, isoCBOR } from '@simplewebauthn/server/helpers';

/** COSE (RFC 9053): EdDSA, ES256, RS256. */
const ALGORITHMS = [-8, -7, -257];
/** Of a COSE key (RFC 9052, 9053): what its numbers mean. */
const KTY = 1;
const ALG = 3;
const OKP = 1;
const EC2 = 2;
const RSA = 3;

/** Where passkeys are made and asked. */
export interface Place {
  readonly origin: string;
  readonly rpId: string;
}

/** What the browser is to make. */
export function registration(
  { rpId, origin }: Place,
  name: string,
  known: readonly string[],
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  return generateRegistrationOptions({
    rpName: 'Sallyport',
    rpID: rpId,
    // a random id: two desks on one host would overwrite each other's passkeys under the same one
    userName: `${name} at ${new URL(origin).host}`,
    userDisplayName: name,
    timeout: 120_000,
    attestationType: 'none',
    supportedAlgorithmIDs: ALGORITHMS,
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
    excludeCredentials: known.map((id) => ({ id })),
  });
}

/** A passkey that was just made for this challenge, here, by a person. Throws `BAD_EVIDENCE`. */
export async function readRegistration(
  { rpId, origin }: Place,
  challenge: string,
  response: unknown,
): Promise<{ readonly credential: string; readonly public: string }> {
  const verified = await verifyRegistrationResponse({
    // `as`: it checks the shape itself, and throws
    response: response as RegistrationResponseJSON,
    ...{ expectedChallenge: challenge, expectedOrigin: origin, expectedRPID: rpId },
    ...{ requireUserVerification: true, supportedAlgorithmIDs: ALGORITHMS },
  }).catch(badEvidence);
  if (!verified.verified) return badEvidence();
  const { id, publicKey } = verified.registrationInfo.credential;
  return { credential: id, public: spkiOf(publicKey) };
}

/** Did this passkey sign this challenge, here, for a person who was there? Throws `BAD_EVIDENCE`. */
export async function checkAssertion(
  { rpId, origin }: Place,
  key: { readonly credential: string; readonly public: string },
  { challenge, response }: { readonly challenge: string; readonly response: unknown },
): Promise<void> {
  const { verified } = await verifyAuthenticationResponse({
    // `as`: it checks the shape itself, and throws
    response: response as AuthenticationResponseJSON,
    ...{ expectedChallenge: challenge, expectedOrigin: origin, expectedRPID: rpId, requireUserVerification: true },
    credential: { id: key.credential, publicKey: coseOf(key.public), counter: 0 },
  }).catch(badEvidence);
  if (!verified) badEvidence();
}

/**
 * Six digits of the hash of a passkey's public key, by which a person tells that the key on the device is the key that is asked about.
 *
 * @example
 * ```ts
 * import { pairingCode, type Enrolment } from '@sallyport/inbox/web';
 *
 * declare const wanted: Enrolment;
 * console.log(`Does the device show ${pairingCode(wanted.public)}?`);
 * ```
 */
export function pairingCode(spki: string): string {
  const number = createHash('sha256').update(Buffer.from(spki, 'base64url')).digest().readUInt32BE(0) % 1_000_000;
  const digits = String(number).padStart(6, '0');
  return `${digits.slice(0, 3)} ${digits.slice(3)}`;
}

/** SubjectPublicKeyInfo in DER, base64url, of a COSE key. */
export function spkiOf(cose: Uint8Array<ArrayBuffer>): string {
  // `as`: COSE is a map of numbers to numbers and bytes; what is not one that is known throws below
  const key = decodeCredentialPublicKey(cose) as unknown as ReadonlyMap<number, number | Uint8Array>;
  return keyFrom(jwkOf(key)).export({ type: 'spki', format: 'der' }).toString('base64url');
}

/** The COSE key of SubjectPublicKeyInfo in DER, base64url. Throws `BAD_EVIDENCE` for a key that no passkey here has. */
export function coseOf(spki: string): Uint8Array<ArrayBuffer> {
  const key = createPublicKey({ key: Buffer.from(spki, 'base64url'), type: 'spki', format: 'der' });
  const { kty, crv, x = '', y = '', n = '', e = '' } = key.export({ format: 'jwk' });
  const raw = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64url'));
  const cose = new Map<number, number | Uint8Array>();
  const add = (type: number, algorithm: number, more: Readonly<Record<number, number | Uint8Array>>): void => {
    cose.set(KTY, type).set(ALG, algorithm);
    for (const [label, value] of Object.entries(more)) cose.set(-label, value);
  };
  if (crv === 'Ed25519') add(OKP, -8, { 1: 6, 2: raw(x) });
  else if (crv === 'P-256') add(EC2, -7, { 1: 1, 2: raw(x), 3: raw(y) });
  else if (kty === 'RSA') add(RSA, -257, { 1: raw(n), 2: raw(e) });
  else badEvidence();
  return isoCBOR.encode(cose);
}

function jwkOf(key: ReadonlyMap<number, number | Uint8Array>): JsonWebKey {
  const text = (label: number): string => {
    const bytes = key.get(label);
    return bytes instanceof Uint8Array ? Buffer.from(bytes).toString('base64url') : '';
  };
  const [kty, curve] = [key.get(KTY), key.get(-1)];
  if (kty === OKP && curve === 6) return { kty: 'OKP', crv: 'Ed25519', x: text(-2) };
  if (kty === EC2 && curve === 1) return { kty: 'EC', crv: 'P-256', x: text(-2), y: text(-3) };
  if (kty === RSA) return { kty: 'RSA', n: text(-1), e: text(-2) };
  return badEvidence();
}

function keyFrom(jwk: JsonWebKey): KeyObject {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch (cause) {
    return badEvidence(cause);
  }
}

function badEvidence(cause?: unknown): never {
  const why = 'the passkey did not prove itself for this page: try again, on this page and this device';
  throw new SallyportError('BAD_EVIDENCE', why, {}, { cause });
}
