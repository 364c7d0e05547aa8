// The store port: whoever keeps these few promises can hold a Sallyport. A store only keeps rows; the rules live in core.

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
  /** Resolves when the journal holds an entry after `after`; a wake-up without one does no harm. Rejects when aborted. */
  watch(after: number, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
