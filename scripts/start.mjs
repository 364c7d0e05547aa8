// Starts the demo: three processes, one mail, one person. Arguments go to the demo as they are.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { show } from './lib/processes.mjs';
import { root, SOURCE } from './lib/workspace.mjs';

const main = 'examples/mail-desk/src/main.ts';

if (existsSync(join(root, main))) {
  const args = [`--conditions=${SOURCE}`, '--import', 'tsx', main, ...process.argv.slice(2)];
  process.exitCode = await show(process.execPath, args, { stdin: 'inherit' });
} else {
  console.log(`skipped: ${main} is not written yet`);
}
