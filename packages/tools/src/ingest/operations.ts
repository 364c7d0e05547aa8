// The seam between the readers and what they read from: the guarded web is one; a recorder in a test is another.

/** What a GET brought. */
export interface Fetched {
  /** Where it was found after all redirects. */
  readonly url: string;
  /** The Content-Type, as the server wrote it; '' where it said none. */
  readonly type: string;
  /** The body, unpacked. */
  readonly bytes: Uint8Array;
}

/** How a page or a feed is fetched. */
export interface WebOperations {
  /**
   * Resolves with what stands there. Rejects for what may not be read or did not answer, and with the signal's reason
   * when aborted. Whoever brings their own brings their own wall as well.
   */
  fetch(url: string, signal: AbortSignal): Promise<Fetched>;
}
