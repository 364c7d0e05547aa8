// The named points at which a process is made to die: those of the test kit, and those below it, inside of a transaction and around the file.
import { crashPoints } from '@sallyport/core/testing';
import type { Role } from '../house/orders.js';

/** A point, and who comes by there. */
export interface FaultPoint {
  readonly name: string;
  readonly role: Role;
  /** Where somebody has to have died before, so that there is something to look after. */
  readonly prelude?: string;
  /** Points of a driver: only a store on one file has them. */
  readonly inFile: boolean;
}

const WHO: Readonly<Record<string, Role>> = {
  deliver: 'intake',
  start: 'intake',
  report: 'intake',
  ask: 'intake',
  end: 'intake',
  order: 'alice',
  edit: 'alice',
  approve: 'alice',
  deny: 'alice',
  withdraw: 'alice',
  call: 'executor',
  consume: 'executor',
  execute: 'executor',
  record: 'executor',
  expire: 'executor',
  recover: 'executor',
  renew: 'executor',
};
const PRELUDE: Readonly<Record<string, string>> = { recover: 'after consume' };

/** `half-written`: the first line of the commit is written, the others are not. `uncommitted`: all are, and no COMMIT has been said. */
export const STAGES = ['half-written', 'uncommitted'] as const;
export type Stage = (typeof STAGES)[number];

/** How a process dies in its tool without being killed, by its exit code. */
export const ENDS: Readonly<Record<string, number>> = { 'exit in a tool': 3, 'throw in a tool': 1 };

/** Around the file, by the role that comes by there. */
const AROUND: readonly FaultPoint[] = [
  { name: 'before renew', role: 'executor', inFile: false },
  { name: 'after renew', role: 'executor', inFile: false },
  { name: 'catching up', role: 'executor', inFile: false },
  { name: 'closing', role: 'opener', inFile: false },
  { name: 'verifying', role: 'verifier', inFile: false },
  { name: 'opening', role: 'opener', inFile: true },
  { name: 'opened', role: 'opener', inFile: true },
  { name: 'emptying the WAL', role: 'opener', inFile: true },
  { name: 'emptied the WAL', role: 'opener', inFile: true },
  { name: 'making the first table', role: 'maker', inFile: true },
  { name: 'made the first table', role: 'maker', inFile: true },
  { name: 'made the file', role: 'maker', inFile: true },
  { name: 'turning to WAL', role: 'maker', inFile: true },
];

const momentOf = (name: string): string => name.slice(name.indexOf(' ') + 1);

function pointOf(name: string, inFile: boolean): FaultPoint {
  const moment = momentOf(name);
  const prelude = PRELUDE[moment];
  return { name, role: WHO[moment]!, inFile, ...(prelude !== undefined && { prelude }) };
}

const inTransaction = crashPoints
  .filter((name) => name.startsWith('before ') && name !== 'before execute')
  .flatMap((name) => STAGES.map((stage) => `${stage} ${momentOf(name)}`));

/** All of them. */
export const faultPoints: readonly FaultPoint[] = Object.freeze([
  ...crashPoints.map((name) => pointOf(name, false)),
  ...inTransaction.map((name) => pointOf(name, true)),
  ...Object.keys(ENDS).map((name): FaultPoint => ({ name, role: 'executor', inFile: false })),
  ...AROUND,
]);
