/** Sizes on disk: what a package brings along, and what a bundler makes of it. */
import { createRequire } from 'node:module';
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The part of esbuild's face that is used here. It comes with tsup, and is nobody's dependency for this alone. */
interface Esbuild {
  readonly build: (options: object) => Promise<{ readonly outputFiles: readonly { readonly contents: Uint8Array }[] }>;
}

/** Bytes of an entry, minified into one file, zod left outside. */
export async function minified(entry: string, root: string): Promise<number> {
  const tsup = createRequire(join(root, 'package.json')).resolve('tsup/package.json');
  // `as`: esbuild exports it
  const { build } = createRequire(tsup)('esbuild') as Esbuild;
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    logLevel: 'error',
    external: ['zod'],
  });
  return outputFiles[0]?.contents.length ?? Number.NaN;
}

interface Manifest {
  readonly files?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** Bytes of a package and of everything that is installed with it: its dependencies and peers that are not optional, and theirs. */
export function installed(folder: string): number {
  const seen = new Set<string>();
  const queue = [realpathSync(folder)];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    // `as`: a manifest that a package manager has read
    const manifest = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8')) as Manifest;
    const peers = Object.keys(manifest.peerDependencies ?? {});
    const wanted = peers.filter((name) => manifest.peerDependenciesMeta?.[name]?.optional !== true);
    for (const name of [...Object.keys(manifest.dependencies ?? {}), ...wanted]) queue.push(...find(at, name));
  }
  return [...seen].reduce((sum, at) => sum + packed(at), 0);
}

/** Where a package finds another one: in the nearest node_modules that has it. */
function find(from: string, name: string): readonly string[] {
  for (let at = from; ; at = dirname(at)) {
    const found = join(at, 'node_modules', name);
    if (existsSync(join(found, 'package.json'))) return [realpathSync(found)];
    if (at === dirname(at)) return [];
  }
}

/** One of this workspace counts as it is published: what `files` names. */
function packed(folder: string): number {
  if (folder.includes('node_modules')) return bytes(folder);
  // `as`: our own manifest
  const { files = [] } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  return ['package.json', 'README.md', ...files].reduce((sum, name) => sum + bytes(join(folder, name)), 0);
}

function bytes(path: string): number {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.size;
  const names = readdirSync(path).filter((name) => name !== 'node_modules');
  return names.reduce((sum, name) => sum + bytes(join(path, name)), 0);
}
