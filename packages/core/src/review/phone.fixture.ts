// A phone in software: a passkey that signs what a page asks for, and lies where a test wants it to.
import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import type { Evidence } from '../people/evidence.js';
import { keyId } from '../people/key.js';
import type { NewPerson } from './enrol.js';

const sha256 = (bytes: Uint8Array | string): Buffer => createHash('sha256').update(bytes).digest();

/** What the device and its browser say otherwise than they should. */
export interface Lies {
  readonly type?: string;
  readonly challenge?: string;
  readonly origin?: string;
  readonly rp?: string;
  readonly flags?: number;
  readonly client?: Readonly<Record<string, unknown>>;
}

export class Phone {
  readonly id: string;
  readonly origin: string;
  readonly rp: string;
  readonly #spki: string;
  readonly #key: KeyObject;
  readonly #digest: 'sha256' | null;

  constructor({ origin = 'https://desk.example:8443', rp = 'desk.example', kind = 'ec' }: PhoneOptions = {}) {
    const pair =
      kind === 'ec'
        ? generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
        : kind === 'rsa'
          ? generateKeyPairSync('rsa', { modulusLength: 2_048 })
          : generateKeyPairSync('ed25519');
    this.#spki = pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64url');
    this.#key = pair.privateKey;
    this.#digest = kind === 'ed25519' ? null : 'sha256';
    this.id = keyId(this.#spki);
    this.origin = origin;
    this.rp = rp;
  }

  /** What `desk.enrol()` takes. */
  person(name: string, more: Partial<NewPerson> = {}): NewPerson {
    const passkey = { credential: 'Y3JlZGVudGlhbA', rp: this.rp, origin: this.origin };
    return { name, public: this.#spki, passkey, ...more };
  }

  sign(bytes: Uint8Array, { rp = this.rp, flags = 0x05, client = {}, ...lies }: Lies = {}): Evidence {
    const challenge = sha256(bytes).toString('base64url');
    const said = { type: 'webauthn.get', challenge, origin: this.origin, crossOrigin: false, ...lies, ...client };
    const clientDataJSON = Buffer.from(JSON.stringify(said));
    const authenticatorData = Buffer.concat([sha256(rp), Buffer.from([flags, 0, 0, 0, 1])]);
    const signature = sign(this.#digest, Buffer.concat([authenticatorData, sha256(clientDataJSON)]), this.#key);
    const parts = { authenticatorData, clientDataJSON, signature };
    const assertion = Object.fromEntries(
      Object.entries(parts).map(([name, part]) => [name, part.toString('base64url')]),
    );
    return { alg: 'webauthn', key: this.id, assertion };
  }
}

export interface PhoneOptions {
  readonly origin?: string;
  readonly rp?: string;
  readonly kind?: 'ec' | 'rsa' | 'ed25519';
}
