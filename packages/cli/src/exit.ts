// What the command's exit code says: documented, and never renumbered.

export const EXIT = {
  done: 0,
  /** It did not work: a store, a key file, a configuration, a network. */
  failed: 1,
  /** The command was not understood. */
  usage: 2,
  /** A person or a rule says no. */
  refused: 3,
  /** There is nothing by that name, or nothing was found. */
  nothing: 4,
  /** A check has found something. */
  found: 5,
} as const;

export type Exit = (typeof EXIT)[keyof typeof EXIT];
