// Runs the tsc of TypeScript 5.9, 6 and 7 over what must be refused, and compares the last line of what each says.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import * as forms from '../packages/core/src/agents/forms.fixture.js';
import * as agents from '../packages/core/src/agents/sentences.fixture.js';
import * as tools from '../packages/core/src/tools/sentences.fixture.js';
import { compile, COMPILERS } from './lib/compilers.mjs';
import { root } from './lib/workspace.mjs';

const UNDER_LOAD = 300_000;

/** Each row stands in a block of its own, on a line of its own. */
const PAGES = {
  'agents/forms.ts': pageOf(
    forms.PRELUDE,
    forms.refused.map(([form, code, sentence]) => ({ form, code, sentence })),
  ),
  'agents/fits.ts': pageOf(
    forms.PRELUDE,
    forms.fits.map((code) => ({ code })),
  ),
  'agents/sentences.ts': pageOf(agents.PRELUDE, rowsOf(agents.refused)),
  'tools/sentences.ts': pageOf(tools.PRELUDE, rowsOf(tools.refused)),
};

let folder;
beforeAll(() => {
  folder = setup();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each([...COMPILERS.keys()])('TypeScript %s', (version) => {
  let messages;
  beforeAll(async () => {
    ({ messages } = await compile(version, folder));
  }, UNDER_LOAD);

  /** What it says of a row, as lines. */
  const said = (page, row) =>
    messages.filter(({ file, line }) => file === page && line === PAGES[page].first + row).map(({ text }) => text);

  test.each([...new Set(forms.refused.map(([form]) => form))])('TYPE-3: %s ends with the sentence', (form) => {
    const { rows } = PAGES['agents/forms.ts'];
    const own = rows.flatMap((row, index) => (row.form === form ? [{ ...row, index }] : []));
    const last = own.map(({ index }) => said('agents/forms.ts', index).map((text) => text.split('\n').at(-1)));
    expect(own.length).toBeGreaterThanOrEqual(3);
    expect(last).toEqual(own.map(({ sentence }) => [expect.stringContaining(`"${sentence}"`)]));
  });

  test.each([
    ['tools/sentences.ts', 24],
    ['agents/sentences.ts', 38],
  ])('TYPE-3: every refusal of %s is told in its words', (page, count) => {
    const { rows } = PAGES[page];
    expect(rows).toHaveLength(count);
    const told = rows.map(({ promise }, row) => said(page, row).map((text) => ordered(tail(text, promise))));
    expect(told).toEqual(rows.map(({ sentence }) => [expect.stringContaining(ordered(sentence))]));
  });

  test('TYPE-3: what fits compiles in every form, and nothing else is refused', () => {
    const counts = Object.keys(PAGES).map((page) => [page, messages.filter(({ file }) => file === page).length]);
    const refused = Object.entries(PAGES).map(([page, { rows }]) => [page, rows.filter((row) => row.sentence).length]);
    expect(messages.filter(({ file }) => file === 'agents/fits.ts' || !(file in PAGES))).toEqual([]);
    expect(counts).toEqual(refused);
  });
});

function rowsOf(refused) {
  return refused.map(([promise, , code, sentence]) => ({ promise, code: `void (async () => { ${code} });`, sentence }));
}

/** `first`: the line of the first row, counted from 1. */
function pageOf(prelude, rows) {
  return {
    text: prelude + rows.map(({ code }) => `{ ${code} }`).join('\n'),
    first: prelude.split('\n').length,
    rows,
  };
}

/** An order passed for a message is told further up; the last line tells what each of them is. */
const tail = (text, promise) =>
  text
    .split('\n')
    .slice(promise === 'TYPE-4' ? 0 : -2)
    .join('\n');

/** TypeScript 7 writes the members of a union in the order of their names. */
const ordered = (text) => text.replace(/"\w+"(?: \| "\w+")+/g, (union) => union.split(' | ').sort().join(' | '));

/** A project outside of the workspace whose files see the sources of core as their neighbours. */
function setup() {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-compilers-')));
  const core = join(root, 'packages/core');
  for (const name of ['agents', 'tools', 'node_modules/@types']) mkdirSync(join(top, name), { recursive: true });
  symlinkSync(join(core, 'node_modules/zod'), join(top, 'node_modules/zod'));
  symlinkSync(join(root, 'node_modules/@types/node'), join(top, 'node_modules/@types/node'));
  for (const [name, { text }] of Object.entries(PAGES)) writeFileSync(join(top, name), text);
  writeFileSync(join(top, 'package.json'), '{ "type": "module" }');
  const compilerOptions = { rootDirs: [top, join(core, 'src')], noUnusedLocals: false, noUnusedParameters: false };
  const config = { extends: join(root, 'tsconfig.base.json'), compilerOptions, files: Object.keys(PAGES) };
  writeFileSync(join(top, 'tsconfig.json'), JSON.stringify(config));
  return top;
}
