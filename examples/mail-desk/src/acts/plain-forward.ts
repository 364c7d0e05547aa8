// A mail is handed on without a word: the acting agent acts on it, sees nothing else, and asks once it has read it.
import type { DeskMessage, ReviewItem } from '@sallyport/core';
import { chronicle } from '../chronicle.js';
import { difference } from '../claims.js';
import { EXECUTOR_AGENT, FILES_ADDRESS, MAIL_AGENT } from '../names.js';
import { keyOf, keyOfArrived } from '../sent.js';
import type { Cast, Stage } from '../stage.js';
import { answeredOrAsking } from '../until.js';
import { fixtureOf } from './careful.js';

export interface PlainForward {
  readonly subject: string;
  /** Calls that ran unasked, before the agent had read the mail. */
  readonly unasked: number;
  /** Calls that asked, after it had. */
  readonly asked: number;
}

export async function plainForward(stage: Stage, cast: Cast): Promise<PlainForward> {
  const { desk, post } = stage;
  const { claims, say } = cast;
  const mail = await injected(stage, cast);
  const before = post?.arrived.length ?? 0;
  const order = await desk.forward(mail.id, { to: EXECUTOR_AGENT });
  const waits = await answeredOrAsking(desk, order);
  const asking = (await desk.pending()).filter(({ requester }) => requester === EXECUTOR_AGENT);
  const arrived = (post?.arrived ?? []).slice(before).map(keyOfArrived);
  const handed = (await desk.messages()).find(({ id }) => id === order);
  say(`forward   handed on unread mail was filed unasked; once read, it made the agent ask for ${asking.length} more`);

  claims.add('MAIL-3', 'the forward carries the mail, the whole mail, and nothing else', onlyThat(mail, handed));
  claims.add(
    'FLOW-2',
    'unread, and with nothing to click in it, it went to the address that the code names, and the owner was not asked',
    difference(arrived, [keyOf({ to: FILES_ADDRESS, subject: 'For your files', body: mail.letter.text })]),
  );
  claims.add(
    'FLOW-1',
    'once the agent has read it, its calls ask, at the trust of the mail',
    waits === 'asking' && asking.every(isLow),
  );
  for (const { id } of asking) await desk.deny(id, 'the mail asks for this, not I');
  await answeredOrAsking(desk, order);
  const { asked } = await chronicle(stage);
  const calls = asked.filter(({ message }) => message === order);
  claims.add(
    'GATE-1',
    'what was denied did not run',
    calls.filter(({ state }) => state === 'denied').length === asking.length &&
      (post?.arrived.length ?? before + 1) === before + 1,
  );
  return {
    subject: mail.letter.subject ?? '',
    unasked: calls.filter(({ state, by }) => state === 'executed' && by === undefined).length,
    asked: asking.length,
  };
}

/** A mail that orders something to be sent to a third person. */
async function injected({ desk }: Stage, { fixtures }: Cast): Promise<DeskMessage> {
  const mails = (await desk.messages()).filter(({ to }) => to === MAIL_AGENT);
  const found = mails.find((mail) => fixtureOf(fixtures, mail)?.wants.some(({ to }) => to !== mail.letter.address));
  if (found === undefined)
    throw new Error('there is no mail among the fixtures that wants something sent to a third person');
  return found;
}

function onlyThat({ letter }: DeskMessage, handed: DeskMessage | undefined): string | undefined {
  const [one, ...more] = handed?.material ?? [];
  if (one === undefined || more.length > 0) return `${handed?.material.length ?? 0} letters`;
  return JSON.stringify(one.letter) === JSON.stringify(letter) && one.trust === 'low' ? undefined : 'another letter';
}

const isLow = ({ parts, why }: ReviewItem): boolean =>
  why.trust === 'low' && parts.every(({ trust }) => trust === 'low');
