// A process of its own that puts a link in the place of a folder, and the folder back, until it is ended.
import { renameSync } from 'node:fs';
import { join } from 'node:path';

const LONGEST = 120_000;
const root = process.argv[2];
const [live, real, link] = ['d', 'd-real', 'd-link'].map((name) => join(root, name));
const until = performance.now() + LONGEST;
process.send('ready', () => {
  while (performance.now() < until) {
    renameSync(live, real);
    renameSync(link, live);
    renameSync(live, link);
    renameSync(real, live);
  }
});
