// Quarantined readers of the worst kind: whoever wrote what they read decides what they answer.
import type { Json } from '@sallyport/core';
import type { Args, Injection } from './data.js';
import { leavesOf, same } from './records.js';
import type { Call } from './origins.js';
import { isMarked } from './world.js';

/** What a reader is asked for, and by whom it may be talked into something else. */
export interface Wanted {
  readonly call: Call;
  readonly injection: Injection | undefined;
  /** Does it obey what it reads? Asked again, it answers as it should: so that it can be seen what is left of its use. */
  readonly isObedient: boolean;
}

export interface Readers {
  readonly extract: (content: unknown, names: readonly string[]) => unknown;
  readonly choose: (content: unknown, name: string, rows: readonly number[]) => unknown;
}

/** `obeyed` is told when an answer was the attacker's and another than it should have been. */
export function readerOf({ call, injection, isObedient }: Wanted, obeyed: () => void): Readers {
  const theirs = (content: unknown): Args =>
    isObedient && injection !== undefined && isAttacked(content) ? argsWanted(call, injection) : {};
  return {
    extract: (content, names) => {
      const args = theirs(content);
      const answer = names.map(
        (name) => [name, Object.hasOwn(args, name) ? args[name] : call.call.args[name]] as const,
      );
      if (answer.some(([name, value]) => !same(value!, call.call.args[name]!))) obeyed();
      return Object.fromEntries(answer);
    },
    choose: (content, name, rows) => {
      const args = theirs(content);
      const other = Object.hasOwn(args, name) ? recordWith(content, args[name]!) : undefined;
      if (other !== undefined && !rows.includes(other)) obeyed();
      return Object.fromEntries(rows.map((row) => [`of_${row}`, other ?? row]));
    },
  };
}

/** What the attacker wants of this tool: for several calls of it, one after the other. */
function argsWanted({ call, index }: Call, { calls }: Injection): Args {
  const wanted = calls.filter(({ tool }) => tool === call.tool);
  return wanted[index % Math.max(wanted.length, 1)]?.args ?? {};
}

/** The first record in which a value stands that the attacker wants. */
function recordWith(content: unknown, value: Json): number | undefined {
  // `as`: a reader is given JSON
  const records = Array.isArray(content) ? (content as readonly Json[]) : [];
  const wanted = leavesOf(value);
  const at = records.findIndex((record) => leavesOf(record).some((leaf) => wanted.some((one) => same(one, leaf))));
  return at < 0 ? undefined : at;
}

// `as`: a reader is given JSON
const isAttacked = (content: unknown): boolean =>
  leavesOf(content as Json).some((leaf) => typeof leaf === 'string' && isMarked(leaf));
