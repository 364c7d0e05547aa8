// A device with passkeys, in software, for the tests of the door: it answers as a browser does, and can be told to lie.
import { isoCBOR } from '@simplewebauthn/server/helpers';
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { coseOf } from './passkey.js';

export type Algorithm = 'ES256' | 'EdDSA' | 'RS256';

/** What the device says of where it is asked, and of who holds it. */
export interface Told {
  readonly origin?: string;
  readonly rpId?: string;
  readonly type?: string;
  /** Was the person verified, or only there? */
  readonly isVerified?: boolean;
}

const ALGORITHMS = {
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  EdDSA: () => generateKeyPairSync('ed25519'),
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
};
const PRESENT = 0x01;
const VERIFIED = 0x04;
const ATTESTED = 0x40;

export class Device {
  readonly id = randomBytes(16);
  readonly public: string;
  readonly #key: KeyObject;
  readonly #algorithm: Algorithm;
  readonly #place: { readonly origin: string; readonly rpId: string };

  constructor(origin: string, algorithm: Algorithm = 'ES256') {
    const { publicKey, privateKey } = ALGORITHMS[algorithm]();
    this.public = publicKey.export({ type: 'spki', format: 'der' }).toString('base64url');
    this.#key = privateKey;
    this.#algorithm = algorithm;
    this.#place = { origin, rpId: new URL(origin).hostname };
  }
  get credential(): string {
    return this.id.toString('base64url');
  }

  /** What `navigator.credentials.create()` answers. */
  create(challenge: string, told: Told = {}): object {
    const cose = coseOf(this.public);
    const data = Buffer.concat([Buffer.alloc(16), lengthOf(this.id), this.id, cose]);
    const authData = new Uint8Array(Buffer.concat([this.#authData(ATTESTED, told), data]));
    const attestation = new Map<string, unknown>([['fmt', 'none'], ['attStmt', new Map()], ['authData', authData]]); // prettier-ignore
    // `as`: maps, texts and bytes are what it takes
    const attestationObject = Buffer.from(isoCBOR.encode(attestation as never)).toString('base64url');
    return this.#answer({
      clientDataJSON: this.#client(challenge, 'webauthn.create', told).toString('base64url'),
      attestationObject,
    });
  }

  /** What `navigator.credentials.get()` answers. */
  get(challenge: string, told: Told = {}): object {
    const client = this.#client(challenge, 'webauthn.get', told);
    const authData = this.#authData(0, told);
    const signed = Buffer.concat([authData, createHash('sha256').update(client).digest()]);
    const signature = sign(this.#algorithm === 'EdDSA' ? null : 'sha256', signed, this.#key);
    return this.#answer({
      clientDataJSON: client.toString('base64url'),
      authenticatorData: authData.toString('base64url'),
      signature: signature.toString('base64url'),
    });
  }

  #answer(response: object): object {
    return { id: this.credential, rawId: this.credential, type: 'public-key', clientExtensionResults: {}, response };
  }
  #client(challenge: string, type: string, told: Told): Buffer {
    return Buffer.from(
      JSON.stringify({
        type: told.type ?? type,
        challenge,
        origin: told.origin ?? this.#place.origin,
        crossOrigin: false,
      }),
    );
  }
  #authData(flags: number, { rpId = this.#place.rpId, isVerified = true }: Told): Buffer {
    const counter = Buffer.alloc(4);
    return Buffer.concat([
      createHash('sha256').update(rpId).digest(),
      Buffer.from([flags | PRESENT | (isVerified ? VERIFIED : 0)]),
      counter,
    ]);
  }
}

function lengthOf(bytes: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return length;
}
