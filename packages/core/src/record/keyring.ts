// The keyring: who may say what. It begins as the TrustRoot says, and changes only as the chain says, each link signed.
import { hashOf, type Id, type Json } from '../canonical.js';
import type { Content } from '../content/content.js';
import { capped } from '../content/label.js';
import { SallyportError, wordsOf } from '../errors.js';
import { evidenceFaultOf, type EvidenceFault } from '../people/evidence.js';
import { MOST_AT_A_TOUCH } from '../people/passkey.js';
import type { Kind, Principal, PublicKey } from '../people/principal.js';
import { checkPrincipal, isPerson, type TrustRoot } from '../people/trust-root.js';
import { isGrant, type Body, type Signed } from './body.js';
import { signedText } from './signed.js';

interface Enrolled {
  readonly principal: Principal;
  readonly may: readonly Kind[];
  readonly isPasskey: boolean;
  readonly evidenceFault: EvidenceFault;
}
/** A change of who may say what, as a checkpoint keeps it. */
export type Enrolment = { readonly enrol: Principal } | { readonly revoke: Id };

/** The people and runtimes of one TrustRoot, and what each of them may say. */
export class Keyring {
  readonly realm: Id;
  readonly owner: Id;
  readonly #root: TrustRoot;
  readonly #keys = new Map<Id, Enrolled>();
  readonly #principals = new Map<Id, Principal>();
  readonly #hosts = new Map<Id, Id>();
  readonly #revoked = new Set<Id>();
  /** What has changed since the TrustRoot, in its order. */
  readonly #enrolments: Enrolment[] = [];

  /** `root` has been through `readTrustRoot()`. */
  constructor(root: TrustRoot) {
    this.#root = root;
    this.realm = root.realm;
    this.owner = root.owner;
    for (const principal of root.principals) this.#add(principal);
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
    if (
      !fits ||
      (signer.key !== undefined && (this.ownerOf(signer.key) !== signer.name || this.isRevoked(signer.key)))
    ) {
      throw new SallyportError(
        'BAD_TRUST_ROOT',
        `the key of '${signer.name}' is not that of a ${role} in this TrustRoot, or was revoked: enrol it, or use the key file that was made with it`,
      );
    }
  }

  /**
   * Why a record does not count; `undefined` when it does. `local`: the record lives in this process's own memory,
   * so a runtime's needs no signature; a person's always does (GATE-2).
   */
  fault(record: Signed, local: boolean): string | undefined {
    const key = record.evidence?.key;
    if (key !== undefined && this.#revoked.has(key)) return 'is signed with a key that was revoked';
    return this.pastFault(record, local);
  }
  /** As {@link fault}, for a record that stood on the chain before: what a key said until it was revoked still holds. */
  pastFault(record: Signed, local: boolean): string | undefined {
    if (record.realm !== this.realm) return `belongs to another installation (realm '${record.realm}')`;
    const principal = this.#principals.get(record.signer);
    if (principal === undefined) return `is signed by '${record.signer}', who is not enrolled`;
    return this.#evidenceFault(record, principal, local) ?? this.#nameFault(record.body, principal);
  }

  /** Is this key enrolled, not revoked, and may it sign that kind of record? */
  maySign(key: Id, kind: Kind): boolean {
    return this.#keys.get(key)?.may.includes(kind) === true && !this.#revoked.has(key);
  }
  /** Whose key it is; `undefined` for a key that was never enrolled. */
  ownerOf(key: Id): Id | undefined {
    return this.#keys.get(key)?.principal.name;
  }
  isPasskey(key: Id): boolean {
    return this.#keys.get(key)?.isPasskey === true;
  }
  isRevoked(key: Id): boolean {
    return this.#revoked.has(key);
  }
  /** The keys of a principal, revoked ones included. */
  keysOf(name: Id): readonly (PublicKey & { readonly isRevoked: boolean })[] {
    const keys = this.#principals.get(name)?.keys ?? [];
    return keys.map((key) => ({ ...key, isRevoked: this.#revoked.has(key.id) }));
  }
  /** The same for the same TrustRoot, and for no other. */
  get fingerprint(): string {
    // a TrustRoot is JSON: readTrustRoot() has copied and checked it
    return hashOf(this.#root as unknown as Json);
  }
  /** As it is now; what happens to it leaves this one alone. */
  copy(): Keyring {
    const copy = new Keyring(this.#root);
    for (const enrolment of this.#enrolments) copy.apply(enrolment);
    return copy;
  }
  get principals(): readonly Principal[] {
    return [...this.#principals.values()];
  }
  get enrolments(): readonly Enrolment[] {
    return [...this.#enrolments];
  }

  /** Why `signer` cannot enrol this person; `undefined` when they can. For a name that is there, the keys are added to it. */
  enrolFault(principal: Principal, signer: Id): string | undefined {
    try {
      checkPrincipal(principal);
    } catch (error) {
      return `enrols nobody: ${wordsOf(error)}`;
    }
    const { name, ceiling, keys } = principal;
    const known = this.#principals.get(name);
    const taken = keys.find(({ id }) => this.#keys.has(id));
    if (!isPerson(principal)) return `enrols the runtime '${name}': runtimes stand in the TrustRoot alone`;
    if (keys.length === 0) return `enrols '${name}' without a key`;
    if (taken !== undefined) return `enrols the key '${taken.id}', which was enrolled before`;
    if (keys.some(({ may }) => may.includes('permit')) && (signer !== this.owner || name !== this.owner))
      return `enrols a key that may permit: only the owner's own may, and only they enrol it`;
    if (this.#hosts.has(name)) return `enrols '${name}', which is an agent's name`;
    const isSame = known === undefined || (isPerson(known) && known.ceiling === ceiling);
    return isSame ? undefined : `enrols '${name}' otherwise than they were enrolled`;
  }
  /** Why `signer` cannot revoke that key; `undefined` when they can: it is their own, or they are the owner. */
  revokeFault(key: Id, signer: Id | undefined): string | undefined {
    const name = this.ownerOf(key);
    if (signer === undefined || (signer !== name && signer !== this.owner))
      return `revokes a key of '${name}', which only they and the owner may`;
    if (this.#revoked.has(key)) return `revokes a key of '${name}' that was revoked before`;
    const remains = [...this.#keys.keys()].some((one) => one !== key && this.maySign(one, 'permit'));
    return remains ? undefined : 'revokes the last key that may permit: nobody could enrol another one';
  }
  /** Makes a change that is no fault. Returns what takes it back. */
  apply(enrolment: Enrolment): () => void {
    this.#enrolments.push(enrolment);
    const back = 'enrol' in enrolment ? this.#enrol(enrolment.enrol) : this.#revoke(enrolment.revoke);
    return () => {
      this.#enrolments.pop();
      back();
    };
  }

  /** Why a signer's own record would not count: its key may not sign that kind, or not in that name. */
  authorityFault(signer: { readonly name: Id; readonly key: Id }, body: Body): string | undefined {
    const key = this.#keys.get(signer.key);
    if (key === undefined || key.principal.name !== signer.name)
      return `is signed with a key that is not that of '${signer.name}'`;
    if (this.#revoked.has(signer.key)) return 'is signed with a key that was revoked';
    return kindFault(key, body, signer.name) ?? this.#nameFault(body, key.principal);
  }

  #evidenceFault(record: Signed, principal: Principal, local: boolean): string | undefined {
    const { evidence, body } = record;
    if (evidence === undefined) return local && !isPerson(principal) ? undefined : 'is not signed';
    const key = this.#keys.get(evidence.key);
    if (key === undefined || key.principal.name !== principal.name)
      return `is signed with a key that is not that of '${record.signer}'`;
    const kind = kindFault(key, body, record.signer);
    if (kind !== undefined) return kind;
    return key.evidenceFault(Buffer.from(signedText(record)), evidence);
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

  #add(principal: Principal): void {
    this.#principals.set(principal.name, principal);
    for (const agent of principal.agents ?? []) this.#hosts.set(agent, principal.name);
    for (const key of principal.keys)
      this.#keys.set(key.id, {
        principal,
        may: key.may,
        isPasskey: key.passkey !== undefined,
        evidenceFault: evidenceFaultOf(key),
      });
  }
  #enrol(principal: Principal): () => void {
    const { name, keys } = principal;
    const known = this.#principals.get(name);
    this.#add(known === undefined ? principal : { ...known, keys: [...known.keys, ...keys] });
    return () => {
      for (const { id } of keys) this.#keys.delete(id);
      if (known === undefined) this.#principals.delete(name);
      else this.#principals.set(name, known);
    };
  }
  #revoke(key: Id): () => void {
    this.#revoked.add(key);
    return () => void this.#revoked.delete(key);
  }
}

function kindFault({ may, isPasskey }: Enrolled, body: Body, signer: Id): string | undefined {
  if (!may.includes(body.kind)) return `is a ${body.kind}, which this key of '${signer}' may not sign`;
  const grants = body.kind === 'decision' && body.items.some(isGrant);
  if (grants && !may.includes('permit')) return `is a standing grant, which this key of '${signer}' may not sign`;
  if (!isPasskey) return undefined;
  if (body.kind === 'decision' && body.items.length > MOST_AT_A_TOUCH)
    return `is ${body.items.length} answers at one touch of a passkey, and ${MOST_AT_A_TOUCH} are the most`;
  return body.kind === 'proposal' && body.replaces === undefined
    ? `is a proposal of its own, which a passkey of '${signer}' may not sign: it edits what is pending`
    : undefined;
}
