// What the journal says of each mail: what was reported, what was asked for, what became of it, and by which rule.
import {
  SallyportError,
  verifyJournal,
  type Decision,
  type Desk,
  type DeskMessage,
  type Entry,
  type Json,
  type Proposal,
  type ReviewItem,
  type TrustRoot,
  type Verification,
} from '@sallyport/core';
import type { Store } from '@sallyport/core/store';
import { EXECUTOR_AGENT, MAIL_AGENT, OWNER } from './names.js';

/** Something that an agent, or the owner by an edit, wanted done. */
export interface Asked {
  readonly id: string;
  /** The message whose handling asked for it. */
  readonly message: string | undefined;
  readonly requester: string;
  readonly tool: string;
  readonly state: ReviewItem['state'];
  /** The arguments, every byte checked against the journal. */
  readonly args: Readonly<Record<string, Json>>;
  /** The person who decided it, where one did. */
  readonly by: string | undefined;
  /** Why it was refused, denied or rejected. */
  readonly reason: string | undefined;
  readonly replaces: string | undefined;
}

export interface Chronicle {
  readonly verification: Verification;
  /** Mail that came in. */
  readonly mails: readonly DeskMessage[];
  /** What the agents wrote to the owner. */
  readonly reports: readonly DeskMessage[];
  /** What the owner wrote or forwarded. */
  readonly orders: readonly DeskMessage[];
  readonly asked: readonly Asked[];
}

/** Where the journal lies, and by whose keys it is read. */
export interface Source {
  readonly desk: Desk;
  readonly store: Store;
  readonly root: TrustRoot;
}

/** Reads everything that counts. What does not is left out: `verification` and `desk.notices()` tell of it. */
export async function chronicle({ desk, store, root }: Source): Promise<Chronicle> {
  const verification = await verifyJournal({ root, store });
  const faulty = new Set(verification.faults.map(({ seq }) => seq));
  // `as`: the entries that do not have this shape are among the faults
  const all = (await store.entries(0, verification.entries)).map(({ text }) => JSON.parse(text) as Entry);
  const entries = all.filter(({ seq }) => !faulty.has(seq));
  const proposals = entries.flatMap(({ record: { body } }) => (body.kind === 'proposal' ? [body] : []));
  const messages = await desk.messages();
  return {
    verification,
    mails: messages.filter(({ to }) => to === MAIL_AGENT),
    reports: messages.filter(({ to }) => to === OWNER),
    orders: messages.filter(({ to }) => to === EXECUTOR_AGENT),
    asked: await Promise.all(proposals.map((proposal) => readAsked({ desk, store, entries }, proposal))),
  };
}

interface Reading {
  readonly desk: Desk;
  readonly store: Store;
  readonly entries: readonly Entry[];
}

async function readAsked({ desk, store, entries }: Reading, proposal: Proposal): Promise<Asked> {
  const { id, message, requester, replaces } = proposal;
  const bodies = entries.map(({ record }) => record.body);
  const end = bodies.findLast((body) => body.kind === 'step' && body.of === id && body.result !== undefined);
  const why = end?.kind === 'step' ? await wordsIn(store, end.result?.id) : undefined;
  const decision = entries.find(({ record: { body } }) => body.kind === 'decision' && decides(body, id))?.record;
  const given =
    decision?.body.kind === 'decision'
      ? decision.body.items.find((item) => 'proposal' in item && item.proposal === id)
      : undefined;
  const facts = {
    id,
    message,
    requester,
    replaces,
    by: decision?.signer,
    reason: (given !== undefined && 'reason' in given ? given.reason : undefined) ?? why,
  };
  const item = await desk.item(id).catch(unlessUnreadable);
  if (item === undefined) return { ...facts, tool: await nameOf(store, proposal.contract), state: 'refused', args: {} };
  const args = Object.fromEntries(item.parts.map(({ name, value }) => [name, value]));
  return { ...facts, tool: item.tool.name, state: item.state, args };
}

const decides = ({ items }: Decision, id: string): boolean =>
  items.some((item) => 'proposal' in item && item.proposal === id);

/** What an agent reached for and does not hold has no contract to be shown by. */
function unlessUnreadable(error: unknown): undefined {
  if (!SallyportError.isInstance(error) || error.code !== 'JOURNAL_BROKEN') throw error;
}

/** How a content row begins: the salt. The desk gives out no results, so the reason of a refusal is read here. */
const SALT_LENGTH = 22;

async function wordsIn(store: Store, content: string | undefined): Promise<string | undefined> {
  const row = content === undefined ? undefined : await store.get('content', content);
  const value: unknown = row === undefined ? undefined : JSON.parse(row.slice(SALT_LENGTH));
  if (typeof value === 'string') return value;
  // how a tool failed: our code, and its own words
  const failed =
    typeof value === 'object' && value !== null && 'code' in value && 'detail' in value ? value : undefined;
  return failed === undefined ? undefined : `${String(failed.code)}, ${String(failed.detail)}`;
}

async function nameOf(store: Store, contract: string): Promise<string> {
  const row = await store.get('contract', contract);
  const data: unknown = row === undefined ? undefined : JSON.parse(row);
  const name = typeof data === 'object' && data !== null && 'name' in data ? data.name : undefined;
  return typeof name === 'string' ? name : 'a tool that is not there';
}

/** Is something still to happen to it without a person? */
export const isOpen = ({ state }: Asked): boolean => state === 'approved' || state === 'started';
