// What the workspace holds: its packages and examples, their entries, and the files that git knows or would know.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

/** The export condition under which the packages of this workspace, and nobody else, find each other's sources. */
export const SOURCE = 'sallyport-source';

/**
 * Every package and example, the bench and the torture, with the entries that its package.json exports, `{ name, source, dist }`, and
 * its commands, `{ name, dist }`.
 */
export function members(top = root) {
  const nested = ['packages', 'examples'].flatMap((folder) =>
    subfolders(join(top, folder)).map((name) => ({ folder, name })),
  );
  return [...nested, { folder: '', name: 'bench' }, { folder: '', name: 'torture' }]
    .filter(({ folder, name }) => existsSync(join(top, folder, name, 'package.json')))
    .map(({ folder, name }) => member(top, folder, name));
}

export const packages = (top = root) => members(top).filter(({ folder }) => folder === 'packages');

/** False while entries of the package are not written: then there is nothing to build yet. */
export const isStarted = (member) =>
  member.entries.length > 0
    ? member.entries.every(({ source }) => existsSync(join(member.dir, source)))
    : walk(join(member.dir, 'src')).some((file) => file.endsWith('/src/main.ts') || isTest(file));

export const coreIsStarted = (top = root) => existsSync(join(top, 'packages/core/src/index.ts'));

/** Tracked and not yet tracked files, without ignored and deleted ones, relative to the top. */
export function gitFiles(top = root) {
  const args = ['-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const listed = execFileSync('git', args, { cwd: top, encoding: 'utf8', maxBuffer: 64 << 20 }).split('\0');
  return [...new Set(listed)].filter((file) => file !== '' && existsSync(join(top, file))).sort();
}

/** All files under a folder, absolute, without dependencies and build output; [] when there is no such folder. */
export function walk(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'node_modules' || entry.name === 'dist' || entry.name === '.git') return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? walk(path) : [path];
  });
}

/** TypeScript sources under packages/, examples/, bench/ and torture/, relative to the top, sorted. */
export const sources = (top = root) =>
  members(top)
    .flatMap(({ dir }) => walk(join(dir, 'src')))
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => file.slice(top.length + 1))
    .sort();

/** Tests, type tests, benchmarks, and what only they use: `*.fixture.ts` and whatever is in `fixtures/`. */
export const isTest = (file) => /\.(test|test-d|bench|fixture)\.(ts|tsx|mjs)$|\/fixtures?\/|\/fixture\.ts$/.test(file);

const subfolders = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? e.name : []))
    : [];

function member(top, folder, base) {
  const dir = join(top, folder, base);
  const manifest = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
  const entries = Object.entries(manifest.exports ?? {})
    .filter(([, target]) => typeof target === 'object')
    .map(([path, target]) => ({
      name: join(manifest.name, path),
      source: target[SOURCE],
      dist: target.default,
    }));
  const commands = Object.entries(manifest.bin ?? {}).map(([name, dist]) => ({ name: `${name} (command)`, dist }));
  return { folder, base, dir, name: manifest.name, manifest, entries, commands };
}
