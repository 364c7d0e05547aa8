// Packs every package into a folder, for a project outside of this clone: `npm run tarballs -- FOLDER`
import { copyFileSync, mkdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

import { withTarballs } from './lib/pack.mjs';

const [given, ...more] = process.argv.slice(2);
if (given === undefined || more.length > 0) {
  console.error('say one folder, which takes the tarballs: npm run tarballs -- ../tarballs');
  process.exit(2);
}
// npm goes to the root of the clone; the path is of where it was typed
const folder = resolve(process.env.INIT_CWD ?? '.', given);
console.error('building and packing: this takes a minute or two …');
await withTarballs(async (tarballs) => {
  mkdirSync(folder, { recursive: true });
  for (const { path } of tarballs) copyFileSync(path, join(folder, basename(path)));
});
console.log(`in your project: npm install ${join(folder, '*.tgz')}`);
