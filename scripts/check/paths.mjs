// Finds paths of one machine and hosts of registries in the files of the project: they mean nothing to anybody else.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { gitFiles, root } from '../lib/workspace.mjs';

// Put together from parts, or this file would be the first one found.
const FOLDERS = ['work', 'farm', 'tmp/bash_jobs'].map((folder) => `/${folder}/`);
const HOSTS = ['npmjs', 'yarnpkg'].map((name) => `registry\\.${name}`).concat('deb\\.' + 'debian');

const PATH = new RegExp(`(?:^|[\\s'"\`(=:,\\[])(?:${FOLDERS.join('|')})`);
const HOST = new RegExp(HOSTS.join('|'));

export function paths(top = root) {
  const files = gitFiles(top);
  return {
    faults: files.flatMap((file) => faultsIn(readFileSync(join(top, file), 'latin1'), file)),
    note: `${files.length} files`,
  };
}

function faultsIn(text, file) {
  if (text.includes('\0')) return [];
  return text.split('\n').flatMap((line, index) => {
    const found = PATH.exec(line) ?? HOST.exec(line);
    return found ? [`${file}:${index + 1}: ${found[0].trim()} in: ${line.trim().slice(0, 100)}`] : [];
  });
}
