// Places in a configuration: the way from its top to a value, as a key for maps and as words for people.
import { printable } from '../errors.js';

export type Path = readonly (string | number)[];

/** The same for equal paths, different for others. */
export const keyOf = (path: Path): string => JSON.stringify(path.map(String));

const PLAIN = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** `agents.reader.allowlist[2]`; the whole file is `the file`. */
export function wordsOfPath(path: Path): string {
  let words = '';
  for (const step of path) {
    if (typeof step === 'number' || /^\d+$/.test(step)) words += `[${step}]`;
    else words += `${words === '' ? '' : '.'}${PLAIN.test(step) ? step : `'${printable(step)}'`}`;
  }
  return words === '' ? 'the file' : words;
}
