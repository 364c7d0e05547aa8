// main.ts: a process is killed while it waits for a person, and again in the middle of what was approved. What it left is all there, once.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTrustRoot, openDesk, signerOf, verifyJournal } from '@sallyport/core';
import { sqliteStore } from '@sallyport/store/sqlite';

const folder = await mkdtemp(join(tmpdir(), 'crash-and-resume-'));
// where each of them keeps their own ledger, outside of the store: here it goes with the rest
process.env['XDG_STATE_HOME'] = folder;
try {
  const { root, keys } = createTrustRoot({ owner: 'alice', runtimes: { payments: { agents: ['payments'] } } });
  await writeFile(join(folder, 'payments.json'), JSON.stringify({ root, key: keys['payments'] }), { mode: 0o600 });
  await using store = await sqliteStore(join(folder, 'store.db'));
  const desk = await openDesk({ root, store, person: signerOf(keys['alice']!) });
  const bank = (): Promise<string> => readFile(join(folder, 'bank'), 'utf8').catch(() => '');

  console.log('1. A process asks for two transfers, and is killed before anybody has decided.');
  assert.deepEqual(await run('before the decision'), {
    ended: 'SIGKILL',
    said: 'invoice 1: GATE_WAITING\ninvoice 2: GATE_WAITING\n',
  });
  const pending = await desk.pending();
  assert.equal(pending.length, 2);
  assert.equal(await bank(), '');
  console.log(`   ${pending.length} proposals are still there. Nothing has been sent.`);

  console.log('2. Alice approves both while no process runs.');
  await desk.decide(pending.map(({ id, digest }) => ({ id, digest, verdict: 'approve' })));

  console.log(
    '3. The next process starts on the first, and is killed when the bank has it, before it could write that down.',
  );
  assert.equal((await run('in the middle')).ended, 'SIGKILL');
  assert.equal(await bank(), '100 to Bob\n');

  console.log('4. The next one asks for the same two again, under the same names.');
  const { ended, said } = await run('nowhere');
  assert.equal(ended, 0);
  assert.equal(said, 'invoice 1: GATE_INTERRUPTED\ninvoice 2: sent\n');
  assert.equal(await bank(), '100 to Bob\n200 to Carol\n');
  console.log('   The first is not sent again: nobody can know whether it was. The second is sent, once.');

  const interrupted = pending.find(({ why }) => why.text === 'invoice 1')!;
  assert.equal((await desk.item(interrupted.id)).state, 'interrupted');
  const notice = (await desk.notices()).find(({ id }) => id === interrupted.id);
  assert.ok(notice);
  console.log(`   On alice's desk: ${notice.what}.`);
  const verified = await verifyJournal({ root, store });
  assert.ok(verified.ok);
  console.log(`5. The journal is whole: ${verified.entries} entries, no decision lost, nothing started twice.`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** A process of its own, until it ends: by itself, or killed. */
async function run(where: string): Promise<{ readonly ended: string | number | null; readonly said: string }> {
  const program = fileURLToPath(new URL('payments.ts', import.meta.url));
  const args = ['--conditions=sallyport-source', '--import', 'tsx', program, folder, where];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  // `as`: what 'close' brings
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { ended: signal ?? code, said };
}
