// Child processes without a standard input: captured ones, and ones whose output goes straight to the terminal.
import { spawn } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

import { root } from './workspace.mjs';

const running = new Set();
process.on('exit', () => running.forEach(killAll));

/**
 * Runs a program to its end and answers `{ code, output }`. A run over `limit` milliseconds is killed, with whatever it
 * started (a test that loops for ever outlives its runner): code 'late'.
 */
export async function capture(program, args, { cwd = root, env = {}, limit = 600_000 } = {}) {
  const stdio = ['ignore', 'pipe', 'pipe'];
  const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio, detached: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  running.add(child);
  let late = false;
  const timer = setTimeout(() => (late = killAll(child)), limit);
  const code = await ended(child);
  clearTimeout(timer);
  running.delete(child);
  return { code: late ? 'late' : code, output };
}

/** Runs a program whose output the caller's terminal shows; answers its exit code. An interrupt is the program's to answer. */
export function show(program, args, { cwd = root, stdin = 'ignore' } = {}) {
  const child = spawn(program, args, { cwd, stdio: [stdin, 'inherit', 'inherit'] });
  const wait = () => {};
  const end = () => child.kill('SIGTERM');
  process.on('SIGINT', wait).on('SIGTERM', end);
  return ended(child).finally(() => process.off('SIGINT', wait).off('SIGTERM', end));
}

/** The script behind a dependency's command, so that it runs on this Node and without a shell. */
export function command(dependency, name = dependency) {
  const dir = realpathSync(join(root, 'node_modules', dependency));
  const { bin } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
  return join(dir, typeof bin === 'string' ? bin : bin[name]);
}

function ended(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (code) => resolve(code ?? 1));
  });
}

/** Kills a detached child and its group; true when it was still there. */
function killAll({ pid }) {
  try {
    return process.kill(-pid, 'SIGKILL');
  } catch {
    return false;
  }
}
