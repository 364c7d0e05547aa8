// Tries the tarballs as a new user would, in a project outside of the workspace: `node scripts/pack-test.mjs`
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { COMPILERS, compile } from './lib/compilers.mjs';
import { withTarballs } from './lib/pack.mjs';
import { capture } from './lib/processes.mjs';
import { tryHouse } from './pack-test/house.mjs';
import { install, loadable, RESOLUTIONS, write } from './pack-test/project.mjs';
import { WRONG_USES } from './pack-test/wrong-uses.mjs';

/** Besides the Node that runs this: the first that we say we support, and the lines after it. */
const NODES = { 'Node 20.19.0': '20.19.0', 'Node 22': '22', 'Node 24': '24' };

/** Without colours; `FORCE_COLOR` would bring them back. */
const PLAIN = { NO_COLOR: '1', FORCE_COLOR: '0' };

/** A loaded machine takes longer than vitest waits by itself. */
const PATIENCE = '--testTimeout=60000';

const SENT = '*** sent to bob@example.com: We are open until five.';

// Leaving by an exit ends the programs that this has started.
process.on('SIGINT', () => process.exit(130)).on('SIGTERM', () => process.exit(143));

const count = { passed: 0, failed: 0, skipped: 0 };
await withTarballs(async (tarballs) => {
  const folders = ['user', 'nodes'].map((name) => realpathSync(mkdtempSync(join(tmpdir(), `sallyport-${name}-`))));
  try {
    await tryAll(tarballs, ...folders);
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
});
console.log(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
process.exitCode = count.failed > 0 ? 1 : 0;

async function tryAll(tarballs, folder, nodesFolder) {
  const nodes = nodesIn(nodesFolder);
  await step('npm installs the tarballs', async () => {
    write(folder, tarballs);
    return install(folder);
  });
  for (const version of COMPILERS.keys())
    for (const resolution of Object.keys(RESOLUTIONS)) await compilers(version, resolution, folder);
  for (const [name, node] of await nodes) await onNode(name, node, folder);
  await step('npx sallyport: a house is set up, its agents run, and what is approved is done', () =>
    tryHouse(folder, PLAIN),
  );
  for (const [index, use] of WRONG_USES.entries()) await wrongUse(index, use, folder);
}

/** The README's quickstart and the guide's unit test compile; the wrong uses are refused in their words, and nothing else is. */
async function compilers(version, resolution, folder) {
  const title = `TypeScript ${version}, moduleResolution ${resolution}: what the pages show compiles, what is wrong is told so`;
  await step(title, async () => {
    const { messages, output } = await compile(version, join(folder, resolution));
    const told = WRONG_USES.every(({ says }, index) => messages.some((one) => isAbout(one, index, says)));
    return told && messages.length === WRONG_USES.length ? undefined : output;
  });
}

function isAbout({ file, text }, index, says) {
  return file.endsWith(`wrong/${index}.ts`) && text.split('\n').at(-1).includes(says);
}

/** Each Node requires every entry, sends what was approved, and passes the unit test. */
async function onNode(name, node, folder) {
  if (node === undefined) return skip(name, 'npm could not install it here');
  const run = async (...args) => {
    const { code, output } = await capture(node, ['--no-warnings', ...args], {
      cwd: folder,
      env: PLAIN,
      limit: 60_000,
    });
    return { ok: code === 0, output };
  };
  const entries = loadable();
  await step(`${name}: require() and import() of ${entries.length} entries yield one module`, async () => {
    const { ok, output } = await run('load.cjs', ...entries);
    return ok && output.startsWith('loaded on v') ? undefined : output;
  });
  await step(`${name}: the quickstart sends what was approved`, async () => {
    const { ok, output } = await run('out/src/scripted.js');
    return ok && output.includes(SENT) ? undefined : output;
  });
  await step(`${name}: the unit test passes`, async () => {
    const { ok, output } = await run('node_modules/vitest/vitest.mjs', 'run', '--dir', 'src', PATIENCE);
    return ok && /Tests +1 passed/.test(output) ? undefined : output;
  });
}

/** The same mistake, made in JavaScript: the error has the compiler's words. */
async function wrongUse(index, { what, says, code }, folder) {
  await step(`wrong: ${what}`, async () => {
    const { output } = await capture(process.execPath, [join('wrong', `${index}.js`)], { cwd: folder });
    const line = output.split('\n').find((one) => one.startsWith('SallyportError: ')) ?? '';
    if (!line.includes(says) || !output.includes(`'${code}'`)) return output;
    console.log(`    both say: ${says}`);
    return undefined;
  });
}

/** `[name, path of the program]`, the path undefined where npm has none for this machine. */
async function nodesIn(folder) {
  const aliases = Object.values(NODES).map(
    (version) => `node-${version}@npm:node-${process.platform}-${process.arch}@${version}`,
  );
  const fault = await install(folder, ['--no-save', ...aliases]);
  const found = Object.entries(NODES).map(([name, version]) => {
    const path = join(folder, 'node_modules', `node-${version}`, 'bin/node');
    return [name, fault === undefined && existsSync(path) ? path : undefined];
  });
  return [[`Node ${process.versions.node} (this one)`, process.execPath], ...found];
}

/** `work` answers what went wrong, or nothing. */
async function step(title, work) {
  const start = Date.now();
  const fault = await Promise.resolve()
    .then(work)
    .catch((error) => error.stack);
  count[fault === undefined ? 'passed' : 'failed'] += 1;
  console.log(`${fault === undefined ? '✓' : '✗'} ${title} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
  if (fault !== undefined) console.log(fault.trim().replace(/^/gm, '    '));
}

function skip(title, why) {
  count.skipped += 1;
  console.log(`– ${title}: skipped: ${why}`);
}
