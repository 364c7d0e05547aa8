// Holds every entry to its size budget: what a bundler makes of it, minified, its dependencies left outside.
import esbuild from 'esbuild';
import { join } from 'node:path';

import { KIB } from '../budgets.mjs';
import { build } from '../lib/build.mjs';
import { packages } from '../lib/workspace.mjs';

export async function size() {
  const unbuilt = await build(() => {});
  if (unbuilt.length > 0) return { faults: unbuilt.map(({ name, output }) => `${name}: ${output}`) };
  const entries = packages().flatMap(({ dir, entries: own, commands }) =>
    [...own, ...commands]
      .filter(({ dist }) => dist?.endsWith('.js'))
      .map(({ name, dist }) => ({ name, file: join(dir, dist) })),
  );
  const sizes = await Promise.all(entries.map(async ({ name, file }) => [name, await kibOf(file)]));
  const names = new Set(entries.map(({ name }) => name));
  const gone = Object.keys(KIB).filter((name) => !names.has(name));
  return {
    faults: [
      ...sizes.flatMap(([name, kib]) => faultOf(name, kib)),
      ...gone.map((name) => `${name} has a line in scripts/budgets.mjs and is no entry`),
    ],
    note: `${sizes.length} entries; in KiB: ${sizes.map(([name, kib]) => `${short(name)} ${kib.toFixed(1)}`).join(', ')}`,
  };
}

const short = (name) => name.replace('@sallyport/', '');

function faultOf(name, kib) {
  const budget = KIB[name];
  if (budget === undefined)
    return [`${name} has ${kib.toFixed(1)} KiB and no budget: give it one in scripts/budgets.mjs`];
  return kib > budget ? [`${name} has ${kib.toFixed(1)} KiB, its budget is ${budget} KiB (scripts/budgets.mjs)`] : [];
}

async function kibOf(file) {
  const { outputFiles } = await esbuild.build({
    entryPoints: [file],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    // esbuild says of a chunk without side effects that it leaves it out: that is what it is for
    logLevel: 'error',
  });
  return outputFiles[0].contents.length / 1024;
}
