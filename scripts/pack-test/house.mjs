// The command as a new user types it: init, doctor, the agents that init wrote, and an approval.
import { readFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { capture } from '../lib/processes.mjs';

const SENT = 'to bob@example.com: Thank you, we have your letter.\n';

/** Answers what went wrong, or nothing. `folder`: a project in which the tarballs are installed. */
export async function tryHouse(folder, env) {
  const state = { ...env, XDG_STATE_HOME: join(folder, 'state') };
  const sallyport = (args, cwd = join(folder, 'house')) =>
    capture('npx', ['--no', 'sallyport', ...args], { cwd, env: state, limit: 60_000 });
  for (const [args, cwd] of [
    [['--version'], folder],
    [['init', 'house', '--owner', 'alice', '--yes'], folder],
    [['doctor']],
  ]) {
    const { code, output } = await sallyport(args, cwd);
    if (code !== 0) return `sallyport ${args.join(' ')}: ${output}`;
  }
  const agents = spawn(process.execPath, ['start.mjs'], {
    cwd: join(folder, 'house'),
    env: { ...process.env, ...state },
  });
  let said = '';
  for (const stream of [agents.stdout, agents.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  try {
    const isSent = await approveFirst(sallyport, join(folder, 'house', 'outbox.txt'));
    return isSent ? undefined : `nothing was sent: ${said}`;
  } finally {
    agents.kill('SIGTERM');
    if (agents.exitCode === null) await once(agents, 'exit');
  }
}

/** Was it sent, and exactly that? */
async function approveFirst(sallyport, outbox) {
  for (let tries = 0; tries < 40; tries += 1) {
    const { output } = await sallyport(['review', '--json']);
    const [item] = JSON.parse(output).groups.flatMap(({ items }) => items);
    if (item !== undefined) await sallyport(['review', item.id, '--approve', '--digest', item.digest]);
    if (read(outbox) === SENT) return true;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return false;
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
