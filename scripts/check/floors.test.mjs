// Tries the floors on small workspaces that break them.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';

import { SOURCE } from '../lib/workspace.mjs';
import { floors } from './floors.mjs';

const core = 'packages/core/src';
let top;
afterEach(() => rmSync(top, { recursive: true, force: true }));

test('a file may import from its own floor and from below', () => {
  setup({
    [`${core}/trust.ts`]: 'export {};',
    [`${core}/tools/a.ts`]: "import '../trust.js'; import './b.js';",
    [`${core}/tools/b.ts`]: '',
  });
  expect(floors(top).faults).toEqual([]);
});

test.each([
  [
    'a floor above',
    { 'content/label.ts': "import type { A } from '../record/a.js';", 'record/a.ts': '' },
    'floor 2 does not import from floor 3',
  ],
  [
    'a floor above, as a type',
    { 'trust.ts': "export type A = import('./events.js').A;", 'events.ts': '' },
    'floor 1 does not import from floor 3',
  ],
  [
    'a floor above, by a re-export',
    { 'mail/a.ts': "export { a } from '../agents/a.js';", 'agents/a.ts': '' },
    'floor 5 does not import from floor 6',
  ],
  [
    'a floor above, when it runs',
    { 'trust.ts': "await import('./events.js');", 'events.ts': '' },
    'floor 1 does not import from floor 3',
  ],
  ['anything, from the errors', { 'errors.ts': "import './trust.js';", 'trust.ts': '' }, 'errors.ts imports nothing'],
  ['its own face', { 'tool.ts': "import './index.js';", 'index.ts': '' }, 'a face is for users'],
  [
    'its own package by name',
    { 'testing.ts': "import '@sallyport/core';", 'index.ts': '' },
    'does not import itself by name',
  ],
  [
    'files and networks in the core',
    { 'agents/a.ts': "import { readFile } from 'node:fs/promises';" },
    'no file or network I/O',
  ],
  [
    'what reads YAML, but in config/',
    { 'mail/a.ts': "import { parseDocument } from 'yaml';" },
    'only config/ reads YAML',
  ],
  [
    'the configuration, from a face',
    { 'index.ts': "export { a } from './config/a.js';", 'config/a.ts': '' },
    'floor 8 does not import from floor 9',
  ],
  ['what is not there', { 'trust.ts': "import './gone.js';" }, 'there is no such file'],
])('a file of the core may not import %s', (_what, files, words) => {
  setup(Object.fromEntries(Object.entries(files).map(([name, text]) => [`${core}/${name}`, text])));
  expect(floors(top).faults).toEqual([expect.stringContaining(words)]);
});

test('a package imports only packages on floors below', () => {
  setup({
    'packages/allowlist/src/index.ts': "import '@sallyport/core';",
    'packages/core/src/index.ts': "export { a } from '@sallyport/store';",
    'packages/store/src/index.ts': "export { a } from '@sallyport/tools';",
    'packages/tools/src/index.ts': "import '../../core/src/index.js';",
    'examples/one/src/main.ts': "import '@sallyport/store';",
  });
  expect(floors(top).faults).toEqual([
    expect.stringContaining('packages/allowlist does not stand above packages/core'),
    expect.stringContaining('packages/core does not stand above packages/store'),
    expect.stringContaining('packages/store does not stand above packages/tools'),
    expect.stringContaining('reach packages/core by its name'),
    expect.stringMatching(/^circle: packages\/core\S* → packages\/store\S* → packages\/tools\S* → packages\/core\S*$/),
  ]);
});

test('a circle is found, in types and in tests too', () => {
  setup({
    [`${core}/tools/a.ts`]: "import type { B } from './b.js';",
    [`${core}/tools/b.ts`]: "import type { C } from './c.js';",
    [`${core}/tools/c.ts`]: "import type { A } from './a.js';",
    [`${core}/tools/d.test.ts`]: "import './d.test.js';",
  });
  expect(floors(top).faults).toEqual([
    `circle: ${core}/tools/a.ts → ${core}/tools/b.ts → ${core}/tools/c.ts → ${core}/tools/a.ts`,
    `circle: ${core}/tools/d.test.ts → ${core}/tools/d.test.ts`,
  ]);
});

test('a file of the core that stands in no room is a fault; a test beside it is not', () => {
  setup({ [`${core}/helpers.ts`]: '', [`${core}/helpers.test.ts`]: "import './index.js';", [`${core}/index.ts`]: '' });
  expect(floors(top).faults).toEqual([expect.stringContaining('helpers.ts: stands in no room')]);
});

/** A workspace in a temporary folder whose members all know each other. */
function setup(files) {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-floors-')));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(top, file)), { recursive: true });
    writeFileSync(join(top, file), text);
  }
  const members = [...new Set(Object.keys(files).map((file) => file.split('/', 2).join('/')))];
  mkdirSync(join(top, 'node_modules/@sallyport'), { recursive: true });
  for (const dir of members) {
    const name = `@sallyport/${dir.split('/')[1]}`;
    writeFileSync(
      join(top, dir, 'package.json'),
      JSON.stringify({ name, type: 'module', exports: { '.': { [SOURCE]: './src/index.ts' } } }),
    );
    symlinkSync(join(top, dir), join(top, 'node_modules', name));
  }
}
