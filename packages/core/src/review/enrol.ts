// Enrolling: people and keys that came after the TrustRoot, each by the owner's signature.
import type { Id } from '../canonical.js';
import { quote, SallyportError } from '../errors.js';
import { ownOptions } from '../options.js';
import { keyId } from '../people/key.js';
import { PASSKEY_MAY } from '../people/passkey.js';
import type { Kind, Passkey, Principal } from '../people/principal.js';
import { OWNER_MAY, PERSON_MAY } from '../people/trust-root.js';
import type { Draft } from '../record/draft.js';
import type { Keyring } from '../record/keyring.js';
import type { TrustLevel } from '../trust.js';
import { readReason } from './approval.js';

/** Who is to be enrolled. */
export interface NewPerson {
  /** A new name, or that of somebody who gets a further key. */
  readonly name: Id;
  /** As `newKey(name)` returns it: SubjectPublicKeyInfo in DER, base64url. */
  readonly public: string;
  /** What the key may sign. Unsaid: what people may; of the owner, everything that theirs may; of a passkey, what passkeys may. */
  readonly may?: readonly Kind[];
  /** Said of a passkey: where it is at home. */
  readonly passkey?: Passkey;
}

/** Somebody who may sign, as of now. */
export interface EnrolledPrincipal {
  readonly name: Id;
  readonly ceiling: TrustLevel;
  /** Only of a runtime: the agents that it speaks for. */
  readonly agents?: readonly Id[];
  readonly keys: readonly {
    readonly id: Id;
    /** SubjectPublicKeyInfo in DER, base64url: a page checks with it who signs in. */
    readonly public: string;
    readonly may: readonly Kind[];
    readonly isRevoked: boolean;
    readonly passkey?: Passkey;
  }[];
}

/** Whom the permit is to name. Throws `BAD_OPTION`; whether they may be enrolled, the fold says. */
export function principalFor(keyring: Keyring, given: NewPerson): Principal {
  const own = ownOptions(given, ['name', 'public', 'may', 'passkey'], 'enrol()');
  const { name, public: spki, may, passkey } = own as unknown as NewPerson;
  if (typeof name !== 'string' || typeof spki !== 'string' || (may !== undefined && !Array.isArray(may)))
    throw new SallyportError('BAD_OPTION', 'enrol() takes { name, public, may? }: the public half of newKey(name)');
  const person = name === keyring.owner ? OWNER_MAY : PERSON_MAY;
  const usual = passkey === undefined ? person : PASSKEY_MAY;
  const ceiling = keyring.principal(name)?.ceiling ?? 'high';
  const key = { id: keyId(spki), public: spki, may: [...(may ?? usual)], ...(passkey && { passkey: { ...passkey } }) };
  return { name, ceiling, keys: [key] };
}

export function enrolledIn(keyring: Keyring): readonly EnrolledPrincipal[] {
  return keyring.principals.map(({ name, ceiling, agents }) => ({
    ...{ name, ceiling, ...(agents && { agents }) },
    keys: keyring.keysOf(name),
  }));
}

/** Ends a key. Throws `UNKNOWN_ID`. */
export function revokeKey(draft: Draft, key: Id, reason: string | undefined): void {
  if (draft.fold.keyring.ownerOf(key) === undefined)
    throw new SallyportError('UNKNOWN_ID', `there is no key ${quote(key)}: people() lists them`, { id: key });
  draft.add({ kind: 'stop', target: key, ...(reason !== undefined && { reason: readReason(reason) }) });
}
