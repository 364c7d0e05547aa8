// One entry of the journal, read so that it may be shown: on the chain, signed, and its stored bytes the ones that were hashed.
import { sha256, type Hash, type Id, type Json } from '../canonical.js';
import type { Content } from '../content/content.js';
import { isStoreFailure } from '../errors.js';
import { isGrant, type Body, type Message, type Proposal, type Signed } from '../record/body.js';
import { REACH } from '../record/chain.js';
import { contentsOf, docOf, type Known } from '../record/doc-of.js';
import type { Journal } from '../record/journal.js';
import { readPlace, readRecord } from '../record/shape.js';
import type { Doc } from '../record/store.js';

export interface ReadEntry {
  readonly record: Signed;
  readonly known: Known;
  /** As it is found by, made of what was read. */
  readonly doc: Doc;
  /** Is every stored byte of it there, and the one that was hashed? */
  readonly isWhole: boolean;
  readonly tool: string | undefined;
}

/** `undefined` where the entry is not on the chain, or its signature does not count. */
export async function readEntry(journal: Journal, seq: number): Promise<ReadEntry | undefined> {
  const [row, next] = await journal.entries(seq - 1, 2);
  const place = row?.seq === seq ? readPlace(row.text) : undefined;
  if (row === undefined || place?.seq !== seq) return undefined;
  const hash = sha256(row.text);
  const { fold } = journal;
  // what is long past is not kept in memory: there the next entry has to continue it, as every entry has to be signed
  const isOld = fold.head.seq - seq > REACH;
  const isOnChain = isOld ? next !== undefined && readPlace(next.text)?.prev === hash : fold.holds({ seq, hash });
  const record = isOnChain ? readRecord(place.record) : undefined;
  if (typeof record !== 'object' || fold.keyring.pastFault(record, journal.store.local) !== undefined) return undefined;
  return (await isBeforeRevocation(journal, seq, record)) ? readWhole(journal, { seq, record }) : undefined;
}

/** Where the bytes that a record speaks of are read from. */
export type Source = Pick<Journal, 'read' | 'row' | 'action' | 'mail'> & {
  readonly fold: Pick<Journal['fold'], 'keyring'>;
};

/** The bytes that a record speaks of. Its place and its signature are somebody else's to check. */
export async function readWhole(
  source: Source,
  { seq, record }: { readonly seq: number; readonly record: Signed },
): Promise<ReadEntry> {
  const contents = new Map<Id, Json>();
  const all = contentsOf(record.body);
  for (const content of all) {
    const value = await bytesOf(source, content);
    if (value !== undefined) contents.set(content.id, value);
  }
  const { proposals, messages } = await about(source, record.body);
  const contract = record.body.kind === 'proposal' ? record.body.contract : onlyOne(proposals)?.contract;
  const tool = contract === undefined ? undefined : await nameOf(source, contract);
  const known: Known = {
    keyring: source.fold.keyring,
    message: (id) => messages.get(id),
    proposal: (id) => proposals.get(id),
    content: ({ id }) => contents.get(id),
    tool: (digest) => (digest === contract ? tool : undefined),
  };
  const isNamed = record.body.kind !== 'proposal' || tool !== undefined;
  const isWhole = isNamed && all.every(({ id }) => contents.has(id));
  return { record, known, doc: docOf(seq, record, known), isWhole, tool };
}

/** The proposals and the messages that a record is about. */
async function about(source: Source, body: Body) {
  const proposals = new Map<Id, Proposal>();
  const messages = new Map<Id, Message>();
  for (const id of idsIn(body)) {
    const proposal = (await source.action(id))?.proposal;
    const message = proposal === undefined ? (await source.mail(id))?.message : undefined;
    if (proposal !== undefined) proposals.set(id, proposal);
    if (message !== undefined) messages.set(id, message);
  }
  return { proposals, messages };
}

function idsIn(body: Body): readonly Id[] {
  switch (body.kind) {
    case 'step':
      return [body.of];
    case 'stop':
      return [body.target];
    case 'permit':
      return 'lift' in body.subject ? [body.subject.lift] : [];
    case 'decision':
      return body.items.flatMap((item) => (isGrant(item) ? [] : [item.proposal]));
    default:
      return [];
  }
}

const onlyOne = <T>(some: ReadonlyMap<Id, T>): T | undefined => (some.size === 1 ? [...some.values()][0] : undefined);

/** As many stops of keys are looked through: of one person, there are few. */
const STOPS = 1_000;

/** What a key has signed holds until it was revoked. Where the index does not say when that was, it does not hold. */
async function isBeforeRevocation(journal: Journal, seq: number, { evidence }: Signed): Promise<boolean> {
  const { keyring } = journal.fold;
  const key = evidence?.key;
  if (key === undefined || !keyring.isRevoked(key)) return true;
  const owner = keyring.ownerOf(key);
  if (owner === undefined) return false;
  const stops = await journal.store.search({ terms: [], kinds: ['stop'], with: owner, limit: STOPS, order: 'newest' });
  const revoked: number[] = [];
  for (const at of stops) {
    const [row] = await journal.entries(at - 1, 1);
    const record = readRecord((row?.seq === at ? readPlace(row.text)?.record : undefined) ?? null);
    if (typeof record !== 'object' || record.body.kind !== 'stop' || record.body.target !== key) continue;
    if (keyring.pastFault(record, journal.store.local) === undefined) revoked.push(at);
  }
  return revoked.length > 0 && seq <= Math.min(...revoked);
}

/** `undefined` where the bytes are not there any more, or not the ones. */
async function bytesOf(source: Source, content: Content): Promise<Json | undefined> {
  try {
    return await source.read(content);
  } catch (error) {
    if (isStoreFailure(error)) throw error;
    return undefined;
  }
}

/** What a contract is called; `undefined` where its bytes are not the ones. */
async function nameOf(source: Source, contract: Hash): Promise<string | undefined> {
  const text = await source.row('contract', contract);
  if (text === undefined || sha256(text) !== contract) return undefined;
  try {
    const data: unknown = JSON.parse(text);
    return typeof data === 'object' && data !== null && 'name' in data && typeof data.name === 'string'
      ? data.name
      : undefined;
  } catch {
    return undefined;
  }
}
