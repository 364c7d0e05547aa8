/** The compilers that users may have, each run as its own tsc, which counts what it does. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const home = createRequire(import.meta.url);
const folderOf = (name: string): string => dirname(home.resolve(`${name}/package.json`));

/** TypeScript's version, and the name of the dependency that is it. */
export const COMPILERS: ReadonlyMap<string, string> = new Map([
  ['5.9', 'typescript'],
  ['6', 'typescript-6'],
  ['7', 'typescript-7'],
]);

/** What a user's tsconfig.json says. One checker, so that TypeScript 7 counts nothing twice. */
const OPTIONS = {
  target: 'es2023',
  module: 'nodenext',
  types: ['node'],
  strict: true,
  skipLibCheck: true,
  noEmit: true,
};

/** A project outside of the workspace, with the built packages and zod; `using` takes it away. */
export function project(): { readonly folder: string } & Disposable {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-bench-')));
  for (const name of ['@sallyport/core', '@types/node', 'zod']) {
    mkdirSync(dirname(join(folder, 'node_modules', name)), { recursive: true });
    symlinkSync(folderOf(name), join(folder, 'node_modules', name));
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: OPTIONS, files: ['program.ts'] }));
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

/** How many types a compiler instantiates for a program. Throws what it says when it refuses the program. */
export async function instantiations(version: string, text: string, folder: string): Promise<number> {
  writeFileSync(join(folder, 'program.ts'), text);
  const tsc = join(folderOf(COMPILERS.get(version) ?? version), 'bin/tsc');
  const one = version === '7' ? ['--singleThreaded'] : [];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [tsc, '-p', folder, '--extendedDiagnostics', '--pretty', 'false', ...one],
    { maxBuffer: 64 << 20 },
  );
  const count = /^Instantiations: +(\d+)$/m.exec(stdout)?.[1];
  if (count === undefined) throw new Error(`TypeScript ${version} counted nothing:\n${stdout}`);
  return Number(count);
}
