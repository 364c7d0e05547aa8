/** The heavy peers: a folder of its own, no part of the workspace, installed when a bench first asks for one of them. */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Where they live, and what is written for each of them. */
export const PEERS = join(import.meta.dirname, '../../peers');

/** Installs the peers exactly as their lockfile has them, where they are not. Throws when that fails. */
export function installPeers(): void {
  const installed = join(PEERS, 'node_modules/.modules.yaml');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(PEERS, 'pnpm-lock.yaml')).mtimeMs) return;
  console.log('installing the heavy peers into bench/peers (once, about 500 MB, and one of them is compiled) …');
  const args = ['-y', 'pnpm@10', 'install', '--ignore-workspace', '--frozen-lockfile', '--prefer-offline'];
  const { status } = spawnSync('npx', args, { cwd: PEERS, stdio: 'inherit', env: { ...process.env, CI: 'true' } });
  if (status !== 0) throw new Error(`the peers could not be installed: npx ${args.join(' ')} failed in bench/peers`);
}

/** What bench/peers/NAME.mjs exports. It stands there, and in JavaScript, since nothing else finds its library or its types. */
export async function peer<T>(name: string): Promise<T> {
  // `as`: whoever asks says what that file exports; nothing here could check it
  return (await import(pathToFileURL(join(PEERS, `${name}.mjs`)).href)) as T;
}
