// verify: walks the whole journal and says what does not hold; against a checkpoint that was kept, where there is one.
import { open, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { verifyJournal, type Verification } from '@sallyport/core/archive';
import { render } from '@sallyport/inbox';
import { readCheckpoint } from '../checkpoint.js';
import type { Call, Run } from '../command.js';
import { EXIT } from '../exit.js';
import { signing, withHouse, type House } from '../open.js';

export const run: Run = async (call) => {
  const found = await withHouse(call, (house) => verified(call, house));
  if (call.print.json) call.print.data(found);
  else printFound(call, found);
  if (!found.ok) return EXIT.found;
  if (call.given.has('sign')) await sign(call, call.given.text('sign')!);
  return EXIT.done;
};

async function verified(call: Call, { root, store }: House): Promise<Verification> {
  const { given, io, print } = call;
  const path = given.text('checkpoint');
  return verifyJournal({
    ...{ root, store },
    ...(path !== undefined && { checkpoint: await readCheckpoint(resolve(io.cwd, path)) }),
    onProgress: ({ entries }) => {
      if (io.error.isTTY === true && entries % 10_000 === 0) print.note(`${entries} entries`);
    },
  });
}

async function sign(call: Call, name: string): Promise<void> {
  const path = resolve(call.io.cwd, name);
  // taken first: nothing is signed that cannot be kept
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(await signing(call, ({ desk }) => desk.checkpoint()))}\n`);
    await file.sync();
  } catch (error) {
    await rm(path);
    throw error;
  } finally {
    await file.close();
  }
  call.print.note(`a checkpoint stands in ${render(path)}: keep it elsewhere than the store`);
}

function printFound(
  { print }: Call,
  { ok, entries, head, faults, broken, contents, pruned, rollback }: Verification,
): void {
  if (broken !== undefined) print.line(`broken at entry ${broken.seq}: ${render(broken.what)}`, 'bad');
  if (broken?.seq === 1)
    print.line('  so does every store look to the TrustRoot of another house: see that the two belong together');
  if (rollback !== undefined) print.line(`against the checkpoint: ${render(rollback)}`, 'bad');
  for (const { seq, what, signer } of faults)
    print.line(
      `entry ${seq}${signer === undefined ? '' : ` of ${render(signer)}`} ${render(what)}: it does not count`,
      'bad',
    );
  for (const { id, seq, what } of contents) print.line(`entry ${seq}: ${render(id)} ${render(what)}`, 'bad');
  if (pruned > 0) print.line(`${pruned} contents are gone, as the owner signed`);
  print.line(
    ok
      ? entries === 0
        ? 'the journal is empty'
        : `all ${entries} entries hold, up to ${head.hash.slice(0, 12)}`
      : `${entries} entries were read, and not all is well`,
    ok ? 'good' : 'bad',
  );
}
