// Throw-away copies of the work tree, so that breaking things never touches the tree itself.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { gitFiles, members } from '../lib/workspace.mjs';

/**
 * A copy in the system's temporary folder (not under node_modules, where its sources would pass for a library).
 * The packages' own node_modules hold relative links: those to neighbours stay inside the copy, those to
 * dependencies go through its root node_modules, which links to the original's.
 */
export function copyOf(top) {
  const copy = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-sabotage-')));
  for (const file of gitFiles(top)) cpSync(join(top, file), join(copy, file), { verbatimSymlinks: true });
  mkdirSync(join(copy, 'node_modules'));
  for (const name of readdirSync(join(top, 'node_modules'))) {
    if (!isCache(name)) symlinkSync(join(top, 'node_modules', name), join(copy, 'node_modules', name));
  }
  for (const { dir } of members(top))
    copyLinks(join(dir, 'node_modules'), join(copy, dir.slice(top.length), 'node_modules'));
  return { top: copy, remove: () => rmSync(copy, { recursive: true, force: true }) };
}

/** Writes the edited file, and answers the function that puts the old one back. */
export function breakIn(copy, { file, text }, original) {
  writeFileSync(join(copy.top, file), text);
  return () => cpSync(join(original, file), join(copy.top, file));
}

const isCache = (name) => ['.cache', '.vite', '.vite-temp', '.bin'].includes(name);

function copyLinks(from, to) {
  const filter = (path) => !isCache(path.slice(from.length + 1));
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true, verbatimSymlinks: true, filter });
}
