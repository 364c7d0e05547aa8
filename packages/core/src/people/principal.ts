// Who may sign what, and who is known at which address. Public data of the TrustRoot and of config.
import type { Id } from '../canonical.js';
import type { TrustLevel } from '../trust.js';

/** What a key may be allowed to sign: the kinds of records. */
export const KINDS = ['message', 'proposal', 'decision', 'stop', 'permit', 'step'] as const;
export type Kind = (typeof KINDS)[number];

/** Who may sign: a person, or a runtime (then `agents` says for whom). */
export interface Principal {
  readonly name: Id;
  /** No label that this principal states counts for more. */
  readonly ceiling: TrustLevel;
  readonly agents?: readonly Id[];
  readonly keys: readonly PublicKey[];
}
export interface PublicKey {
  readonly id: Id;
  /** SubjectPublicKeyInfo in DER, base64url: Ed25519 (RFC 8032), or of a passkey ES256, EdDSA or RS256. */
  readonly public: string;
  readonly may: readonly Kind[];
  /** Said of a passkey (WebAuthn): where it is at home. */
  readonly passkey?: Passkey;
}
/** Where a passkey is at home: pinned with its public key, so that no server can say otherwise later. */
export interface Passkey {
  /** The credential's id, base64url: a page names it when it asks for a signature. */
  readonly credential: string;
  /** The RP ID: the domain that the passkey is bound to, `localhost` on this machine. */
  readonly rp: string;
  /** The one origin whose pages may ask for its signature, port and all: `https://desk.example:8443`. */
  readonly origin: string;
}

/** Who somebody is: addresses (`channel:address`) bound to a name, and how far they are trusted. */
export interface Contact {
  readonly name: Id;
  readonly trust: TrustLevel;
  readonly at: readonly string[];
}
