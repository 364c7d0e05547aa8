// The store port on PostgreSQL: one connection that writes, and one that reads, polls and listens.
import { brokenJournal, checkChange, checkCounts, checkPlace, checkQuery } from '@sallyport/core/store';
import type { Change, Committed, EntryRow, Holder, Ledger, Query, Row, RowKind, Store } from '@sallyport/core/store';
import { OwnLedgers } from '../ledger/own-ledgers.js';
import { search } from './docs.js';
import { DriverError, isLost, isPassing, type Driver, type Statement } from './driver.js';
import { closed, failed, storeError } from './failure.js';
import type { Line } from './line.js';
import { BEGIN, takeLock } from './lock.js';
import type { Settings } from './options.js';
import { outcomeOf, type Outcome, type Sent } from './outcome.js';
import type { Look, SchemaPin } from './schema.js';
import type { Session } from './session.js';
import { Watcher } from './watcher.js';
import { Writer } from './write.js';

/** What opening a store yields. */
export interface Opened {
  readonly settings: Settings;
  readonly pin: SchemaPin;
  readonly writing: Line;
  /** `hint` is called for each notification that comes in on it. */
  readonly reading: (hint: () => void) => Line;
}

type Build = (tail: readonly EntryRow[]) => Change | undefined;

/** A transaction that holds the lock and has written nothing. */
interface Begun extends Look {
  readonly session: Session;
}

const UNIQUE = '23505';

export class PostgresStore implements Store {
  readonly local = false;
  readonly #settings: Settings;
  readonly #pin: SchemaPin;
  readonly #writing: Line;
  readonly #reading: Line;
  readonly #watcher: Watcher;
  readonly #ledgers = new OwnLedgers();
  #last: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | undefined;

  constructor({ settings, pin, writing, reading }: Opened) {
    this.#settings = settings;
    this.#pin = pin;
    this.#writing = writing;
    this.#reading = reading(() => this.#watcher.hint());
    const head = { name: 'head', text: `SELECT coalesce(max(seq), 0) AS seq FROM ${this.#table('entries')}` };
    this.#watcher = new Watcher({
      pollEvery: settings.pollEvery,
      head: () =>
        this.#reading.once(async ({ driver }) => Number((await driver.ask<{ seq: string }>(head)).rows[0]!.seq)),
      fault: (error) => (isPassing(error) ? undefined : storeError(settings.label, error)),
    });
  }

  async commit(after: number, build: Build): Promise<Committed> {
    this.#open();
    checkCounts({ after });
    const done = this.#last.then(() => this.#commit(after, build));
    this.#last = done.catch(() => undefined);
    return done;
  }

  async entries(after: number, limit: number): Promise<readonly EntryRow[]> {
    this.#open();
    checkCounts({ after, limit });
    return this.#read(async (driver) => {
      const text = `SELECT seq, text FROM ${this.#table('entries')} WHERE seq > $1 ORDER BY seq LIMIT $2::bigint`;
      const { rows } = await driver.ask<{ seq: string; text: string }>({
        name: 'entries',
        text,
        values: [after, page(limit)],
      });
      return rows.map((row) => Object.freeze({ seq: Number(row.seq), text: row.text }));
    });
  }

  async get(kind: RowKind, id: string): Promise<string | undefined> {
    this.#open();
    checkPlace(kind, id);
    return this.#read(async (driver) => {
      const text = `SELECT value FROM ${this.#table('rows')} WHERE kind = $1 AND id = $2`;
      return (await driver.ask<{ value: string }>({ name: 'get', text, values: [kind, id] })).rows[0]?.value;
    });
  }

  async list(
    kind: RowKind,
    { after, limit }: { readonly after?: string; readonly limit: number },
  ): Promise<readonly Row[]> {
    this.#open();
    checkPlace(kind, after ?? '');
    checkCounts({ limit });
    return this.#read(async (driver) => {
      const from = (what: string): string =>
        `SELECT id, value FROM ${this.#table('rows')} WHERE kind = $1 ${what} ORDER BY id LIMIT $2::bigint`;
      const statement: Statement =
        after === undefined
          ? { name: 'list', text: from(''), values: [kind, page(limit)] }
          : { name: 'list_after', text: from('AND id > $3'), values: [kind, page(limit), after] };
      return (await driver.ask<Omit<Row, 'kind'>>(statement)).rows.map(({ id, value }) =>
        Object.freeze({ kind, id, value }),
      );
    });
  }

  async search(query: Query): Promise<readonly number[]> {
    this.#open();
    checkQuery(query);
    return this.#read((driver) => search(driver, this.#settings.schema, query));
  }

  async watch(after: number, signal: AbortSignal): Promise<void> {
    this.#open();
    checkCounts({ after });
    signal.throwIfAborted();
    await this.#watcher.wait(after, signal);
  }

  /** Of whoever holds the key on this machine: each machine keeps its own. */
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
    this.#writing.hurry();
    this.#reading.hurry();
    await this.#last;
    await Promise.all([this.#writing.close(), this.#reading.close()]);
    await this.#ledgers.close();
  }

  #open(): void {
    if (this.#closing !== undefined) throw closed();
  }

  async #read<T>(look: (driver: Driver) => Promise<T>): Promise<T> {
    try {
      return Object.freeze(await this.#reading.use(({ driver }) => look(driver)));
    } catch (error) {
      throw storeError(this.#settings.label, error);
    }
  }

  /** `build` has not run before it has begun, and beginning changes nothing: that alone is tried again. */
  async #commit(after: number, build: Build): Promise<Committed> {
    try {
      const begun = await this.#writing.use((session) => this.#begin(session, after));
      const committed = await this.#write(begun, after, build);
      if (committed.conflict === undefined) this.#watcher.wake(committed.seq);
      return committed;
    } catch (error) {
      throw storeError(this.#settings.label, error);
    }
  }

  async #begin(session: Session, after: number): Promise<Begun> {
    const { driver } = session;
    const tables = ['entries', 'rows', 'docs'].map((name) => this.#table(name)).join(', ');
    try {
      // The tables too, so that nobody slips a trigger in between the look and the write.
      await driver.script(`${BEGIN}; ${takeLock(this.#settings.schema)}; LOCK TABLE ${tables} IN ROW EXCLUSIVE MODE`);
      return { session, ...(await this.#pin.look(driver, after)) };
    } catch (error) {
      await rollBack(driver);
      throw error;
    }
  }

  async #write({ session, head, tail }: Begun, after: number, build: Build): Promise<Committed> {
    const { driver } = session;
    let sent: Sent | undefined;
    try {
      if (head < after || head - after !== tail.length) throw brokenJournal(after, head);
      const change = build(Object.freeze(tail));
      const conflict = change === undefined ? undefined : await this.#conflict(driver, change, head);
      const mark =
        change === undefined || conflict !== undefined
          ? undefined
          : await new Writer(driver, this.#settings).write(change);
      if (change === undefined || conflict !== undefined || mark === undefined) {
        await rollBack(driver);
        return conflict === undefined ? { seq: head } : { conflict };
      }
      sent = { schema: this.#settings.schema, change, mark, startedAt: session.startedAt };
      await this.#end(driver);
      return { seq: head + (change.entries?.length ?? 0) };
    } catch (error) {
      if (isLost(error)) return this.#findOut(sent, head, error);
      await rollBack(driver);
      // Somebody wrote without the lock, and was first.
      if (error instanceof DriverError && error.code === UNIQUE) return { conflict: 'journal' };
      throw error;
    }
  }

  async #conflict(driver: Driver, change: Change, head: number): Promise<Committed['conflict']> {
    if (!checkChange(change, head)) return 'journal';
    return new Writer(driver, this.#settings).conflict(change.conditions ?? []);
  }

  async #end(driver: Driver): Promise<void> {
    const { command } = await driver.ask({ text: 'COMMIT' });
    if (command !== 'COMMIT')
      throw failed(this.#settings.label, 'the server undid the commit: look into its log, then try again');
  }

  /** The connection broke. Where a commit was sent, its answer never came, and the truth is in the database. */
  async #findOut(sent: Sent | undefined, head: number, cause: unknown): Promise<Committed> {
    const { label } = this.#settings;
    const look = (one: Sent): Promise<Outcome> => this.#writing.use((session) => outcomeOf(session, one));
    const outcome = sent === undefined ? 'undone' : await look(sent).catch(() => 'unknown' as const);
    if (sent !== undefined && outcome === 'committed') return { seq: head + (sent.change.entries?.length ?? 0) };
    const why =
      outcome === 'undone'
        ? 'the connection broke during a commit, and nothing of it was written: try again'
        : 'the connection broke during a commit, and whether it was written is unknown: look before you do it again';
    throw failed(label, why, { outcome }, cause);
  }

  #table(name: string): string {
    return `ONLY "${this.#settings.schema}".${name}`;
  }
}

/** Ends the transaction without its changes. Must not throw: another error is on its way. */
async function rollBack(driver: Driver): Promise<void> {
  if (!driver.ended) await driver.script('ROLLBACK').catch(() => driver.cut());
}

/** PostgreSQL knows no infinity. */
const page = (limit: number): number => Math.min(limit, Number.MAX_SAFE_INTEGER);
