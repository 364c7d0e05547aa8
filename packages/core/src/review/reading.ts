// What lies on a person's desk: proposals that wait, messages, and what they should know went wrong.
import type { Id, Json } from '../canonical.js';
import { trustOf } from '../content/label.js';
import type { Content } from '../content/content.js';
import { isStoreFailure, printable } from '../errors.js';
import type { Letter, State } from '../record/body.js';
import type { Journal } from '../record/journal.js';
import { holderOf } from '../record/lease.js';
import { readLetter, readPlace, readRecord } from '../record/shape.js';
import type { Action, Mail } from '../record/standing.js';
import type { TrustLevel } from '../trust.js';
import { isExpiring, warnedAt } from './approvals.js';
import type { ReviewItem } from './item.js';
import { readItem } from './read-item.js';
import { taskOf } from './task.js';

/** A message as a person's screen gets it. All strings are raw: a screen draws them through `@sallyport/inbox`. */
export interface DeskMessage {
  readonly id: Id;
  readonly seq: number;
  readonly at: number;
  readonly from: Id;
  readonly to: Id;
  readonly state: State;
  readonly letter: Letter;
  readonly trust: TrustLevel;
  readonly material: readonly { readonly letter: Letter; readonly trust: TrustLevel }[];
  /** Why it was refused, or how its handling failed. */
  readonly reason?: string;
}

/** Something that a person should know of: it went wrong, or nobody knows how it went. */
export interface Notice {
  readonly id: Id;
  /** Our own words, and names; it may be printed. */
  readonly what: string;
  readonly at: number;
  /** Why, where somebody or something has said so. Raw, and perhaps an outsider's words: as a message's. */
  readonly reason?: string;
}

const LATEST = 100;
const PAGE = 1_000;
/** How many are read side by side. */
const AT_ONCE = 50;
const LONGEST = 600;
/** Ends that a person is told of. */
const TOLD: ReadonlySet<State> = new Set(['interrupted', 'failed', 'rejected']);

/**
 * Which part of what waits is wanted: `after` this proposal, and at most so many. `task`: a proposal, for what the handling that
 * asked for it asks as well. One review of it is one `decide()`.
 */
export interface PendingPage {
  readonly task?: Id;
  readonly after?: Id;
  readonly limit?: number;
}

/** What waits for a person, oldest first; never what was changed in the store: that is a notice. */
export async function readPending(journal: Journal, page: PendingPage = {}): Promise<readonly ReviewItem[]> {
  const { fold, now } = journal;
  const { task, after, limit = Infinity } = page;
  const isWanted = task === undefined ? undefined : await taskOf(journal, task);
  const from = after === undefined ? 0 : (fold.actions.get(after)?.seq ?? 0);
  const items: ReviewItem[] = [];
  let some: Action[] = [];
  const read = async (): Promise<void> => {
    const found = await Promise.all(some.map((action) => readItem(journal, action).catch(unlessBroken)));
    items.push(...found.filter((item) => item !== undefined));
    some = [];
  };
  for (const id of fold.open.actions.get('pending')!) {
    const action = fold.actions.get(id);
    if (action === undefined || action.seq <= from || now >= action.proposal.expires) continue;
    if (isWanted !== undefined && !(await isWanted(action))) continue;
    if (some.push(action) < Math.min(AT_ONCE, limit - items.length)) continue;
    await read();
    if (items.length >= limit) break;
  }
  await read();
  return items.slice(0, limit);
}

/** What has been asked and is not over, by how far it has come. */
export interface Unfinished {
  /** Waits for a person. */
  readonly pending: readonly ReviewItem[];
  /** Approved, and nothing has started on it. */
  readonly approved: readonly ReviewItem[];
  /** Under way, as far as anybody has said; of those whose process is gone, notices tell. */
  readonly started: readonly ReviewItem[];
  /** Of unknown outcome: look before you have it done again. */
  readonly interrupted: readonly ReviewItem[];
}

/** What is not over, oldest first. */
export async function readUnfinished(journal: Journal): Promise<Unfinished> {
  const read = async (state: State): Promise<readonly ReviewItem[]> => {
    const items = journal.fold.in(state).map((action) => readItem(journal, action).catch(unlessBroken));
    return (await Promise.all(items)).filter((item) => item !== undefined);
  };
  const [pending, approved, started, interrupted] = await Promise.all(
    (['pending', 'approved', 'started', 'interrupted'] as const).map(read),
  );
  return Object.freeze({ pending: pending!, approved: approved!, started: started!, interrupted: interrupted! });
}

export async function readMessages(journal: Journal, after: number, limit: number): Promise<readonly DeskMessage[]> {
  const mails = await mailsAfter(journal, after, limit);
  const messages = await Promise.all(mails.map((mail) => readMail(journal, mail).catch(unlessBroken)));
  return messages.filter((message) => message !== undefined);
}

/** Messages from the journal itself, as long as memory does not hold them all. */
async function mailsAfter(journal: Journal, after: number, limit: number): Promise<readonly Mail[]> {
  const { fold } = journal;
  const found: Mail[] = [];
  let seq = after;
  while (seq < fold.forgotten && found.length < limit) {
    const rows = await journal.entries(seq, PAGE);
    for (const row of rows.filter((one) => one.seq <= fold.forgotten)) {
      const id = messageIn(row.text);
      const mail = id === undefined ? undefined : await journal.mail(id);
      if (mail?.seq === row.seq) found.push(mail);
    }
    seq = rows.at(-1)?.seq ?? fold.forgotten;
  }
  const kept = [...fold.mails.values()].filter((mail) => mail.seq > Math.max(after, fold.forgotten));
  return [...found, ...kept].slice(0, limit);
}

/** The id of the message in a line of the journal; whether it counts is for whoever looks it up. */
function messageIn(line: string): Id | undefined {
  const place = readPlace(line);
  const record = place === undefined ? undefined : readRecord(place.record as Json);
  return typeof record === 'object' && record.body.kind === 'message' ? record.body.id : undefined;
}

/** What has become of what this person was asked, and what went wrong. */
export async function readNotices(journal: Journal): Promise<readonly Notice[]> {
  const { fold } = journal;
  const all = [...fold.actions.values()];
  const actions = all.filter(({ state, by }) => TOLD.has(state) || (state === 'executed' && by !== undefined));
  const mails = [...fold.mails.values()].filter(({ state }) => TOLD.has(state));
  const ended = [
    ...actions.map((action) => {
      const { id, requester, executor } = action.proposal;
      const end = action.state === 'executed' ? 'is done' : `ended ${action.state}`;
      return noticeOf(journal, action, {
        id,
        what: `what '${requester}' asked of '${executor}' ${end}${byGrant(action)}`,
      });
    }),
    ...mails.map((mail) => {
      const { id, from, to } = mail.message;
      return noticeOf(journal, mail, { id, what: `the message from '${from}' to '${to}' ended ${mail.state}` });
    }),
  ];
  const notices: readonly Notice[] = [
    ...(await Promise.all(ended)),
    ...fold.faults.map(({ seq, what }) => ({
      id: `entry:${seq}`,
      what: `entry ${seq} of the journal ${what}: it does not count`,
      at: 0,
    })),
    ...all.flatMap((action) => waitingNotice(action, journal.now) ?? []),
    ...(await orphans(journal)),
    ...(await brokenOnes(journal)),
  ];
  // names in them may be a stranger's choice
  return notices.map((notice) => ({ ...notice, what: printable(notice.what, LONGEST) }));
}

/** What a person should know of what is not over: a grant was used, more people may approve, time runs out. */
function waitingNotice(action: Action, now: number): Notice | undefined {
  const { id, requester, executor, expires } = action.proposal;
  const it = `what '${requester}' asked of '${executor}'`;
  const grant = byGrant(action);
  if (grant !== '' && (action.state === 'approved' || action.state === 'started'))
    return { id, what: `${it} goes ahead${grant}`, at: action.approvals.at(-1)!.at };
  if (isExpiring(action, now))
    return {
      id,
      what: `${it} runs out at ${new Date(expires).toISOString()}, and is not decided`,
      at: warnedAt(action),
    };
  return action.state === 'pending' && action.isEscalated === true
    ? { id, what: `${it} was not decided in time: more people may approve it now`, at: action.since }
    : undefined;
}

/** Which standing grant approved it, where one did. */
function byGrant({ approvals }: Action): string {
  const used = approvals.find(({ grant }) => grant !== undefined);
  return used === undefined ? '' : `, by the standing grant ${used.grant} of '${used.by}'`;
}

/** A notice of how something ended, with what its last step left behind: a reason, or what a tool said of its failure. */
async function noticeOf(
  journal: Journal,
  { state, since: at, result }: Action | Mail,
  facts: Pick<Notice, 'id' | 'what'>,
): Promise<Notice> {
  if (state === 'executed' || result === undefined) return { ...facts, at };
  const left = await journal.read(result).catch(unlessBroken);
  const failure = typeof left === 'object' && left !== null && 'detail' in left ? left.detail : left;
  return { ...facts, at, ...(typeof failure === 'string' && { reason: failure }) };
}

async function readMail(journal: Journal, { message, seq, at, state, result }: Mail): Promise<DeskMessage> {
  const read = async (content: Content): Promise<{ readonly letter: Letter; readonly trust: TrustLevel }> => ({
    letter: readLetter(await journal.read(content)),
    trust: trustOf(content.label),
  });
  const material = await Promise.all(message.material.map(read));
  const reason = result === undefined ? undefined : await journal.read(result);
  const { id, from, to } = message;
  return {
    id,
    seq,
    at,
    from,
    to,
    state,
    ...(await read(message.text)),
    material,
    ...(typeof reason === 'string' && { reason }),
  };
}

/** What a person may still decide. */
export function waiting({ fold, now }: Journal): readonly Action[] {
  return fold.in('pending').filter(({ proposal }) => now < proposal.expires);
}

/** What has started, and whose process gives no sign of life: until somebody takes it over, nobody knows how it went. */
async function orphans(journal: Journal): Promise<readonly Notice[]> {
  const { fold } = journal;
  const started = fold.in('started');
  const alive = await Promise.all(started.map(({ proposal }) => holderOf(journal, proposal.id)));
  return started.flatMap(({ proposal: { id, requester, executor }, since }, i) => {
    if (alive[i]!.isAlive) return [];
    const what = `what '${requester}' asked of '${executor}' has started, and its process is gone: whether it happened is not known`;
    return [{ id, what, at: since }];
  });
}

async function brokenOnes(journal: Journal): Promise<readonly Notice[]> {
  const items = waiting(journal).map(({ proposal: { id, requester }, at }) => ({
    what: {
      id,
      what: `the stored bytes of a proposal of '${requester}' were changed: it is not shown, and will not run`,
      at,
    },
    read: (): Promise<unknown> => readItem(journal, journal.fold.actions.get(id)!),
  }));
  // the newest ones: verifyJournal() reads them all
  const mails = [...journal.fold.mails.values()].slice(-LATEST).map((mail) => ({
    what: {
      id: mail.message.id,
      what: `the stored bytes of a message from '${mail.message.from}' were changed: it is not shown`,
      at: mail.at,
    },
    read: (): Promise<unknown> => readMail(journal, mail),
  }));
  const found = [...items, ...mails].map(async ({ what, read }): Promise<Notice | undefined> => {
    const broken = await read().then(
      () => false,
      (error: unknown) => unlessBroken(error) === undefined,
    );
    return broken ? what : undefined;
  });
  return (await Promise.all(found)).filter((notice) => notice !== undefined);
}

/** What cannot be read, because somebody changed it in the store, is left out; a store that cannot be read is an error. */
function unlessBroken(error: unknown): undefined {
  if (isStoreFailure(error)) throw error;
  return undefined;
}
