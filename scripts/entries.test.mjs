// Loads every published entry from its build, by import() and by require(), the way a user's project would.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { needsRunner, published } from './lib/entries.mjs';
import { capture } from './lib/processes.mjs';
import { isStarted, packages } from './lib/workspace.mjs';

let project;
beforeAll(() => {
  project = setup();
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

// the command has a binary and no entry: `scripts/pack-test` tries it
for (const member of packages().filter((one) => published(one).length > 0)) {
  describe.skipIf(!isStarted(member))(member.name, () => {
    for (const [path, { default: file }] of published(member)) {
      const entry = join(member.name, path);
      const runner = needsRunner(join(member.dir, file));
      if (runner) console.log(`skipped: ${entry}: it imports vitest, which loads in a test run only`);
      test.skipIf(runner)(`${entry} is one module, whether it is imported or required`, async () => {
        const { code, output } = await capture(process.execPath, ['--no-warnings', join(project, 'load.cjs'), entry], {
          cwd: project,
        });
        expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/^one module, [1-9]\d* names\n$/) });
      });
    }
  });
}

/** A project outside of the workspace that has the packages installed, and a CommonJS file that loads one of them. */
function setup() {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-entries-'));
  for (const { name, dir } of packages()) {
    mkdirSync(dirname(join(folder, 'node_modules', name)), { recursive: true });
    symlinkSync(dir, join(folder, 'node_modules', name));
  }
  writeFileSync(
    join(folder, 'load.cjs'),
    `const required = require(process.argv[2]);
import(process.argv[2]).then((imported) => {
  const names = Object.keys(imported);
  const other = names.filter((name) => imported[name] !== required[name]);
  console.log(other.length > 0 ? 'two modules: ' + other.join(', ') : 'one module, ' + names.length + ' names');
});`,
  );
  return folder;
}
