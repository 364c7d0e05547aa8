// How a sitting ends before its work is done.

/** The person quit, the input ended, or the signal aborted: nothing more is decided. Never leaves the terminal. */
export class Ending extends Error {
  override readonly name = 'Ending';
}
