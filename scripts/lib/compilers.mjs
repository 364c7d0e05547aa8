// The compilers that users may have: TypeScript 5.9, 6 and 7, each run as its own tsc on a folder.
import { realpathSync } from 'node:fs';
import { join } from 'node:path';

import { capture } from './processes.mjs';
import { root } from './workspace.mjs';

/** The workspace is built with the first; core brings the others, under names of their own. */
export const COMPILERS = new Map([
  ['5.9', join(root, 'node_modules/typescript')],
  ['6', join(root, 'packages/core/node_modules/typescript-6')],
  ['7', join(root, 'packages/core/node_modules/typescript-7')],
]);

/** `src/a.ts(3,7): error TS2322: …`; the lines of a message after its first are indented. */
const FIRST = /^(.+)\((\d+),\d+\): error TS\d+: (.*)$/;

/**
 * Compiles the folder's tsconfig.json: `{ messages, counts, output }`. A message is `{ file, line, text }`, a line
 * counted from 1. `counts` is what the compiler counted, such as `Instantiations`; only `--extendedDiagnostics` counts.
 */
export async function compile(version, folder, args = []) {
  const tsc = join(realpathSync(COMPILERS.get(version)), 'bin/tsc');
  const { output } = await capture(process.execPath, [tsc, '-p', folder, '--pretty', 'false', ...args], {
    cwd: folder,
  });
  return { messages: messagesIn(output), counts: countsIn(output), output };
}

function messagesIn(output) {
  const messages = [];
  for (const line of output.split('\n')) {
    const [, file, number, text] = FIRST.exec(line) ?? [];
    if (file !== undefined) messages.push({ file, line: Number(number), text });
    else if (/^(error TS|panic|fatal)/.test(line)) messages.push({ file: '', line: 0, text: line });
    else if (line.startsWith(' ') && messages.length > 0) messages.at(-1).text += `\n${line}`;
  }
  return messages;
}

/** `Instantiations:  4711`, and the like. */
const countsIn = (output) =>
  Object.fromEntries(
    [...output.matchAll(/^([A-Z][\w ]+?): +([\d.]+)[Ks]?$/gm)].map(([, name, n]) => [name, Number(n)]),
  );
