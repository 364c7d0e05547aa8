// Child processes without a standard input: captured ones, and ones whose output goes straight to the terminal.
import { spawn } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

import { root } from './workspace.mjs';

/** Runs a program to its end and answers `{ code, output }`; a run over `limit` milliseconds is killed: code 'late'. */
export function capture(program, args, { cwd = root, env = {}, limit = 600_000 } = {}) {
  const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  return ended(child, limit).then((code) => ({ code, output }));
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

function ended(child, limit) {
  return new Promise((resolve, reject) => {
    let late = false;
    const timer = limit && setTimeout(() => (late = child.kill('SIGKILL')), limit);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve(late ? 'late' : (code ?? (signal ? 1 : 0)));
    });
  });
}
