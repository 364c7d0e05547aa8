// Builds what is stale, then runs every test and type test. Arguments go to vitest: file filters, -t, --reporter …
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { build } from './lib/build.mjs';
import { command, show } from './lib/processes.mjs';
import { countOf } from './lib/report.mjs';

const args = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'sallyport-test-'));

try {
  const unbuilt = needsBuild(args) ? await build() : [];
  for (const { name, output } of unbuilt) console.error(`\n${name} could not be built:\n${output}`);
  const report = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await show(process.execPath, [command('vitest'), 'run', '--typecheck', ...reporters, ...args]);
  // whoever goes on from here may read what became of each test
  const keep = process.env['SALLYPORT_TEST_REPORT'];
  if (keep && existsSync(report)) copyFileSync(report, keep);
  const { passed, failed, skipped } = countOf(read(report));
  const broken = unbuilt.length + failed || Number(code !== 0);
  console.log(`\n${passed} passed, ${broken} failed, ${skipped} skipped`);
  process.exitCode = code || Number(broken > 0);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Only the test of the entries reads what is built; a run of other files goes without. */
function needsBuild(all) {
  const filters = all.filter((arg) => !arg.startsWith('-'));
  return filters.length === 0 || filters.some((filter) => 'scripts/entries.test.mjs'.includes(filter));
}

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return { testResults: [] };
  }
}
