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
  /** Ed25519 (RFC 8032), SubjectPublicKeyInfo in DER, base64url. */
  readonly public: string;
  readonly may: readonly Kind[];
}

/** Who somebody is: addresses (`channel:address`) bound to a name, and how far they are trusted. */
export interface Contact {
  readonly name: Id;
  readonly trust: TrustLevel;
  readonly at: readonly string[];
}
