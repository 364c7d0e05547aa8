// Evidence: what stands beside the bytes that somebody signed, and whether it counts for a key.
import type { Id, Json } from '../canonical.js';
import { verifierOf } from './key.js';
import { assertionsOf } from './passkey.js';
import type { PublicKey } from './principal.js';

/** A key file signs the bytes themselves; a passkey (`webauthn`) signs their SHA-256 as the challenge: `{ authenticatorData, clientDataJSON, signature }`, base64url. */
export type Evidence =
  | { readonly alg: 'ed25519'; readonly key: Id; readonly signature: string }
  | { readonly alg: 'webauthn'; readonly key: Id; readonly assertion: Json };

/** Says why that evidence does not count for those bytes; `undefined` when it does. */
export type EvidenceFault = (bytes: Uint8Array, evidence: Evidence) => string | undefined;

/** Reads a key once. What a key file signs never passes for a passkey's, nor the other way round. Throws for a key that cannot be read. */
export function evidenceFaultOf({ id, public: spki, passkey }: PublicKey): EvidenceFault {
  const other = 'is signed in another way than that key signs';
  if (passkey !== undefined) {
    const fault = assertionsOf(id, spki, passkey);
    return (bytes, evidence) => (evidence.alg === 'webauthn' ? fault(bytes, evidence.assertion) : other);
  }
  const verify = verifierOf(id, spki);
  return (bytes, evidence) => {
    if (evidence.alg !== 'ed25519') return other;
    return verify(bytes, evidence.signature) ? undefined : 'has a signature that does not fit its bytes';
  };
}
