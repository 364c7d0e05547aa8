// main.ts: furnishes an office, starts both processes from the one file, lets a mail arrive, and sees what is sent.
import { once } from 'node:events';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { approveFirst, until } from './desk.js';
import { furnish } from './furnish.js';

const home = fileURLToPath(new URL('..', import.meta.url));
const office = await mkdtemp(join(tmpdir(), 'from-a-file-'));
// the ledgers of a passing office pass with it
process.env['XDG_STATE_HOME'] = join(office, 'state');
const env = { ...process.env, OFFICE: office, INTAKE_PASSPHRASE: 'correct horse battery staple' };
const mail = 'From: bob@example.com\r\nSubject: Hours\r\n\r\nWhen do you close?\r\n';
const processes: ChildProcess[] = [];

try {
  await furnish(office, env.INTAKE_PASSPHRASE);
  processes.push(start('intake'), start('executor'));
  await writeFile(join(office, 'Mail', 'new', '1.example'), mail);
  console.log(`approved: ${await approveFirst(join(home, 'sallyport.yaml'), env)}`);
  const sent = await until(async () => (await readFile(join(office, 'sent.txt'), 'utf8').catch(() => '')) || undefined);
  console.log(`sent ${sent.trim()}`);
  if (sent !== 'to bob@example.com: We are open until five.\n') throw new Error(`something else was sent: ${sent}`);
} finally {
  for (const child of processes) {
    if (child.exitCode === null && child.kill('SIGTERM')) await once(child, 'exit');
  }
  await rm(office, { recursive: true, force: true });
}

/** One of the processes that the file describes. When it breaks off, so does all of this. */
function start(name: string): ChildProcess {
  const args = ['--conditions=sallyport-source', '--import', 'tsx', join(home, 'src', 'process.ts'), name];
  const child = spawn(process.execPath, args, { cwd: home, env, stdio: ['ignore', 'inherit', 'inherit'] });
  child.once('exit', (code) => {
    if (code !== null && code !== 0) process.exit(code);
  });
  return child;
}
