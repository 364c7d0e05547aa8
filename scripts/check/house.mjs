// Holds the sources to the rules that no linter knows: size, faces that only list names, a first line that says what for.
import ts from 'typescript';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { isTest, members, packages, root, SOURCE, sources } from '../lib/workspace.mjs';

const CAP = 300;

export function house(top = root) {
  const files = sources(top).filter((file) => !isTest(file));
  const faults = files.flatMap((file) =>
    faultsOf(readFileSync(join(top, file), 'utf8'), file).map((why) => `${file}: ${why}`),
  );
  return {
    faults: [...faults, ...members(top).flatMap(missingEntries), ...differing(top)],
    note: `${files.length} files`,
  };
}

function faultsOf(text, name) {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest);
  const lines = text.split('\n').length - 1;
  return [
    ...(lines > CAP ? [`${lines} lines, the cap is ${CAP}: redraw rather than exempt`] : []),
    ...(/^(#!.*\n)?(\/\/|\/\*\*?) ?\S/.test(text) ? [] : ['the first line says what the file is for']),
    ...file.statements.flatMap((statement) => faultOf(statement, name.endsWith('/index.ts'))),
  ];
}

function faultOf(statement, isFace) {
  if (ts.isExportDeclaration(statement)) return statement.exportClause ? [] : ['`export *`: list the names'];
  if (ts.isEnumDeclaration(statement)) return ['an enum: use `as const` data'];
  return isFace ? ['a face only lists names, it holds no code'] : [];
}

/** Of a package that is begun, what it exports and does not have. */
function missingEntries({ dir, name, entries }) {
  const missing = entries.filter(({ source }) => !existsSync(join(dir, source)));
  if (missing.length === entries.length) return [];
  return missing.map((entry) => `${name}: package.json exports ${entry.name}, and ${entry.source} is not there`);
}

/** What is published is what the workspace uses, without the condition that points to the sources. */
function differing(top) {
  const published = ({ manifest }) => JSON.stringify(manifest.publishConfig?.exports);
  const used = ({ manifest }) => JSON.stringify(manifest.exports, (key, value) => (key === SOURCE ? undefined : value));
  const strays = packages(top).filter((member) => published(member) !== used(member));
  return strays.map(({ name }) => `${name}: publishConfig.exports differs from exports`);
}
