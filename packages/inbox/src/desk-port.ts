// What a screen asks of a desk: the part of a person's desk that a reviewer works with.
import type { Json, Letter, ReviewItem, State, TrustLevel, Verdicts } from './core.js';

/** A message as the desk hands it out: who sent it, how far it is trusted, and what was forwarded with it. */
export interface Report {
  readonly id: string;
  readonly from: string;
  /** When it was sent, in milliseconds since 1970. */
  readonly at: number;
  readonly letter: Letter;
  readonly trust: TrustLevel;
  readonly material: readonly { readonly letter: Letter; readonly trust: TrustLevel }[];
}

/** A message with its place in the journal, what became of it, and whom it went to. */
export interface DeskMessage extends Report {
  readonly seq: number;
  readonly state: State;
  readonly to: string;
  /** Why it was refused, or how its handling failed. */
  readonly reason?: string;
}

/** Something the person should know: an interrupted execution, a failed handling, a fault. */
export interface Notice {
  readonly id: string;
  readonly what: string;
  readonly at: number;
  /** Why: perhaps somebody else's words. */
  readonly reason?: string;
}

/** A person's desk, as far as a screen needs it. The desk that `openDesk` of `@sallyport/core` returns is one. */
export interface DeskPort {
  readonly person: string;
  pending(): Promise<readonly ReviewItem[]>;
  /** Reports to the person, mail and orders, oldest first. */
  messages(options?: { after?: number }): Promise<readonly DeskMessage[]>;
  notices(): Promise<readonly Notice[]>;
  approve(id: string, options?: { digest?: string }): Promise<void>;
  deny(id: string, reason?: string): Promise<void>;
  /** Answers several, by their ids, under one signature: all of them or none. */
  decide(items: readonly Verdicts[]): Promise<void>;
  /** Replaces a proposal by a changed one, which is pending in turn. Returns its id. */
  edit(id: string, changes: Record<string, Json>): Promise<string>;
  withdraw(id: string, reason?: string): Promise<void>;
  send(to: string, text: string): Promise<string>;
  forward(messageId: string, options: { to: string; note: string }): Promise<string>;
  watch(options: { signal: AbortSignal }): AsyncIterable<unknown>;
}
