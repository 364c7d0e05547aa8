// import: an export into an empty store; the chain is checked line by line.
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { reindex } from '@sallyport/core';
import { importJournal } from '@sallyport/core/archive';
import type { Run } from '../command.js';
import { EXIT, type Exit } from '../exit.js';
import { withHouse, type House } from '../open.js';

export const run: Run = async (call) => {
  const { given, io, print } = call;
  const file = createReadStream(resolve(io.cwd, given.arg(0)));
  await once(file, 'open');
  const into = async ({ root, store }: House): Promise<Exit> => {
    const lines = createInterface({ input: file, crlfDelay: Infinity });
    const { entries } = await importJournal({ root, store, lines });
    // so that it can be searched
    await reindex({ root, store });
    if (print.json) print.data({ entries });
    else print.line(`${entries} entries are in the store; verify checks them all`, 'good');
    return EXIT.done;
  };
  return withHouse(call, into, true);
};
