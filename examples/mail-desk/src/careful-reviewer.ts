// The script of a careful person: what she knows to be the office's own words she approves, edits, or leaves; the rest she denies.
import type { Json, Letter, ReviewItem } from '@sallyport/core';
import { EXECUTOR_AGENT, MAIL_AGENT, type OWN } from './names.js';
import { replyTo } from './replies.js';

/** What she says to one proposal. */
export type Verdict =
  | { readonly is: 'approve' }
  | { readonly is: 'deny'; readonly reason: string }
  | { readonly is: 'edit'; readonly changes: { readonly [name: string]: Json } }
  /** Hands the mail itself to the acting agent, with words of her own, and turns the proposal down. */
  | { readonly is: 'forward'; readonly note: string; readonly reason: string }
  | { readonly is: 'skip' };

/** What she wants done otherwise than proposed, by the subject of the mail. */
export interface Wishes {
  readonly edit: string;
  readonly forward: string;
  readonly skip: string;
}

export class CarefulReviewer {
  readonly #wishes: Wishes;
  readonly #own: typeof OWN;
  /** What she wrote over, by the id of the proposal that she gets back. */
  readonly #written = new Map<string, string>();

  constructor(wishes: Wishes, own: typeof OWN) {
    this.#wishes = wishes;
    this.#own = own;
  }

  decide(item: ReviewItem): Verdict {
    if (item.requester === EXECUTOR_AGENT) return this.#actingAgents(item);
    if (item.replaces !== undefined) return this.#edited(item);
    const letter = item.message?.letter;
    if (item.requester !== MAIL_AGENT || letter === undefined) return { is: 'deny', reason: 'I do not know who asks' };
    if (!isOwnReply(item, letter)) return { is: 'deny', reason: 'these are not our words' };
    if (letter.subject === this.#wishes.skip) return { is: 'skip' };
    if (letter.subject === this.#wishes.forward) {
      return {
        is: 'forward',
        note: `CALL send_email ${JSON.stringify(this.#own)}`,
        reason: 'this goes to somebody else',
      };
    }
    if (letter.subject !== this.#wishes.edit) return { is: 'approve' };
    return { is: 'edit', changes: { body: rewritten(valueOf(item, 'body')) } };
  }

  /** She remembers what she wrote. */
  remember(id: string, item: ReviewItem): void {
    this.#written.set(id, rewritten(valueOf(item, 'body')));
  }

  #edited(item: ReviewItem): Verdict {
    const own = this.#written.get(item.id);
    return own !== undefined && own === valueOf(item, 'body')
      ? { is: 'approve' }
      : { is: 'deny', reason: 'I wrote something else' };
  }

  /** What the acting agent asks after it has read what she forwarded: only what she herself had ordered. */
  #actingAgents(item: ReviewItem): Verdict {
    const same = Object.entries(this.#own).every(([name, value]) => valueOf(item, name) === value);
    return same && item.parts.length === 3
      ? { is: 'approve' }
      : { is: 'deny', reason: 'the mail asks for this, not I' };
  }
}

/** Is it, to the letter, what the office answers to this mail? */
function isOwnReply(item: ReviewItem, { address, subject }: Letter): boolean {
  const reply = replyTo(subject);
  if (reply === undefined || item.parts.length !== 3) return false;
  return (
    valueOf(item, 'to') === address &&
    valueOf(item, 'subject') === reply.subject &&
    valueOf(item, 'body') === reply.body
  );
}

const rewritten = (body: string): string =>
  body.replace('Kind regards\n', 'I will call you before that.\n\nKind regards\n');

function valueOf(item: ReviewItem, name: string): string {
  const value = item.parts.find((part) => part.name === name)?.value;
  return typeof value === 'string' ? value : '';
}
