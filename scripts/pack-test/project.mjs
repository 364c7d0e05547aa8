// A new user's project: the tarballs installed by npm, the code that the documentation shows, and nothing of the workspace.
import ts from 'typescript';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';

import { unitsOf } from '../check/snippet-units.mjs';
import { needsRunner, published } from '../lib/entries.mjs';
import { capture } from '../lib/processes.mjs';
import { packages, root } from '../lib/workspace.mjs';
import { WRONG_USES } from './wrong-uses.mjs';

const QUIET = ['--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', '--loglevel=error'];

/** How modules are found: what a Node project says, and what a bundler's says. */
export const RESOLUTIONS = {
  node16: { module: 'node16', moduleResolution: 'node16' },
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
};

/** Fills an empty folder. `main.ts` is the README's; `scripted.ts` is the same with a script in the person's place. */
export function write(folder, tarballs) {
  const put = (name, text) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  put('package.json', JSON.stringify({ type: 'module', private: true, dependencies: dependencies(tarballs) }));
  for (const { name, code } of blocks('README.md', ['agents.ts', 'main.ts'])) put(`src/${name}`, code);
  put('src/scripted.ts', scripted(readFileSync(join(folder, 'src/main.ts'), 'utf8')));
  for (const { name, code } of unitTest()) put(`src/tested/${name}`, code);
  for (const [index, { text }] of WRONG_USES.entries()) {
    put(`wrong/${index}.ts`, text);
    put(`wrong/${index}.js`, plain(text));
  }
  put('load.cjs', LOAD);
  for (const [name, options] of Object.entries(RESOLUTIONS)) {
    put(`${name}/tsconfig.json`, config(options));
  }
}

/** Installs what package.json names; answers a fault or nothing. */
export async function install(folder, names = []) {
  const { code, output } = await capture('npm', ['install', ...QUIET, ...names], { cwd: folder });
  return code === 0 ? undefined : output;
}

/** The published entries that load outside of a test run. */
export const loadable = () =>
  packages().flatMap((member) =>
    published(member)
      .filter(([, { default: file }]) => !needsRunner(join(member.dir, file)))
      .map(([path]) => join(member.name, path)),
  );

function dependencies(tarballs) {
  const { catalog } = parse(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8'));
  const others = ['@types/node', 'ai', 'vitest', 'zod'].map((name) => [name, catalog[name]]);
  return Object.fromEntries([...tarballs.map(({ name, path }) => [name, `file:${path}`]), ...others]);
}

/** The blocks of a page that are files, all of `names`. */
function blocks(page, names) {
  const { units } = unitsOf(readFileSync(join(root, page), 'utf8'), page);
  return names.map((name) => {
    const unit = units.find((one) => one.name === name);
    if (unit === undefined) throw new Error(`${page} shows no ${name}`);
    return unit;
  });
}

/** The test that the guide begins with, and the agents that it tests. */
function unitTest() {
  const page = 'docs/testing.md';
  const { units } = unitsOf(readFileSync(join(root, page), 'utf8'), page);
  const test = units.find(({ code }) => code.includes("from 'vitest'"));
  if (test === undefined) throw new Error(`${page} shows no unit test`);
  return [...blocks(page, ['agents.ts']), { ...test, name: 'agents.test.ts' }];
}

/** A script does not leave the desk as a person does. */
const LEAVE = "runtime.on('decision', () => void runtime.idle().then(() => runtime.close()));";

/** The README's main.ts, whose terminal is taken out. */
function scripted(main) {
  const text = main
    .replace("{ terminal } from '@sallyport/inbox/terminal'", "{ scriptedReviewer } from '@sallyport/core/testing'")
    .replace(/terminal\(\{.*?\}\)/, "scriptedReviewer(['approve'])")
    .replace('await runtime.run(', `${LEAVE}\nawait runtime.run(`);
  if (text.includes('terminal(') || !text.includes(LEAVE))
    throw new Error('README.md: the script does not fit into main.ts');
  return text;
}

/** What a JavaScript user writes: the same, and nobody has compiled it. */
const plain = (text) =>
  ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 } })
    .outputText;

/** Declarations of dependencies are checked too: ours must hold for every compiler. What is right runs from out/. */
function config(options) {
  const compilerOptions = {
    ...{ target: 'es2023', lib: ['es2023', 'esnext.disposable'], types: ['node'], strict: true },
    ...{ exactOptionalPropertyTypes: true, verbatimModuleSyntax: true, rootDir: '..', outDir: '../out' },
    ...options,
  };
  return JSON.stringify({ compilerOptions, include: ['../src', '../wrong/*.ts'] });
}

/** A CommonJS file that requires and imports each entry, and compares them. */
const LOAD = `const { version } = process;
(async () => {
  for (const name of process.argv.slice(2)) {
    const required = require(name);
    const imported = await import(name);
    const names = Object.keys(imported);
    if (names.length === 0 || names.some((one) => imported[one] !== required[one])) throw new Error(name + ': two modules');
  }
  console.log('loaded on ' + version);
})();
`;
