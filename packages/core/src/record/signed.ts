// Signing and checking: who signed it, with a key that may, over exactly these bytes. Everything is checked up to the TrustRoot.
import { canonicalOf, sha256, type Hash, type Id } from '../canonical.js';
import type { Content } from '../content/content.js';
import { capped } from '../content/label.js';
import { SallyportError } from '../errors.js';
import { verifierOf, type Signer, type Verifier } from '../people/key.js';
import type { Kind, Principal } from '../people/principal.js';
import { isPerson, type TrustRoot } from '../people/trust-root.js';
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

interface Enrolled {
  readonly principal: Principal;
  readonly may: readonly Kind[];
  readonly verify: Verifier;
}

/** The people and runtimes of one TrustRoot, and what each of them may say. */
export class Keyring {
  readonly realm: Id;
  readonly owner: Id;
  readonly #keys = new Map<Id, Enrolled>();
  readonly #principals = new Map<Id, Principal>();
  readonly #hosts = new Map<Id, Id>();

  /** `root` has been through `readTrustRoot()`. */
  constructor(root: TrustRoot) {
    this.realm = root.realm;
    this.owner = root.owner;
    for (const principal of root.principals) {
      this.#principals.set(principal.name, principal);
      for (const agent of principal.agents ?? []) this.#hosts.set(agent, principal.name);
      for (const key of principal.keys) {
        this.#keys.set(key.id, { principal, may: key.may, verify: verifierOf(key.id, key.public) });
      }
    }
  }

  isPerson(name: Id): boolean {
    const principal = this.#principals.get(name);
    return principal !== undefined && isPerson(principal);
  }
  get people(): readonly Id[] {
    return [...this.#principals.values()].filter(isPerson).map(({ name }) => name);
  }
  isAgent(name: Id): boolean {
    return this.#hosts.has(name);
  }
  /** Every agent of this TrustRoot, and every gate. */
  get agents(): readonly Id[] {
    return [...this.#hosts.keys()];
  }
  /** The runtime that speaks for an agent. */
  hostOf(agent: Id): Id | undefined {
    return this.#hosts.get(agent);
  }
  principal(name: Id): Principal | undefined {
    return this.#principals.get(name);
  }

  /** What a content counts for that this signer vouches for: its label, up to the signer's ceiling (MAIL-5). */
  capFor(signer: Id): (content: Content) => Content {
    const ceiling = this.#principals.get(signer)?.ceiling ?? 'zero';
    return (content) => ({ ...content, label: capped(content.label, ceiling) });
  }

  /** Fails where a signer is configured that this TrustRoot does not know: the earliest place to say so. */
  expect(signer: { readonly name: Id; readonly key?: Id }, role: 'person' | 'runtime'): void {
    const known = this.#principals.get(signer.name);
    const fits = known !== undefined && isPerson(known) === (role === 'person');
    if (!fits || (signer.key !== undefined && this.#keys.get(signer.key)?.principal !== known)) {
      throw new SallyportError(
        'BAD_TRUST_ROOT',
        `the key of '${signer.name}' is not that of a ${role} in this TrustRoot: enrol it, or use the key file that was made with it`,
      );
    }
  }

  /**
   * Why a record does not count; `undefined` when it does. `local`: the record lives in this process's own memory,
   * so a runtime's needs no signature; a person's always does (GATE-2).
   */
  fault(record: Signed, local: boolean): string | undefined {
    if (record.realm !== this.realm) return `belongs to another installation (realm '${record.realm}')`;
    const principal = this.#principals.get(record.signer);
    if (principal === undefined) return `is signed by '${record.signer}', who is not enrolled`;
    return this.#evidenceFault(record, principal, local) ?? this.#nameFault(record.body, principal);
  }

  /** Does this TrustRoot let a key sign that kind of record? */
  maySign(key: Id, kind: Kind): boolean {
    return this.#keys.get(key)?.may.includes(kind) === true;
  }

  /** Why a signer's own record would not count: its key may not sign that kind, or not in that name. */
  authorityFault(signer: { readonly name: Id; readonly key: Id }, body: Body): string | undefined {
    const key = this.#keys.get(signer.key);
    if (key === undefined || key.principal.name !== signer.name)
      return `is signed with a key that is not that of '${signer.name}'`;
    return kindFault(key, body, signer.name) ?? this.#nameFault(body, key.principal);
  }

  #evidenceFault(record: Signed, principal: Principal, local: boolean): string | undefined {
    const { evidence, body } = record;
    if (evidence === undefined) return local && !isPerson(principal) ? undefined : 'is not signed';
    if (evidence.alg !== 'ed25519') return `is signed with '${evidence.alg}', which this version does not believe`;
    const key = this.#keys.get(evidence.key);
    if (key === undefined || key.principal !== principal)
      return `is signed with a key that is not that of '${record.signer}'`;
    const kind = kindFault(key, body, record.signer);
    if (kind !== undefined) return kind;
    return key.verify(Buffer.from(signedText(record)), evidence.signature)
      ? undefined
      : 'has a signature that does not fit its bytes';
  }

  /** In whose name a principal may speak: a person in their own, a runtime in that of its agents and of those it let in. */
  #nameFault(body: Body, principal: Principal): string | undefined {
    const speaksFor = (name: Id): boolean =>
      isPerson(principal) ? name === principal.name : (principal.agents ?? []).includes(name);
    if (body.kind === 'proposal')
      return speaksFor(body.requester) ? undefined : `is a proposal in the name of '${body.requester}'`;
    if (body.kind !== 'message' || speaksFor(body.from)) return undefined;
    const letIn =
      !isPerson(principal) && speaksFor(body.to) && !this.#principals.has(body.from) && !this.#hosts.has(body.from);
    return letIn ? undefined : `is a message in the name of '${body.from}'`;
  }
}

const kindFault = ({ may }: Enrolled, { kind }: Body, signer: Id): string | undefined =>
  may.includes(kind) ? undefined : `is a ${kind}, which this key of '${signer}' may not sign`;
