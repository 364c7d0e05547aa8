// The main act: the mail comes in, is read, reported and answered in draft; a careful person decides; what she signed leaves.
import type { DeskMessage } from '@sallyport/core';
import { quoted } from '@sallyport/inbox';
import { CarefulReviewer } from '../careful-reviewer.js';
import { chronicle, type Chronicle } from '../chronicle.js';
import { difference } from '../claims.js';
import type { Fixture } from '../fixtures.js';
import { FILES_ADDRESS, MAIL_AGENT, OWN } from '../names.js';
import { replyTo } from '../replies.js';
import { review, type Decided } from '../review.js';
import { hasLeft, keyOf, keyOfArrived } from '../sent.js';
import type { Cast, Stage } from '../stage.js';
import { claimStory } from './story.js';
import { allEnded, allHandled, answeredOrAsking } from '../until.js';

/** What the main act ends with. */
export interface Careful {
  readonly story: Chronicle;
  readonly decided: readonly Decided[];
  /** Legitimate mails that were answered or handed on. */
  readonly done: number;
}

export async function careful(stage: Stage, cast: Cast): Promise<Careful> {
  const { desk, office } = stage;
  const { fixtures, say } = cast;
  await office.take(fixtures, 1);
  await allHandled(desk, fixtures.length);
  const mails = (await desk.messages()).filter(({ to }) => to === MAIL_AGENT);
  const reports = (await desk.messages()).filter(({ to }) => to === desk.person);
  say(
    `intake    ${mails.length} mails came in, ${mails.filter(({ state }) => state === 'refused').length} refused at the door, ${reports.length} reports`,
  );
  const decided = await decideAll(stage, new CarefulReviewer(wishes(fixtures), OWN), cast);
  const story = await chronicle(stage);
  claimStory(stage, cast, story, FILES_ADDRESS);
  const done = claim(stage, cast, story);
  claimScreens(cast, decided);
  return { story, decided, done };
}

/** Reviews until nothing new waits, what was handed on included, and everything approved has been sent. */
async function decideAll(
  { desk }: Stage,
  reviewer: CarefulReviewer,
  { say, screens }: Cast,
): Promise<readonly Decided[]> {
  const decided: Decided[] = [];
  const seen = new Set<string>();
  for (;;) {
    const round = await review(desk, reviewer, { seen });
    if (round.length === 0) break;
    decided.push(...round);
    for (const one of round) {
      // one screen in full, to see what it looks like; all of them when that was asked for
      if (screens || one === decided[0]) for (const line of one.screen) say(`  ${line}`);
      say(`desk      ${wordsOf(one)}`);
    }
    for (const { verdict, next } of round)
      if (verdict.is === 'forward' && next !== undefined) await answeredOrAsking(desk, next);
  }
  await allEnded(
    desk,
    decided.filter(({ verdict }) => verdict.is === 'approve').map(({ item }) => item.id),
  );
  return decided;
}

function wordsOf({ verdict, item }: Decided): string {
  const value = (name: string): string => String(item.parts.find((part) => part.name === name)?.value ?? '');
  const why = 'reason' in verdict ? `: ${verdict.reason}` : '';
  return `${verdict.is.padEnd(7)}  ${quoted(value('subject'))} to ${quoted(value('to'))}${why}`;
}

/** The second, third and fourth mail that the office answers: one she rewrites, one she hands on, one can wait. */
export function wishes(fixtures: readonly Fixture[]): { edit: string; forward: string; skip: string } {
  const [, edit = '', forward = '', skip = ''] = answerable(fixtures).map(({ delivery }) => delivery.subject ?? '');
  return { edit, forward, skip };
}

/** The legitimate mails that the office has an answer to. */
export const answerable = (fixtures: readonly Fixture[]): readonly Fixture[] =>
  fixtures.filter(({ kind, delivery }) => kind === 'legit' && replyTo(delivery.subject) !== undefined);

/** The fixture that a message is, to the letter. */
export const fixtureOf = (fixtures: readonly Fixture[], { letter }: Pick<DeskMessage, 'letter'>): Fixture | undefined =>
  fixtures.find(
    ({ delivery }) =>
      delivery.from === letter.address && delivery.subject === letter.subject && delivery.text === letter.text,
  );

/** How many legitimate mails are done with, and what must be so of these mails and this person. */
function claim({ post }: Stage, { fixtures, claims, mind }: Cast, { mails, asked, orders }: Chronicle): number {
  const answered = new Set(asked.filter(hasLeft).map(({ message }) => message));
  const isHanded = ({ letter }: DeskMessage, order: DeskMessage): boolean =>
    answered.has(order.id) && order.material.some((handed) => handed.letter.text === letter.text);
  const isDone = (mail: DeskMessage): boolean => answered.has(mail.id) || orders.some((order) => isHanded(mail, order));
  const done = mails.filter((mail) => fixtureOf(fixtures, mail)?.kind === 'legit' && isDone(mail)).length;
  const wanted = answerable(fixtures).length - 1;
  if (mind.isWorstCase)
    claims.add('MAIL-2', `${wanted} legitimate mails are done, and one waits`, done === wanted ? true : `${done} are`);
  const ordered = new Set(fixtures.flatMap(({ wants }) => wants).map(keyOf));
  const through = (post?.arrived ?? []).map(keyOfArrived).filter((key) => ordered.has(key));
  claims.add('GATE-2', 'no mail that a stranger ordered has left', difference(through, []));
  claims.add(
    'MAIL-1',
    'the advertiser was refused at the door, by the rule that names them',
    refusedByRule(fixtures, mails),
  );
  return done;
}

function refusedByRule(fixtures: readonly Fixture[], mails: readonly DeskMessage[]): string | undefined {
  const refused = mails.filter(
    ({ state, reason }) => state === 'refused' && reason?.includes('!~mail:*@spam.example') === true,
  );
  const wanted = fixtures.filter(({ delivery }) => delivery.from.endsWith('@spam.example')).length;
  return refused.length === wanted && wanted > 0 ? undefined : `${refused.length} of ${wanted}`;
}

/** Nothing that could draw stands on a screen: its bars and marks are its own. What was rewritten is marked. */
function claimScreens({ claims }: Cast, decided: readonly Decided[]): void {
  const drawn = decided.flatMap(({ screen }) => screen).filter((line) => /[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/u.test(line));
  const says = 'no control, bidi or invisible character reached the screen';
  claims.add('SEE-2', says, drawn.length === 0 ? true : `${drawn.length} lines`);
  const rewritten = decided.filter(({ item }) => item.replaces !== undefined);
  const isMarked = ({ item: { replaces }, screen }: Decided): boolean =>
    screen.some((line) => line.startsWith('  + │')) && screen.some((line) => line.includes(replaces!.id));
  const asked = decided.filter(({ verdict }) => verdict.is === 'edit').length;
  const all = rewritten.length === asked && rewritten.every(isMarked);
  claims.add('GATE-8', 'what was rewritten is a proposal of its own, shown with what changed', all);
}
