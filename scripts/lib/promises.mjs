// Reads docs/promises.md: a table of the promises, each with its id, its sentence and the sabotage that must be noticed.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from './workspace.mjs';

const ROW = /^\| ([A-Z]+-\d+) \| (.*?) \| (.*?) ?\|$/;

const pathIn = (top) => join(top, 'docs/promises.md');

/** `{ id, sentence, sabotage }` of every row. Throws when an id stands twice. */
export function promises(top = root) {
  const rows = readFileSync(pathIn(top), 'utf8')
    .split('\n')
    .map((line) => ROW.exec(line));
  const all = rows.filter(Boolean).map(([, id, sentence, sabotage]) => ({ id, sentence, sabotage }));
  const twice = all.find(({ id }, index) => all.findIndex((other) => other.id === id) !== index);
  if (twice) throw new Error(`docs/promises.md: ${twice.id} stands in two rows`);
  return all;
}

/** What the sabotage column must say for a promise: what each of its sabotages does. */
export const cellOf = (id, sabotages) =>
  sabotages
    .filter((one) => one.promise === id)
    .map(({ what }) => what)
    .join('<br>');

/** Writes the sabotage column anew from the data. */
export function writeCells(sabotages, top = root) {
  const lines = readFileSync(pathIn(top), 'utf8').split('\n');
  const written = lines.map((line) => {
    const row = ROW.exec(line);
    return row ? `| ${row[1]} | ${row[2]} | ${cellOf(row[1], sabotages)} |` : line;
  });
  writeFileSync(pathIn(top), written.join('\n'));
}
