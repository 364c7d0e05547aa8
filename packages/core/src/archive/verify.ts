// Verifying: walks the whole journal and says what does not hold. It reads, and trusts nothing but the TrustRoot.
import { sha256, type Id } from '../canonical.js';
import { SallyportError, wordsOf } from '../errors.js';
import { readTrustRoot, type TrustRootJson } from '../people/trust-root.js';
import { readContent } from '../content/content.js';
import type { Body, Head, Proposal, Signed } from '../record/body.js';
import { Fold } from '../record/fold.js';
import { Keyring } from '../record/keyring.js';
import type { Action, Fault, Folded } from '../record/standing.js';
import { isHandled, isOver } from '../record/state.js';
import type { EntryRow, Store } from '../record/store.js';
import { contentsOf } from '../record/doc-of.js';
import { idOf } from '../record/world.js';
import { prunedBefore } from './pruned.js';

export interface VerifyOptions {
  readonly root: TrustRootJson;
  readonly store: Store;
  /** A statement that `desk.checkpoint()` signed and that was kept elsewhere: truncation and rollback show against it. */
  readonly checkpoint?: Signed;
  /** Told after every thousand entries, or fewer: a long journal takes its time. */
  readonly onProgress?: (progress: { readonly entries: number }) => void;
}

/** What was found. `ok`: the chain is whole, every record counts, every stored byte is the one that was hashed, or was pruned. */
export interface Verification {
  readonly ok: boolean;
  readonly entries: number;
  readonly head: Head;
  /** Entries that are chained but do not count, in their order; the first thousand of them. */
  readonly faults: readonly Fault[];
  /** The first entry that does not continue the chain. */
  readonly broken: { readonly seq: number; readonly what: string } | undefined;
  /** Contents and contracts whose bytes are missing or were changed; the first thousand of them. */
  readonly contents: readonly Missing[];
  /** How many contents are gone because a person who may had them pruned. */
  readonly pruned: number;
  /** Why the journal does not fit the checkpoint. */
  readonly rollback: string | undefined;
}
export interface Missing {
  readonly id: Id;
  readonly seq: number;
  readonly what: string;
}

const PAGE = 1_000;
/** What is found is reported up to here: a journal that is wrong all over is not kept in memory. */
const REPORTED = 1_000;
/** How much of what is over is kept: as little as it takes. */
const KEPT = 16;

/** Checks a whole journal (LOG-2), in memory that does not grow with it. Throws only where the store cannot be read. */
export async function verifyJournal(options: VerifyOptions): Promise<Verification> {
  const { root, store, onProgress } = options;
  const keyring = new Keyring(readTrustRoot(root));
  const walk = new Walk(new Fold({ keyring, local: store.local, kept: KEPT }), options);
  walk.pruned = await prunedBefore(store, keyring);
  let rows: readonly EntryRow[];
  do {
    rows = await store.entries(walk.fold.head.seq, PAGE);
    for (const row of rows) if (walk.broken === undefined) await walk.take(row);
    walk.fold.settle();
    if (rows.length > 0) onProgress?.({ entries: walk.fold.head.seq });
  } while (rows.length > 0 && walk.broken === undefined);
  await walk.lookAtOpen();
  return walk.result();
}

class Walk {
  readonly fold: Fold;
  broken: Verification['broken'];
  /** Bytes of entries before this one may be gone. */
  pruned = 0;
  readonly #options: VerifyOptions;
  readonly #faults: Fault[] = [];
  readonly #contents: Missing[] = [];
  #gone = 0;
  #isPruned = false;
  /** What stands at the checkpoint's place. */
  #there: string | undefined;

  constructor(fold: Fold, options: VerifyOptions) {
    this.fold = fold;
    this.#options = options;
    this.#look();
  }

  async take(row: EntryRow): Promise<void> {
    let folded: Folded;
    try {
      folded = this.fold.take(row);
    } catch (error) {
      if (!SallyportError.isInstance(error) || error.code !== 'JOURNAL_BROKEN') throw error;
      this.broken = { seq: this.fold.head.seq + 1, what: error.message };
      return;
    }
    this.#look();
    const { seq, record, fault } = folded;
    if (fault !== undefined && this.#faults.length < REPORTED) this.#faults.push(fault);
    if (record === undefined) return;
    const { body } = record;
    if (body.kind === 'permit' && 'prune' in body.subject && body.subject.prune === this.pruned) this.#isPruned = true;
    await this.#read(seq, body);
  }

  result(): Verification {
    const { checkpoint } = this.#options;
    const rollback = checkpoint && this.#rollback(checkpoint);
    // a pruning that nobody signed for on this very chain is none
    if (this.#gone > 0 && !this.#isPruned) {
      const what = `${this.#gone} contents are missing, and nobody who may had them pruned`;
      this.#contents.push({ id: 'pruned', seq: this.pruned, what });
    }
    const [faults, contents, { broken }] = [this.#faults, this.#contents, this];
    const ok = broken === undefined && rollback === undefined && faults.length === 0 && contents.length === 0;
    const { head } = this.fold;
    return { ok, entries: head.seq, head, faults, broken, contents, pruned: this.#gone, rollback };
  }

  /** What is not over, or may be asked for again by its name, keeps its bytes: no pruning takes them. */
  async lookAtOpen(): Promise<void> {
    if (this.#gone === 0) return;
    const { actions, mails } = this.fold;
    const isNamed = ({ requester, once }: Proposal, of: Action): boolean =>
      once !== undefined && this.fold.once(requester, once) === of;
    const needed = [
      ...[...actions.values()].filter((one) => !isOver(one.state) || isNamed(one.proposal, one)),
      ...[...mails.values()].filter(({ state }) => !isHandled(state)),
    ];
    for (const one of needed) {
      const all = contentsOf('proposal' in one ? one.proposal : one.message);
      for (const { id } of one.result === undefined ? all : [...all, one.result]) {
        if ((await this.#options.store.get('content', id)) !== undefined || one.seq >= this.pruned) continue;
        this.#missing({ id, seq: one.seq, what: `is gone, and '${idOf(one)}' is not over: no pruning has taken it` });
      }
    }
  }

  #look(): void {
    const { seq, hash } = this.fold.head;
    if (seq === this.#options.checkpoint?.head.seq) this.#there = hash;
  }

  #rollback({ signer, head, ...rest }: Signed): string | undefined {
    const { keyring } = this.fold;
    if (!keyring.isPerson(signer)) return `the checkpoint is not a person's: it is signed by '${signer}'`;
    const fault = keyring.pastFault({ signer, head, ...rest }, false);
    if (fault !== undefined) return `the checkpoint ${fault}`;
    if (this.#there === head.hash) return undefined;
    return this.#there === undefined
      ? `the journal ends at entry ${this.fold.head.seq}, and entry ${head.seq} was there when the checkpoint was signed: it was cut off or rolled back`
      : `entry ${head.seq} is not the one that was there when the checkpoint was signed: the journal was rewritten`;
  }

  async #read(seq: number, body: Body): Promise<void> {
    const { store } = this.#options;
    for (const content of contentsOf(body)) {
      const row = await store.get('content', content.id);
      if (row === undefined && seq < this.pruned) this.#gone += 1;
      else {
        try {
          readContent(content, row);
        } catch (error) {
          this.#missing({ id: content.id, seq, what: wordsOf(error) });
        }
      }
    }
    if (body.kind !== 'proposal') return;
    const text = await store.get('contract', body.contract);
    if (text !== undefined && sha256(text) === body.contract) return;
    const what = `the contract ${body.contract.slice(0, 12)} ${text === undefined ? 'is missing' : 'was changed'}`;
    this.#missing({ id: body.contract, seq, what });
  }

  #missing(missing: Missing): void {
    if (this.#contents.length < REPORTED) this.#contents.push(missing);
  }
}
