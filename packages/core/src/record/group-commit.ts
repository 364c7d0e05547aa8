// Group commit: whoever wants to write while a transaction is under way shares the next one, and one wait for the disk.
import { SallyportError } from '../errors.js';
import type { Chained, Draft } from './draft.js';
import type { Fold } from './fold.js';
import type { OwnEntry } from './standing.js';
import type { Change, EntryRow } from './store.js';

type Write = (draft: Draft) => unknown;
interface Waiting {
  readonly write: Write;
  readonly settle: (done: Written) => void;
  readonly fail: (error: unknown) => void;
}

/** How many writes share a transaction at most: others wait for its lock meanwhile. */
const MOST = 256;

export class GroupCommit {
  readonly #commit: (writes: readonly Write[]) => Promise<readonly Written[]>;
  #waiting: Waiting[] = [];
  #isUnderWay = false;

  constructor(commit: (writes: readonly Write[]) => Promise<readonly Written[]>) {
    this.#commit = commit;
  }

  /** Resolves with what `write` returned once that is durable; rejects with what it threw. */
  async add<T>(write: (draft: Draft) => T): Promise<T> {
    const done = await new Promise<Written>((settle, fail) => {
      this.#waiting.push({ write, settle, fail });
      if (!this.#isUnderWay) void this.#work();
    });
    if (done.error !== undefined) throw done.error;
    // `as`: the value is what this very write returned
    return done.value as T;
  }

  async #work(): Promise<void> {
    this.#isUnderWay = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MOST);
      try {
        const written = await this.#commit(batch.map(({ write }) => write));
        batch.forEach(({ settle }, i) => settle(written[i]!));
      } catch (error) {
        for (const { fail } of batch) fail(error);
      }
    }
    this.#isUnderWay = false;
  }
}

/** What became of one write of a transaction. */
export interface Written {
  readonly value?: unknown;
  readonly error?: unknown;
  readonly draft?: Chained;
  readonly conflict: boolean;
}

/** One change of all that was not taken back. */
export function changeOf(written: readonly Written[]): Change | undefined {
  const changes = written.flatMap(({ draft }) => draft?.change() ?? []);
  if (changes.length === 0) return undefined;
  return {
    entries: changes.flatMap(({ entries = [] }) => entries),
    rows: changes.flatMap(({ rows = [] }) => rows),
    conditions: changes.flatMap(({ conditions = [] }) => conditions),
    docs: changes.flatMap(({ docs = [] }) => docs),
  };
}

/** What is written must count: a record that the fold does not take is no success for whoever wrote it. */
export function mustCount(fold: Fold, row: EntryRow, own: OwnEntry | undefined): OwnEntry {
  const { hash: prev } = fold.head;
  const { seq, record, fault } = fold.take(row, own);
  if (fault === undefined && record !== undefined) return { seq, prev, hash: fold.head.hash, record };
  throw new SallyportError(
    'REFUSED',
    `nothing was written, because it would not count: the record ${fault?.what ?? ''}`,
    { seq },
  );
}
