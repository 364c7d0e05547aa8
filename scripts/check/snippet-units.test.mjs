// Tries what the comments around a block mean.
import { expect, test } from 'vitest';

import { commentsOf, unitsOf } from './snippet-units.mjs';

test('every ts block is a module that stands on the setup of its page', () => {
  const { units } = page(
    '<!-- snippet-setup\nimport a from "a";\n-->',
    '```ts',
    'a();',
    '```',
    '<!-- snippet-setup -->',
    '```ts',
    'b();',
    '```',
  );
  expect(units.map(({ code, line, offset }) => ({ code, line, offset }))).toEqual([
    { code: 'import a from "a";\na();', line: 4, offset: 1 },
    { code: 'b();', line: 8, offset: 0 },
  ]);
});

test('a block that continues stands on the whole block before it', () => {
  const { units } = page('```ts', 'const a = 1;', '```', 'and then', '<!-- continues -->', '', '```ts', 'a;', '```');
  expect(units.map(({ code }) => code)).toEqual(['const a = 1;', 'const a = 1;\na;']);
});

test('a block that begins with a file name is that file, and a hidden file is one too', () => {
  const { units } = page(
    '```ts',
    '// contracts.ts: data',
    'export const a = 1;',
    '```',
    '<!-- snippet-file ./root.json',
    '{}',
    '-->',
  );
  expect(units.map(({ kind, name }) => ({ kind, name }))).toEqual([
    { kind: 'block', name: 'contracts.ts' },
    { kind: 'file', name: 'root.json' },
  ]);
});

test('a refusal that is announced is expected, with all its words', () => {
  const { units } = page(
    "<!-- does not compile: an IntakeAgent cannot register 'a' -->",
    '<!-- does not compile: b -->',
    '```ts',
    'a();',
    '```',
  );
  expect(units[0].expected).toEqual(["an IntakeAgent cannot register 'a'", 'b']);
});

test('a block is left out only by a comment that says why', () => {
  expect(page('<!-- not compiled: pseudocode -->', '```ts', 'a', '```')).toEqual({ units: [], faults: [] });
  expect(page('<!-- not compiled: -->', '```ts', 'a', '```').faults).toEqual([
    'page.md:2: not compiled, and no reason why',
  ]);
  expect(page('```ts ignore', 'a', '```')).toEqual({
    units: [expect.anything()],
    faults: [expect.stringContaining('by a comment before it')],
  });
});

test('a comment counts for the block that follows it at once, and other languages are not read', () => {
  const { units } = page(
    '<!-- not compiled: old -->',
    '```sh',
    'npm test',
    '```',
    '```ts',
    'a;',
    '```',
    '````md',
    '```ts',
    'b;',
    '```',
    '````',
  );
  expect(units.map(({ code }) => code)).toEqual(['a;']);
});

test('the examples of doc comments are blocks, at their lines in the source', () => {
  const source = [
    '/**',
    ' * @example',
    ' * ```ts',
    ' * a();',
    ' *',
    ' * ```',
    ' */',
    'export const a = `',
    '```ts',
    '`;',
  ];
  expect(unitsOf(commentsOf(source.join('\n')), 'a.ts').units).toEqual([
    {
      kind: 'block',
      name: 'snippet-3.ts',
      code: 'a();\n',
      file: 'a.ts',
      line: 3,
      offset: 0,
      goesOn: false,
      expected: [],
    },
  ]);
});

const page = (...lines) => unitsOf(lines.join('\n'), 'page.md');
