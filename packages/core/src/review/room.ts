// A person's attention is a resource: nobody fills the desk, and nobody wins by asking again and again (rule 11).
import type { Id } from '../canonical.js';
import { quote, SallyportError } from '../errors.js';
import { ownOptions } from '../options.js';
import type { Draft } from '../record/draft.js';
import type { Fold } from '../record/fold.js';
import type { Action } from '../record/standing.js';

/** How much of a person's attention is taken before it is refused. */
export interface Room {
  /** Proposals of one agent that wait for a person. */
  readonly pending: number;
  /** Those of them that came of the messages of one sender, who is not one of the people. */
  readonly perSender: number;
  /** Denials within five minutes, after which the same agent asks no more for the same tool, for the same sender's messages. */
  readonly denials: number;
}

/** Who wants to ask, for what, and in handling which message. */
export interface Asker {
  readonly requester: Id;
  readonly contract: Id;
  readonly message?: Id | undefined;
}

/** Reads the option `caps` of a gate. Throws `BAD_OPTION`. */
export function roomOf(what: string, given: unknown): Room {
  const { pending = 100 } = ownOptions(given ?? {}, ['pending'], `caps of ${what}`);
  if (typeof pending !== 'number' || !Number.isSafeInteger(pending) || pending < 1)
    throw new SallyportError('BAD_OPTION', `${what}: caps.pending is a whole number, 1 or more`);
  return { pending, perSender: pending, denials: pending };
}

const LATELY_MS = 5 * 60_000;

/** Throws `PENDING_FULL` where there is no room for another question. The older ones stay. */
export function mustHaveRoom({ fold, now }: Draft, asker: Asker, room: Room): void {
  const { requester } = asker;
  const sender = senderOf(fold, asker.message);
  const waiting = countOf(fold, now, fold.waiting.of(requester), room.pending);
  if (waiting >= room.pending)
    throw full(requester, waiting, `'${requester}' has ${waiting} proposals waiting for a person`);
  if (sender === undefined) return;
  const ofSender = countOf(fold, now, fold.waiting.of(requester, sender), room.perSender);
  if (ofSender >= room.perSender)
    throw full(
      requester,
      ofSender,
      `messages from ${quote(sender)} have left ${ofSender} proposals waiting for a person`,
    );
  const denied = lately(fold, now, asker).filter((action) => action.sender === sender).length;
  if (denied >= room.denials)
    throw full(
      requester,
      waiting,
      `a person has denied this ${denied} times within five minutes, for messages from ${quote(sender)}`,
    );
}

/** How many of these still wait. What has run out takes no place; it is looked for only when there is no other. */
function countOf(fold: Fold, now: number, ids: ReadonlySet<Id>, room: number): number {
  if (ids.size < room) return ids.size;
  return [...ids].filter((id) => now < fold.actions.get(id)!.proposal.expires).length;
}

/** What was denied in the last five minutes of the same agent and tool. */
export function lately(fold: Fold, now: number, { requester, contract }: Asker): readonly Action[] {
  return fold.denied.filter(
    ({ proposal, since }) =>
      proposal.requester === requester && proposal.contract === contract && since > now - LATELY_MS,
  );
}

/** Who wrote the message that is being handled, where they are not one of the people. */
function senderOf(fold: Fold, message: Id | undefined): Id | undefined {
  const from = message === undefined ? undefined : fold.mails.get(message)?.message.from;
  return from === undefined || fold.keyring.isPerson(from) ? undefined : from;
}

const full = (requester: Id, pending: number, why: string): SallyportError =>
  new SallyportError('PENDING_FULL', `${why}: decide those first, or ask later`, { requester, pending });
