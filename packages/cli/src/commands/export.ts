// export: the whole journal as JSON Lines, to the output or into a new file.
import { createWriteStream } from 'node:fs';
import { resolve } from 'node:path';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { exportJournal } from '@sallyport/core/archive';
import { render } from '@sallyport/inbox';
import type { Call, Run } from '../command.js';
import { Usage } from '../errors.js';
import { EXIT } from '../exit.js';
import { withHouse, type House } from '../open.js';

export const run: Run = async (call) => {
  const { given, io, print } = call;
  const out = given.text('out');
  if (out === undefined && print.json)
    throw new Usage('--json goes with --out: the export itself is JSON Lines', 'export');
  if (out === undefined && io.output.isTTY === true)
    throw new Usage('an export is not for a terminal: say --out FILE, or send the output into a file', 'export');
  return withHouse(call, async (house) => {
    if (out === undefined) {
      for await (const line of exportJournal(house)) await put(io.output, `${line}\n`);
      return EXIT.done;
    }
    const path = resolve(io.cwd, out);
    const lines = await intoFile(path, house);
    if (print.json) print.data({ file: path, lines });
    else print.line(`${lines} lines in ${render(path)}`, 'good');
    return EXIT.done;
  });
};

/** For its owner's eyes only, and never over another file. */
async function intoFile(path: string, house: House): Promise<number> {
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true });
  let lines = 0;
  await once(file, 'open');
  for await (const line of exportJournal(house)) {
    if (!file.write(`${line}\n`)) await once(file, 'drain');
    lines += 1;
  }
  file.end();
  await finished(file);
  return lines;
}

/** Waits where the reader is slower. */
async function put(output: Call['io']['output'], text: string): Promise<void> {
  if (output.write(text) === false && 'once' in output) await once(output as NodeJS.WritableStream, 'drain');
}
