// How lines stand in the file: one batch is one line of it, with a check, and begins on a line of its own whatever stands before it.
import { createHash } from 'node:crypto';

/** What is written at once. `tag`: whose it is, or what it is for. */
export interface Batch {
  readonly tag: string;
  readonly lines: readonly string[];
}

/** Nothing after it counts: the ledger goes on in the next file. */
export const SEAL = '=seal';
/** What stands before it was torn off when the machine went down. */
export const TORN = '=torn';
/** What a file that was saved begins with. */
export const SAVED = '=saved';
/** The first of a file that was saved: its one line is the checkpoint. */
export const CHECKPOINT = '=checkpoint';

/** A torn batch before it has no line break of its own: this one brings it, and is not lost with it. */
export const framed = ({ tag, lines }: Batch): string => {
  const text = `${tag} ${JSON.stringify(lines)}`;
  return `\n${check(text)} ${text}\n`;
};

/** The batch in a line of the file; `undefined` when it is not what was written. */
export function unframed(line: string): Batch | undefined {
  const text = line.slice(9);
  if (line[8] !== ' ' || line.slice(0, 8) !== check(text)) return undefined;
  const gap = text.indexOf(' ');
  // `as`: the check has shown that it is what framed() wrote
  return { tag: text.slice(0, gap), lines: JSON.parse(text.slice(gap + 1)) as readonly string[] };
}

const check = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);
