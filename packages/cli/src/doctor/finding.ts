// What the doctor has found: one thing, where, how bad, and what to do about it.

export interface Finding {
  /** What was looked at: stable, for scripts. */
  readonly check: string;
  /** `note`: worth knowing, nothing to mend. */
  readonly level: 'fault' | 'warn' | 'note';
  /** Our own words; foreign ones in it are quoted for a screen. */
  readonly what: string;
  readonly remedy: string;
}

export const fault = (check: string, what: string, remedy: string): Finding => ({
  check,
  level: 'fault',
  what,
  remedy,
});
export const warn = (check: string, what: string, remedy: string): Finding => ({ check, level: 'warn', what, remedy });
export const note = (check: string, what: string, remedy: string): Finding => ({ check, level: 'note', what, remedy });
