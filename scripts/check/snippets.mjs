// Compiles the TypeScript blocks of the README files, of docs/ and of the doc comments against the packages: what users copy works.
import ts from 'typescript';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { baseOptions, faultsIn, programOf, textOf } from '../lib/typescript.mjs';
import { coreIsStarted, gitFiles, isTest, members, packages, root } from '../lib/workspace.mjs';
import { commentsOf, unitsOf } from './snippet-units.mjs';

const isPage = (file) => /^(packages\/[^/]+\/)?README\.md$|^docs\/.*\.md$/.test(file);
const isSource = (file) => /^packages\/[^/]+\/src\/.*\.tsx?$/.test(file) && !isTest(file);

export function snippets(top = root) {
  if (!coreIsStarted(top)) return { faults: [], skipped: 'there is no core to compile against yet' };
  const files = gitFiles(top);
  const read = (file) => readFileSync(join(top, file), 'utf8');
  const pages = [
    ...files.filter(isPage).map((file) => unitsOf(read(file), file)),
    ...files.filter(isSource).map((file) => unitsOf(commentsOf(read(file)), file)),
  ].filter(({ units, faults }) => units.length + faults.length > 0);
  const faults = pages.flatMap(({ faults: own }) => own);
  const units = pages.flatMap((page) => page.units);
  const blocks = units.filter(({ kind }) => kind === 'block').length;
  return { faults: [...faults, ...compile(pages, top)], note: `${blocks} blocks in ${pages.length} files` };
}

/** Each page is a folder of its own, in memory, beside the packages: its files see each other and every dependency. */
function compile(pages, top) {
  const folderOf = (page) => join(top, 'packages', `.snippets-${pages.indexOf(page)}`);
  const overlay = new Map(
    pages.flatMap((page) => page.units.map((unit) => [join(folderOf(page), unit.name), unit.code])),
  );
  const options = {
    ...baseOptions(),
    noUnusedLocals: false,
    noUnusedParameters: false,
    moduleDetection: ts.ModuleDetectionKind.Force,
  };
  const program = programOf(
    [...overlay.keys()].filter((path) => !path.endsWith('.json')),
    options,
    { overlay, resolve: (host) => resolver(host, options, top) },
  );
  return pages.flatMap((page) =>
    page.units.flatMap((unit) =>
      unit.kind === 'block' ? judge(unit, faultsIn(program, join(folderOf(page), unit.name))) : [],
    ),
  );
}

/** A block compiles; one that announces refusals is refused with those words and no others. */
function judge({ file, line, offset, goesOn, expected }, faults) {
  const said = faults.flatMap((fault) => {
    const at = fault.file.getLineAndCharacterOfPosition(fault.start).line;
    const isOld = goesOn && at < offset;
    return isOld ? [] : { place: `${file}:${line + Math.max(0, at - offset) + 1}`, text: textOf(fault) };
  });
  const surprises = said.filter(({ text }) => !expected.some((words) => text.includes(words)));
  const missing = expected.filter((words) => !said.some(({ text }) => text.includes(words)));
  return [
    ...surprises.map(({ place, text }) => `${place}: ${text}`),
    ...missing.map((words) => `${file}:${line}: the compiler should refuse it with: ${words}`),
  ];
}

/** A page may name any package of the workspace, and whatever one of them depends on. */
function resolver(host, options, top) {
  const homes = members(top).map(({ dir }) => join(dir, 'src/index.ts'));
  const own = packages(top);
  const cache = ts.createModuleResolutionCache(top, (name) => name, options);
  return (literals, containing, redirected, _options, file) =>
    literals.map((literal) => {
      const mode = ts.getModeForUsageLocation(file, literal, options);
      const at = (path) => ts.resolveModuleName(literal.text, path, options, host, cache, redirected, mode);
      if (!containing.includes('/.snippets-') || literal.text.startsWith('.')) return at(containing);
      const owner = own.find(({ name }) => literal.text === name || literal.text.startsWith(`${name}/`));
      const places = owner ? [join(owner.dir, 'src/index.ts')] : [containing, ...homes];
      return places.map(at).find(({ resolvedModule }) => resolvedModule) ?? at(containing);
    });
}
