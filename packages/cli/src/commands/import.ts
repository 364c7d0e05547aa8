// import: an export into an empty store; the chain is checked line by line.
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { once } from 'node:events';
import { reindex } from '@sallyport/core';
import { importJournal } from '@sallyport/core/archive';
import type { Run } from '../command.js';
import { Failure } from '../errors.js';
import { EXIT, type Exit } from '../exit.js';
import { withHouse, type House } from '../open.js';

export const run: Run = async (call) => {
  const { given, io, print } = call;
  const file = createReadStream(resolve(io.cwd, given.arg(0)));
  await once(file, 'open');
  const into = async ({ root, store }: House): Promise<Exit> => {
    const { entries } = await importJournal({ root, store, lines: linesOf(file) });
    // so that it can be searched
    await reindex({ root, store });
    if (print.json) print.data({ entries });
    else print.line(`${entries} entries are in the store; verify checks them all`, 'good');
    return EXIT.done;
  };
  return withHouse(call, into, true);
};

/** In characters. No line of an export comes near to it. */
const LONGEST = 2 ** 27;

/** JSON Lines end with a line feed and nothing else: JSON may hold U+2028 as it is. */
async function* linesOf(file: AsyncIterable<Buffer>): AsyncGenerator<string, void> {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let line = '';
  for await (const chunk of file) {
    const [more = '', ...lines] = textOf(utf8, chunk).split('\n');
    line += more;
    if (line.length > LONGEST) throw new Failure(EXIT.failed, 'a line of the export does not end: give a whole export');
    for (const next of lines) {
      yield line.replace(/\r$/, '');
      line = next;
    }
  }
  yield line;
}

function textOf(utf8: InstanceType<typeof TextDecoder>, bytes: Buffer): string {
  try {
    return utf8.decode(bytes, { stream: true });
  } catch {
    throw new Failure(EXIT.failed, 'the export is not UTF-8: give the file as export wrote it');
  }
}
