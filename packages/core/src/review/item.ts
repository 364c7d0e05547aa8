// What a person decides on: a proposal with everything needed to draw it, read from the journal and checked against its hashes.
import type { Hash, Id, Json } from '../canonical.js';
import type { Flow, Label } from '../content/label.js';
import type { Letter, State } from '../record/body.js';
import type { Effect, TrustLevel } from '../trust.js';

/** One argument: where its bytes come from, and whether it decides where the effect lands. */
export interface ReviewPart {
  /** The argument's name: the top-level key of `args`. */
  readonly name: string;
  readonly value: Json;
  readonly label: Label;
  readonly trust: TrustLevel;
  readonly control: boolean;
}

/** A proposal as a reviewer's screen gets it. All strings are raw: a screen draws them through `@sallyport/inbox`. */
export interface ReviewItem {
  readonly id: Id;
  readonly digest: Hash;
  readonly state: State;
  readonly requester: Id;
  readonly executor: Id;
  /**
   * Said of a call that leaves the machine, where private content of one source has met content of another that is trusted `low`
   * or less: which private sources it would carry, and who else had a say or is in it. Counted over every argument and over all
   * that the session had read (FLOW-5). To be shown before anything else.
   */
  readonly flow?: Flow;
  readonly tool: {
    readonly name: string;
    readonly effect: Effect;
    readonly contract: Hash;
    /** How long an approval can be taken back before anything starts, in milliseconds; missing: it starts at once. */
    readonly undo?: number;
  };
  /** Every argument, in the contract's order: control arguments first. */
  readonly parts: readonly ReviewPart[];
  /** The agent's own words, possibly written under outside influence. */
  readonly why: { readonly text: string; readonly trust: TrustLevel };
  /**
   * The message whose handling asked for it: what waits with the same one is one task. `signer`: the person who signed it, where
   * one did; then the text is their own words.
   */
  readonly message?: { readonly id: Id; readonly letter: Letter; readonly trust: TrustLevel; readonly signer?: Id };
  /** When it was asked and when it runs out, in milliseconds since 1970. */
  readonly asked: number;
  readonly expires: number;
  /**
   * Said of an approved one that can still be taken back (`withdraw`): it does not start before this time. It runs out all the same
   * where `expires` comes first.
   */
  readonly undoUntil?: number;
  /** What it was before a person edited it. */
  readonly replaces?: { readonly id: Id; readonly parts: readonly ReviewPart[] };
  /** Who has approved it so far, oldest first. Whether that is enough, its executor says. */
  readonly approvals: readonly { readonly by: Id; readonly at: number; readonly grant?: Id }[];
  /** Said of a pending one by its executor: which approvals are missing, or who may approve it as well by now. */
  readonly missing?: string;
  /** Who has decided what. */
  readonly decided?: { readonly by: Id; readonly answer: 'approve' | 'deny'; readonly reason?: string };
  /** Why it was refused, rejected or closed, in the words of the runtime that did it. */
  readonly reason?: string;
  /** How many proposals of this requester for this tool were denied in the last five minutes. */
  readonly deniedLately: number;
}
