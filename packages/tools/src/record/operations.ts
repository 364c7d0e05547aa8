// The seam between the record tools and where they write: a folder is one place; a recorder in a test is another.

/** Where tasks and drafts are kept. */
export interface DocumentOperations {
  /**
   * Keeps a document whole, or not at all, under a name that holds none yet. Resolves with `undefined`, or else with what
   * is kept under that name already, unchanged.
   */
  create(name: string, bytes: Uint8Array, signal: AbortSignal): Promise<Uint8Array | undefined>;
}

/** Where events are logged. */
export interface LogOperations {
  /** Adds a line, given without its end, unless a line of this id is there. Changes nothing that is there. */
  append(line: string, id: string, signal: AbortSignal): Promise<void>;
}
