// Contacts: which proven address belongs to whom. Nobody names themselves.
import { nameFault } from '@sallyport/allowlist';
import type { Id } from '../canonical.js';
import { quote, SallyportError } from '../errors.js';
import { checkName, type TrustRoot } from '../people/trust-root.js';
import type { Contact } from '../people/principal.js';
import { isTrust, TRUST, type TrustLevel } from '../trust.js';

/** Who a delivery is from, as far as anybody can know. */
export interface Sender {
  readonly name: Id;
  readonly trust: TrustLevel;
  /** Why nobody can be called that. */
  readonly fault?: string;
}

export class Contacts {
  readonly #byAddress = new Map<string, Contact>();
  readonly #addresses = new Set<string>();

  /** Throws `BAD_OPTION` for a contact that cannot be one, `DUPLICATE_NAME` for an address that two of them claim. */
  constructor(contacts: readonly Contact[], root: TrustRoot) {
    const taken = new Set(root.principals.flatMap(({ name, agents }) => [name, ...(agents ?? [])]));
    for (const contact of contacts) {
      check(contact, taken);
      taken.add(contact.name);
      for (const at of contact.at) this.#bind(at, contact);
    }
  }

  /** The addresses alone, without their channels. */
  get addresses(): ReadonlySet<string> {
    return this.#addresses;
  }

  /** A known address with proof is that contact; anyone else is called by channel and address, and trusted as `unverified` says. */
  senderOf(channel: string, address: string, proof: 'none' | 'verified', unverified: TrustLevel): Sender {
    const contact = proof === 'verified' ? this.#byAddress.get(`${channel}:${address}`) : undefined;
    if (contact !== undefined) return { name: contact.name, trust: contact.trust };
    const name = `~${channel}:${address}`;
    const fault = nameFault(name);
    return fault === undefined
      ? { name, trust: unverified }
      : { name: `~${channel}:(unreadable)`, trust: 'zero', fault };
  }

  #bind(at: string, contact: Contact): void {
    const other = this.#byAddress.get(at);
    if (other !== undefined) {
      throw new SallyportError(
        'DUPLICATE_NAME',
        `the address ${quote(at)} is bound to '${other.name}' and to '${contact.name}': an address belongs to one contact`,
      );
    }
    this.#byAddress.set(at, Object.freeze({ ...contact, at: [...contact.at] }));
    this.#addresses.add(at.slice(at.indexOf(':') + 1));
  }
}

function check(contact: Contact, taken: ReadonlySet<Id>): void {
  const bad = (why: string): SallyportError =>
    new SallyportError('BAD_OPTION', `the contact ${quote(contact?.name)}: ${why}`);
  checkName(contact?.name, 'a contact');
  if (taken.has(contact.name))
    throw bad('somebody of that name is there already: people and agents of the TrustRoot are no contacts');
  if (!isTrust(contact.trust)) throw bad(`trust is ${quote(contact.trust)}: it is one of ${TRUST.join(', ')}`);
  if (!Array.isArray(contact.at)) throw bad(`at is a list of addresses, as 'mail:bob@example.com'`);
  for (const at of contact.at) {
    if (typeof at !== 'string' || !/^[a-z0-9_-]+:./u.test(at))
      throw bad(`${quote(at)} is no address: it is the channel's name, a colon, and the address there`);
  }
}
