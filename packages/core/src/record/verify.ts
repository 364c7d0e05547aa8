// Verifying: walks the whole journal and says what does not hold. It reads, and trusts nothing but the TrustRoot.
import { sha256, type Id } from '../canonical.js';
import { SallyportError } from '../errors.js';
import { readTrustRoot, type TrustRootJson } from '../people/trust-root.js';
import { readContent, type Content } from '../content/content.js';
import type { Body, Head, Signed } from './body.js';
import { Fold } from './fold.js';
import { Keyring } from './keyring.js';
import type { Fault } from './standing.js';
import type { Store } from './store.js';

export interface VerifyOptions {
  readonly root: TrustRootJson;
  readonly store: Store;
  /** A statement that `desk.checkpoint()` signed and that was kept elsewhere: truncation and rollback show against it. */
  readonly checkpoint?: Signed;
}

/** What was found. `ok`: the chain is whole, every record counts, every stored byte is the one that was hashed. */
export interface Verification {
  readonly ok: boolean;
  readonly entries: number;
  readonly head: Head;
  /** Entries that are chained but do not count, in their order. */
  readonly faults: readonly Fault[];
  /** The first entry that does not continue the chain. */
  readonly broken: { readonly seq: number; readonly what: string } | undefined;
  /** Contents and contracts whose bytes are missing or were changed. */
  readonly contents: readonly { readonly id: Id; readonly seq: number; readonly what: string }[];
  /** Why the journal does not fit the checkpoint. */
  readonly rollback: string | undefined;
}

const PAGE = 1_000;

/** Checks a whole journal (LOG-2). Throws only where the store cannot be read. */
export async function verifyJournal({ root, store, checkpoint }: VerifyOptions): Promise<Verification> {
  const keyring = new Keyring(readTrustRoot(root));
  const fold = new Fold({ keyring, local: store.local });
  const faults: Fault[] = [];
  const contents: Verification['contents'][number][] = [];
  let broken: Verification['broken'];
  for (
    let rows = await store.entries(0, PAGE);
    rows.length > 0 && broken === undefined;
    rows = await store.entries(fold.head.seq, PAGE)
  ) {
    for (const row of rows) {
      try {
        const { seq, record, fault } = fold.take(row);
        if (fault !== undefined) faults.push(fault);
        if (record === undefined) continue;
        contents.push(...(await badContents(store, seq, record.body)), ...(await badContract(store, seq, record.body)));
      } catch (error) {
        if (!SallyportError.isInstance(error) || error.code !== 'JOURNAL_BROKEN') throw error;
        broken = { seq: fold.head.seq + 1, what: error.message };
        break;
      }
    }
  }
  const rollback = checkpoint && rollbackAgainst(checkpoint, fold);
  const ok = broken === undefined && rollback === undefined && faults.length === 0 && contents.length === 0;
  return { ok, entries: fold.head.seq, head: fold.head, faults, broken, contents, rollback };
}

function rollbackAgainst(checkpoint: Signed, fold: Fold): string | undefined {
  if (!fold.keyring.isPerson(checkpoint.signer))
    return `the checkpoint is not a person's: it is signed by '${checkpoint.signer}'`;
  const fault = fold.keyring.fault(checkpoint, false);
  if (fault !== undefined) return `the checkpoint ${fault}`;
  if (fold.holds(checkpoint.head)) return undefined;
  const { seq } = checkpoint.head;
  return seq > fold.head.seq
    ? `the journal ends at entry ${fold.head.seq}, and entry ${seq} was there when the checkpoint was signed: it was cut off or rolled back`
    : `entry ${seq} is not the one that was there when the checkpoint was signed: the journal was rewritten`;
}

async function badContents(
  store: Store,
  seq: number,
  body: Body,
): Promise<readonly { id: Id; seq: number; what: string }[]> {
  const bad: { id: Id; seq: number; what: string }[] = [];
  for (const content of contentsOf(body)) {
    try {
      readContent(content, await store.get('content', content.id));
    } catch (error) {
      bad.push({ id: content.id, seq, what: error instanceof Error ? error.message : String(error) });
    }
  }
  return bad;
}

async function badContract(store: Store, seq: number, body: Body): Promise<Verification['contents']> {
  if (body.kind !== 'proposal') return [];
  const text = await store.get('contract', body.contract);
  if (text !== undefined && sha256(text) === body.contract) return [];
  const what = `the contract ${body.contract.slice(0, 12)} ${text === undefined ? 'is missing' : 'was changed'}`;
  return [{ id: body.contract, seq, what }];
}

function contentsOf(body: Body): readonly Content[] {
  switch (body.kind) {
    case 'message':
      return [body.text, ...body.material];
    case 'proposal':
      return [...Object.values(body.parts), body.why];
    case 'step':
      return body.result === undefined ? [] : [body.result];
    default:
      return [];
  }
}
