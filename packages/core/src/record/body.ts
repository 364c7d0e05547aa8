// The records: everything that happens is one of these bodies, signed and chained. Everything else follows from them.
import type { Hash, Id, Json } from '../canonical.js';
import type { Content } from '../content/content.js';
import type { Evidence } from '../people/evidence.js';
import type { Contact, Principal } from '../people/principal.js';

/** A person's word. */
export type Answer = 'approve' | 'deny';

/** Mail that came in, a report, an order, a forward. `text` and each `material` hold a {@link Letter}. */
export interface Message {
  readonly kind: 'message';
  readonly id: Id;
  readonly from: Id;
  readonly to: Id;
  readonly text: Content;
  readonly material: readonly Content[];
}

/**
 * An action that an agent wants done. `args` holds the control arguments as they are; every other argument is `null`
 * there and kept apart. `parts` says of each argument, by JSON pointer, whose it is and what its bytes hash to.
 */
export interface Proposal {
  readonly kind: 'proposal';
  readonly id: Id;
  readonly requester: Id;
  readonly message?: Id;
  readonly executor: Id;
  readonly contract: Hash;
  readonly args: { readonly [key: string]: Json };
  readonly parts: Readonly<Record<string, Content>>;
  readonly why: Content;
  readonly expires: number;
  readonly replaces?: Id;
  readonly once?: string;
}

/** One person's answers. A single decision is a batch of one; one without items is a checkpoint of the journal. */
export interface Decision {
  readonly kind: 'decision';
  readonly id: Id;
  readonly items: readonly DecisionItem[];
}
export type DecisionItem = AnswerItem | GrantItem;
export interface AnswerItem {
  readonly proposal: Id;
  readonly digest: Hash;
  readonly answer: Answer;
  readonly reason?: string;
}
/**
 * A standing grant: what `agent` asks for with exactly this contract, and with control arguments that are all listed, is
 * approved beforehand, `uses` times, until `until` (milliseconds since 1970). Only a key that may `permit` signs one.
 */
export interface GrantItem {
  readonly agent: Id;
  readonly contract: Hash;
  readonly bounds: Readonly<Record<string, readonly Json[]>>;
  readonly uses: number;
  readonly until: number;
}
export const isGrant = (item: DecisionItem): item is GrantItem => 'agent' in item;
/** What the grant is called that stands at `index` among the items of a decision. */
export const grantId = (decision: Id, index: number): Id => `${decision}:${index}`;

/**
 * Tightens: ends a proposal, an approval, a grant, a key, an agent. The only body that counts without a valid signature
 * (a key ends only by its owner's word, or everybody could be locked out).
 */
export interface Stop {
  readonly kind: 'stop';
  readonly target: Id;
  readonly reason?: string;
}

/**
 * Loosens: enrols somebody or a key, binds a contact, lifts a stop, has bytes pruned that entries before `prune` speak of.
 * Only a key that may `permit` signs it.
 */
export interface Permit {
  readonly kind: 'permit';
  readonly subject: { readonly lift: Id } | { readonly prune: number } | Contact | Principal;
}

/** One step of a proposal or of the handling of a message. `fence` rises with each start, so that a zombie is known. */
export interface Step {
  readonly kind: 'step';
  readonly of: Id;
  readonly to: State;
  readonly fence: number;
  readonly result?: Content;
  /** The standing grant that approves it. */
  readonly grant?: Id;
}

export const STATES = [
  'pending',
  'approved',
  'started',
  'executed',
  'failed',
  'interrupted',
  'denied',
  'expired',
  'withdrawn',
  'replaced',
  'revoked',
  'rejected',
  'refused',
] as const;
export type State = (typeof STATES)[number];

export type Body = Message | Proposal | Decision | Stop | Permit | Step;
/** Is it what an entry is called by, where its loss is accepted? Nothing else goes by such a name. */
export const isHash = (id: Id): boolean => /^[0-9a-f]{64}$/.test(id);
/** A place on the chain. Sequence numbers start at 1; the empty journal's head is 0. */
export interface Head {
  readonly seq: number;
  readonly hash: Hash;
}
/** A body in somebody's name, bound to this installation and to a place on the chain. */
export interface Signed<B extends Body = Body> {
  readonly realm: Id;
  readonly head: Head;
  readonly at: number;
  readonly signer: Id;
  readonly body: B;
  readonly evidence?: Evidence;
}
/** A record where it stands on the chain. */
export type Placed<B extends Body> = Signed<B> & { readonly seq: number };
export interface Entry {
  readonly seq: number;
  readonly prev: Hash;
  readonly record: Signed;
}

/** What the content of a message holds. Who wrote it is the label's business: nothing in here is proof of anything. */
export type Letter = {
  /** The participant's name, as the mailroom determined it. */
  readonly from: string;
  /** The delivering address, where there was one: never Reply-To. */
  readonly address?: string;
  readonly subject?: string;
  readonly text: string;
};
