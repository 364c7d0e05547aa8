// What a screen asks of a desk: the part of a person's desk that a reviewer works with.
import type {
  Act,
  DeskMessage,
  EnrolledPrincipal,
  Evidence,
  Found,
  FrozenAgent,
  GrantLimits,
  GrantScope,
  Json,
  Notice,
  ReviewItem,
  Search,
  SearchOptions,
  StandingGrant,
  Unfinished,
  Verdicts,
} from '@sallyport/core';

/** What is drawn of a message: who sent it, how far it is trusted, what was forwarded with it, and what became of it. */
export type Report = Pick<DeskMessage, 'id' | 'from' | 'at' | 'letter' | 'trust' | 'material'> &
  Partial<Pick<DeskMessage, 'state' | 'reason'>>;

/**
 * A person's desk, as far as a screen needs it. The desk that `openDesk` of `@sallyport/core` returns is one. What may be missing
 * a screen does not offer where it is.
 */
export interface DeskPort {
  readonly person: string;
  pending(): Promise<readonly ReviewItem[]>;
  /** Reports to the person, mail and orders, oldest first. */
  messages(options?: { after?: number; limit?: number }): Promise<readonly DeskMessage[]>;
  notices(): Promise<readonly Notice[]>;
  approve(id: string, options?: { digest?: string }): Promise<void>;
  deny(id: string, reason?: string): Promise<void>;
  /** Answers several, by their ids, under one signature: all of them or none. */
  decide(items: readonly Verdicts[]): Promise<void>;
  /** Replaces a proposal by a changed one, which is pending in turn. Returns its id. */
  edit(id: string, changes: Record<string, Json>): Promise<string>;
  withdraw(id: string, reason?: string): Promise<void>;
  send(to: string, text: string): Promise<string>;
  /** Hands on a message, or `part` of it, as it is. `note` is the person's own. */
  forward(messageId: string, options: { to: string; note?: string; part?: string }): Promise<string>;
  watch(options: { signal: AbortSignal }): AsyncIterable<unknown>;

  /** One proposal, whatever has become of it. */
  item?(id: string): Promise<ReviewItem>;
  /** What is asked for, approved or under way. */
  unfinished?(): Promise<Unfinished>;
  /** Everybody who may sign; those with `agents` are runtimes. */
  people?(): Promise<readonly EnrolledPrincipal[]>;
  search?(search: Search, options?: SearchOptions): Promise<Found>;
  /** Makes words of a message the person's own: never what a forward does. */
  adopt?(messageId: string, words: { to: string; text: string }): Promise<string>;

  /** The standing grants in force. */
  grants?(): Promise<readonly StandingGrant[]>;
  /** Only with a key that may permit. Returns the grant's id. */
  grant?(scope: GrantScope, limits: GrantLimits): Promise<string>;
  revoke?(id: string, reason?: string): Promise<void>;
  freeze?(agent: string, reason?: string): Promise<void>;
  /** Lets a frozen agent go on. Only with a key that may permit. */
  lift?(id: string): Promise<void>;
  frozen?(): Promise<readonly FrozenAgent[]>;

  /** The bytes to be signed for an act by a key that is elsewhere. */
  prepare?(act: Act): Promise<Uint8Array>;
  submit?(bytes: Uint8Array, evidence: Evidence): Promise<string>;
}
