// How things stand: what the fold knows of each proposal, each message and each record that does not count.
import type { Hash, Id } from '../canonical.js';
import type { Content } from '../content/content.js';
import type { GrantItem, Message, Proposal, Signed, State } from './body.js';

/** How a proposal or a handling stands: its state, its fence, and what the last step brought. */
export interface Standing {
  readonly seq: number;
  /** The entries that it came of: enough to know how it stands from them alone. */
  entries: readonly number[];
  readonly at: number;
  readonly signer: Id;
  /** The key that signed it, where one did. */
  readonly key?: Id | undefined;
  state: State;
  fence: number;
  result?: Content | undefined;
  /** Who ended or decided it, and why. */
  by?: Id | undefined;
  reason?: string | undefined;
  /** When the state last changed, and at which entry. */
  since: number;
  moved: number;
}
/** One person's approval. It is void when its key is revoked before anything has started. */
export interface Approval {
  readonly by: Id;
  readonly key: Id;
  readonly seq: number;
  readonly at: number;
  /** The standing grant by which it was approved beforehand, where one was. */
  readonly grant?: Id;
}
/** A proposal, and how it stands. */
export interface Action extends Standing {
  readonly proposal: Proposal;
  readonly digest: Hash;
  /** Who wrote the message that it came of, where they are not one of the people. */
  readonly sender?: Id | undefined;
  /** The person who signed the message that it came of, where one did. */
  readonly orderer?: Id | undefined;
  /** Who has approved it so far: each person once. Whether that is enough, its executor says. */
  approvals: readonly Approval[];
  /** More people than at first may approve it: its time was running out. */
  isEscalated?: boolean;
  replacedBy?: Id;
}
/** A message, and how its handling stands. One to a person needs no handling: it is `executed` when it is there. */
export interface Mail extends Standing {
  readonly message: Message;
  /** The contracts of what its handling has tried, and was not refused at once. */
  tried: readonly Hash[];
}
/** A record that does not count. It is chained over and reported; it is never trusted, and never a halt. */
export interface Fault {
  readonly seq: number;
  readonly signer: Id | undefined;
  readonly what: string;
}
/** One line of the journal, as the fold took it. */
export interface Folded {
  readonly seq: number;
  readonly record?: Signed;
  readonly fault?: Fault | undefined;
}
/** What this process knows of a line that it has just written itself. */
export interface OwnEntry {
  readonly seq: number;
  readonly prev: Hash;
  readonly hash: Hash;
  /** As everybody will read it. */
  readonly record: Signed;
}
/** A stop of an agent that is in force. */
export interface Frozen {
  readonly by: Id | undefined;
  readonly reason: string | undefined;
  readonly at: number;
  readonly seq: number;
  /** The runtimes that have said since that they know of it. */
  acknowledged: readonly Id[];
}
/** A standing grant that is in force. */
export interface Grant extends GrantItem {
  readonly id: Id;
  readonly by: Id;
  readonly key: Id;
  readonly seq: number;
  readonly at: number;
  used: number;
}
