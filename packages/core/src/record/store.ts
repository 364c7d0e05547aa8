// The store port: whoever keeps these few promises can hold a Sallyport. A store only keeps rows; the rules live in core.
import type { Holder, Ledger } from './ledger.js';

/** One line of the journal, as the canonical text that its hash is taken over. */
export interface EntryRow {
  readonly seq: number;
  readonly text: string;
}

/** What stands beside the journal: content bytes, contracts, leases, and where the entries of an id are. `value` is JSON text. */
export interface Row {
  readonly kind: RowKind;
  readonly id: string;
  readonly value: string;
}
export const ROW_KINDS = ['content', 'contract', 'lease', 'place'] as const;
export type RowKind = (typeof ROW_KINDS)[number];

/** What a history is filtered by: a closed list, and what each of them is. */
export const DOC_KINDS = [
  'message', // mail from outside, to an agent
  'order', // a person's own words, to an agent
  'forward', // a person's, with material of somebody else
  'report', // an agent's, to a person
  'traffic', // one agent's, to another
  'call', // what an agent or a gate did, or wanted to do, itself
  'proposal', // what one asked of another
  'decision',
  'result', // how a call, a proposal or the handling of a message ended
  'refusal', // what the rules refused, senders too
  'step', // any other step: started, queued again, expired
  'stop',
  'permit',
] as const;
export type DocKind = (typeof DOC_KINDS)[number];

/**
 * What the history finds an entry by. It is an index, and decides nothing: whoever reads a hit checks it against the
 * journal. A store replaces the doc of a `seq` by the next one.
 */
export interface Doc {
  /** The entry. It is on record when the commit is done. */
  readonly seq: number;
  readonly kind: DocKind;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Participants who may find it, each once. */
  readonly who: readonly string[];
  /**
   * Words as `tokensOf()` makes them, separated by single spaces: NFKC, lower case, without diacritics, Han, kana,
   * hangul and Thai as overlapping pairs. No word holds ASCII punctuation or a capital letter of ASCII, or is longer than 256 UTF-16 code units.
   */
  readonly tokens: string;
}

/** Several tokens: a phrase, to stand in the words in this order without a gap. */
export interface Term {
  readonly tokens: readonly string[];
  /** The last token may go on. */
  readonly prefix: boolean;
}

/** A doc has to fit everything that is said here. */
export interface Query {
  /** Each of them has to stand in it; none: every doc. */
  readonly terms: readonly Term[];
  /** One of these may find it. Unsaid: anybody; none: nobody. */
  readonly who?: readonly string[];
  /** This participant may find it too. */
  readonly with?: string;
  readonly kinds?: readonly DocKind[];
  /** `at` in [from, until). */
  readonly from?: number;
  readonly until?: number;
  /** `seq` below this one: the next page. */
  readonly before?: number;
  readonly limit: number;
  /** `newest`: by falling seq. `best`: the 10,000 newest that fit, as the store ranks them, then by falling seq. */
  readonly order: 'newest' | 'best';
}

/** Holds when the row's value is exactly this; `undefined`: when there is no such row. */
export interface Condition {
  readonly kind: RowKind;
  readonly id: string;
  readonly is: string | undefined;
}

/** What one commit writes, all of it or nothing. A row without a value is deleted. */
export interface Change {
  /** Continue the journal where the tail ended, without a gap. */
  readonly entries?: readonly EntryRow[];
  readonly rows?: readonly (Row | { readonly kind: RowKind; readonly id: string; readonly value?: undefined })[];
  readonly conditions?: readonly Condition[];
  /** A doc without tokens is forgotten: its words too. In the transaction of the entries, or not at all. */
  readonly docs?: readonly (Doc | { readonly seq: number; readonly tokens?: undefined })[];
}

export type Committed =
  | { readonly seq: number; readonly conflict?: undefined }
  | { readonly conflict: Condition | 'journal' };

/**
 * Where the journal and its rows are kept. Every method rejects with a `SallyportError` (`STORE_FAILED`, `CLOSED`, …).
 * `testStore()` of `@sallyport/store/conformance` says whether an implementation keeps the promises.
 */
export interface Store {
  /** Does it live and die with this process? Then its own runtime's records need no signature. */
  readonly local: boolean;
  /**
   * One write transaction. `build` is called once, synchronously, inside of it, with every entry after `after`;
   * what it returns is durable before this resolves; `undefined` writes nothing. When it throws, nothing is
   * written and the error comes out here.
   */
  commit(after: number, build: (tail: readonly EntryRow[]) => Change | undefined): Promise<Committed>;
  /** Entries after `after`, oldest first, at most `limit`. */
  entries(after: number, limit: number): Promise<readonly EntryRow[]>;
  get(kind: RowKind, id: string): Promise<string | undefined>;
  /** Rows in the order of their ids, after the id `after`. */
  list(kind: RowKind, options: { readonly after?: string; readonly limit: number }): Promise<readonly Row[]>;
  /** The `seq` of each doc that fits, in the order asked for. */
  search(query: Query): Promise<readonly number[]>;
  /** Resolves when the journal holds an entry after `after`; a wake-up without one does no harm. Rejects when aborted. */
  watch(after: number, signal: AbortSignal): Promise<void>;
  /**
   * A principal's own ledger, where nothing else is said: on this machine, outside of this store, so that a backup of it
   * that is put back does not take the ledger along. Closing the store closes it. Throws `LEDGER_FAILED`.
   */
  ledger?(holder: Holder): Ledger | Promise<Ledger>;
  close(): Promise<void>;
}
