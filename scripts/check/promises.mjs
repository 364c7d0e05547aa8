// Holds docs/promises.md to the tests: every promise is cited by a test that runs, and every cited promise exists.
import { join } from 'node:path';

import { promises as readPromises } from '../lib/promises.mjs';
import { idsIn, testsIn } from '../lib/titles.mjs';
import { coreIsStarted, isTest, root, sources, walk } from '../lib/workspace.mjs';

export function promises(top = root) {
  const listed = readPromises(top).map(({ id }) => id);
  const cited = citations(top);
  const prefixes = new Set(listed.map((id) => id.split('-')[0]));
  const known = [...cited].filter(([id]) => prefixes.has(id.split('-')[0]));
  const unknown = known.filter(([id]) => !listed.includes(id));
  const uncited = coreIsStarted(top) ? listed.filter((id) => !cited.has(id)) : [];
  return {
    faults: [
      ...uncited.map((id) => `${id}: no test cites it in its title`),
      ...unknown.map(([id, file]) => `${id}: cited in ${file}, and docs/promises.md has no such promise`),
    ],
    note: coreIsStarted(top) ? `${listed.length} promises` : 'skipped in part: there is no core to test yet',
  };
}

/** The first file that cites each id in the title of a test that is not skipped. */
function citations(top) {
  const scripts = walk(join(top, 'scripts')).map((file) => file.slice(top.length + 1));
  const cited = new Map();
  for (const file of [...sources(top), ...scripts].filter(isTest)) {
    const titles = testsIn(join(top, file)).filter(({ skipped }) => !skipped);
    for (const id of titles.flatMap(({ title }) => idsIn(title))) if (!cited.has(id)) cited.set(id, file);
  }
  return cited;
}
