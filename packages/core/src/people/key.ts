// Ed25519 keys (RFC 8032): made here, kept by whoever they belong to, used by their signer only.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import type { Id } from '../canonical.js';
import { SallyportError } from '../errors.js';

/** A private key as it is kept: PKCS#8 in DER, base64url. Whoever reads it can sign in this name. */
export interface SecretKey {
  readonly name: Id;
  readonly id: Id;
  readonly secret: string;
}

/** Signs in one principal's name. The key itself does not come out. */
export interface Signer {
  /** The principal: a person or a runtime. */
  readonly name: Id;
  /** The key's id, as the TrustRoot lists it. */
  readonly key: Id;
  /** Ed25519 over `bytes`, base64url. */
  sign(bytes: Uint8Array): string;
}

/** A new key pair for a principal. */
export function newKey(name: Id): { readonly secret: SecretKey; readonly public: string } {
  const pair = generateKeyPairSync('ed25519');
  const spki = pair.publicKey.export({ type: 'spki', format: 'der' });
  const secret = pair.privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64url');
  return { secret: Object.freeze({ name, id: keyId(spki), secret }), public: spki.toString('base64url') };
}

/** A signer that holds the key in this process. Throws `BAD_KEY_FILE` for what is not an Ed25519 key. */
export function signerOf(key: SecretKey): Signer {
  const held = readSecret(key);
  const id = keyId(createPublicKey(held).export({ type: 'spki', format: 'der' }));
  if (id !== key.id) {
    throw new SallyportError(
      'BAD_KEY_FILE',
      `the key of '${key.name}' does not match its id: restore the file from where it was made`,
    );
  }
  return Object.freeze({
    name: key.name,
    key: id,
    sign: (bytes: Uint8Array) => sign(null, bytes, held).toString('base64url'),
  });
}

/** Checks signatures of one public key. */
export type Verifier = (bytes: Uint8Array, signature: string) => boolean;

/** Reads a public key once. Throws when it is not an Ed25519 key or not the one that `id` names. */
export function verifierOf(id: Id, spki: string): Verifier {
  const key = readPublic(id, spki);
  if (key?.asymmetricKeyType !== 'ed25519') {
    throw new SallyportError('BAD_TRUST_ROOT', `the public key '${id}' is not an Ed25519 key with that id`);
  }
  return (bytes, signature) => {
    const raw = Buffer.from(signature, 'base64url');
    return raw.length === 64 && raw.toString('base64url') === signature && verify(null, bytes, key, raw);
  };
}

/** The points of small order on Ed25519, without their sign: under one of them a signature fits that nobody made. */
const SMALL_ORDER: ReadonlySet<string> = new Set([
  ...['00', '01'].map((first) => first.padEnd(64, '0')),
  ...['ec', 'ed', 'ee'].map((first) => `${first.padEnd(62, 'f')}7f`),
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
]);
const LEAST_EXPONENT = 65_537n;

/** The public key that `id` names. `undefined`: another one, one in another spelling, which would have two ids, or one that anybody signs for. */
export function readPublic(id: Id, spki: string): KeyObject | undefined {
  const der = Buffer.from(spki, 'base64url');
  const key = createPublicKey({ key: der, type: 'spki', format: 'der' });
  const isItself = keyId(der) === id && key.export({ type: 'spki', format: 'der' }).equals(der);
  return isItself && !isOpen(key, der) ? key : undefined;
}

function isOpen({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject, der: Buffer): boolean {
  if (type !== 'ed25519') return (details?.publicExponent ?? LEAST_EXPONENT) < LEAST_EXPONENT;
  const point = Buffer.from(der.subarray(-32));
  point[31]! &= 0x7f;
  return SMALL_ORDER.has(point.toString('hex'));
}

/** The id of a public key: SubjectPublicKeyInfo in DER, base64url, or its bytes. */
export function keyId(spki: Buffer | string): Id {
  const der = typeof spki === 'string' ? Buffer.from(spki, 'base64url') : spki;
  return createHash('sha256').update(der).digest('base64url').slice(0, 22);
}

function readSecret(key: SecretKey): KeyObject {
  try {
    const held = createPrivateKey({ key: Buffer.from(key.secret, 'base64url'), type: 'pkcs8', format: 'der' });
    if (held.asymmetricKeyType === 'ed25519') return held;
  } catch (cause) {
    throw new SallyportError(
      'BAD_KEY_FILE',
      `the key of '${key.name}' cannot be read: it is not PKCS#8 in DER`,
      {},
      { cause },
    );
  }
  throw new SallyportError('BAD_KEY_FILE', `the key of '${key.name}' is not an Ed25519 key`);
}
