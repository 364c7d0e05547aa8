// Signing: the exact bytes under a signature, and the digest that an approval covers.
import { canonicalOf, sha256, type Hash, type Id } from '../canonical.js';
import type { Signer } from '../people/key.js';
import type { Body, Proposal, Signed } from './body.js';
import { LINE } from './shape.js';

/** The bytes under a signature: RFC 8785 of the record without its evidence, under a domain of its own for each kind. */
export function signedText(record: Omit<Signed, 'evidence'>): string {
  const { realm, head, at, signer, body } = record;
  // the records are plain JSON by construction: shape.ts reads nothing else, and drafts are made of toJson() values
  return canonicalOf({ domain: `sallyport/${body.kind}/v1`, realm, head, at, signer, body }, LINE.text);
}

/** What an approval covers: one change in who, what or with which bytes, and it is another digest (rule 5.2). */
export function digestOf(realm: Id, proposal: Proposal): Hash {
  const { id, requester, executor, contract, args, parts, expires } = proposal;
  const facts = { domain: 'sallyport/digest/v1', realm, id, requester, executor, contract, args, parts, expires };
  return sha256(canonicalOf(facts, LINE.text));
}

/** A record in the signer's name. */
export function sealRecord<B extends Body>(signer: Signer, unsigned: Omit<Signed<B>, 'evidence'>): Signed<B> {
  const signature = signer.sign(Buffer.from(signedText(unsigned)));
  return { ...unsigned, evidence: { alg: 'ed25519', key: signer.key, signature } };
}
