// Builds the packages that are older than what they are made of, each after those that it imports.
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { capture, command } from './processes.mjs';
import { isStarted, isTest, packages, root, walk } from './workspace.mjs';

/** Answers what could not be built: `[{ name, output }]`, [] when all is well. Says what it does, a line a package. */
export async function build(say = console.log) {
  const faults = [];
  for (const member of inOrder(packages())) {
    if (!isStarted(member)) say(`skipped: ${member.name} has no sources to build yet`);
    else if (!isFresh(member)) faults.push(...(await buildOne(member, say)));
  }
  return faults;
}

async function buildOne({ name, dir }, say) {
  const start = Date.now();
  const { code, output } = await capture(process.execPath, [command('tsup')], { cwd: dir });
  say(`${code === 0 ? 'built' : 'NOT built'}: ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
  return code === 0 ? [] : [{ name, output }];
}

/** Dependencies first. */
function inOrder(all) {
  const done = new Set();
  const visit = (member) => {
    if (done.has(member)) return;
    dependencies(member, all).forEach(visit);
    done.add(member);
  };
  all.forEach(visit);
  return [...done];
}

const dependencies = ({ manifest }, all) => all.filter(({ name }) => manifest.dependencies?.[name] !== undefined);

/** Fresh means: every output is there, and newer than every input. Folders count, so that a removed file is noticed. */
function isFresh(member) {
  const entries = member.entries.flatMap(({ dist }) => [dist, dist.replace(/\.js$/, '.d.ts')]);
  const outputs = [...entries, ...member.commands.map(({ dist }) => dist)];
  const oldest = Math.min(...outputs.map((file) => time(join(member.dir, file))));
  return oldest > Math.max(...inputs(member, packages()).map(time));
}

function inputs(member, all) {
  const files = walk(join(member.dir, 'src')).filter((file) => !isTest(file));
  const configs = ['package.json', 'tsconfig.json', 'tsup.config.ts'].map((file) => join(member.dir, file));
  const shared = ['tsconfig.base.json', 'pnpm-lock.yaml'].map((file) => join(root, file));
  const below = dependencies(member, all).flatMap((dependency) => inputs(dependency, all));
  return [...files, ...files.map((file) => dirname(file)), ...configs, ...shared, ...below];
}

/** Milliseconds; a missing file is as old as can be. */
const time = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
