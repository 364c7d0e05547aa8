// The store that lives and dies with this process, and the checks that every store makes before it writes.
import { quote, SallyportError } from '../errors.js';
import { isWellFormed } from '../primordials.js';
import { checkDocs, checkQuery } from './docs.js';
import { MemoryDocs } from './memory-docs.js';
import {
  ROW_KINDS,
  type Change,
  type Condition,
  type EntryRow,
  type Query,
  type Row,
  type RowKind,
  type Store,
} from './store.js';

/** The longest text of one entry or row, in UTF-16 code units. */
export const MAX_TEXT = 64 * 1024 * 1024;

/**
 * For authors of a store: what `build` returned, checked before anything is written. False when its entries do not
 * continue a journal that ends at `head` (answer `{ conflict: 'journal' }`).
 *
 * Throws `BAD_INPUT` for an unknown kind, a doc that is none, text with NUL or half a surrogate pair, and a promise instead of a change,
 * and `TOO_LARGE` for a text over {@link MAX_TEXT}: a store keeps exactly what it is given or refuses it.
 */
export function checkChange(change: Change, head: number): boolean {
  if (typeof change !== 'object' || change === null || 'then' in change) {
    throw new SallyportError(
      'BAD_INPUT',
      'a commit was not given a change: build() is synchronous and returns one, or undefined',
    );
  }
  for (const entry of change.entries ?? []) checkText(entry.text, () => `entry ${entry.seq}`);
  for (const row of change.rows ?? []) {
    checkPlace(row.kind, row.id);
    if (row.value !== undefined) checkText(row.value, () => `the ${row.kind} ${quote(row.id)}`);
  }
  for (const condition of change.conditions ?? []) checkPlace(condition.kind, condition.id);
  checkDocs(change.docs, head + (change.entries?.length ?? 0));
  return (change.entries ?? []).every((entry, at) => entry.seq === head + 1 + at);
}

/** For authors of a store: throws `BAD_INPUT` for a row that no store can hold, before it is looked for. */
export function checkPlace(kind: RowKind, id: string): void {
  if (!ROW_KINDS.includes(kind)) throw new SallyportError('BAD_INPUT', `there is no kind of row called ${quote(kind)}`);
  checkText(id, () => `the id of a ${kind}, ${quote(id)},`);
}

/** For authors of a store: throws `BAD_INPUT` for what is neither a place in the journal nor a number of lines. */
export function checkCounts(counts: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(counts)) {
    if (Number.isSafeInteger(Math.min(value, Number.MAX_SAFE_INTEGER)) && value >= 0) continue;
    throw new SallyportError('BAD_INPUT', `${name} has to be a whole number, 0 or more`);
  }
}

/** The error of a journal that ends before `after`, or has a gap behind it. */
export function brokenJournal(after: number, head: number): SallyportError {
  const why =
    head < after
      ? `ends at entry ${head}, but entry ${after} was already seen`
      : `has a gap between entries ${after} and ${head}`;
  return new SallyportError(
    'JOURNAL_BROKEN',
    `the journal ${why}: rows were removed. Restore the store from a backup and verify it`,
    {
      after,
      head,
    },
  );
}

/**
 * A store in memory: for tests, for a first try, and for whoever needs nothing to last.
 *
 * @example
 * ```ts
 * import { memoryStore } from '@sallyport/core/store';
 *
 * const store = memoryStore();
 * await store.commit(0, () => ({ entries: [{ seq: 1, text: '{}' }] }));
 * console.log(await store.entries(0, 10));   // [ { seq: 1, text: '{}' } ]
 * ```
 */
export function memoryStore(): Store & AsyncDisposable {
  return new MemoryStore();
}

interface Waiter {
  readonly after: number;
  readonly wake: () => void;
  readonly fail: (error: unknown) => void;
}

class MemoryStore implements Store {
  readonly local = true;
  readonly #entries: EntryRow[] = [];
  readonly #rows: Record<RowKind, SortedRows> = {
    content: new SortedRows(),
    contract: new SortedRows(),
    lease: new SortedRows(),
    place: new SortedRows(),
  };
  readonly #docs = new MemoryDocs();
  readonly #waiters = new Set<Waiter>();
  #closed = false;

  async commit(after: number, build: (tail: readonly EntryRow[]) => Change | undefined) {
    this.#open();
    checkCounts({ after });
    const head = this.#entries.length;
    if (head < after) throw brokenJournal(after, head);
    const change = build(Object.freeze(this.#entries.slice(after)));
    if (change === undefined) return { seq: head };
    if (!checkChange(change, head)) return { conflict: 'journal' as const };
    const conflict = change.conditions?.find((condition) => !this.#holds(condition));
    if (conflict !== undefined) return { conflict };
    for (const { seq, text } of change.entries ?? []) this.#entries.push(Object.freeze({ seq, text }));
    for (const row of change.rows ?? []) this.#rows[row.kind].put(row.id, row.value);
    for (const doc of change.docs ?? []) this.#docs.put(doc);
    this.#wake();
    return { seq: this.#entries.length };
  }

  async entries(after: number, limit: number) {
    this.#open();
    checkCounts({ after, limit });
    return Object.freeze(this.#entries.slice(after, after + limit));
  }

  async get(kind: RowKind, id: string) {
    this.#open();
    checkPlace(kind, id);
    return this.#rows[kind].get(id);
  }

  async list(kind: RowKind, options: { readonly after?: string; readonly limit: number }) {
    this.#open();
    checkPlace(kind, options.after ?? '');
    checkCounts({ limit: options.limit });
    const rows = this.#rows[kind].list(options.after, options.limit);
    return Object.freeze(rows.map(([id, value]): Row => Object.freeze({ kind, id, value })));
  }

  async search(query: Query) {
    this.#open();
    checkQuery(query);
    return Object.freeze(this.#docs.search(query));
  }

  async watch(after: number, signal: AbortSignal) {
    this.#open();
    checkCounts({ after });
    signal.throwIfAborted();
    if (this.#entries.length > after) return;
    let waiter: Waiter | undefined;
    const abort = (): void => waiter?.fail(signal.reason);
    try {
      await new Promise<void>((wake, fail) => {
        this.#waiters.add((waiter = { after, wake, fail }));
        signal.addEventListener('abort', abort);
      });
    } finally {
      signal.removeEventListener('abort', abort);
      if (waiter !== undefined) this.#waiters.delete(waiter);
    }
  }

  async close() {
    this.#closed = true;
    for (const waiter of this.#waiters) waiter.fail(closed());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #open(): void {
    if (this.#closed) throw closed();
  }

  #holds(condition: Condition): boolean {
    return this.#rows[condition.kind].get(condition.id) === condition.is;
  }

  #wake(): void {
    for (const waiter of this.#waiters) if (waiter.after < this.#entries.length) waiter.wake();
  }
}

/** Rows of one kind. Sorted when they are listed, not when they are written. */
class SortedRows {
  readonly #values = new Map<string, string>();
  #ids: string[] | undefined;

  get(id: string): string | undefined {
    return this.#values.get(id);
  }

  put(id: string, value: string | undefined): void {
    if (value === undefined ? this.#values.has(id) : !this.#values.has(id)) this.#ids = undefined;
    if (value === undefined) this.#values.delete(id);
    else this.#values.set(id, value);
  }

  list(after: string | undefined, limit: number): (readonly [string, string])[] {
    const ids = (this.#ids ??= [...this.#values.keys()].sort(byCodePoint));
    let from = 0;
    for (let to = ids.length; after !== undefined && from < to;) {
      const middle = (from + to) >> 1;
      if (byCodePoint(ids[middle]!, after) > 0) to = middle;
      else from = middle + 1;
    }
    return ids.slice(from, from + limit).map((id) => [id, this.#values.get(id)!] as const);
  }
}

/** The order of UTF-8 bytes, which databases sort by. JavaScript's own order differs above U+FFFF. */
function byCodePoint(a: string, b: string): number {
  for (let at = 0; at < a.length && at < b.length; at++) {
    const [x, y] = [rank(a.charCodeAt(at)), rank(b.charCodeAt(at))];
    if (x !== y) return x - y;
  }
  return a.length - b.length;
}
const rank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);

function checkText(text: string, what: () => string): void {
  const why =
    typeof text !== 'string'
      ? 'is not text'
      : text.includes('\0')
        ? 'holds NUL, where a database may cut it off'
        : !isWellFormed(text)
          ? 'holds half a surrogate pair, which no database keeps'
          : undefined;
  if (why !== undefined) throw new SallyportError('BAD_INPUT', `${what()} ${why}`);
  if (text.length > MAX_TEXT)
    throw new SallyportError('TOO_LARGE', `${what()} is over ${MAX_TEXT} characters`, { limit: MAX_TEXT });
}

const closed = (): SallyportError => new SallyportError('CLOSED', 'the store is closed: open it again');
