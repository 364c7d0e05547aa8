// A journal as JSON Lines: every entry as it stands, the bytes that it speaks of, and a last line that says how many there were.
import { sha256, type Id, type Json } from '../canonical.js';
import { quote, SallyportError } from '../errors.js';
import { readTrustRoot, type TrustRoot, type TrustRootJson } from '../people/trust-root.js';
import { Fold } from '../record/fold.js';
import { Keyring } from '../record/keyring.js';
import { readPlace, readRecord } from '../record/shape.js';
import type { EntryRow, Row, Store } from '../record/store.js';
import { idOf } from '../record/world.js';
import { contentsOf } from '../record/doc-of.js';
import { PRUNING } from './pruned.js';

const FORMAT = 1;
const PAGE = 1_000;

/** One line of an export. */
type Line =
  | { readonly sallyport: 'journal'; readonly format: number; readonly realm: Id }
  | { readonly entry: string }
  | { readonly row: readonly ['content' | 'contract', Id, string] }
  | { readonly end: End };
interface End {
  readonly entries: number;
  readonly hash: string;
}

/**
 * The lines of a whole journal, without line ends. Only what is kept for good is in it: no leases, no index.
 *
 * @example
 * ```ts
 * import { exportJournal } from '@sallyport/core/archive';
 * import { memoryStore } from '@sallyport/core/store';
 * import { createTrustRoot } from '@sallyport/core';
 *
 * const { root } = createTrustRoot({ owner: 'alice' });
 * for await (const line of exportJournal({ root, store: memoryStore() })) console.log(line);
 * ```
 */
export async function* exportJournal({
  root,
  store,
}: {
  readonly root: TrustRootJson;
  readonly store: Store;
}): AsyncGenerator<string, void> {
  const line = (value: Line): string => JSON.stringify(value);
  yield line({ sallyport: 'journal', format: FORMAT, realm: readTrustRoot(root).realm });
  const contracts = new Set<Id>();
  let last: EntryRow | undefined;
  for (let rows = await store.entries(0, PAGE); rows.length > 0; rows = await store.entries(last!.seq, PAGE)) {
    for (const row of rows) {
      for (const [kind, id] of wantedBy(row.text, contracts)) {
        const value = await store.get(kind, id);
        if (value !== undefined) yield line({ row: [kind, id, value] });
      }
      yield line({ entry: row.text });
      last = row;
    }
  }
  yield line({ end: { entries: last?.seq ?? 0, hash: last === undefined ? '' : sha256(last.text) } });
}

/**
 * Reads an export into an empty store. The chain is checked line by line, and what does not count there does not count here.
 * Nothing is deleted on a failure: throw that store away, and begin with an empty one.
 *
 * @throws SallyportError `BAD_INPUT` for lines that are no export, or end too early; `JOURNAL_BROKEN` where the chain breaks;
 * `STORE_FOREIGN` for a store that holds a journal already.
 */
export async function importJournal({
  root,
  store,
  lines,
}: {
  readonly root: TrustRootJson;
  readonly store: Store;
  readonly lines: AsyncIterable<string> | Iterable<string>;
}): Promise<{ readonly entries: number }> {
  const reader = new Reader(readTrustRoot(root), store);
  if ((await store.entries(0, 1)).length > 0)
    throw new SallyportError('STORE_FOREIGN', 'that store holds a journal already: import into an empty one');
  for await (const text of lines) await reader.take(text);
  return { entries: await reader.end() };
}

class Reader {
  readonly #realm: Id;
  readonly #store: Store;
  readonly #fold: Fold;
  #lines = 0;
  #end: End | undefined;
  #entries: EntryRow[] = [];
  #rows: Row[] = [];
  /** Bytes whose entry is still to come. */
  #given: Row[] = [];
  readonly #contracts = new Set<Id>();

  constructor(root: TrustRoot, store: Store) {
    this.#realm = root.realm;
    this.#store = store;
    this.#fold = new Fold({ keyring: new Keyring(root), local: store.local });
  }

  async take(text: string): Promise<void> {
    const n = (this.#lines += 1);
    if (text === '') return;
    const line = readLine(text, n);
    if (this.#end !== undefined) throw bad(n, 'follows the end');
    if ((n === 1) !== 'sallyport' in line)
      throw bad(n, 'is not where it belongs: an export begins with one line that says so');
    if ('sallyport' in line) mustFit(line, this.#realm);
    else if ('row' in line) this.#given.push({ kind: line.row[0], id: line.row[1], value: line.row[2] });
    else if ('end' in line) this.#end = line.end;
    else await this.#entry(line.entry);
  }

  /** Everything is written. Throws where the last line is not the last one. */
  async end(): Promise<number> {
    await this.#flush();
    const { seq, hash } = this.#fold.head;
    const isWhole = this.#given.length === 0 && this.#end?.entries === seq;
    if (isWhole && (seq === 0 || this.#end?.hash === hash)) return seq;
    throw new SallyportError(
      'BAD_INPUT',
      `the export ends too early: line ${this.#lines} is not its last one; ${seq} entries were read`,
    );
  }

  async #entry(text: string): Promise<void> {
    const row = { seq: this.#fold.head.seq + 1, text };
    const { record } = this.#fold.take(row);
    const wanted = new Set(wantedBy(text, this.#contracts).map((one) => one.join(' ')));
    if (!this.#given.every(({ kind, id }) => wanted.has(`${kind} ${id}`)))
      throw bad(this.#lines, 'does not speak of all the bytes that stand before it');
    this.#rows.push(...this.#given.splice(0));
    if (record?.body.kind === 'permit' && 'prune' in record.body.subject)
      this.#rows.push({ kind: 'place', id: PRUNING, value: String(row.seq) });
    if (this.#entries.push(row) >= PAGE) await this.#flush();
  }

  async #flush(): Promise<void> {
    const fold = this.#fold;
    const places = [...fold.touched].map((one): Row => ({
      kind: 'place',
      id: idOf(one),
      value: one.entries.join(' '),
    }));
    fold.touched.clear();
    fold.settle();
    const [entries, rows] = [this.#entries, [...this.#rows, ...places]];
    const done = await this.#store.commit(fold.head.seq - entries.length, () => ({ entries, rows }));
    if (done.conflict !== undefined)
      throw new SallyportError('STORE_FAILED', 'somebody else writes to that store: import into one of your own');
    [this.#entries, this.#rows] = [[], []];
  }
}

/** What has to stand there for an entry to be read, each contract once. */
function wantedBy(text: string, contracts: Set<Id>): readonly (readonly ['content' | 'contract', Id])[] {
  const place = readPlace(text);
  const record = place === undefined ? undefined : readRecord(place.record as Json);
  if (typeof record !== 'object') return [];
  const { body } = record;
  const contents = contentsOf(body).map(({ id }) => ['content', id] as const);
  if (body.kind !== 'proposal' || contracts.has(body.contract)) return contents;
  contracts.add(body.contract);
  return [...contents, ['contract', body.contract] as const];
}

function readLine(text: string, n: number): Line {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    throw bad(n, 'is not JSON');
  }
  const keys = typeof line === 'object' && line !== null ? Object.keys(line).sort().join() : '';
  if (!['format,realm,sallyport', 'entry', 'row', 'end'].includes(keys)) throw bad(n, 'is none that an export has');
  // `as`: its keys have been looked at, and each value is where it is used: the chain, the store and the end check them
  const known = line as Line;
  const isRow =
    !('row' in known) ||
    (Array.isArray(known.row) && known.row.length === 3 && isKept(known.row[0]) && known.row.every(isString));
  const isText = !('entry' in known) || typeof known.entry === 'string';
  if (!isRow || !isText) throw bad(n, 'is none that an export has');
  return known;
}

const isString = (value: unknown): boolean => typeof value === 'string';
const isKept = (kind: unknown): boolean => kind === 'content' || kind === 'contract';

function mustFit({ format, realm }: { readonly format: number; readonly realm: Id }, ours: Id): void {
  if (format !== FORMAT)
    throw bad(1, `has format ${quote(JSON.stringify(format))}, and this version reads ${FORMAT}: update Sallyport`);
  if (realm !== ours)
    throw bad(1, `is of another installation (realm ${quote(JSON.stringify(realm))}): give its own TrustRoot`);
}

const bad = (n: number, what: string): SallyportError =>
  new SallyportError('BAD_INPUT', `line ${n} of the export ${what}`, { line: n });
