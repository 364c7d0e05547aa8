// What a run found, as a table for people and as JSON for whoever compares runs.
import { writeFileSync } from 'node:fs';
import type { StoreKind } from '../house/store.js';
import { VIOLATIONS, type Findings, type Part } from './part.js';

export interface Ran {
  readonly part: Part;
  readonly cycles: number;
  readonly seconds: number;
  readonly findings: Findings;
}
export interface Run {
  readonly seed: number;
  readonly store: StoreKind;
  readonly ran: readonly Ran[];
}

export const failed = ({ ran }: Run): boolean => ran.some(({ findings }) => findings.violations.length > 0);

/** One line for each count, and the columns that have to be zero. */
export function textOf({ seed, store, ran }: Run): string {
  const lines = ran.flatMap(({ part, seconds, findings }) => [
    `\n${part.name}: ${part.what} (${seconds} s)`,
    ...[...findings.counts].map(([name, count]) => `  ${String(count).padStart(9)}  ${name}`),
    // what has not run has no zeros to show
    ...(isIdle(findings) ? [] : VIOLATIONS).map((kind) => `  ${String(countOf(findings, kind)).padStart(9)}  ${kind}`),
    ...findings.skipped.map((what) => `             not done: ${what}`),
    ...findings.violations.slice(0, 20).map(({ kind, what }) => `  FAULT ${kind}: ${what}`),
  ]);
  const fine = ran.every(({ findings }) => isIdle(findings)) ? 'nothing was done' : 'nothing lost, nothing twice';
  const verdict = failed({ seed, store, ran }) ? 'FAULTS were found' : fine;
  return [...lines, `\n${verdict} (--store ${store} --seed ${seed}, Node ${process.version})`].join('\n');
}

const isIdle = ({ counts, violations }: Findings): boolean => counts.size === 0 && violations.length === 0;

const countOf = ({ violations }: Findings, kind: string): number =>
  violations.filter((violation) => violation.kind === kind).length;

export function writeJson(file: string, { seed, store, ran }: Run): void {
  const parts = ran.map(({ part, cycles, seconds, findings }) => ({
    name: part.name,
    what: part.what,
    cycles,
    seconds,
    counts: Object.fromEntries(findings.counts),
    faults: Object.fromEntries(VIOLATIONS.map((kind) => [kind, countOf(findings, kind)])),
    violations: findings.violations,
    skipped: findings.skipped,
  }));
  const about = { seed, store, node: process.version, platform: process.platform, at: new Date().toISOString() };
  writeFileSync(file, `${JSON.stringify({ ...about, parts }, null, 2)}\n`);
}
