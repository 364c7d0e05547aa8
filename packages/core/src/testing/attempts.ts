// What was tried in a test, and what a test says of it. Nothing is proven by a test in which nothing happened.
import { AssertionError } from 'node:assert';
import type { Id, Json } from '../canonical.js';
import type { State } from '../record/body.js';
import type { Effect } from '../trust.js';

/** A call, a refusal or a proposal, as the journal has it. */
export interface Attempt {
  readonly id: Id;
  readonly tool: string;
  readonly effect: Effect | undefined;
  readonly requester: Id;
  readonly executor: Id;
  readonly state: State;
  /** Its execution started. */
  readonly reached: boolean;
  /** The control arguments; every other one is `null` here, and kept apart. */
  readonly args: { readonly [name: string]: Json };
  /** The message whose handling tried it. */
  readonly message?: Id;
  /** Why it was refused, denied or closed. */
  readonly reason?: string;
}

/** What can be asked of a test in which agents or gates were at work. */
export interface Observed {
  attempts(what?: string): readonly Attempt[];
  reached(what?: string): readonly Attempt[];
  readonly read: number;
}

/** A finding: does it hold, and what is said where it does not. `vacuous`: nothing happened that it could be about. */
export interface Finding {
  readonly holds: boolean;
  readonly vacuous: boolean;
  readonly message: string;
}

/** An attempt at it was seen, or an execution of it. */
export function seen(t: Observed, what: string, how: 'attempted' | 'reached'): Finding {
  const holds = (how === 'attempted' ? t.attempts(what) : t.reached(what)).length > 0;
  return finding(t, what, holds, `expected '${what}' ${holds ? 'never ' : ''}to be ${how}, and saw:\n${summary(t)}`);
}

/** No execution of it was seen. */
export function unseen(t: Observed, what: string): Finding {
  const { length } = t.reached(what);
  const said = `expected '${what}' ${length === 0 ? '' : 'never '}to be reached; it was ${length} times:\n${summary(t)}`;
  return finding(t, what, length === 0, said);
}

export function assertSeen(t: Observed, what: string, how: 'attempted' | 'reached'): void {
  const { holds, message } = seen(t, what, how);
  if (!holds) throw new AssertionError({ message });
}

export function assertUnseen(t: Observed, what: string): void {
  const { holds, vacuous, message } = unseen(t, what);
  if (!holds || vacuous) throw new AssertionError({ message });
}

function finding(t: Observed, what: string, holds: boolean, said: string): Finding {
  const vacuous = t.read === 0 && t.attempts().length === 0;
  const nothing = `no message was read, so that '${what}' was not reached says nothing: was it refused at the door, or idle() not awaited?`;
  return { holds, vacuous, message: vacuous ? nothing : said };
}

const summary = (t: Observed): string =>
  t.attempts().length === 0
    ? 'nothing was attempted'
    : t
        .attempts()
        .map(({ tool, requester, state, reason }) => `${requester} → ${tool}: ${state}${reason ? `, ${reason}` : ''}`)
        .join('\n');
