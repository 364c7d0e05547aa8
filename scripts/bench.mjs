// Measures us beside our peers: `pnpm bench [NAME …] [--quick]`. Builds what is stale first, since what is built is what users run.
import { build } from './lib/build.mjs';
import { show } from './lib/processes.mjs';

const unbuilt = await build();
for (const { name, output } of unbuilt) console.error(`\n${name} could not be built:\n${output}`);
const args = ['--expose-gc', '--import', 'tsx', 'bench/src/main.ts', ...process.argv.slice(2)];
process.exitCode = unbuilt.length > 0 ? 1 : await show(process.execPath, args);
