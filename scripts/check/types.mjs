// Compiles every package and example, tests and type tests included, each under its own tsconfig.json.
import { join } from 'node:path';

import { faultsIn, lineOf, programOf, projectAt } from '../lib/typescript.mjs';
import { members, root } from '../lib/workspace.mjs';

export function types(top = root) {
  const projects = members(top).map(({ dir }) => projectAt(join(dir, 'tsconfig.json')));
  const faults = projects.flatMap((project) => faultsOf(project));
  const files = projects.reduce((sum, { fileNames }) => sum + fileNames.length, 0);
  return { faults: [...new Set(faults.map(lineOf))], note: `${files} files` };
}

/** Each project answers for its own files; those that it imports answer in theirs. */
function faultsOf({ options, fileNames, faults }) {
  if (fileNames.length === 0 || faults.length > 0) return faults;
  const program = programOf(fileNames, options);
  const general = [...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics()];
  return [...general, ...fileNames.flatMap((file) => faultsIn(program, file))];
}
