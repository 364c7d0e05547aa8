// The store port on one SQLite connection.
import { brokenJournal, checkChange, checkCounts, checkPlace, checkQuery, SallyportError } from '@sallyport/core/store';
import type {
  Change,
  Committed,
  Condition,
  EntryRow,
  Holder,
  Ledger,
  Query,
  Row,
  RowKind,
  Store,
} from '@sallyport/core/store';
import { DocIndex } from './doc-index.js';
import { OwnLedgers } from '../ledger/own-ledgers.js';
import { isBusy, rollBack, type Driver } from './driver.js';
import { failed, storeError } from './failure.js';
import type { SameFile } from './file.js';
import { LockQueue, patiently } from './patience.js';
import type { SchemaPin } from './schema.js';
import { Watcher } from './watcher.js';

/** What opening a file yields. */
export interface Opened {
  readonly path: string;
  readonly driver: Driver;
  readonly pin: SchemaPin;
  readonly same: SameFile;
  readonly lockTimeout: number;
  readonly pollEvery: number;
}

const TAIL = 'SELECT seq, text FROM entries WHERE seq > ? ORDER BY seq';
const PAGE = `${TAIL} LIMIT ?`;
const HEAD = 'SELECT max(seq) AS seq FROM entries';
const ADD = 'INSERT INTO entries (seq, text) VALUES (?, ?)';
const GET = 'SELECT value FROM rows WHERE kind = ? AND id = ?';
const LIST = 'SELECT id, value FROM rows WHERE kind = ? ORDER BY id LIMIT ?';
const LIST_AFTER = 'SELECT id, value FROM rows WHERE kind = ? AND id > ? ORDER BY id LIMIT ?';
const PUT =
  'INSERT INTO rows (kind, id, value) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET value = excluded.value';
const DELETE = 'DELETE FROM rows WHERE kind = ? AND id = ?';

export class SqliteStore implements Store {
  readonly local = false;
  readonly #opened: Opened;
  readonly #driver: Driver;
  readonly #index: DocIndex;
  readonly #lock: LockQueue;
  readonly #watcher: Watcher;
  readonly #ledgers = new OwnLedgers();
  #closing: Promise<void> | undefined;

  constructor(opened: Opened) {
    this.#opened = opened;
    this.#driver = opened.driver;
    this.#index = new DocIndex(opened.driver);
    const version = (): number => this.#driver.get<{ data_version: number }>('PRAGMA data_version')!.data_version;
    this.#lock = new LockQueue(opened.lockTimeout, version);
    this.#watcher = new Watcher({
      wal: `${opened.path}-wal`,
      pollEvery: opened.pollEvery,
      version,
      head: () => this.#head(),
      fault: (error) => (isBusy(error) ? undefined : storeError(opened.path, error)),
    });
  }

  async commit(after: number, build: (tail: readonly EntryRow[]) => Change | undefined): Promise<Committed> {
    this.#open();
    checkCounts({ after });
    return this.#lock.next(async () => {
      try {
        await this.#lock.take(() => this.#driver.run('BEGIN IMMEDIATE'));
        const committed = this.#write(after, build);
        this.#driver.run('COMMIT');
        if (committed.conflict === undefined) this.#watcher.wake(committed.seq);
        return committed;
      } catch (error) {
        rollBack(this.#driver);
        this.#index.undone();
        throw storeError(this.#opened.path, error);
      }
    });
  }

  entries(after: number, limit: number): Promise<readonly EntryRow[]> {
    return this.#read(() => {
      checkCounts({ after, limit });
      return this.#driver.all<EntryRow>(PAGE, after, page(limit)).map(({ seq, text }) => Object.freeze({ seq, text }));
    });
  }

  get(kind: RowKind, id: string): Promise<string | undefined> {
    return this.#read(() => {
      checkPlace(kind, id);
      return this.#value(kind, id);
    });
  }

  list(kind: RowKind, { after, limit }: { readonly after?: string; readonly limit: number }): Promise<readonly Row[]> {
    return this.#read(() => {
      checkPlace(kind, after ?? '');
      checkCounts({ limit });
      const [sql, values] = after === undefined ? [LIST, [kind]] : [LIST_AFTER, [kind, after]];
      const rows = this.#driver.all<Omit<Row, 'kind'>>(sql, ...values, page(limit));
      return rows.map(({ id, value }) => Object.freeze({ kind, id, value }));
    });
  }

  search(query: Query): Promise<readonly number[]> {
    return this.#read(() => {
      checkQuery(query);
      return this.#index.search(query);
    });
  }

  async watch(after: number, signal: AbortSignal): Promise<void> {
    this.#open();
    checkCounts({ after });
    signal.throwIfAborted();
    await this.#watcher.wait(after, signal);
  }

  async ledger(holder: Holder): Promise<Ledger> {
    this.#open();
    return this.#ledgers.open(holder);
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    this.#watcher.close(closed());
    await this.#lock.idle();
    await this.#ledgers.close();
    try {
      emptyWal(this.#driver);
      this.#driver.close();
    } catch (error) {
      throw storeError(this.#opened.path, error);
    }
  }

  #open(): void {
    if (this.#closing !== undefined) throw closed();
  }

  async #read<T>(look: () => T): Promise<T> {
    const attempt = (): T => {
      this.#open();
      return look();
    };
    try {
      return Object.freeze(await patiently(attempt, this.#opened.lockTimeout));
    } catch (error) {
      throw storeError(this.#opened.path, error);
    }
  }

  /** Inside the write transaction. What it throws undoes everything. */
  #write(after: number, build: (tail: readonly EntryRow[]) => Change | undefined): Committed {
    this.#opened.same.check();
    this.#opened.pin.check(this.#driver);
    const head = this.#head();
    const tail = this.#driver.all<EntryRow>(TAIL, after).map(({ seq, text }) => Object.freeze({ seq, text }));
    if (head - after !== tail.length) throw brokenJournal(after, head);
    const change = build(Object.freeze(tail));
    if (change === undefined) return { seq: head };
    if (!checkChange(change, head)) return { conflict: 'journal' };
    const conflict = change.conditions?.find((condition) => !this.#holds(condition));
    if (conflict !== undefined) return { conflict };
    for (const { seq, text } of change.entries ?? []) this.#once(ADD, seq, text);
    for (const { kind, id, value } of change.rows ?? []) {
      if (value === undefined) this.#driver.run(DELETE, kind, id);
      else this.#once(PUT, kind, id, value);
    }
    this.#index.write(change.docs ?? []);
    return { seq: head + (change.entries?.length ?? 0) };
  }

  /** A write that changes no row was swallowed by something that is not ours. */
  #once(sql: string, ...values: readonly (string | number)[]): void {
    const changes = this.#driver.run(sql, ...values);
    if (changes !== 1)
      throw failed(this.#opened.path, `a write changed ${changes} rows instead of one: restore it from a backup`);
  }

  #holds({ kind, id, is }: Condition): boolean {
    return this.#value(kind, id) === is;
  }

  #value(kind: RowKind, id: string): string | undefined {
    return this.#driver.get<{ value: string }>(GET, kind, id)?.value;
  }

  #head(): number {
    return this.#driver.get<{ seq: number | null }>(HEAD)?.seq ?? 0;
  }
}

/**
 * Moves what is in the WAL into the file, as far as nobody else is using it. SQLite does so when the last connection goes,
 * but the binding keeps a closed connection half open until its statements are collected.
 */
function emptyWal(driver: Driver): void {
  try {
    driver.all('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch {
    // Nothing is lost: it stands in the WAL, and whoever opens the file next reads it from there.
  }
}

/** SQLite knows no infinity. */
const page = (limit: number): number => Math.min(limit, Number.MAX_SAFE_INTEGER);

const closed = (): SallyportError => new SallyportError('CLOSED', 'the store is closed: open it again');
