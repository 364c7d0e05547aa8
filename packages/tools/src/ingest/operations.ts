// The seam between the readers and what they read from: the guarded web, a disk, a recorder in a test.
import type { Entry } from '../files/folder.js';

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

/** How files are read. Names come from the root down, and have passed the path rules. */
export interface FileOperations {
  /** Resolves with a plain file, whole. Rejects for anything else, and for one of more than `maxBytes`. */
  read(names: readonly string[], maxBytes: number, signal: AbortSignal): Promise<Uint8Array>;
  /** Resolves with the plain files and folders in a folder; without names, in the root. */
  list(names: readonly string[], signal: AbortSignal): Promise<readonly Entry[]>;
}
