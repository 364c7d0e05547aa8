// version: which sallyport this is, and which Node runs it.
import { readFileSync } from 'node:fs';
import type { Run } from '../command.js';
import { EXIT } from '../exit.js';

export const run: Run = async ({ print }) => {
  const version = ownVersion();
  if (print.json) print.data({ version, node: process.versions.node });
  else print.line(`sallyport ${version}, Node ${process.versions.node}`);
  return EXIT.done;
};

/** Of the package.json two or three folders up: sources stand one deeper than what is built. */
function ownVersion(): string {
  for (const up of ['../package.json', '../../package.json']) {
    try {
      // `as`: our own file
      const own = JSON.parse(readFileSync(new URL(up, import.meta.url), 'utf8')) as { name: string; version: string };
      if (own.name === 'sallyport') return own.version;
    } catch {
      // not this one
    }
  }
  return 'of an unknown version';
}
