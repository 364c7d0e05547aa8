// What is stale: proposals that wait long or run out, work that broke off, agents that are not known to be stopped, keys.
import type { Desk, EnrolledPrincipal, ReviewItem } from '@sallyport/core';
import { quoted, render } from '@sallyport/inbox';
import { word } from '../print.js';
import { fault, note, warn, type Finding } from './finding.js';
import { passkeyFindings } from './passkeys.js';
import type { FoundKey } from './surroundings.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export interface Looked {
  readonly keys: readonly FoundKey[];
  /** Where the page is served, if it is. */
  readonly origin: string | undefined;
  readonly now: number;
}

export async function deskFindings(desk: Desk, { keys, origin, now }: Looked): Promise<readonly Finding[]> {
  const [work, people] = [await desk.unfinished(), await desk.people()];
  return [
    ...work.pending.flatMap((item) => waits(item, now)),
    ...work.approved.flatMap((item) => lies(item, now)),
    ...work.interrupted.map((item) => brokeOff(item)),
    ...(await mails(desk)),
    ...(await stopped(desk)),
    ...keys.flatMap((key) => keyFindings(key, people)),
    ...passkeyFindings(people, origin),
  ];
}

const named = ({ id, requester, executor, tool }: ReviewItem): string =>
  `what ${quoted(requester)} asks of ${quoted(executor)}, ${quoted(tool.name)} (${render(id)}),`;

function waits(item: ReviewItem, now: number): readonly Finding[] {
  const life = item.expires - item.asked;
  const left = item.expires - now;
  const remedy = `sallyport review ${word(item.id)}`;
  if (left <= 0) return [];
  if (left < Math.min(HOUR, Math.max(MINUTE, life / 10)))
    return [warn('runs-out', `${named(item)} runs out at ${new Date(item.expires).toISOString()}`, remedy)];
  if (now - item.asked < Math.min(4 * HOUR, life / 2)) return [];
  return [warn('waits', `${named(item)} waits since ${new Date(item.asked).toISOString()}`, remedy)];
}

function lies(item: ReviewItem, now: number): readonly Finding[] {
  const since = item.approvals.at(-1)?.at ?? now;
  if (now - since < 10 * MINUTE) return [];
  return [warn('approved', `${named(item)} is approved, and nothing has started on it`, 'see that its runtime runs')];
}

const brokeOff = (item: ReviewItem): Finding =>
  warn('interrupted', `${named(item)} broke off: whether it happened is not known`, 'look where it would have landed');

async function mails(desk: Desk): Promise<readonly Finding[]> {
  const messages = await desk.messages();
  return messages
    .filter(({ state }) => state === 'interrupted')
    .map(({ id, from, to }) =>
      warn(
        'interrupted',
        `the handling of a message from ${quoted(from)} to ${quoted(to)} broke off (${render(id)})`,
        `look what it has done; sallyport thaw ${word(id)} has it done again`,
      ),
    );
}

async function stopped(desk: Desk): Promise<readonly Finding[]> {
  const frozen = await desk.frozen();
  return frozen.map(({ agent, missing }) =>
    missing.length === 0
      ? note('frozen', `${quoted(agent)} is stopped`, `sallyport thaw ${word(agent)} lets it go on`)
      : warn(
          'frozen',
          `${quoted(agent)} is stopped, and ${missing.map(quoted).join(', ')} has not said that it knows`,
          'see that it runs, or that it is really down',
        ),
  );
}

/** Is the key on this machine one that still counts? */
function keyFindings({ place, name, id }: FoundKey, people: readonly EnrolledPrincipal[]): readonly Finding[] {
  const key = people.find((one) => one.name === name)?.keys.find((one) => one.id === id);
  if (key === undefined)
    return [
      fault(
        'key',
        `the key file of ${place} holds a key that nobody has enrolled (${render(id)})`,
        'enrol it, or restore the right one',
      ),
    ];
  return key.isRevoked
    ? [fault('key', `the key of ${place} was revoked (${render(id)})`, 'make a new one, and have it enrolled')]
    : [];
}
