/** What a bench found: tables for people, and the same as JSON. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { ratio, timingOf, type Timing } from './measure.js';
import type { Spread } from './spread.js';

/** Contenders that did the same thing, and the one that nobody can beat. */
export interface Section {
  readonly title: string;
  readonly timings: readonly Timing[];
  /** The name of the timing that the others are compared with. */
  readonly limit: string;
}

/** Counts, as a table says them. */
export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A number to reach, and what was measured; its median decides. */
export interface Goal {
  readonly what: string;
  readonly goal: { readonly atMost: number } | { readonly atLeast: number };
  /** Stands after both numbers: `×`, `ms`, `MiB`. */
  readonly unit: string;
  readonly measured: Spread;
}

export interface Findings {
  readonly sections: readonly Section[];
  readonly tables?: readonly Table[];
  readonly goals: readonly Goal[];
  /** What is no time, in sentences. */
  readonly notes?: readonly string[];
}

export function isMet({ goal, measured }: Goal): boolean {
  return 'atMost' in goal ? measured.median <= goal.atMost : measured.median >= goal.atLeast;
}

/** The tables, in Markdown, with the circumstances under which they came about. */
export function textOf(command: string, { sections, tables = [], goals, notes = [] }: Findings): string {
  const { node, cpu, date } = circumstances();
  return [
    `${command}: Node ${node}, ${cpu}, ${date}`,
    ...sections.flatMap((section) => [`\n${section.title}`, tableOf(section)]),
    ...tables.flatMap(({ title, head, rows }) => [`\n${title}`, table(head, rows)]),
    '\nGoals',
    table(['', 'goal', 'measured (min–max)', ''], goals.map(goalRow)),
    ...notes.map((note) => `\n${note}`),
  ].join('\n');
}

/** Writes the findings, numbers unrounded, beside the other results; returns the path. */
export function writeJson(name: string, command: string, findings: Findings): string {
  const folder = join(import.meta.dirname, '../../results');
  const path = join(folder, `${name}.json`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, `${JSON.stringify({ command, ...circumstances(), ...findings }, null, 2)}\n`);
  return path;
}

/** Rows of cells, aligned; every row is as long as the head. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

function tableOf({ timings, limit }: Section): string {
  const base = timingOf(timings, limit);
  const rows = timings.map((timing) => [
    timing.name,
    duration(timing.nanos.median),
    `${duration(timing.nanos.min)}–${duration(timing.nanos.max)}`,
    timing === base ? '1' : spread(ratio(timing, base)),
  ]);
  return table(['', 'median', 'min–max', `× ${limit} (min–max)`], rows);
}

function goalRow(one: Goal): readonly string[] {
  const goal = 'atMost' in one.goal ? `≤ ${one.goal.atMost}` : `≥ ${one.goal.atLeast.toLocaleString('en')}`;
  return [one.what, `${goal} ${one.unit}`, `${spread(one.measured)} ${one.unit}`, isMet(one) ? 'met' : 'MISSED'];
}

function spread({ median, min, max }: Spread): string {
  return `${digits(median)} (${digits(min)}–${digits(max)})`;
}

function duration(nanos: number): string {
  if (nanos >= 1e6) return `${digits(nanos / 1e6)} ms`;
  return nanos >= 1e3 ? `${digits(nanos / 1e3)} µs` : `${digits(nanos)} ns`;
}

/** Three digits that count; whole numbers in full. */
function digits(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}

function circumstances(): { node: string; cpu: string; date: string } {
  const cpu = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'an unknown processor'}`;
  return { node: process.versions.node, cpu, date: new Date().toISOString().slice(0, 10) };
}
